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
