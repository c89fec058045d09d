import type { Token } from "./token.ts";

type TokenType = Token["tokenType"];

/** Says what is missing or wrong in the words of the language, not of the grammar. */
export const syntaxMessages = {
	buildMismatchTokenMessage({ expected, actual, previous, ruleName }: Mismatch): string {
		const rule = plainName(ruleName);
		const special = mismatches[`${rule} ${expected.name}`]?.(previous, actual) ?? aboutName(expected, actual, previous);
		return special ?? `expected ${expectation(expected)}${after(previous)}${butFound(actual, previous)}`;
	},

	buildNotAllInputParsedMessage({ firstRedundant }: { firstRedundant: Token }): string {
		return misplaced(firstRedundant, firstRedundant, members.file);
	},

	buildNoViableAltMessage({ actual, previous, ruleName }: NoAlternative): string {
		const rule = plainName(ruleName);
		const first = actual[0];
		const what = alternatives[rule] ?? "a value";
		// `on failure: …`: the right word, but with what makes it a name.
		if (first !== undefined && what.includes(`\`${first.image}\``))
			return `no \`:\` or \`=\` stands after ${quoted(first)} here`;
		return `expected ${what}${after(previous)}${first === undefined ? "" : butFound(first, previous)}`;
	},

	buildEarlyExitMessage({ actual, previous, ruleName }: NoAlternative): string {
		return syntaxMessages.buildNoViableAltMessage({ actual, previous, ruleName });
	},
};

interface Mismatch {
	readonly expected: TokenType;
	readonly actual: Token;
	readonly previous: Token;
	readonly ruleName: string;
}

interface NoAlternative {
	readonly actual: Token[];
	readonly previous: Token;
	readonly ruleName: string;
}

const members = {
	workflow: "a workflow holds params, secrets, lets, jobs, groups, loops, outputs and policies",
	job: "a job holds settings (`key = value`) and policies",
	group: "a group holds jobs, lets, outputs and policies",
	loop: "a loop holds jobs, lets, `next` and policies",
	hook: "a hook holds jobs",
	defaults: "`defaults` holds policies",
	test: "a test holds `with`, `mock` and `expect`",
	file: "a file holds imports, workflows, types and tests",
};

/** By rule and expected token: what to say of the token before and the one found. */
const mismatches: Readonly<Record<string, (previous: Token, actual: Token) => string | undefined>> = {
	"Job :": (previous, actual) =>
		dashed(previous, actual) ?? `expected \`:\` and a job type after the name ${quoted(previous)}`,
	"Job ID": (previous, actual) =>
		previous.image === ":" ? `expected a job type after \`:\`${butFound(actual, previous)}` : undefined,
	"Setting =": settingWithoutValue,
	"Body {": bodyWithoutBrace,
	"Body }": (previous, actual) => misplaced(previous, actual, members.job),
	"Workflow }": (previous, actual) => misplaced(previous, actual, members.workflow),
	"GroupBody }": (previous, actual) => misplaced(previous, actual, members.group),
	"LoopBody }": (previous, actual) => misplaced(previous, actual, members.loop),
	"Hook }": (previous, actual) => misplaced(previous, actual, members.hook),
	"Defaults }": (previous, actual) => misplaced(previous, actual, members.defaults),
	"Test }": (previous, actual) => misplaced(previous, actual, members.test),
	"ObjectLiteral }": (previous, actual) => `expected a key and \`:\` or \`}\`${butFound(actual, previous)}`,
	"ObjectEntry :": (previous) => `expected \`:\` and a value after the key ${quoted(previous)}`,
	"Operand )": (_, actual) => {
		if (actual.image === "=>") return "expected a value after `=>`";
		return actual.image === "," ? "a list stands in `[…]`, not in `(…)`" : undefined;
	},
	"Conditional :": () => "expected `:` and the value for when the condition is false",
	"Param :": (previous, actual) =>
		dashed(previous, actual) ?? `expected \`:\` and a type after the param ${quoted(previous)}`,
	"Field :": (previous) => `expected \`:\` and a type after the field ${quoted(previous)}`,
	"ForVariable in": (previous) => `expected \`in\` and a list after ${quoted(previous)}`,
	"Import from": () => 'expected `from "./file.dag"`',
	"Test of": () => "expected `of` and the name of the workflow under test",
	"ListLiteral ]": (previous, actual) => `expected \`,\` or \`]\` in the list${butFound(actual, previous)}`,
	"Range ..": (previous) => `expected \`..\` after ${quoted(previous)}, as in \`5s..5m\``,
	"Template TEMPLATE_TAIL": (previous, actual) =>
		`expected \`}\` after ${quoted(previous)}${butFound(actual, previous)}`,
	"File EOF": (previous, actual) => misplaced(previous, actual, members.file),
};

/** A word on its own, or one before what needs no `=`. */
function settingWithoutValue(previous: Token, actual: Token): string {
	const word = previous.image;
	if (declarations.has(word)) return `expected a name after \`${word}\`, as ${declarations.get(word)}`;
	if (kinds.has(word)) return `expected \`,\` before \`${word}\`, as in \`needs cpu 2, memory 4GB\``;
	if (triggers.has(word)) return `expected \`,\` before \`${word}\`, as in \`checkpoint on job_completed, every 10m\``;
	return `expected \`=\` and a value after ${quoted(previous)}${butFound(actual, previous)}`;
}

