import type { Diagnostic } from "./diagnostic.ts";

type Severity = Diagnostic["severity"];

interface DiagnosticKind {
	readonly severity: Severity;
	/** One sentence in the user's words. */
	readonly message: (details: never) => string;
}

/** A sentence that was made where the facts were known: by the parser, the expression checker or a job type's rule. */
interface Said {
	readonly message: string;
}

interface NamedThing {
	readonly name: string;
}

/** Names in order, as far as a person wants to read them; the related places have all. */
function path(names: readonly string[]): string {
	if (names.length <= 10) return names.join(" → ");
	return `${names.slice(0, 8).join(" → ")} → … (${names.length - 10} more) → ${names.slice(-1).join("")}`;
}

/**
 * Every diagnostic of the language: code → severity → message. Codes are stable; messages may improve.
 * A did-you-mean is added to the message by `Findings.report`.
 */
export const diagnostics = {
	// ── The text ──────────────────────────────────────────────────────────────────────────────────────────────
	"dag/syntax": { severity: "error", message: (said: Said) => said.message },
	"dag/unknown-word": { severity: "error", message: (said: Said) => said.message },
	"dag/limit": { severity: "error", message: (said: Said) => said.message },
	"dag/more-problems": {
		severity: "warning",
		message: (d: { more: number }) =>
			`There ${d.more === 1 ? "is 1 more problem" : `are ${d.more.toLocaleString("en")} more problems`}; fix these first.`,
	},
	"dag/empty-file": {
		severity: "error",
		message: () => "This file has no workflow yet: it begins with `workflow name { … }`.",
	},
	"dag/unreadable-file": { severity: "error", message: (said: Said) => said.message },

	// ── Imports ───────────────────────────────────────────────────────────────────────────────────────────────
	"dag/import-not-found": { severity: "error", message: (d: { path: string }) => `There is no file \`${d.path}\`.` },
	"dag/import-unreadable": {
		severity: "error",
		message: (d: { path: string; why: string }) => `\`${d.path}\` cannot be read: ${d.why}.`,
	},
	"dag/import-outside": {
		severity: "error",
		message: (d: { path: string }) =>
			`\`${d.path}\` lies outside the project; imports stay inside it and are relative.`,
	},
	"dag/import-cycle": {
		severity: "error",
		message: (d: { files: readonly string[] }) =>
			d.files.length === 2 ? `\`${d.files[0]}\` imports itself.` : `These files import each other: ${path(d.files)}.`,
	},
	"dag/unknown-import": {
		severity: "error",
		message: (d: { name: string; path: string }) => `\`${d.path}\` has no workflow or type \`${d.name}\`.`,
	},

	// ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────
	"dag/unknown-name": { severity: "error", message: (said: Said) => said.message },
	"dag/unknown-type": { severity: "error", message: (d: NamedThing) => `There is no type \`${d.name}\`.` },
	"dag/unknown-job-type": {
		severity: "error",
		message: (d: NamedThing) => `There is no job type or workflow \`${d.name}\`.`,
	},
	"dag/unknown-workflow": { severity: "error", message: (d: NamedThing) => `There is no workflow \`${d.name}\`.` },
	"dag/unknown-job": { severity: "error", message: (d: NamedThing) => `There is no job \`${d.name}\` here.` },
	"dag/unknown-config-key": {
		severity: "error",
		message: (d: { key: string; owner: string; what?: string; instead?: string }) =>
			`${d.owner} has no ${d.what ?? "setting"} \`${d.key}\`${d.instead === undefined ? "" : `, and needs \`${d.instead}\``}.`,
	},
	"dag/unknown-output": { severity: "error", message: (said: Said) => said.message },
	"dag/unknown-member": { severity: "error", message: (said: Said) => said.message },
	"dag/unknown-function": { severity: "error", message: (said: Said) => said.message },
	"dag/unknown-secret": {
		severity: "error",
		message: (d: NamedThing) => `There is no secret \`${d.name}\`; declare it with \`secret ${d.name}\`.`,
	},
	"dag/unknown-role": {
		severity: "warning",
		message: (d: NamedThing) => `\`dagwright.json\` has no role \`${d.name}\`, so nobody could approve.`,
	},
	"dag/duplicate-name": {
		severity: "error",
		message: (d: { name: string; what: string } | Said) =>
			"message" in d
				? d.message
				: `\`${d.name}\` is already the name of ${d.what}; a name means one thing in a workflow.`,
	},
	"dag/inside-block": {
		severity: "error",
		message: (d: { name: string; block: string; fix: string }) =>
			`\`${d.name}\` is inside ${d.block} and cannot be seen from here; ${d.fix}.`,
	},

	// ── Types and values ──────────────────────────────────────────────────────────────────────────────────────
	"dag/type-mismatch": { severity: "error", message: (said: Said) => said.message },
	"dag/invalid-type": { severity: "error", message: (said: Said) => said.message },
	"dag/out-of-range": { severity: "error", message: (said: Said) => said.message },
	"dag/missing-config": {
		severity: "error",
		message: (d: { keys: readonly string[]; owner: string }) =>
			`${d.owner} needs ${d.keys.map((key) => `\`${key}\``).join(" and ")}.`,
	},
	"dag/missing-field": { severity: "error", message: (said: Said) => said.message },
	"dag/config-rule": { severity: "error", message: (said: Said) => said.message },
	"dag/invalid-expression": { severity: "error", message: (said: Said) => said.message },
	"dag/constant-error": { severity: "error", message: (said: Said) => said.message },
	"dag/unguarded-use": { severity: "error", message: (said: Said) => said.message },
	"dag/secret-misuse": { severity: "error", message: (said: Said) => said.message },
	"dag/script-interpolation": { severity: "error", message: (said: Said) => said.message },
	"dag/script-text": {
		severity: "error",
		message: (d: { key: string }) =>
			`\`${d.key}\` is a script: write its text here, and put values into it with \`\${…}\`.`,
	},
	"dag/text-interpolation": {
		severity: "error",
		message: (d: { what: string }) => `${d.what} is fixed text and takes no \`\${…}\`.`,
	},

	// ── Tests ─────────────────────────────────────────────────────────────────────────────────────────────────
	"dag/invalid-mock": { severity: "error", message: (said: Said) => said.message },

	// ── The graph ─────────────────────────────────────────────────────────────────────────────────────────────
	"dag/cycle": {
		severity: "error",
		message: (d: { names: readonly string[] }) => `These wait for each other, so none can start: ${path(d.names)}.`,
	},
	"dag/self-dependency": { severity: "error", message: (d: NamedThing) => `\`${d.name}\` waits for itself.` },
	"dag/recursive-workflow": {
		severity: "error",
		message: (d: { names: readonly string[] }) => `These workflows call each other without end: ${path(d.names)}.`,
	},
	"dag/contradictory-after": {
		severity: "error",
		message: (d: { name: string; outcomes: readonly string[] }) =>
			`\`${d.name}\` cannot end both ${d.outcomes.join(" and ")}, so this would never run.`,
	},
	"dag/never-runs": {
		severity: "warning",
		message: (d: { consequence: string }) => `This condition is always false: ${d.consequence}.`,
	},
	"dag/carry-without-next": {
		severity: "error",
		message: (d: NamedThing) => `\`${d.name}\` is carried but no \`next ${d.name} = …\` gives it a new value.`,
	},
	"dag/until-ignores-carries": {
		severity: "error",
		message: (d: { carries: readonly string[] }) =>
			`\`until\` reads nothing that is carried from round to round (${d.carries.join(", ") || "there is no `carry`"}), so it never changes.`,
	},
	"dag/unbounded-loop": {
		severity: "error",
		message: (d: NamedThing) => `The loop \`${d.name}\` needs a bound: \`max 10\`.`,
	},
	"dag/unused": {
		severity: "hint",
		message: (d: { name: string; what: string }) => `The ${d.what} \`${d.name}\` is not used.`,
	},

	// ── Policies ──────────────────────────────────────────────────────────────────────────────────────────────
	"dag/invalid-policy": { severity: "error", message: (said: Said) => said.message },
	"dag/misplaced-policy": { severity: "error", message: (said: Said) => said.message },
	"dag/duplicate-policy": { severity: "error", message: (d: NamedThing) => `\`${d.name}\` is already set here.` },
	"dag/cache-without-sources": {
		severity: "warning",
		message: (d: NamedThing) =>
			`\`${d.name}\` is cached without \`sources […]\`: any change of a file in the project runs it again.`,
	},
	"dag/invalid-schedule": { severity: "error", message: (said: Said) => said.message },

	// ── Sizes ─────────────────────────────────────────────────────────────────────────────────────────────────
	"dag/fan-out-too-large": {
		severity: "error",
		message: (d: { instances: number; limit: number }) =>
			`This makes ${d.instances.toLocaleString("en")} instances; a \`for\` may make ${d.limit.toLocaleString("en")}.`,
	},
	"dag/too-many-jobs": {
		severity: "error",
		message: (d: { jobs: number; limit: number }) =>
			`The workflow has ${d.jobs.toLocaleString("en")} jobs; ${d.limit.toLocaleString("en")} are allowed.`,
	},
	"dag/too-many-instances": {
		severity: "error",
		message: (d: { instances: number; limit: number }) =>
			`With all its calls, rounds and fan-outs the workflow comes to ${d.instances.toLocaleString("en")} jobs; ${d.limit.toLocaleString("en")} are allowed.`,
	},
} as const satisfies Readonly<Record<string, DiagnosticKind>>;

/** A diagnostic's stable code. */
export type DiagnosticCode = keyof typeof diagnostics;

/** What a code's message is made of. */
export type DiagnosticDetails<Code extends DiagnosticCode> = Parameters<(typeof diagnostics)[Code]["message"]>[0];
