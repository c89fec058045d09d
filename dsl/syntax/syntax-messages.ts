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
		return `${found(firstRedundant)} cannot stand here: a file holds imports, workflows, types and tests`;
	},

	buildNoViableAltMessage({ actual, previous, ruleName }: NoAlternative): string {
		const rule = plainName(ruleName);
		const first = actual[0];
		const what = alternatives[rule] ?? "a value";
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
	job: "a job holds settings (key = value) and policies",
};

/** By rule and expected token: what to say of the token before and the one found. */
const mismatches: Readonly<Record<string, (previous: Token, actual: Token) => string | undefined>> = {
	"Job :": (previous) => `expected ':' and a job type after the name '${previous.image}'`,
	"Job ID": (previous, actual) =>
		previous.image === ":" ? `expected a job type after ':'${butFound(actual, previous)}` : undefined,
	"Setting =": (previous, actual) => `expected '=' and a value after '${previous.image}'${butFound(actual, previous)}`,
	"Body {": (previous, actual) => `expected '{' and the job's settings${butFound(actual, previous)}`,
	"Body }": (_, actual) => `${found(actual)} cannot stand here: ${members.job}`,
	"Workflow }": (_, actual) => `${found(actual)} cannot stand here: ${members.workflow}`,
	"GroupBody }": (_, actual) => `${found(actual)} cannot stand here: a group holds jobs, lets, outputs and policies`,
	"LoopBody }": (_, actual) => `${found(actual)} cannot stand here: a loop holds jobs, lets, next and policies`,
	"Hook }": (_, actual) => `${found(actual)} cannot stand here: a hook holds jobs`,
	"Defaults }": (_, actual) => `${found(actual)} cannot stand here: defaults hold policies`,
	"Test }": (_, actual) => `${found(actual)} cannot stand here: a test holds with, mock and expect`,
	"ObjectLiteral }": (previous, actual) => `expected a key and ':' or '}'${butFound(actual, previous)}`,
	"ObjectEntry :": (previous) => `expected ':' and a value after the key '${previous.image}'`,
	"Operand )": (_, actual) => (actual.image === "=>" ? "expected a value after '=>'" : undefined),
	"Conditional :": () => "expected ':' and the value for when the condition is false",
	"Param :": (previous) => `expected ':' and a type after the param '${previous.image}'`,
	"Field :": (previous) => `expected ':' and a type after the field '${previous.image}'`,
	"ForVariable in": (previous) => `expected 'in' and a list after '${previous.image}'`,
	"Import from": () => 'expected from "./file.dag"',
	"Test of": () => "expected 'of' and the name of the workflow under test",
	"ListLiteral ]": (previous, actual) => `expected ',' or ']' in the list${butFound(actual, previous)}`,
	"Range ..": (previous) => `expected '..' after '${previous.image}', as in 5s..5m`,
	"File EOF": (_, actual) => `${found(actual)} cannot stand here: a file holds imports, workflows, types and tests`,
};

/** What a rule wanted where none of its forms fits. */
const alternatives: Readonly<Record<string, string>> = {
	Amount: "a number",
	Text: 'a string: "…"',
	TypeReference: "a type",
	Setting: "a setting (key = value)",
	CheckpointTrigger: "job_completed, level_completed, every 10m, before critical or manual",
	Need: "cpu, memory, gpu or label",
	Outcome: "succeeded, failed, skipped, cancelled or done",
	Hook: "failure, success or done",
	Overlap: "skip, queue or allow",
	Mock: "'=>' and a value, or fails",
	NamedType: "a bound or a string",
	Key: "a key",
};

/** A name was due, and a word of the language or something else came. */
function aboutName(expected: TokenType, actual: Token, previous: Token): string | undefined {
	if (expected.name !== "ID") return undefined;
	if (/^[a-z]+$/.test(actual.tokenType.name) && actual.startLine === previous.startLine) {
		return `'${actual.image}' is a word of the language and cannot be a name here`;
	}
	return undefined;
}

function expectation(type: TokenType): string {
	return names[type.name] ?? `'${type.name}'`;
}

const names: Readonly<Record<string, string>> = {
	ID: "a name",
	TEXT: 'a string: "…"',
	NUMBER: "a number",
	TEMPLATE_TAIL: "the end of the interpolation: }",
	EOF: "the end of the file",
};

function after(previous: Token): string {
	return previous.image ? ` after '${shortened(previous.image)}'` : "";
}

/** What came instead, where it stands on the same line; on the next, it is only what follows. */
function butFound(actual: Token, previous: Token): string {
	const ends = actual.tokenType.name === "EOF" || actual.image === "";
	return ends || actual.startLine !== previous.endLine ? "" : `, found ${found(actual)}`;
}

function found(token: Token): string {
	return token.tokenType.name === "EOF" || token.image === "" ? "the end of the file" : `'${shortened(token.image)}'`;
}

function shortened(image: string): string {
	const line = image.split(/\r?\n/, 1)[0] ?? "";
	return line.length > 30 || line.length < image.length ? `${line.slice(0, 30)}…` : line;
}

function plainName(ruleName: string): string {
	return ruleName.replace("\u200B", "");
}
