import { pendingQuestions, type RunState } from "@dagwright/core";
import { countRuns, listRuns, type RunListing } from "@dagwright/engine";
import { currentRoot } from "../project/project.ts";
import { runWord } from "../run/run-word.ts";
import { formatClock, formatDuration } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { displayWidth, padEnd, padStart, truncate } from "../terminal/width.ts";

export interface RunsOptions {
	readonly limit: number;
	readonly tag?: string;
	readonly json?: true;
}

/** `dag runs`: the project's runs, the newest first. */
export function runs(terminal: Terminal, options: RunsOptions): void {
	const root = currentRoot(terminal.cwd);
	// Without a tag to look for, only what is shown is read.
	const all = listRuns(root, options.tag === undefined ? options.limit : undefined)
		.filter(
			(listing) =>
				options.tag === undefined || ("state" in listing && listing.state.options.tags?.includes(options.tag) === true),
		)
		.toReversed();
	const shown = all.slice(0, options.limit);
	if (options.json === true) {
		terminal.out.write(`${JSON.stringify(shown.map(toJson))}\n`);
		return;
	}
	if (shown.length === 0) {
		terminal.out.write(
			options.tag === undefined
				? "This project has no runs yet. dag run FILE makes one.\n"
				: `No run has the tag ${options.tag}.\n`,
		);
		return;
	}
	const { style } = terminal.out;
	const { columns } = terminal.out.size();
	const digits = Math.max(3, ...shown.map(({ run }) => run.length));
	const nameWidth = Math.min(
		24,
		Math.max(8, ...shown.map((listing) => ("workflow" in listing ? listing.workflow.length : 0))),
	);
	for (const listing of shown) {
		const number = padStart(listing.run, digits);
		if ("problem" in listing) {
			terminal.out.write(
				`${style.fail(terminal.symbols.failed)} ${number}  ${truncate(listing.problem.message, columns - digits - 5)}\n`,
			);
			continue;
		}
		const { state, workflow, engine, neverBegan } = listing;
		const word = runWord({ state, driven: engine !== undefined, neverBegan: neverBegan !== undefined }, terminal);
		const took = formatDuration((state.ended ?? Date.now()) - state.started);
		const cells = [
			padEnd(truncate(workflow, nameWidth), nameWidth),
			word.paint(padEnd(word.text, 12)),
			...(columns >= 56 ? [padStart(state.status === "finished" || engine !== undefined ? took : "", 8)] : []),
			...(columns >= 80 ? [style.dim(state.started === 0 ? "" : formatClock(state.started, true))] : []),
		];
		const room = columns - digits - 6 - cells.reduce((width, cell) => width + displayWidth(cell) + 2, 0);
		const question = asking(state);
		const others = [...origin(state), ...(state.options.tags ?? []).map((tag) => `#${tag}`)].join(" ");
		const remarks = [question, others].filter((text) => text !== "").join("  ");
		if (room >= 12 && remarks !== "") {
			const paint = question === "" ? style.dim : style.people;
			cells.push(paint(truncate(remarks, room, terminal.symbols.ellipsis)));
		}
		terminal.out.write(`${word.mark} ${style.bold(number)}  ${cells.join("  ").trimEnd()}\n`);
	}
	const older = (options.tag === undefined ? countRuns(root) : all.length) - shown.length;
	if (older > 0) terminal.out.write(style.dim(`and ${older} older; --limit shows more\n`));
}

/** `asks for release`: what waits for people. */
function asking(state: RunState): string {
	const [first, ...more] = pendingQuestions(state);
	if (first === undefined) return "";
	return `asks for ${first.instance}${more.length === 0 ? "" : ` and ${more.length} more`}`;
}

/** That it is a fork, and of which run; that it went on after its end. */
function origin({ forkedFrom, reopened }: RunState): readonly string[] {
	return [
		...(forkedFrom === undefined ? [] : [`fork of ${forkedFrom.run}`]),
		...(reopened === 0 ? [] : ["tried again"]),
	];
}

function toJson(listing: RunListing): unknown {
	if ("problem" in listing) return { run: listing.run, problem: listing.problem.message, code: listing.problem.code };
	const { run, workflow, file, state, engine, neverBegan } = listing;
	return {
		run,
		workflow,
		file,
		status: state.status,
		...(state.result === undefined ? {} : { result: state.result }),
		started: state.started,
		...(state.ended === undefined ? {} : { ended: state.ended }),
		tags: state.options.tags ?? [],
		asking: pendingQuestions(state).map(({ instance }) => instance),
		...(state.forkedFrom === undefined ? {} : { forked_from: state.forkedFrom }),
		...(state.reopened === 0 ? {} : { reopened: state.reopened }),
		resumable: state.status !== "finished" && engine === undefined && neverBegan === undefined,
		...(neverBegan === undefined ? {} : { problem: neverBegan.message, code: neverBegan.code }),
		...(engine === undefined ? {} : { engine }),
	};
}
