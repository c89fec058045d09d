import { createHash } from "node:crypto";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	realpathSync,
	renameSync,
	statSync,
} from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import type { Json, Type } from "@dagwright/core";
import { isFileLike, withoutNull } from "@dagwright/core/expression";

/** Why a file can't be an output: one sentence. */
export class FileProblem extends Error {}

/**
 * A value with each file and folder of its type moved out of an attempt's artifacts into the store, where it lies by its
 * content. One that lies there already is handed on.
 * @throws FileProblem where there is none
 */
export function seal(value: Json, declared: Type, from: string, store: string): Json {
	const type = withoutNull(declared);
	if (value === null) return null;
	if (isFileLike(type)) return sealFile(value, from, store);
	if (Array.isArray(value))
		return type.kind === "list" ? value.map((item: Json) => seal(item, type.element, from, store)) : value;
	if (typeof value !== "object" || (type.kind !== "record" && type.kind !== "map")) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]: [string, Json]) => {
			const inner = type.kind === "map" ? type.value : type.fields[key];
			return [key, inner === undefined ? item : seal(item, inner, from, store)];
		}),
	);
}

function sealFile(value: Json, from: string, store: string): Json {
	if (typeof value === "object" && value !== null && "path" in value) return value;
	if (typeof value !== "string") throw new FileProblem("a file is given by its path");
	const path = resolve(from, value);
	if (!existsSync(path)) throw new FileProblem(`there is no file ${value}`);
	if (!realpathSync(path).startsWith(realpathSync(from) + sep)) throw new FileProblem(`${value} lies elsewhere`);
	const { sha256, bytes } = digest(path);
	const kept = join(store, sha256, basename(path));
	mkdirSync(join(store, sha256), { recursive: true });
	if (!existsSync(kept)) renameSync(path, kept);
	return { path: kept, sha256, bytes };
}

/** Makes what it reads read-only. Of a folder the hash is over the hashes and names of what lies in it, sorted. */
function digest(path: string): { readonly sha256: string; readonly bytes: number } {
	const hash = createHash("sha256");
	if (statSync(path).isFile()) {
		const content = readFileSync(path);
		chmodSync(path, 0o444);
		return { sha256: hash.update(content).digest("hex"), bytes: content.length };
	}
	let bytes = 0;
	for (const entry of readdirSync(path).sort()) {
		const inner = digest(join(path, entry));
		hash.update(`${inner.sha256} ${entry}\n`);
		bytes += inner.bytes;
	}
	return { sha256: hash.digest("hex"), bytes };
}
