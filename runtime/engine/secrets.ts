import { readFileSync, statSync } from "node:fs";
import type { Secrets } from "./ports.ts";
import { fileError, systemCode, UserError } from "./user-error.ts";

/**
 * Secrets from the environment (`NAME`), else from a file of `NAME=value` lines that only its owner may read.
 * @param path absolute; a file that does not exist is none
 * @throws UserError `engine/secrets-mode` if others may read the file, `engine/secrets-syntax` with the line
 */
export function localSecrets(environment: NodeJS.ProcessEnv, path: string): Secrets {
	let fromFile: ReadonlyMap<string, string> | undefined;
	return {
		get(name) {
			const value = environment[name];
			if (value !== undefined && value !== "") return value;
			fromFile ??= readSecrets(path);
			return fromFile.get(name);
		},
		places: `the environment and ${path}`,
	};
}

function readSecrets(path: string): ReadonlyMap<string, string> {
	try {
		const mode = statSync(path).mode & 0o777;
		if (process.platform !== "win32" && (mode & 0o077) !== 0) {
			throw new UserError("engine/secrets-mode", `others may read the secrets in ${path} (mode ${mode.toString(8)})`, {
				where: path,
				remedy: `Run: chmod 600 ${path}`,
			});
		}
		return parseSecrets(readFileSync(path, "utf8"), path);
	} catch (error) {
		if (systemCode(error) === "ENOENT") return new Map();
		throw fileError("read the secrets", path, error);
	}
}

/** `NAME=value`, `#` comments, and values in double quotes with `\n` and the other escapes of JSON. */
function parseSecrets(text: string, path: string): ReadonlyMap<string, string> {
	const secrets = new Map<string, string>();
	for (const [index, line] of text.split(/\r?\n/).entries()) {
		if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
		const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
		const value = match?.[2] === undefined ? undefined : unquote(match[2]);
		if (match?.[1] === undefined || value === undefined) {
			// Never the line itself: it may hold a secret.
			throw new UserError("engine/secrets-syntax", `line ${index + 1} of ${path} is not NAME=value`, { where: path });
		}
		secrets.set(match[1], value);
	}
	return secrets;
}

function unquote(text: string): string | undefined {
	if (!text.startsWith('"')) return text;
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "string" ? value : undefined;
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}
