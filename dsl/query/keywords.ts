/** A word of the language where it may begin or go on a construct. */
export interface Keyword {
	readonly word: string;
	readonly documentation: string;
	/** What to insert, with `$1`, `${2:name}` as stops; the word itself where absent. */
	readonly snippet?: string;
}

const keyword = (word: string, documentation: string, snippet?: string): Keyword => ({
	word,
	documentation,
	...(snippet === undefined ? {} : { snippet }),
});

const policies = [
	keyword(
		"retry",
		"Tries again: `retry n` is n more attempts, with growing pauses between.",
		"retry ${1:3} backoff ${2:5s}..${3:5m}",
	),
	keyword("timeout", "The longest that an attempt may take.", "timeout ${1:10m}"),
	keyword("cache", "Reuses the outputs of an earlier run with the same inputs.", "cache ${1:7d}"),
	keyword("limit", "How many instances may run at once.", "limit ${1:4}"),
	keyword("succeed", "How many of the instances must succeed.", "succeed ${1:75%}"),
	keyword("needs", "What it takes of the machine: `cpu`, `memory`, `gpu`, `label`.", "needs ${1:memory 2GB}"),
	keyword("uses", "The secrets that the job is given, as environment variables.", "uses ${1:secret}"),
	keyword("allow", "`allow failure`: the run goes on, and succeeds, without it.", "allow failure"),
	keyword("environment", "Environment variables of the process.", "environment { ${1:NAME} = $2 }"),
	keyword("sources", "The files of code that the job depends on.", 'sources ["$1"]'),
];

const nodes = [
	keyword("job", "The unit of work: `job name: type { … }`.", "job ${1:name}: ${2:shell} {\n\t$0\n}"),
	keyword("let", "A named pure expression.", "let ${1:name} = $0"),
	keyword("group", "Jobs that belong together, with outputs of their own.", "group ${1:name} {\n\t$0\n}"),
	keyword(
		"loop",
		"Repeats its jobs until a condition holds, at most `max` times.",
		"loop ${1:name} carry ${2:value} = ${3:start} max ${4:8} until ${5:condition} {\n\t$0\n\tnext ${2:value} = ${3:start}\n}",
	),
];

const standIns = [
	keyword("fallback", "Tried when retries are spent; its outputs stand in.", "fallback { $0 }"),
	keyword("rollback", "Undoes the job when the run fails later.", "rollback ${1:shell} { $0 }"),
];

const output = keyword("output", "A result, by name.", "output ${1:name} = $0");

