import type { Json, PendingQuestion, RunState, Type } from "@dagwright/core";
import { pendingQuestions } from "@dagwright/core";
import { coerceText, describeType, nearestName } from "@dagwright/core/expression";
import { answerRun, awaitAnswer, type PersonAnswer, readHeardRun, UserError } from "@dagwright/engine";
import type { ExitName } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import { begun } from "../run/begun-run.ts";
import { findRun } from "../run/find-run.ts";
import { refuseFinished } from "../run/refuse-finished.ts";
import { isRunName } from "../run/run-name.ts";
import { userName } from "../run/user-name.ts";
import { shellWord } from "../terminal/shell-word.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface ApproveOptions {
	readonly reject?: true;
	readonly succeeded?: true;
	readonly comment?: string;
	readonly set?: readonly string[];
	readonly as?: string;
	readonly json?: true;
}

/** ms that an engine gets to record an answer. */
const PATIENCE = 5_000;

/** `dag approve`: answers what a run asks people, as the user of the system or as somebody else. */
export async function approve(
	terminal: Terminal,
	first: string,
	second: string | undefined,
	options: ApproveOptions,
): Promise<void> {
	// `dag approve release` means the last run, as everywhere.
	const [name, job] = second === undefined && !isRunName(first) ? ["last", first] : [first, second];
	if (options.reject === true && options.succeeded === true) {
		throw new CommandFailure("usage", "two-answers", "--reject and --succeeded exclude each other");
	}
	const { root, run } = findRun(terminal, name);
	const { state, engine } = begun(readHeardRun(root, run));
	refuseFinished(run, state);
	const questions = pendingQuestions(state);
	const question = choose(run, questions, job);
	const decision = options.reject === true ? "rejected" : options.succeeded === true ? "succeeded" : "approved";
	const by = options.as ?? userName("unknown");
	const instance = question?.instance ?? job ?? "";
	const answer: PersonAnswer = {
		instance,
		by,
		decision,
		...(options.comment !== undefined && { comment: options.comment }),
		...(question !== undefined && { attempt: question.attempt, ...filledIn(question, options) }),
	};
	const { recorded } = await answerRun(root, run, answer).catch((error: unknown) => {
		const near =
			question === undefined
				? nearestName(
						instance,
						questions.map((other) => other.instance),
					)
				: undefined;
		throw refused(error, run, options, near);
	});
	const heard = recorded || (await isRecorded(root, run, state, answer));
	const after = readHeardRun(root, run);
	const left = pendingQuestions(after.state).find((other) => other.instance === instance);
	if (options.json === true) {
		const more = left === undefined ? {} : { given: left.approval.given.length, needed: left.approval.needed };
		terminal.out.write(
			`${JSON.stringify({ run, job: instance, decision, by, recorded: heard, driven: engine !== undefined, ...more })}\n`,
		);
		return;
	}
	const lines = [`${whatWasSaid(question, decision, instance)} in run ${run}, as ${by}.`];
	if (decision === "approved" && question?.approval.about === "approval" && left !== undefined && heard) {
		const { given, needed, people } = left.approval;
		const others = people.filter((person) => !given.some((answer) => answer.by === person));
		lines.push(`${given.length} of ${needed} approved; it still asks ${others.join(", ")}.`);
	}
	if (engine === undefined) lines.push(`No engine drives run ${run}: dag resume ${run} goes on with it.`);
	else if (!heard) lines.push(`Its engine (process ${engine.pid}) has not taken the answer yet; it waits for it.`);
	terminal.out.write(`${lines.join(" ")}\n`);
}

function whatWasSaid(
	question: PendingQuestion | undefined,
	decision: PersonAnswer["decision"],
	instance: string,
): string {
	if (question?.approval.about !== "outcome") return `${decision === "rejected" ? "Rejected" : "Approved"} ${instance}`;
	if (decision === "approved") return `Said that ${instance} is to be done again`;
	return `Said that ${instance} ${decision === "rejected" ? "failed" : "succeeded"}`;
}

