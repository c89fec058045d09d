import type { AstNode } from "langium";
import type * as ast from "../generated/ast.ts";
import { type Findings, originOf } from "./findings.ts";
import type {
	Block,
	CarrySymbol,
	GroupSymbol,
	Header,
	HookModel,
	JobSymbol,
	LetSymbol,
	LocalSymbol,
	LoopSymbol,
	NodeSymbol,
	OutputSymbol,
	ParamSymbol,
	SecretSymbol,
	SourceFile,
	VariableSymbol,
	WorkflowModel,
	WorkflowSymbol,
} from "./model.ts";
import { BodyReader, isPolicy } from "./read-body.ts";
import type { ExpressionReader } from "./to-expression.ts";

const unknown = { kind: "unknown" } as const;

/** Reads the workflows of a file into models: one namespace each, nested blocks, and every expression. */
export function buildWorkflow(
	file: SourceFile,
	node: ast.Workflow,
	reader: ExpressionReader,
	findings: Findings,
): WorkflowModel {
	return new WorkflowBuilder(file, node, reader, findings).workflow();
}

type BlockMember = ast.WorkflowMember | ast.GroupMember | ast.LoopMember | ast.HookMember;

/** One walk over the tree of a workflow; all kinds of members share the names that are declared so far, so it is one file. */
class WorkflowBuilder {
	private readonly file: SourceFile;
	private readonly node: ast.Workflow;
	private readonly reader: ExpressionReader;
	private readonly findings: Findings;
	private readonly bodies: BodyReader;
	private readonly names = new Map<string, WorkflowSymbol>();
	private readonly locals: LocalSymbol[] = [];

	constructor(file: SourceFile, node: ast.Workflow, reader: ExpressionReader, findings: Findings) {
		this.file = file;
		this.node = node;
		this.reader = reader;
		this.findings = findings;
		this.bodies = new BodyReader(file, reader, findings);
	}

	workflow(): WorkflowModel {
		const { node } = this;
		const params: ParamSymbol[] = [];
		const secrets: SecretSymbol[] = [];
		const hooks: HookModel[] = [];
		const policies: ast.Policy[] = [];
		const defaults: ast.Policy[] = [];
		for (const member of node.members) {
			if (member.$type === "Param") params.push(this.enter(this.param(member)));
			else if (member.$type === "Secret") secrets.push(this.enter(this.secret(member)));
			else if (member.$type === "Defaults") defaults.push(...member.policies);
			else if (isPolicy(member)) policies.push(member);
		}
		const schedule = this.single(node.members, "Schedule");
		const checkpoint = this.single(node.members, "Checkpoint");
		const overlap = this.single(node.members, "Overlap");
		// Blocks refer to their workflow and it to them, so its parts are filled in as they are read.
		const draft: { -readonly [Key in keyof WorkflowModel]: WorkflowModel[Key] } = {
			kind: "workflow",
			file: this.file,
			name: node.name ?? "",
			node,
			names: this.names,
			params,
			secrets,
			body: undefined as never,
			outputs: [],
			hooks,
			settings: node.members.filter((member) => member.$type === "Setting"),
			policies,
			defaults: this.bodies.policies(defaults),
			...(schedule && { schedule }),
			...(checkpoint && { checkpoint }),
			...(overlap && { overlap }),
			used: new Set(),
			stdoutReaders: new Set(),
			readsMetrics: false,
		};
		draft.body = this.block("workflow", draft, node.members, undefined, undefined, new Map());
		draft.outputs = this.outputs(node.members.filter((member) => member.$type === "Output"));
		for (const member of node.members) {
			if (member.$type !== "Hook") continue;
			const body = this.block("hook", draft, member.members, draft.body, undefined, new Map());
			if (hooks.some((hook) => hook.event === member.event)) this.bodies.duplicate(member, `on ${member.event}`);
			hooks.push({ event: member.event, node: member, body });
		}
		this.reserved(hooks.length > 0, schedule !== undefined);
		this.checkLocals();
		return draft;
	}

	private enter<Symbol extends WorkflowSymbol>(symbol: Symbol): Symbol {
		if (symbol.name === "") return symbol;
		const first = this.names.get(symbol.name);
		if (first === undefined) this.names.set(symbol.name, symbol);
		else this.clash(symbol.name, symbol.node, first.node, describe(first));
		return symbol;
	}

