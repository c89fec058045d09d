import type { JobTypeCatalog } from "@dagwright/core";
import { type CheckedFile, type CompileResult, check, planOf } from "@dagwright/dsl";
import { type Analysis, analysisOf, type OutlineItem, outlineOf } from "@dagwright/dsl/query";
import { type OpenText, type Project, projectOf } from "./project-files.ts";

/** One version of a document, checked once; all else that is asked of it is made from that, when it is first asked for. */
export interface Build {
	readonly uri: string;
	readonly version: number;
	readonly project: Project;
	readonly checked: CheckedFile;
	/** The plan of the named workflow, or of the first. */
	readonly plan: (workflow?: string) => CompileResult;
	/** For questions about places in the text. */
	readonly analysis: () => Analysis;
	/** Empty where the document could not be read. */
	readonly outline: () => readonly OutlineItem[];
	/** Addresses of all files that were asked for, also of those that are missing. */
	readonly read: ReadonlySet<string>;
}

export interface BuildsOptions {
	readonly catalog: JobTypeCatalog;
	readonly documents: { get(uri: string): { readonly version: number; getText(): string } | undefined };
	/** Called after each build of an open document. */
	readonly built: (build: Build) => void;
	/** A bug in the checker must cost one build, never the server. */
	readonly failed: (uri: string, error: unknown) => void;
	/** ms of quiet before a changed document is checked. */
	readonly quiet: number;
}

/** Keeps open documents checked as they and the files that they import change. */
export class Builds implements Disposable {
	readonly #options: BuildsOptions;
	readonly #builds = new Map<string, Build>();
	readonly #pending = new Map<string, NodeJS.Timeout>();
	readonly #open: OpenText;

	constructor(options: BuildsOptions) {
		this.#options = options;
		this.#open = (uri) => options.documents.get(uri)?.getText();
	}

	/** The document, or a file on disk, changed: it and every open document that reads it will be checked. */
	changed(uri: string): void {
		this.#schedule(uri);
		for (const build of this.#builds.values()) if (build.read.has(uri)) this.#schedule(build.uri);
	}

	/** The document is no longer open; those that read it now see the disk. */
	closed(uri: string): void {
		this.#cancel(uri);
		this.#builds.delete(uri);
		this.changed(uri);
	}

	/** The build of the document as it stands, made now if need be; undefined when it is not open or could not be built. */
	current(uri: string): Build | undefined {
		if (this.#pending.has(uri) || !this.#builds.has(uri)) this.#build(uri);
		return this.#builds.get(uri);
	}

	/** A build of a file that is not open, from the disk; not kept. Undefined where it could not be built. */
	fromDisk(uri: string): Build | undefined {
		try {
			return this.#check(uri, 0);
		} catch (error) {
			this.#options.failed(uri, error);
			return undefined;
		}
	}

	/** Whether it is still the last build of its document. */
	stands(build: Build): boolean {
		return this.#builds.get(build.uri) === build;
	}

	/** All that stands, for merging what several documents say of one file. */
	all(): Iterable<Build> {
		return this.#builds.values();
	}

	/** The project of a document, with the texts as they stand. */
	projectOf(uri: string): Project {
		return projectOf(uri, this.#open);
	}

	[Symbol.dispose](): void {
		for (const timer of this.#pending.values()) clearTimeout(timer);
		this.#pending.clear();
	}

	#schedule(uri: string): void {
		if (!this.#options.documents.get(uri)) return;
		this.#cancel(uri);
		this.#pending.set(
			uri,
			setTimeout(() => this.#build(uri), this.#options.quiet),
		);
	}

	#cancel(uri: string): void {
		clearTimeout(this.#pending.get(uri));
		this.#pending.delete(uri);
	}

	#build(uri: string): void {
		this.#cancel(uri);
		const document = this.#options.documents.get(uri);
		if (!document) return;
		try {
			const build = this.#check(uri, document.version);
			this.#builds.set(uri, build);
			this.#options.built(build);
		} catch (error) {
			this.#options.failed(uri, error);
		}
	}

	#check(uri: string, version: number): Build {
		const project = this.projectOf(uri);
		const read = new Set<string>();
		const roles = project.roles();
		const checked = check({
			...(roles ? { roles } : {}),
			file: project.file,
			catalog: this.#options.catalog,
			read: (path: string) => {
				read.add(project.uriOf(path));
				return project.read(path);
			},
		});
		const { main } = checked;
		const plans = new Map<string | undefined, CompileResult>();
		return {
			uri,
			version,
			project,
			checked,
			read,
			plan: (workflow = checked.workflows[0]) => {
				const known = plans.get(workflow) ?? planOf(checked, workflow);
				plans.set(workflow, known);
				return known;
			},
			analysis: once(() => analysisOf(checked)),
			outline: once(() => (main ? outlineOf({ ast: main.tree, text: main.text }) : [])),
		};
	}
}

/** Keeps what `make` first returned. */
function once<Value extends object>(make: () => Value): () => Value {
	let made: Value | undefined;
	return () => {
		made ??= make();
		return made;
	};
}
