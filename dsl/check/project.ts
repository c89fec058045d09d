import type { Origin } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import type { ReadFile } from "../compile-input.ts";
import type * as ast from "../generated/ast.ts";
import { parse } from "../parse.ts";
import { constantText } from "../syntax/literals.ts";
import { buildWorkflow } from "./build-model.ts";
import { type Findings, originOf } from "./findings.ts";
import type { Declaration, SourceFile, WorkflowModel } from "./model.ts";
import { type ExpressionNodes, ExpressionReader } from "./to-expression.ts";
import { builtinTypes } from "./types.ts";

/** How many files deep imports may go. */
const MAX_IMPORT_LEVELS = 32;

export interface ProjectInput {
	readonly file: string;
	readonly read: ReadFile;
	/** Names of the catalog's job types, which no workflow may take. */
	readonly jobTypes: ReadonlySet<string>;
}

/** The main file and all that it imports, each once, in the order of discovery. */
export interface Project {
	readonly main: SourceFile | undefined;
	readonly files: readonly SourceFile[];
	readonly nodes: ExpressionNodes;
}

/** Reads a file and what it imports; what cannot be read is reported where it is asked for. */
export function loadProject(input: ProjectInput, findings: Findings): Project {
	const loader = new Loader(input, findings);
	const main = loader.main();
	return { main, files: loader.files(), nodes: loader.nodes };
}

/** A file whose imports are being read is on the path; meeting it again is a cycle. */
type Loaded = { readonly file: SourceFile; readonly finished: boolean } | undefined;

class Loader {
	readonly nodes: ExpressionNodes = new WeakMap();
	private readonly loaded = new Map<string, Loaded>();
	/** The files on the way to the one that is being read, each with the place of the import that led to it. */
	private readonly path: { readonly file: string; readonly importedAt: Origin | undefined }[] = [];
	/** Where the names of each file are declared, by its path and the name. */
	private readonly places = new Map<string, Origin>();
	private readonly input: ProjectInput;
	private readonly findings: Findings;

	constructor(input: ProjectInput, findings: Findings) {
		this.input = input;
		this.findings = findings;
	}

	files(): readonly SourceFile[] {
		return [...this.loaded.values()].flatMap((loaded) => (loaded === undefined ? [] : [loaded.file]));
	}

	main(): SourceFile | undefined {
		const { file, read } = this.input;
		const result = read(file);
		if ("text" in result) return this.load(file, result.text, undefined);
		const start = { line: 0, character: 0 };
		const message = `\`${file}\` ${PROBLEMS[result.problem]}.`;
		this.findings.report("dag/unreadable-file", { file, start, end: start }, { message });
		return undefined;
	}

	private load(path: string, text: string, importedAt: Origin | undefined): SourceFile {
		const { ast: tree, syntaxDiagnostics, brokenLines } = parse(text, path);
		const workflows: WorkflowModel[] = [];
		const file: SourceFile = {
			path,
			text,
			tree,
			syntax: syntaxDiagnostics,
			brokenLines,
			names: new Map(),
			workflows,
			tests: tree.declarations.filter((declaration) => declaration.$type === "Test"),
		};
		this.loaded.set(path, { file, finished: false });
		const reader = new ExpressionReader(this.nodes, (node, message, suggestion) =>
			this.findings.report("dag/invalid-expression", originOf(path, node), { message }, { suggestion }),
		);
		for (const declaration of tree.declarations) {
			if (declaration.$type === "Workflow") {
				const workflow = buildWorkflow(file, declaration, reader, this.findings);
				workflows.push(workflow);
				this.enter(file, declaration, declaration.name, { kind: "workflow", workflow });
			} else if (declaration.$type === "TypeDeclaration") {
				this.enter(file, declaration, declaration.name, { kind: "type", file, node: declaration });
			}
		}
		this.path.push({ file: path, importedAt });
		for (const node of tree.imports) this.import(file, node);
		this.path.pop();
		this.loaded.set(path, { file, finished: true });
		return file;
	}

