import { evaluate, type JobPlan, type Json, type Plan, type RunEvent, type RunState, type Type } from "@dagwright/core";
import { isFileLike, printValue } from "@dagwright/core/expression";
import { followPath, withoutRounds } from "@dagwright/engine/simulator";
import { dagValue } from "./dag-value.ts";

/** A run of which a test is made. */
export interface RecordedRun {
	readonly run: string;
	readonly plan: Plan;
	readonly state: RunState;
	readonly events: readonly RunEvent[];
}

export interface RunAsTestOptions {
	/** Only these jobs are mocked; absent: all. */
	readonly jobs?: readonly string[];
	/** Fields that are written out however long they are: `stats.rows`. */
	readonly needed: ReadonlySet<string>;
}

/** A text longer than this is left out of a mock, and a list with more elements. */
const MOST_CHARACTERS = 200;
const MOST_ELEMENTS = 20;

/** What a job gave, attempt after attempt, as the mock has it. */
interface Recorded {
	readonly path: string;
	readonly outcomes: string[];
}

/** The text of a test that mocks what the jobs of a run gave, and expects what came of it. */
export function runAsTest(run: RecordedRun, options: RunAsTestOptions): string {
	const { plan, state, events } = run;
	const workflow = plan.workflows[plan.main];
	if (workflow === undefined) throw new Error("the plan has no main workflow");
	const params = workflow.params.flatMap(({ name, type, default: fallback }) => {
		const given = state.params[name] ?? null;
		const usual = fallback && evaluate(fallback, new Map(Object.entries(state.params)));
		const isUsual = usual?.ok === true && JSON.stringify(usual.value) === JSON.stringify(given);
		return isUsual || given === null ? [] : [`${name} = ${dagValue(given, type)}`];
	});
	const mocks = recordedOf(plan, events, options).map(({ path, outcomes }) => {
		const last = outcomes.at(-1);
		while (outcomes.length > 1 && outcomes.at(-2) === last) outcomes.pop();
		return `mock ${path} ${outcomes.join(" then ")}`;
	});
	const lines = [...(params.length > 0 ? [`with ${params.join(", ")}`] : []), ...mocks, ...expectationsOf(run)];
	return `test ${printValue(`as run ${run.run}`)} of ${workflow.name} {\n${lines.join("\n")}\n}\n`;
}

function recordedOf(plan: Plan, events: readonly RunEvent[], options: RunAsTestOptions): readonly Recorded[] {
	const found = new Map<string, Recorded>();
	const inFallback = new Set<string>();
	const note = (instance: string, outcome: (job: JobPlan, path: string) => string | undefined) => {
		const path = withoutRounds(plan, inFallback.has(instance) ? `${instance}.fallback` : instance);
		const place = followPath(plan, path);
		const node = place?.steps.at(-1)?.node;
		if (node === undefined || node.kind === "let" || !isWanted(path, options.jobs)) return;
		const job: JobPlan = place?.substitute === undefined ? node : (node[place.substitute] ?? node);
		const written = path.replaceAll("/", ".");
		const text = outcome(job, written.replaceAll(/\[\d+\]/g, ""));
		if (text === undefined) return;
		const recorded = found.get(path) ?? { path: written, outcomes: [] };
		found.set(path, recorded);
		recorded.outcomes.push(text);
	};
	for (const event of events) {
		switch (event.type) {
			case "fallback.started":
				inFallback.add(event.instance);
				break;
			case "attempt.succeeded":
				note(event.instance, ({ outputs }, path) => `=> ${mockValue(event.outputs, outputs, path, options.needed)}`);
				break;
			case "attempt.failed":
				note(event.instance, () => `fails ${printValue(shortened(event.error.message))}`);
				break;
			case "instance.succeeded":
				note(event.instance, (job) => approvalOutcome(job, event.value));
				break;
			case "instance.failed":
				note(event.instance, (job) => {
					if (job.kind !== "task" || job.type !== "approval") return undefined;
					return event.error.kind === "timeout" ? "=> expired" : "=> rejected";
				});
				break;
			default:
		}
	}
	return inOrder(
		plan,
		[...found.values()].filter(({ outcomes }) => outcomes.some((outcome) => outcome !== "=> {}")),
	);
}

