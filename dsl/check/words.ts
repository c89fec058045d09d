/** How a policy or a clause is written, where somebody gave it as a setting with `=`. */
const forms: Readonly<Record<string, string>> = {
	retry: "`retry 3` is a policy: write it without `=`",
	timeout: "`timeout 10m` is a policy: write it without `=`",
	cache: "`cache 7d` is a policy: write it without `=`",
	limit: "`limit 4` is a policy: write it without `=`",
	succeed: "`succeed 75%` is a policy: write it without `=`",
	needs: "`needs cpu 2, memory 4GB` is a policy: write it without `=`",
	uses: "`uses token` is a policy: write it without `=`",
	sources: '`sources ["lib/**"]` is a policy: write it without `=`',
	environment: '`environment { NAME = "value" }` is written without `=`',
	outputs: "`outputs { rows: int }` is written without `=`",
	fallback: "`fallback { … }` is written without `=`",
	rollback: "`rollback shell { … }` is written without `=`",
	allow: "`allow failure` is a policy: write it without `=`",
	allow_failure: "A job that may fail says `allow failure`",
	when: "A condition stands before the braces: `job name: type when condition { … }`",
	after: "Order stands before the braces: `job name: type after other { … }`",
	for: "A fan-out stands before the braces: `job name: type for x in list { … }`",
	critical: "`critical` stands before the braces: `job name: type critical { … }`",
};

/** What other tools call it. */
const foreign: Readonly<Record<string, string>> = {
	retries: "retry",
	max_retries: "retry",
	attempts: "retry",
	env: "environment",
	secrets: "uses",
	resources: "needs",
	depends_on: "after",
	depends: "after",
	dependencies: "after",
	requires: "after",
	if: "when",
	condition: "when",
	foreach: "for",
	matrix: "for",
	allow_fail: "allow_failure",
	continue_on_error: "allow_failure",
	ignore_errors: "allow_failure",
};

/** What to say of a setting's key that is a word of the language, here or in other tools; undefined where it is none. */
export function wordOfKey(key: string): string | undefined {
	const word = Object.hasOwn(foreign, key) ? foreign[key] : key;
	const form = word !== undefined && Object.hasOwn(forms, word) ? forms[word] : undefined;
	return form === undefined ? undefined : `${form}.`;
}

/** What a workflow's words look like, where somebody gave them as settings with `=`. */
const workflowForms: Readonly<Record<string, string>> = {
	description: "A workflow is described by a comment above it that begins with `///`",
	doc: "A workflow is described by a comment above it that begins with `///`",
	timeout: "`timeout 6h` is a policy: write it without `=`",
	limit: "`limit 8` is a policy: write it without `=`",
	overlap: "`overlap skip` is a policy: write it without `=`",
	schedule: '`schedule "0 2 * * *" tz "UTC"` is written without `=`',
	checkpoint: "`checkpoint on job_completed` is written without `=`",
	defaults: "`defaults { retry 3 }` is written without `=`",
	params: "Each param is declared by itself: `param name: int = 1`",
	param: "A param has a name and a type: `param name: int = 1`",
	secret: "A secret has a name and no value here: `secret name`",
	secrets: "Each secret is declared by itself: `secret name`",
	let: "A let has a name: `let name = …`",
	output: "An output has a name: `output name = …`",
	outputs: "Each output is written by itself: `output name = …`",
	job: "A job has a name and a type: `job name: shell { … }`",
	jobs: "Each job is written by itself: `job name: shell { … }`",
	on: "A hook holds jobs: `on failure { … }`",
};

/** What to say of a workflow's setting that is a word of the language; undefined where it is none. */
export function wordOfWorkflowKey(key: string): string | undefined {
	const form = Object.hasOwn(workflowForms, key) ? workflowForms[key] : undefined;
	return form === undefined ? wordOfKey(key) : `${form}.`;
}
