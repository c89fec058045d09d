import { existsSync } from "node:fs";
import { dirname } from "node:path";

/** A problem that a person can do something about: the command line prints it without a stack and exits non-zero. */
export class UserError extends Error {
	/** Stable, like `engine/run-locked`. */
	readonly code: string;
	/** The file or folder that it is about. */
	readonly where: string | undefined;
	/** What to do next, one sentence. */
	readonly remedy: string | undefined;

	constructor(code: string, message: string, details: { where?: string; remedy?: string; cause?: unknown } = {}) {
		super(message, { cause: details.cause });
		this.name = "UserError";
		this.code = code;
		this.where = details.where;
		this.remedy = details.remedy;
	}
}

/** The system's error code (`ENOENT`, …) of a caught value, if it has one. */
export function systemCode(error: unknown): string | undefined {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const diskCodes = new Set(["EDQUOT", "EIO", "ENOSPC", "EROFS"]);

/** Whether the disk itself is at fault (full, broken, read-only), so that whatever is written next fares no better. */
export function isDiskFailure(error: unknown): boolean {
	return diskCodes.has(systemCode(error) ?? "");
}

/** The text of a caught value, for messages. */
export function errorText(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** Turns a failure of the file system into a coded error that says what, where and what to do next. */
export function fileError(doing: string, path: string, error: unknown): UserError {
	if (error instanceof UserError) return error;
	const code = systemCode(error) ?? "unknown";
	const [suffix, message, remedy] = sentence(doing, path, code, error);
	return new UserError(`engine/${suffix}`, message, { where: path, remedy, cause: error });
}

/** The same error for a run that could not be made: there is nothing to resume. Other values stay as they are. */
export function asNeverBegun(error: unknown): unknown {
	if (!(error instanceof UserError)) return error;
	const remedy =
		error.code === "engine/disk-full"
			? "Free some space and try again; the run has not begun."
			: error.code === "engine/input-output"
				? "Check the disk and try again; the run has not begun."
				: error.remedy;
	const { where, cause } = error;
	return new UserError(error.code, error.message, {
		...(where === undefined ? {} : { where }),
		...(remedy === undefined ? {} : { remedy }),
		cause,
	});
}

function sentence(doing: string, path: string, code: string, error: unknown): [string, string, string] {
	switch (code) {
		case "ENOSPC":
		case "EDQUOT":
			return [
				"disk-full",
				`cannot ${doing}: the disk is full (${path})`,
				"Free some space, then `dag resume` the run; nothing that was recorded is lost.",
			];
		case "EACCES":
		case "EPERM":
			return [
				"no-permission",
				`cannot ${doing}: no permission for ${path}`,
				`Check the owner and the mode (\`ls -ld ${nearestExisting(path)}\`).`,
			];
		case "EROFS":
			return [
				"read-only",
				`cannot ${doing}: ${path} is read-only`,
				"Make it writable, or run the project from a copy.",
			];
		case "ENOENT":
			return ["not-found", `cannot ${doing}: ${path} does not exist`, "Check the path."];
		case "ENOTDIR":
			return ["not-a-folder", `cannot ${doing}: a part of ${path} is not a folder`, "Move the file in the way aside."];
		default:
			return [
				"input-output",
				`cannot ${doing}: ${errorText(error)} (${path})`,
				"Check the disk; the run can be resumed from what was recorded.",
			];
	}
}

/** The path itself or the nearest folder above it that is there, for there is nothing to see at one that is not. */
function nearestExisting(path: string): string {
	for (let at = path; ; at = dirname(at)) if (existsSync(at) || dirname(at) === at) return at;
}