/** In the order of the text, jobs inside of others as they ended, instances by their number. */
function inOrder(plan: Plan, recorded: readonly Recorded[]): readonly Recorded[] {
	const names = (plan.workflows[plan.main]?.body.nodes ?? []).map(({ name }) => name);
	const jobs = [...new Set(recorded.map(jobOf))];
	const place = (each: Recorded) => {
		const at = names.indexOf(jobOf(each).split(".", 1)[0] ?? "");
		return at < 0 ? names.length : at;
	};
	return recorded.toSorted(
		(a, b) =>
			place(a) - place(b) ||
			jobs.indexOf(jobOf(a)) - jobs.indexOf(jobOf(b)) ||
			a.path.localeCompare(b.path, "en", { numeric: true }),
	);
}

function jobOf({ path }: Recorded): string {
	return path.replaceAll(/\[\d+\]/g, "");
}

function isWanted(path: string, jobs: readonly string[] | undefined): boolean {
	if (jobs === undefined) return true;
	const name = path.replaceAll(/\[\d+\]/g, "").replaceAll("/", ".");
	return jobs.some((job) => name === job || name.startsWith(`${job}.`));
}

function approvalOutcome(job: JobPlan, value: Json): string | undefined {
	if (job.kind !== "task" || job.type !== "approval" || !isObject(value)) return undefined;
	const { form, comment = null } = value;
	const filled = form !== undefined && form !== null && isObject(form) && Object.keys(form).length > 0;
	if (!filled && comment === null) return "=> approved";
	const written = { ...(filled && { form }), ...(comment !== null && { comment }) };
	return `=> ${dagValue(written, job.outputs)}`;
}

/** The outputs without what is long, what names files of that run, and what every process has. */
function mockValue(outputs: Json, type: Type, path: string, needed: ReadonlySet<string>): string {
	if (!isObject(outputs) || type.kind !== "record") return dagValue(outputs, type);
	const kept = Object.entries(outputs).filter(([name, value]) => {
		const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
		const own = `${path}.${name}`;
		if (field === undefined || value === null || (name === "exit_code" && !needed.has(own))) return false;
		return (
			[...needed].some((each) => each === own || each.startsWith(`${own}.`) || each.startsWith(`${own}[`)) ||
			isShort(value, field)
		);
	});
	return dagValue(Object.fromEntries(kept), type);
}

function isShort(value: Json, type: Type): boolean {
	const plain = type.kind === "optional" ? type.of : type;
	if (isFileLike(plain)) return false;
	if (Array.isArray(value) && value.length > MOST_ELEMENTS) return false;
	return JSON.stringify(value).length <= MOST_CHARACTERS;
}

function expectationsOf({ plan, state, events }: RecordedRun): readonly string[] {
	const ends = new Map<string, string>();
	for (const event of events) {
		if (event.type === "job.skipped") ends.set(event.job, "skipped");
		else if (event.type === "job.failed") ends.set(event.job, "failed");
		else if (event.type === "instance.failed") ends.set(event.instance, "failed");
	}
	const workflow = plan.workflows[plan.main];
	const jobs = (workflow?.body.nodes ?? []).filter(({ kind }) => kind !== "let");
	const outputs = (workflow?.outputs ?? []).flatMap(({ name, type }) => {
		const value = state.outputs[name];
		const isScalar = typeof value === "number" || typeof value === "boolean" || typeof value === "string";
		if (!isScalar || value === undefined || !isShort(value, type)) return [];
		return [`expect run.outputs.${name} == ${dagValue(value, type)}`];
	});
	const result = state.result === "failed" || state.result === "cancelled" ? state.result : "succeeded";
	return [
		...jobs.flatMap(({ name }) => (ends.has(name) ? [`expect ${name} ${ends.get(name)}`] : [])),
		...outputs,
		`expect run ${result}`,
	];
}

function shortened(message: string): string {
	const [line = ""] = message.split("\n", 1);
	return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