/** Between the name of a job and its braces. */
function bodyWithoutBrace(previous: Token, actual: Token): string {
	const { name } = actual.tokenType;
	if (name === "=" && actual.startLine === previous.endLine) return "to compare write `==`; `=` gives a value";
	if (name === "&&" || name === "||")
		return "after `after` the jobs stand with `,` between them, as `after a, b failed`";
	if (inBraces.has(name) && actual.startLine === previous.endLine) {
		return `expected \`{\` before \`${name}\`, which stands inside the braces`;
	}
	return `expected \`{\` and the job's settings${butFound(actual, previous)}`;
}

/** What stands where nothing of its kind can, with where it belongs. */
function misplaced(previous: Token, actual: Token, holds: string): string {
	const { image } = actual;
	const where = places.get(image) ?? dashed(previous, actual);
	if (where !== undefined) return where;
	if (image === "," && previous.tokenType.name === "NUMBER") {
		return "no `,` is needed here; a fraction is written with a point, as `0.5`";
	}
	if (image === ",") return "no `,` is needed here: a line break or a blank separates";
	if (image === ":") return "only params, lets, outputs and jobs have something after `:`";
	return `${found(actual)} cannot stand here: ${holds}`;
}

/** `my-job`: the dash follows the name at once. */
function dashed(previous: Token, actual: Token): string | undefined {
	const follows =
		actual.image === "-" && previous.tokenType.name === "ID" && previous.endOffset === actual.startOffset - 1;
	return follows ? `a name is made of letters, digits and \`_\`: write \`${previous.image}_…\`` : undefined;
}

const declarations: ReadonlyMap<string, string> = new Map([
	["job", "`job name: shell { … }`"],
	["param", "`param name: int = 1`"],
	["let", "`let name = …`"],
	["output", "`output name = …`"],
	["group", "`group name { … }`"],
	["loop", "`loop name … { … }`"],
	["secret", "`secret name`"],
]);
const kinds = new Set(["cpu", "memory", "gpu", "label"]);
const triggers = new Set(["job_completed", "level_completed", "every", "before", "manual"]);
const inBraces = new Set(
	"retry timeout cache limit succeed needs uses allow environment sources run outputs fallback rollback".split(" "),
);
const beforeBraces = (word: string, example: string) =>
	`\`${word}\` stands before the braces: \`job name: type ${example} { … }\``;
/** Where a word belongs that stands in the wrong place. */
const places: ReadonlyMap<string, string> = new Map([
	["for", beforeBraces("for", "for x in list")],
	["when", beforeBraces("when", "when condition")],
	["after", beforeBraces("after", "after other")],
	["critical", beforeBraces("critical", "critical")],
	["carry", "`carry` stands before the braces of a loop: `loop name carry x = … max 8 { … }`"],
	["until", "`until` stands before the braces of a loop: `loop name … max 8 until condition { … }`"],
	["max", "`max` stands before the braces of a loop: `loop name … max 8 { … }`"],
	["output", "a workflow or a group has `output name = …`; a job declares its own as `outputs { name: type }`"],
	["outputs", "a job declares `outputs { name: type }`; a workflow or a group has `output name = …`"],
	["job", "a job stands in a workflow, group, loop or hook: is a `}` missing before it, or a `{` too few?"],
	["workflow", "a workflow stands at the top of a file: is a `}` missing before it?"],
]);

/** What a rule wanted where none of its forms fits. */
const alternatives: Readonly<Record<string, string>> = {
	Amount: "a number",
	Text: 'a string: `"…"`',
	TypeReference: "a type",
	Setting: "a setting (`key = value`)",
	CheckpointTrigger: "`job_completed`, `level_completed`, `every 10m`, `before critical` or `manual`",
	Need: "`cpu`, `memory`, `gpu` or `label`",
	Outcome: "`succeeded`, `failed`, `skipped` or `done`",
	Hook: "`failure`, `success` or `done`",
	Overlap: "`skip`, `queue` or `allow`",
	MockOutcome: "`=>` and a value, or `fails`",
	NamedType: 'a range such as `0..1`, or strings, as `enum("a", "b")`',
	Key: "a key",
};

/** A name was due, and a word of the language or something else came. */
function aboutName(expected: TokenType, actual: Token, previous: Token): string | undefined {
	if (expected.name !== "ID" || actual.startLine !== previous.endLine) return dashed(previous, actual);
	if (actual.tokenType.name === "TEXT") return `a name stands without quotes${after(previous)}`;
	if (/^[a-z]+$/.test(actual.tokenType.name)) {
		return `${quoted(actual)} is a word of the language and cannot be a name here`;
	}
	return undefined;
}

function expectation(type: TokenType): string {
	return names[type.name] ?? `\`${type.name}\``;
}

const names: Readonly<Record<string, string>> = {
	ID: "a name",
	TEXT: 'a string: `"…"`',
	NUMBER: "a number",
	TEMPLATE_TAIL: "the end of the interpolation: `}`",
	EOF: "the end of the file",
};

function after(previous: Token): string {
	return previous.image ? ` after ${quoted(previous)}` : "";
}

/** What came instead, where it stands on the same line; on the next, it is only what follows. */
function butFound(actual: Token, previous: Token): string {
	const ends = actual.tokenType.name === "EOF" || actual.image === "";
	return ends || actual.startLine !== previous.endLine ? "" : `, found ${found(actual)}`;
}

function found(token: Token): string {
	return token.tokenType.name === "EOF" || token.image === "" ? "the end of the file" : quoted(token);
}

function quoted(token: Token): string {
	return `\`${shortened(token.image)}\``;
}

function shortened(image: string): string {
	const line = image.split(/\r?\n/, 1)[0] ?? "";
	return line.length > 30 || line.length < image.length ? `${line.slice(0, 30)}…` : line;
}

function plainName(ruleName: string): string {
	return ruleName.replace("\u200B", "");
}
