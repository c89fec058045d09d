import {
	closeSync,
	constants,
	fdatasync,
	fdatasyncSync,
	fsync,
	ftruncateSync,
	openSync,
	readFileSync,
	writeSync,
} from "node:fs";

/** All that the journal asks of a disk. Tests bring one that fails, writes short, or loses what was not synced. */
export interface JournalDisk {
	/** Opens for appending at any position; creates the file if `create`, which then must not exist. */
	open(path: string, create: boolean): JournalFile;
	read(path: string): Buffer;
	/** Resolves when the entries that a folder had at the call are durable. */
	syncFolder(path: string): Promise<void>;
}

export interface JournalFile {
	/** Writes some of the bytes at the position and says how many; may be fewer than given. */
	write(bytes: Uint8Array, position: number): number;
	truncate(length: number): void;
	/** Resolves when all bytes written before the call are on the disk. */
	sync(): Promise<void>;
	syncNow(): void;
	close(): void;
}

/** The real disk. */
export const localDisk: JournalDisk = {
	open(path, create) {
		const flags = create ? constants.O_CREAT | constants.O_EXCL : 0;
		const descriptor = openSync(path, constants.O_WRONLY | flags, 0o644);
		return {
			write: (bytes, position) => writeSync(descriptor, bytes, 0, bytes.length, position),
			truncate: (length) => ftruncateSync(descriptor, length),
			sync: () =>
				new Promise((resolve, reject) => {
					fdatasync(descriptor, (error) => (error === null ? resolve() : reject(error)));
				}),
			syncNow: () => fdatasyncSync(descriptor),
			close: () => closeSync(descriptor),
		};
	},
	read: (path) => readFileSync(path),
	async syncFolder(path) {
		// Windows cannot open folders; its file systems journal their entries.
		if (process.platform === "win32") return;
		const descriptor = openSync(path, constants.O_RDONLY);
		try {
			await new Promise<void>((resolve, reject) => {
				fsync(descriptor, (error) => (error === null ? resolve() : reject(error)));
			});
		} finally {
			closeSync(descriptor);
		}
	},
};