/** The words that may begin something, by what they stand in. */
export const keywords = {
	file: [
		keyword("workflow", "A directed acyclic graph of jobs.", "workflow ${1:name} {\n\t$0\n}"),
		keyword("import", "Workflows and types of another file.", 'import { $1 } from "./${2:file}.dag"'),
		keyword("type", "A record type with a name.", "type ${1:Name} {\n\t$0\n}"),
		keyword(
			"test",
			"Checks a workflow in the simulator, without processes.",
			'test "${1:holds}" of ${2:workflow} {\n\t$0\n}',
		),
	],
	workflow: [
		...nodes,
		keyword("param", "A value that is given when the workflow is run.", "param ${1:name}: ${2:string} = $0"),
		keyword("secret", "A value that is never shown.", "secret ${1:name}"),
		output,
		keyword(
			"on",
			"Jobs after the run's own: `on failure`, `on success`, `on done`.",
			"on ${1|failure,success,done|} {\n\t$0\n}",
		),
		keyword("schedule", "When it runs by itself, as a cron expression.", 'schedule "${1:0 2 * * *}" tz "${2:UTC}"'),
		keyword(
			"checkpoint",
			"When the run's state gets a name that it can go back to.",
			"checkpoint on ${1:job_completed}",
		),
		keyword("defaults", "Policies for all jobs.", "defaults { $0 }"),
		keyword("overlap", "What to do when the last run is still under way.", "overlap ${1|skip,queue,allow|}"),
		keyword("timeout", "The longest that a run may take.", "timeout ${1:6h}"),
		keyword("limit", "How many attempts may run at once.", "limit ${1:8}"),
		keyword("title", "The workflow's name for people.", 'title = "$1"'),
	],
	group: [...nodes, output, ...policies, ...standIns],
	loop: [
		...nodes,
		keyword("next", "The carry's value in the next round.", "next ${1:name} = $0"),
		...policies,
		...standIns,
	],
	hook: nodes,
	body: [
		keyword("outputs", "The outputs that the job writes, checked when it ends.", "outputs { ${1:name}: ${2:string} }"),
		...policies,
		...standIns,
	],
	defaults: policies,
	test: [
		keyword("with", "The value of a param in this test.", "with ${1:param} = $0"),
		keyword("mock", "What a job gives in this test, in place of running.", "mock ${1:job} => { $0 }"),
		keyword("expect", "What must hold at the end.", "expect $0"),
	],
	/** After the path of a mock. */
	mocked: [
		keyword("fails", "Each attempt fails, with this message.", 'fails "$1"'),
		keyword("takes", "How long an attempt takes on the clock of the test.", "takes ${1:10m}"),
		keyword("then", "What the next attempt gives.", "then => { $0 }"),
	],
	/** In the header of a job, group or loop. */
	header: [
		keyword("for", "One instance for each element of a list.", "for ${1:x} in ${2:list}"),
		keyword("when", "A condition; where it is false the job is skipped.", "when $1"),
		keyword("after", "Order without data: wait for other jobs.", "after $1"),
		keyword("critical", "Never repeated after an unknown outcome, never from the cache."),
	],
	loopHeader: [
		keyword("carry", "A value that each round hands to the next.", "carry ${1:name} = $2"),
		keyword("max", "The most rounds.", "max ${1:8}"),
		keyword("until", "Tested after each round.", "until $1"),
	],
	/** After a name in `after`. */
	outcome: [
		keyword("succeeded", "It must have succeeded; the default."),
		keyword("failed", "It must have failed."),
		keyword("skipped", "It must have been skipped."),
		keyword("done", "Any end will do."),
	],
	needs: [
		keyword("cpu", "Processor cores.", "cpu ${1:2}"),
		keyword("memory", "Main memory.", "memory ${1:4GB}"),
		keyword("gpu", "Graphics processors.", "gpu ${1:1}"),
		keyword("label", "A label that the worker must have.", 'label "$1"'),
	],
	triggers: [
		keyword("job_completed", "After each job."),
		keyword("level_completed", "After each level of the graph."),
		keyword("every", "By time.", "every ${1:10m}"),
		keyword("before", "Before each critical job.", "before critical"),
		keyword("manual", "When somebody asks."),
	],
	checkpoint: [keyword("on", "What makes a checkpoint: one or more triggers.", "on $0")],
	keep: [keyword("keep", "How many checkpoints keep their names; events are never dropped.", "keep ${1:20}")],
	overlap: [
		keyword("skip", "A run that would overlap is not started; the default."),
		keyword("queue", "It waits until the other one has ended."),
		keyword("allow", "It starts beside the other one."),
	],
	allow: [keyword("failure", "The run goes on, and succeeds, without it.")],
	schedule: [
		keyword("tz", "The IANA zone that the expression is in.", 'tz "${1:UTC}"'),
		keyword("backfill", "How far back missed runs are made up for.", "backfill max ${1:30d}"),
	],
	retry: [
		keyword("backoff", "The pauses between: they double, up to the second duration.", "backoff ${1:5s}..${2:5m}"),
		keyword("when", "Which errors are tried again.", "when error.${1:exit_code} == ${2:75}"),
	],
	mockOutcome: [
		keyword("=>", "What it gives in place of running.", "=> { $0 }"),
		keyword("fails", "It fails, with this message.", 'fails "${1:out of disk}"'),
	],
	hookEvents: [
		keyword("failure", "The run failed."),
		keyword("success", "The run succeeded."),
		keyword("done", "The run ended, in any way."),
	],
} as const satisfies Record<string, readonly Keyword[]>;

/** What a keyword is for, wherever it stands. */
export function keywordDocumentation(word: string): string | undefined {
	for (const group of Object.values(keywords)) {
		const found = group.find((each: Keyword) => each.word === word);
		if (found) return found.documentation;
	}
	return undefined;
}
