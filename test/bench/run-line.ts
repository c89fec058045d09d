import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a script of `core/` in a new Node process with these flags of Node and reads the one line that it prints. */
export async function runLine(
	script: string,
	rest: readonly string[],
	flags: readonly string[],
): Promise<{ readonly milliseconds: number; readonly megabytes: number }> {
	const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, ...rest], { maxBuffer: 1 << 20 });
	const parsed: unknown = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
	if (
		typeof parsed !== "object" ||
		parsed === null ||
		!("milliseconds" in parsed) ||
		!("megabytes" in parsed) ||
		typeof parsed.milliseconds !== "number" ||
		typeof parsed.megabytes !== "number"
	) {
		throw new Error(`${script} printed no measure: ${stdout}`);
	}
	return { milliseconds: parsed.milliseconds, megabytes: parsed.megabytes };
}