/** The question that is meant; undefined where none of that name is pending, which the core explains. */
function choose(
	run: string,
	questions: readonly PendingQuestion[],
	job: string | undefined,
): PendingQuestion | undefined {
	const names = questions.map(({ instance }) => instance);
	if (job === undefined) {
		if (questions.length === 1) return questions[0];
		throw questions.length === 0
			? new CommandFailure("input", "nothing-asked", `run ${run} asks nobody for anything`, {
					next: `dag status ${run} shows how it is doing`,
				})
			: new CommandFailure("usage", "which-job", `run ${run} asks for several answers: ${names.join(", ")}`, {
					next: `name one: dag approve ${run} ${shellWord(names[0] ?? "")}`,
				});
	}
	const exact = questions.find(({ instance }) => instance === job);
	if (exact !== undefined) return exact;
	const instances = questions.filter((question) => question.job === job);
	if (instances.length === 1) return instances[0];
	if (instances.length > 1) {
		const [one] = instances;
		throw new CommandFailure("usage", "which-instance", `${job} asks for ${instances.length} answers`, {
			next: `name one: dag approve ${run} ${shellWord(one?.instance ?? "")}`,
		});
	}
	return undefined;
}

/** What `--set` gives: fields of the form, or the outputs of what succeeded. */
function filledIn(
	{ approval, instance }: PendingQuestion,
	{ set = [], succeeded }: ApproveOptions,
): Pick<PersonAnswer, "form" | "outputs"> {
	const outcome = approval.about === "outcome";
	if (outcome && set.length > 0 && succeeded !== true) {
		throw new CommandFailure("usage", "set-outputs", `${instance} has no form; --set gives the outputs of --succeeded`);
	}
	const types = outcome
		? Object.fromEntries((approval.outputs ?? []).map(({ name, type }) => [name, type]))
		: Object.fromEntries(approval.form.map(({ name, type }) => [name, type]));
	const what = outcome ? "output" : "field";
	const values: Record<string, Json> = {};
	const problems: string[] = [];
	for (const pair of set) {
		const equals = pair.indexOf("=");
		const name = pair.slice(0, Math.max(0, equals));
		const type = Object.hasOwn(types, name) ? types[name] : undefined;
		if (equals < 1) problems.push(`--set ${pair} has no value: write --set ${pair === "" ? what : pair}=value`);
		else if (type === undefined) problems.push(unknownField(instance, name, types, what));
		else {
			const value = coerceText(pair.slice(equals + 1), type);
			if (value.ok) values[name] = value.value;
			else problems.push(`${what} ${name} ${value.problem}`);
		}
	}
	const [first, ...rest] = problems;
	if (first !== undefined) throw new CommandFailure("usage", "form", first, { next: rest });
	return outcome ? (succeeded === true ? { outputs: values } : {}) : { form: values };
}

function unknownField(instance: string, name: string, types: Readonly<Record<string, Type>>, what: string): string {
	const names = Object.keys(types);
	if (names.length === 0) return `${instance} has no ${what} to set, so none called ${name}`;
	const near = nearestName(name, names);
	const all = Object.entries(types).map(([field, type]) => `${field}: ${describeType(type)}`);
	return `${instance} has no ${what} ${name}; ${near === undefined ? `it has ${all.join(", ")}` : `did you mean ${near}?`}`;
}

async function isRecorded(
	root: string,
	run: string,
	state: RunState,
	{ instance, by }: PersonAnswer,
): Promise<boolean> {
	const event = await awaitAnswer(
		root,
		run,
		state.seq,
		(event) =>
			event.type === "run.finished" ||
			((event.type === "approval.answered" || event.type === "outcome.answered") &&
				event.instance === instance &&
				event.by === by),
		PATIENCE,
	);
	return event !== undefined && event.type !== "run.finished";
}

/** Refusals by what was wrong: the words, the user, or that nothing is asked. */
const exits: Readonly<Record<string, ExitName>> = {
	"engine/answer-wrong-value": "usage",
	"engine/answer-not-allowed": "refused",
};

function refused(error: unknown, run: string, { as }: ApproveOptions, near: string | undefined): unknown {
	if (!(error instanceof UserError) || !error.code.startsWith("engine/answer-")) return error;
	const notAllowed = error.code === "engine/answer-not-allowed" && as === undefined;
	return new CommandFailure(exits[error.code] ?? "input", error.code.slice("engine/".length), error.message, {
		next: [
			...(near === undefined ? [] : [`did you mean ${near}?`]),
			...(notAllowed ? ["--as NAME answers as somebody else: on this machine nobody checks who you are"] : []),
			`dag status ${run} shows who is asked for what`,
		],
	});
}
