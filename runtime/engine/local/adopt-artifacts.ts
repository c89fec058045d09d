import { copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { Json } from "@dagwright/core";
import { fileError, systemCode, UserError } from "../user-error.ts";

/**
 * The value with every path into one run's sealed artifacts (`from`) as one into another's (`to`), where they lie from
 * now on as well: linked, so that they take no room twice and outlive the other run.
 * @throws UserError `engine/artifact-gone`, or that of the file system
 */
export function adoptArtifacts(value: Json, from: string, to: string): Json {
	if (typeof value === "string") {
		if (!value.startsWith(from + sep)) return value;
		const [hash = "", name = ""] = value.slice(from.length + 1).split(sep);
		if (hash === "" || name === "") return value;
		adopt(join(from, hash, name), join(to, hash, name), value);
		return to + value.slice(from.length);
	}
	if (value === null || typeof value !== "object") return value;
	if (Array.isArray(value)) return value.map((item: Json) => adoptArtifacts(item, from, to));
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, adoptArtifacts(item, from, to)]));
}

function adopt(source: string, target: string, named: string): void {
	try {
		if (exists(target)) return;
		if (!exists(source)) {
			throw new UserError("engine/artifact-gone", `an artifact of the run is gone: ${named}`, {
				where: named,
				remedy: "Fork from the job that made it, so that it is made again.",
			});
		}
		mkdirSync(dirname(target), { recursive: true });
		// It appears whole, so that what a crash left half-way is never taken for the artifact.
		const draft = `${target}.${process.pid}.part`;
		rmSync(draft, { recursive: true, force: true });
		link(source, draft);
		renameSync(draft, target);
	} catch (error) {
		throw fileError("keep an artifact of the run", target, error);
	}
}

function link(source: string, target: string): void {
	if (lstatSync(source).isDirectory()) {
		mkdirSync(target);
		for (const name of readdirSync(source)) link(join(source, name), join(target, name));
		return;
	}
	try {
		linkSync(source, target);
	} catch (error) {
		// A file system without links, or one with too many to the same file already.
		if (!["EXDEV", "EPERM", "EMLINK", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(systemCode(error) ?? "")) throw error;
		copyFileSync(source, target);
	}
}

function exists(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
