import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { errorText, systemCode } from "../user-error.ts";
import { cannotStart, type JobTypeImplementation } from "./launch.ts";
import { argumentsOf, scriptOf } from "./node.ts";

/** ms for asking Python which packages it has. */
const CHECK_TIMEOUT = 30_000;

/** `python`: a script with an interpreter or a virtual environment, its requirements checked before it starts. */
export const python: JobTypeImplementation = async (_command, place) => {
	const script = scriptOf(place.config, place.folder);
	if (script === undefined) return cannotStart("`script` is not given");
	if (!existsSync(script)) return cannotStart(`there is no script ${script}`);
	const interpreter = interpreterOf(place.config.interpreter, place.config.venv, place.folder);
	if (typeof interpreter !== "string") return cannotStart(interpreter.problem);
	const { requirements } = place.config;
	if (Array.isArray(requirements) && requirements.length > 0) {
		const problem = await unmetRequirements(interpreter, requirements.map(String), place.environment);
		if (problem !== undefined) return cannotStart(problem);
	}
	// Unbuffered, so that the log shows lines when they are printed.
	return {
		file: interpreter,
		args: [script, ...argumentsOf(place.config)],
		environment: { PYTHONUNBUFFERED: "1", PYTHONIOENCODING: "utf-8" },
	};
};

function interpreterOf(interpreter: unknown, venv: unknown, folder: string): string | { readonly problem: string } {
	if (typeof venv === "string") {
		const path =
			process.platform === "win32"
				? join(resolve(folder, venv), "Scripts", "python.exe")
				: join(resolve(folder, venv), "bin", "python");
		if (existsSync(path)) return path;
		return { problem: `\`venv\` has no Python at ${path}; make it with \`python3 -m venv ${resolve(folder, venv)}\`` };
	}
	if (typeof interpreter !== "string") return process.platform === "win32" ? "python" : "python3";
	if (!/[\\/]/.test(interpreter)) return interpreter;
	const path = resolve(folder, interpreter);
	return existsSync(path)
		? path
		: { problem: `there is no Python interpreter at ${path}; set \`interpreter\` or \`venv\`` };
}

const checked = new Map<string, Promise<string | undefined>>();

/** One sentence on what is missing and how to install it; asked once per interpreter and list. */
function unmetRequirements(
	interpreter: string,
	requirements: readonly string[],
	environment: Readonly<Record<string, string>>,
): Promise<string | undefined> {
	const key = JSON.stringify([interpreter, environment.PATH, ...requirements]);
	let answer = checked.get(key);
	if (answer === undefined) {
		answer = askPython(interpreter, requirements, environment).then((problem) => {
			// What is missing now may be installed before the next attempt.
			if (problem !== undefined) checked.delete(key);
			return problem;
		});
		checked.set(key, answer);
	}
	return answer;
}

function askPython(
	interpreter: string,
	requirements: readonly string[],
	environment: Readonly<Record<string, string>>,
): Promise<string | undefined> {
	const options = { env: { ...environment }, timeout: CHECK_TIMEOUT, encoding: "utf8" } as const;
	return new Promise((resolve) => {
		execFile(interpreter, ["-c", CHECK, ...requirements], options, (error, stdout) => {
			if (error === null) {
				const missing = stdout.split("\n").filter((line) => line !== "");
				resolve(missing.length === 0 ? undefined : unmet(interpreter, missing));
			} else if (systemCode(error) === "ENOENT") {
				resolve(`there is no Python interpreter \`${interpreter}\`; install it, or set \`interpreter\` or \`venv\``);
			} else resolve(`the requirements could not be checked with ${interpreter}: ${errorText(error)}`);
		});
	});
}

function unmet(interpreter: string, missing: readonly string[]): string {
	const [first = ""] = missing;
	const names = missing.map((line) => line.split("\t")[0] ?? "");
	const found = missing.length === 1 ? first.split("\t")[1] : undefined;
	const what = `${interpreter} lacks ${names.join(", ")}${found === undefined || found === "" ? "" : ` (it has ${found})`}`;
	return `${what}; install with: ${interpreter} -m pip install ${names.map((name) => `'${name}'`).join(" ")}`;
}

/** Prints each unmet requirement, a tab, and the version that is there. Needs nothing but Python 3.8. */
const CHECK = `
import re, sys
from importlib import metadata
def parts(version):
    return [int(p) for p in re.findall(r"\\d+", re.split(r"[-+]|(?:a|b|rc|dev|post)\\d*", version)[0])] or [0]
def compare(a, b):
    a, b = parts(a), parts(b)
    n = max(len(a), len(b))
    a, b = a + [0] * (n - len(a)), b + [0] * (n - len(b))
    return (a > b) - (a < b)
def meets(found, operator, wanted):
    if wanted.endswith(".*"):
        same = parts(found)[:len(parts(wanted))] == parts(wanted)
        return same if operator == "==" else not same
    c = compare(found, wanted)
    if operator == "~=":
        return c >= 0 and parts(found)[:len(parts(wanted)) - 1] == parts(wanted)[:-1]
    return {"==": c == 0, "===": found == wanted, "!=": c != 0, ">=": c >= 0, "<=": c <= 0, ">": c > 0, "<": c < 0}[operator]
for requirement in sys.argv[1:]:
    text = requirement.split(";")[0]
    name = re.match(r"\\s*([A-Za-z0-9._-]+)", text)
    if not name:
        print(requirement + "\\t")
        continue
    try:
        found = metadata.version(name.group(1))
    except metadata.PackageNotFoundError:
        print(requirement + "\\t")
        continue
    rules = re.findall(r"(===|==|~=|!=|>=|<=|>|<)\\s*([^\\s,]+)", text)
    if not all(meets(found, operator, wanted) for operator, wanted in rules):
        print(requirement + "\\t" + found)
`;
