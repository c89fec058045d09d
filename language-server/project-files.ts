import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type ReadFile, rolesIn } from "@dagwright/dsl";

/** Bytes; a larger file is refused before it costs. */
const largest = 1_000_000;

const configFile = "dagwright.json";

/** A project as the checker sees it: relative paths with `/`, and nothing outside the root. */
export interface Project {
	/** Absolute path of the root folder; absent for a document that is on no disk. */
	readonly root?: string;
	/** Project-relative path of the document that the project was made for. */
	readonly file: string;
	/** Open documents first, then the disk. */
	readonly read: ReadFile;
	/** The names of the roles in `dagwright.json`; undefined where it names none or is broken. */
	readonly roles: () => readonly string[] | undefined;
	/** The address of a project-relative file. */
	uriOf(file: string): string;
}

/** The text of an open document, or undefined when it is not open. */
export type OpenText = (uri: string) => string | undefined;

/**
 * The project of a document: the nearest folder with `dagwright.json`, else with `.git`, else the document's own folder.
 * A document without a file (`untitled:`) is a project of its own.
 */
export function projectOf(uri: string, open: OpenText): Project {
	const path = pathOf(uri);
	if (path === undefined) return loneDocument(uri, open);
	const folder = dirname(path);
	const root = nearest(folder, configFile) ?? nearest(folder, ".git") ?? folder;
	const uriOf = (file: string) => pathToFileURL(resolve(root, file)).href;
	const read: ReadFile = (file) => {
		const target = resolve(root, file);
		if (!inside(root, target)) return { problem: "outside" };
		// The editor may spell the same address in another way (`%3A`), so the document itself is asked for by its own.
		const text = target === path ? open(uri) : open(uriOf(file));
		return text === undefined ? readDisk(root, target) : { text };
	};
	return {
		root,
		file: relative(root, path).split(sep).join("/"),
		read,
		roles: () => rolesIn(read(configFile)),
		uriOf: (file) => (resolve(root, file) === path ? uri : uriOf(file)),
	};
}

/** The file's path, or undefined for an address that is not of a file on this machine. */
export function pathOf(uri: string): string | undefined {
	if (!uri.startsWith("file:")) return undefined;
	try {
		return fileURLToPath(uri);
	} catch {
		// A `file:` address with a host or a broken escape: known to the editor only.
		return undefined;
	}
}

function loneDocument(uri: string, open: OpenText): Project {
	const file = uri.slice(Math.max(uri.lastIndexOf("/"), uri.indexOf(":")) + 1) || "untitled.dag";
	return {
		file,
		roles: () => undefined,
		read: (asked) => {
			const text = asked === file ? open(uri) : undefined;
			return text === undefined ? { problem: "missing" } : { text };
		},
		uriOf: () => uri,
	};
}

function nearest(start: string, name: string): string | undefined {
	for (let folder = start; ; folder = dirname(folder)) {
		if (existsSync(join(folder, name))) return folder;
		if (dirname(folder) === folder) return undefined;
	}
}

function readDisk(root: string, path: string): ReturnType<ReadFile> {
	try {
		// A symbolic link inside the project may lead out of it.
		if (!inside(realpathSync(root), realpathSync(path))) return { problem: "outside" };
		const file = statSync(path);
		if (!file.isFile()) return { problem: "no_file" };
		if (file.size > largest) return { problem: "too_large" };
		const bytes = readFileSync(path);
		if (bytes.includes(0)) return { problem: "binary" };
		return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
	} catch (error) {
		if (error instanceof TypeError) return { problem: "binary" };
		const code = error instanceof Error && "code" in error ? error.code : undefined;
		return { problem: code === "ENOENT" || code === "ENOTDIR" ? "missing" : "unreadable" };
	}
}

function inside(root: string, path: string): boolean {
	const way = relative(root, path);
	return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