	private clash(name: string, node: AstNode, first: AstNode | undefined, what: string): void {
		const related = first && [{ at: originOf(this.file.path, first, "name"), message: `\`${name}\` is declared here` }];
		this.findings.report(
			"dag/duplicate-name",
			originOf(this.file.path, node, "name"),
			{ name, what },
			related && { related },
		);
	}

	/** A local name must not hide another one; names of the workflow are known only once all of it is read. */
	private checkLocals(): void {
		for (const local of this.locals) {
			const first = this.names.get(local.name);
			if (first !== undefined) this.clash(local.name, local.node, first.node, describe(first));
		}
	}

	private reserved(hasHooks: boolean, hasSchedule: boolean): void {
		const run = hasHooks ? this.names.get("run") : undefined;
		if (run) this.clash("run", run.node, undefined, "the run itself, which hooks read");
		const interval = hasSchedule ? this.names.get("interval") : undefined;
		if (interval) this.clash("interval", interval.node, undefined, "the interval of the schedule");
	}

	private single<Type extends ast.WorkflowMember["$type"]>(members: readonly ast.WorkflowMember[], type: Type) {
		const found = members.filter(
			(member): member is Extract<ast.WorkflowMember, { $type: Type }> => member.$type === type,
		);
		for (const extra of found.slice(1)) this.bodies.duplicate(extra, type.toLowerCase());
		return found[0];
	}

	private param(node: ast.Param): ParamSymbol {
		const value = node.default === undefined ? {} : { default: this.reader.site(node.default, node) };
		return { kind: "param", name: node.name ?? "", node, ...value, type: unknown };
	}

	private secret(node: ast.Secret): SecretSymbol {
		return { kind: "secret", name: node.name ?? "", node };
	}

	private block(
		kind: Block["kind"],
		workflow: WorkflowModel,
		members: readonly BlockMember[],
		parent: Block | undefined,
		owner: NodeSymbol | undefined,
		locals: ReadonlyMap<string, LocalSymbol>,
	): Block {
		const block: Block = {
			kind,
			workflow,
			...(owner && { owner }),
			...(parent && { parent }),
			depth: parent === undefined ? 0 : parent.depth + 1,
			nodes: [],
			locals,
			edges: [],
			order: [],
		};
		for (const member of members) {
			const node = this.blockNode(block, member);
			if (node !== undefined) block.nodes.push(this.enter(node));
		}
		return block;
	}

	private blockNode(block: Block, member: BlockMember): NodeSymbol | undefined {
		switch (member.$type) {
			case "Let":
				return this.let(block, member);
			case "Job":
				return this.job(block, member);
			case "Group":
				return this.group(block, member);
			case "Loop":
				return this.loop(block, member);
			default:
				return undefined;
		}
	}

	private base(block: Block, node: { readonly name: string }) {
		return { name: node.name ?? "", block, index: block.nodes.length, type: unknown };
	}

	private let(block: Block, node: ast.Let): LetSymbol {
		return { kind: "let", ...this.base(block, node), node, value: this.reader.site(node.value, node) };
	}

	private job(block: Block, node: ast.Job): JobSymbol {
		const header = this.header(node.modifiers, block.locals);
		const body = this.bodies.taskBody(node, node.type?.$refText);
		const { policies, fallback, rollback } = body;
		const parts = { ...(fallback && { fallback }), ...(rollback && { rollback }) };
		return { kind: "job", ...this.base(block, node), node, header, body, policies, ...parts };
	}

	private group(block: Block, node: ast.Group): GroupSymbol {
		const header = this.header(node.modifiers, block.locals);
		const symbol = {
			kind: "group" as const,
			...this.base(block, node),
			node,
			header,
			policies: this.bodies.policies(node.members.filter(isPolicy)),
			...this.bodies.substitutes(node.members),
			outputs: this.outputs(node.members.filter((member) => member.$type === "Output")),
			body: undefined as never as Block,
		};
		symbol.body = this.block(
			"group",
			block.workflow,
			node.members,
			block,
			symbol,
			within(block.locals, header.variables),
		);
		return symbol;
	}

