import { type JournalDisk, type JournalFile, localDisk } from "@dagwright/engine/journal";

/** Where an engine dies: with its n-th record in the file and nothing after it (0: before it wrote any), or once it is synced. */
export interface Death {
	readonly when: "written" | "synced";
	readonly record: number;
}

const NEWLINE = 10;

/**
 * The real disk, on which the process kills itself with SIGKILL at the boundary of a record. A death that is `written`
 * cuts a write of several records in two; before one that is `synced` the engine acts on the record until the sync of
 * its group is over, and dies before it hears of that.
 */
export function dyingDisk(death: Death): JournalDisk {
	let records = 0;
	const dying = (file: JournalFile): JournalFile => ({
		...file,
		write(bytes, position) {
			const boundary = endOfRecord(bytes, death.record - records);
			if (death.when === "written" && boundary !== undefined) {
				for (let done = 0; done < boundary; ) done += file.write(bytes.subarray(done, boundary), position + done);
				die();
			}
			const count = file.write(bytes, position);
			records += bytes.subarray(0, count).filter((byte) => byte === NEWLINE).length;
			return count;
		},
		async sync() {
			const covered = records;
			await file.sync();
			if (death.when === "synced" && covered >= death.record) die();
		},
		syncNow() {
			file.syncNow();
			if (death.when === "synced" && records >= death.record) die();
		},
	});
	return { ...localDisk, open: (path, create) => dying(localDisk.open(path, create)) };
}

/** Where the n-th record in the bytes ends; undefined if it is not among them. A newline inside JSON is escaped. */
function endOfRecord(bytes: Uint8Array, count: number): number | undefined {
	if (count < 0) return undefined;
	let end = 0;
	for (let left = count; left > 0; left--) {
		const newline = bytes.indexOf(NEWLINE, end);
		if (newline === -1) return undefined;
		end = newline + 1;
	}
	return end;
}

function die(): never {
	process.kill(process.pid, "SIGKILL");
	throw new Error("still alive after SIGKILL");
}
