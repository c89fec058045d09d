import { sep } from "node:path";
import { sha256Hex } from "@dagwright/core";

/** Bytes that a file name may have, less room for `.12.log.times`. */
const LONGEST_NAME = 200;

/** A file name for an instance's path: `ship/deploy` becomes `ship+deploy`; one too long ends in its hash. */
export function instanceFileName(instance: string): string {
	const name = instance.replaceAll("/", "+");
	if (name.length <= LONGEST_NAME) return name;
	return `${name.slice(0, LONGEST_NAME - 17)}-${sha256Hex(Buffer.from(instance)).slice(0, 16)}`;
}

/** Where the output of an attempt is kept, in a run's folder. */
export function logPath(folder: string, instance: string, attempt: number): string {
	// Once for each job: `join` would take the whole path apart.
	return `${folder}${sep}logs${sep}${instanceFileName(instance)}.${attempt}.log`;
}
