import { closeSync, openSync, readSync } from "node:fs";
import { extname } from "node:path";
import { Problem } from "../program.ts";

/** How a table is written in a file. */
export type TableFormat = "csv" | "json" | "jsonl";

/** Bytes at the start of a file that its format and delimiter are judged by. */
const HEAD = 65_536;

/** The format of a file: as it is said, else by its name, else by its first character. */
export function formatOf(path: string, said: TableFormat | "auto" | null | undefined): TableFormat {
	if (said !== undefined && said !== null && said !== "auto") return said;
	switch (extname(path).toLowerCase()) {
		case ".csv":
		case ".tsv":
			return "csv";
		case ".json":
			return "json";
		case ".jsonl":
		case ".ndjson":
			return "jsonl";
		default: {
			const start = headOf(path).trimStart();
			return start.startsWith("[") ? "json" : start.startsWith("{") ? "jsonl" : "csv";
		}
	}
}

/** What stands between the cells: of comma, semicolon and tab the one that the first line has most of, outside quotes. */
export function delimiterOf(path: string): string {
	const counts = new Map([",", ";", "\t"].map((mark) => [mark, 0]));
	let quoted = false;
	for (const character of headOf(path)) {
		if (character === '"') quoted = !quoted;
		else if (quoted) continue;
		else if (character === "\n" || character === "\r") break;
		else if (counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
	}
	const [[best] = [","]] = [...counts].sort(([, a], [, b]) => b - a);
	return best;
}

function headOf(path: string): string {
	const file = openSync(path, "r");
	try {
		const buffer = Buffer.alloc(HEAD);
		const head = buffer.subarray(0, readSync(file, buffer, 0, HEAD, 0));
		if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
			throw new Problem(`${path} is UTF-16; save it as UTF-8`);
		}
		return head.toString("utf8").replace(/^\uFEFF/, "");
	} finally {
		closeSync(file);
	}
}