	private enter(
		file: SourceFile,
		node: ast.Workflow | ast.TypeDeclaration | ast.ImportItem,
		name: string | undefined,
		declaration: Declaration,
	): void {
		if (name === undefined || name === "") return;
		const at = originOf(file.path, node, "name");
		const first = this.places.get(`${file.path}\n${name}`);
		const what = this.input.jobTypes.has(name) ? "a job type" : builtinTypes.has(name) ? "a built-in type" : undefined;
		if (first !== undefined) {
			const message = `\`${name}\` is already there in this file.`;
			const related = [{ at: first, message: `\`${name}\` is declared here` }];
			this.findings.report("dag/duplicate-name", at, { message }, { related });
		} else if (what !== undefined) {
			this.findings.report("dag/duplicate-name", at, { message: `\`${name}\` is already the name of ${what}.` });
		} else {
			file.names.set(name, declaration);
			this.places.set(`${file.path}\n${name}`, at);
		}
	}

	private import(file: SourceFile, node: ast.Import): void {
		const target = this.target(file, node);
		for (const item of node.items) {
			const name = item.source?.$refText;
			if (name === undefined) continue;
			let declaration: Declaration = { kind: "unresolved" };
			if (target !== undefined) {
				const found = this.exported(target, name);
				if (found !== undefined) declaration = found;
				else {
					const suggestion = nearestName(name, this.exportedNames(target));
					const at = originOf(file.path, item, "source");
					this.findings.report("dag/unknown-import", at, { name, path: target.path }, { suggestion });
				}
			}
			this.enter(file, item, item.name ?? name, declaration);
		}
	}

	/** What another file offers are its own declarations, not what it imports. */
	private exported(target: SourceFile, name: string): Declaration | undefined {
		const found = target.names.get(name);
		if (found?.kind === "workflow") return found.workflow.file === target ? found : undefined;
		if (found?.kind === "type") return found.file === target ? found : undefined;
		return undefined;
	}

	private exportedNames(target: SourceFile): readonly string[] {
		return [...target.names.keys()].filter((name) => this.exported(target, name) !== undefined);
	}

	/** The imported file; undefined where it was reported that there is none, or it is part of a cycle. */
	private target(file: SourceFile, node: ast.Import): SourceFile | undefined {
		if (node.path === undefined) return undefined;
		const at = originOf(file.path, node, "path");
		const written = constantText(node.path);
		if (written === undefined) {
			this.findings.report("dag/text-interpolation", at, { what: "The path of an import" });
			return undefined;
		}
		const path = resolvePath(file.path, written);
		if (path === undefined) {
			this.findings.report("dag/import-outside", at, { path: written });
			return undefined;
		}
		const known = this.loaded.get(path);
		if (known !== undefined) {
			if (known.finished) return known.file;
			this.reportCycle(path, at);
			return undefined;
		}
		if (this.path.length >= MAX_IMPORT_LEVELS) {
			const message = `Imports go ${MAX_IMPORT_LEVELS} files deep at most.`;
			this.findings.report("dag/limit", at, { message });
			return undefined;
		}
		const result = this.input.read(path);
		if ("text" in result) return this.load(path, result.text, at);
		if (result.problem === "missing") this.findings.report("dag/import-not-found", at, { path });
		else if (result.problem === "outside") this.findings.report("dag/import-outside", at, { path: written });
		else this.findings.report("dag/import-unreadable", at, { path, why: PROBLEMS[result.problem] });
		return undefined;
	}

	/** Reports that a file on the path is imported again, on the first edge of the cycle, with all of its edges. */
	private reportCycle(path: string, closing: Origin): void {
		const cycle = this.path.slice(this.path.findIndex(({ file }) => file === path));
		const edges = [...cycle.slice(1).flatMap(({ importedAt }) => importedAt ?? []), closing];
		const files = [...cycle.map(({ file }) => file), path];
		const related = edges.map((at, index) => ({ at, message: `\`${files[index]}\` imports \`${files[index + 1]}\`` }));
		this.findings.report("dag/import-cycle", edges[0] ?? closing, { files }, { related });
	}
}

const PROBLEMS = {
	missing: "does not exist",
	unreadable: "cannot be opened",
	no_file: "is not a file",
	binary: "is not UTF-8 text",
	too_large: "is larger than 1 MB",
	outside: "lies outside the project",
} as const;

/** The project-relative path of what a file imports; undefined where it would leave the project. */
export function resolvePath(from: string, written: string): string | undefined {
	if (written === "" || written.startsWith("/") || written.includes("\\") || /^[A-Za-z][\w+.-]*:/.test(written))
		return undefined;
	const steps = from.split("/").slice(0, -1);
	for (const step of written.split("/")) {
		if (step === "" || step === ".") continue;
		if (step !== "..") steps.push(step);
		else if (steps.pop() === undefined) return undefined;
	}
	return steps.join("/");
}
