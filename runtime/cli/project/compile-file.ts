import type { Plan } from "@dagwright/core";
import type { CheckResult, CompiledTest, CompileResult, ReadFile } from "@dagwright/dsl";
import type { Roles } from "@dagwright/engine/simulator";
import { builtInCatalog } from "./catalog.ts";
import { createSourceReader, type SourceReader } from "./source-reader.ts";

/** A compiled file, with what it was read from. */
export interface Compiled extends CompileResult {
	/** Project-relative paths of the file and all that it imports. */
	readonly sources: readonly string[];
}

/** Compiles one file of a project in this process; loads Langium, so only commands that need it come here. */
export async function compileFile(
	root: string,
	file: string,
	workflow: string | undefined,
	reader: SourceReader = createSourceReader(root),
): Promise<Compiled> {
	const { compile, rolesIn } = await import("@dagwright/dsl");
	const roles = rolesIn(readProjectFile(root));
	const result = compile({
		file,
		read: reader.read,
		catalog: builtInCatalog,
		...(workflow === undefined ? {} : { workflow }),
		...(roles && { roles }),
	});
	return { ...result, sources: reader.files() };
}

/** Checks one file of a project in this process, without the plan that only runs need. */
export async function checkFile(root: string, file: string, reader: SourceReader): Promise<CheckResult> {
	const { diagnose, rolesIn } = await import("@dagwright/dsl");
	const roles = rolesIn(readProjectFile(root));
	return diagnose({ file, read: reader.read, catalog: builtInCatalog, ...(roles && { roles }) });
}

/** A checked file with its tests, and what it was read from. */
export interface CheckedTests extends CheckResult {
	readonly tests: readonly CompiledTest[];
	/** Who has each role of the project; undefined where it names none. */
	readonly roles: Roles | undefined;
	/** Lowers each of its workflows; none where it has errors. */
	readonly plans: () => readonly Plan[];
	/** Project-relative paths of the file and all that it imports. */
	readonly sources: readonly string[];
}

/** Checks one file of a project in this process and lowers its tests; one with errors has none. */
export async function checkTests(root: string, file: string, reader: SourceReader): Promise<CheckedTests> {
	const { check, planOf, roleMembersIn, testsOf } = await import("@dagwright/dsl");
	const roles = roleMembersIn(readProjectFile(root));
	const known = roles && { roles: Object.keys(roles) };
	const checked = check({ file, read: reader.read, catalog: builtInCatalog, ...known });
	const { diagnostics, workflows, files } = checked;
	const plans = () => {
		const hasErrors = diagnostics.some(({ severity }) => severity === "error");
		return hasErrors ? [] : workflows.flatMap((workflow) => planOf(checked, workflow).plan ?? []);
	};
	return { diagnostics, workflows, tests: testsOf(checked), roles, plans, sources: files.map(({ path }) => path) };
}

/** `dagwright.json` as it is: its schema is checked, with what that loads, only by commands that use all of it. */
function readProjectFile(root: string): ReturnType<ReadFile> {
	return createSourceReader(root).read("dagwright.json");
}
