import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Folders that never hold a project's own workflows. */
const passedOver = new Set(["node_modules", "dist", "coverage", "__pycache__"]);

/** A folder that could not be listed. */
export interface UnreadableFolder {
	readonly path: string;
	readonly reason: string;
}

/** All `.dag` files below a folder, absolute and sorted; hidden folders, node_modules and the like are passed over. */
export function dagFilesBelow(folder: string): {
	readonly files: readonly string[];
	readonly unreadable: readonly UnreadableFolder[];
} {
	const files: string[] = [];
	const unreadable: UnreadableFolder[] = [];
	const open = [folder];
	for (let current = open.pop(); current !== undefined; current = open.pop()) {
		try {
			for (const entry of readdirSync(current, { withFileTypes: true })) {
				const path = join(current, entry.name);
				if (entry.isDirectory()) {
					if (!entry.name.startsWith(".") && !passedOver.has(entry.name)) open.push(path);
				} else if (entry.name.endsWith(".dag") && !entry.name.startsWith(".")) files.push(path);
			}
		} catch (error) {
			unreadable.push({ path: current, reason: error instanceof Error ? error.message : String(error) });
		}
	}
	return { files: files.sort(), unreadable };
}

/** Names of the `.dag` files directly in a folder; none when it can't be listed. */
export function dagFilesNear(folder: string): readonly string[] {
	try {
		return readdirSync(folder)
			.filter((name) => name.endsWith(".dag") && !name.startsWith("."))
			.sort();
	} catch {
		return []; // Only used to offer names: the missing file itself is what gets reported.
	}
}
