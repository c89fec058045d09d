import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createStyle, wantsColor } from "@dagwright/cli/terminal/style";
import { symbolsFor } from "@dagwright/cli/terminal/symbols";
import type { Channel, Terminal } from "@dagwright/cli/terminal/terminal";

/** One call of the command line. */
export interface Call {
	readonly argv: readonly string[];
	readonly environment?: Readonly<Record<string, string>>;
	readonly input?: string;
	/** What happens in the project before: files are removed, copied over others (the new one first), and cut after a line. */
	readonly before?: {
		readonly remove?: string;
		readonly copy?: readonly [to: string, from: string];
		readonly cut?: readonly [file: string, lines: number];
	};
}

/** What a call printed; stdout and stderr apart, as their order is not defined. */
export interface Answer {
	readonly out: string;
	readonly err: string;
	readonly code: number;
}

const dag = fileURLToPath(new URL("../../runtime/cli/bin/dag.mjs", import.meta.url));

/** The environment of every call: nothing of the machine that the tests run on, but where its programs are. */
function environmentOf(call: Call, folder: string): NodeJS.ProcessEnv {
	return { PATH: process.env["PATH"], HOME: folder, LANG: "C.UTF-8", TZ: "UTC", COLUMNS: "80", ...call.environment };
}

function prepare(folder: string, { before }: Call): void {
	if (before?.remove !== undefined) rmSync(join(folder, before.remove));
	if (before?.copy !== undefined) {
		const [to, from] = before.copy;
		copyFileSync(join(folder, from), join(folder, to));
	}
	if (before?.cut !== undefined) {
		const path = join(folder, before.cut[0]);
		const lines = readFileSync(path, "utf8").split("\n").slice(0, before.cut[1]);
		writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
	}
}

/** Runs the built command line as a process, into pipes. */
export function callBuilt(folder: string, call: Call): Answer {
	prepare(folder, call);
	const { stdout, stderr, status } = spawnSync(process.execPath, [dag, ...call.argv], {
		cwd: folder,
		env: environmentOf(call, folder),
		encoding: "utf8",
		...(call.input === undefined ? {} : { input: call.input }),
	});
	return { out: stdout, err: stderr, code: status ?? -1 };
}

/** Runs the same from source in this process, so that coverage sees it. */
export async function callHere(folder: string, call: Call): Promise<Answer> {
	prepare(folder, call);
	const { main } = await import("@dagwright/cli/dag");
	const environment = environmentOf(call, folder);
	const collected = { out: "", err: "" };
	const channel = (name: "out" | "err"): Channel => ({
		write: (text) => {
			collected[name] += text;
		},
		style: createStyle(wantsColor(environment, false)),
		isTerminal: false,
		size: () => ({ columns: Math.max(40, Number(environment["COLUMNS"])), rows: 24 }),
		onResize: () => () => undefined,
	});
	const terminal: Terminal = {
		out: channel("out"),
		err: channel("err"),
		environment,
		cwd: folder,
		symbols: symbolsFor(environment),
	};
	const code = await main(call.argv, terminal);
	return { ...collected, code };
}

/** The transcript of a call: what was typed, what came, and how it ended; times and places made equal everywhere. */
export function writeTranscript(folder: string, call: Call, answer: Answer): string {
	const variables = Object.entries(call.environment ?? {}).map(([name, value]) => `${name}=${value} `);
	const typed = call.argv.map((word) => (/[\s'"[\]]/.test(word) ? `'${word}'` : word)).join(" ");
	const { remove, copy, cut } = call.before ?? {};
	const done = [
		...(remove === undefined ? [] : [`$ rm ${remove}`]),
		...(copy === undefined ? [] : [`$ cp ${copy[1]} ${copy[0]}`]),
		...(cut === undefined ? [] : [`$ sed -i '${cut[1]}q' ${cut[0]}`]),
	];
	const parts = [...done, `$ ${variables.join("")}dag ${typed}`, answer.out.trimEnd()];
	if (answer.err !== "") parts.push("--- stderr", answer.err.trimEnd());
	parts.push(`=== ${answer.code}`);
	return `${normalise(parts.filter((part) => part !== "").join("\n"), folder)}\n`;
}

function normalise(text: string, folder: string): string {
	return text
		.replaceAll(folder, "/project")
		.replaceAll("\u001b", "␛")
		.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "<date>")
		.replace(/ by \S+ {2}<date>/g, " by <user>  <date>")
		.replace(/(?<!\d)\d\d:\d\d:\d\d(?!\d)/g, "<clock>")
		.replace(/ *(?<![\w.])\d+(\.\d+)?(ms|s)(?![\w.])/g, " <time>")
		.replace(/\d+d \d+h left/g, "<days> left")
		.replace(/plan [0-9a-f]{8,12}…?/g, "plan <hash>")
		.replace(/sha256:[0-9a-f]{64}/g, "sha256:<hash>")
		.replace(/node \d+\.\d+\.\d+ on \S+/g, "node <version> on <platform>")
		.replace(/"(at|started|ended|due|mtimeMs|cpu_user|cpu_system|peak_memory|pid|bytes)":[\d.]+/g, '"$1":0')
		.replace(/"took":[\d.]+/g, '"took":0')
		.replace(/ time="[\d.]+"/g, ' time="0"')
		.replace(/"(node|platform|host|root)":"[^"]*"/g, '"$1":"…"')
		.replace(/"started":"[^"]*"/g, '"started":"…"')
		.replace(/, \d+(\.\d)? (kB|B|MB)\./g, ", <size>.");
}