	private loop(block: Block, node: ast.Loop): LoopSymbol {
		const header = this.header(node.modifiers, block.locals);
		const outside = within(block.locals, header.variables);
		const carries: CarrySymbol[] = [];
		for (const modifier of node.modifiers) {
			if (modifier.$type !== "CarryClause") continue;
			for (const carry of modifier.carries) {
				const initial = this.reader.site(carry.initial, carry);
				carries.push({ kind: "carry", name: carry.name ?? "", node: carry, initial, type: unknown });
			}
		}
		this.addLocals(carries, outside);
		const [max, extraMax] = node.modifiers.filter((modifier) => modifier.$type === "MaxClause");
		if (extraMax) this.bodies.duplicate(extraMax, "max");
		const [until, extraUntil] = node.modifiers.filter((modifier) => modifier.$type === "UntilClause");
		if (extraUntil) this.bodies.duplicate(extraUntil, "until");
		const symbol = {
			kind: "loop" as const,
			...this.base(block, node),
			node,
			header,
			policies: this.bodies.policies(node.members.filter(isPolicy)),
			...this.bodies.substitutes(node.members),
			carries,
			...(max && { max }),
			...(until && { until: this.reader.site(until.condition, until) }),
			next: this.outputs(node.members.filter((member) => member.$type === "Next")),
			body: undefined as never as Block,
		};
		symbol.body = this.block("loop", block.workflow, node.members, block, symbol, within(outside, carries));
		return symbol;
	}

	private header(
		modifiers: readonly (ast.Modifier | ast.LoopModifier)[],
		outside: ReadonlyMap<string, LocalSymbol>,
	): Header {
		const [forClause, extraFor] = modifiers.filter((modifier) => modifier.$type === "ForClause");
		if (extraFor) this.bodies.duplicate(extraFor, "for");
		const [when, extraWhen] = modifiers.filter((modifier) => modifier.$type === "WhenClause");
		if (extraWhen) this.bodies.duplicate(extraWhen, "when");
		const variables = (forClause?.variables ?? []).map((node): VariableSymbol => {
			return { kind: "variable", name: node.name ?? "", node, list: this.reader.site(node.list, node), type: unknown };
		});
		this.addLocals(variables, outside);
		const after = modifiers
			.filter((modifier) => modifier.$type === "AfterClause")
			.flatMap((clause) => clause.items)
			.map((item) => ({ item, name: item.node?.$refText ?? "", outcome: item.outcome ?? ("succeeded" as const) }));
		return {
			variables,
			...(forClause?.where && { where: this.reader.site(forClause.where, forClause) }),
			...(when && { when: this.reader.site(when.condition, when) }),
			after,
			critical: modifiers.some((modifier) => modifier.$type === "CriticalClause"),
		};
	}

	private addLocals(symbols: readonly LocalSymbol[], outside: ReadonlyMap<string, LocalSymbol>): void {
		const seen = new Map(outside);
		for (const symbol of symbols) {
			if (symbol.name === "") continue;
			const first = seen.get(symbol.name);
			if (first === undefined) this.locals.push(symbol);
			else this.clash(symbol.name, symbol.node, first.node, describe(first));
			seen.set(symbol.name, symbol);
		}
	}

	private outputs(nodes: readonly (ast.Output | ast.Next)[]): readonly OutputSymbol[] {
		const seen = new Map<string, ast.Output | ast.Next>();
		return nodes.map((node): OutputSymbol => {
			const name = node.$type === "Output" ? (node.name ?? "") : (node.carry?.$refText ?? "");
			const first = seen.get(name);
			if (first === undefined) seen.set(name, node);
			else if (node.$type === "Output") this.clash(name, node, first, "another output");
			else this.bodies.duplicate(node, `next ${name}`);
			return { name, node, value: this.reader.site(node.value, node) };
		});
	}
}

/** What a name is, with its article, for messages. */
export function describe(symbol: WorkflowSymbol | LocalSymbol): string {
	return symbol.kind === "variable" ? "a `for` variable" : `a ${symbol.kind}`;
}

function within(
	outside: ReadonlyMap<string, LocalSymbol>,
	symbols: readonly LocalSymbol[],
): ReadonlyMap<string, LocalSymbol> {
	if (symbols.length === 0) return outside;
	const all = new Map(outside);
	for (const symbol of symbols) if (symbol.name !== "" && !all.has(symbol.name)) all.set(symbol.name, symbol);
	return all;
}
