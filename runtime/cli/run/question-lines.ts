import type { PendingQuestion } from "@dagwright/core";
import { progressOf, questionDetails, timeLeft, whoIsAsked } from "../progress/question-text.ts";
import { formatDuration } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { padEnd, truncate, wrap } from "../terminal/width.ts";

/** What a run waits for people for: who is asked what, since when, and how it is answered. */
export function questionLines(
	terminal: Terminal,
	run: string,
	questions: readonly PendingQuestion[],
	now: number,
): readonly string[] {
	const { style } = terminal.out;
	const { columns } = terminal.out.size();
	return questions.flatMap(({ instance, since, approval }) => {
		const about =
			approval.about === "outcome"
				? "lost its attempt and nobody knows how that went: do it again?"
				: `asks ${whoIsAsked(approval)}`;
		const facts = [`since ${formatDuration(now - since)}`, progressOf(approval), timeLeft(approval, now)];
		const details = questionDetails(approval);
		const widest = Math.min(24, Math.max(0, ...details.map(({ name }) => name.length)));
		const quoted = /[[\]]/.test(instance) ? `'${instance}'` : instance;
		const other = approval.about === "outcome" ? "--reject, or --succeeded" : "--reject";
		const head = `${instance} ${about} (${facts.filter((fact) => fact !== "").join("; ")})`;
		return [
			...wrap(head, columns - 3).map((line, index) =>
				index === 0 ? `${style.people(terminal.symbols.waiting)} ${line}` : `  ${line}`,
			),
			...details.map(({ name, text, isFile }) => {
				const room = Math.max(8, columns - Math.max(widest, name.length) - 7);
				const shown = isFile === true ? text : truncate(text, room, terminal.symbols.ellipsis);
				return `    ${style.dim(padEnd(name, widest))}  ${shown}`;
			}),
			`    ${style.bold(`dag approve ${run} ${quoted}`)}${style.dim(`, or with ${other}`)}`,
		];
	});
}
