import type { Block, ForPlan, Json, NodePlan, ParamValues, Plan, TypedExpression } from "@dagwright/core";
import type { Secrets } from "./ports.ts";
import { UserError } from "./user-error.ts";

/** A secret that a job will ask for in vain. */
export interface MissingSecret {
	readonly secret: string;
	/** The first job that uses it, without instances. */
	readonly path: string;
	/** Whether that job runs if all before it succeeds; else it hangs on a condition or an outcome. */
	readonly certain: boolean;
	/** One sentence, without a full stop. */
	readonly message: string;
	readonly remedy: string;
}

/** What of a plan will run. */
export interface SecretsRequest {
	readonly plan: Plan;
	/** The values given; defaults are the plan's. */
	readonly params: ParamValues;
	/** As `--only`; everything if absent. */
	readonly only?: readonly string[];
	/** Jobs that have ended and ask for nothing any more, by path. */
	readonly ended?: ReadonlySet<string>;
}

/**
 * The secrets that are not set although jobs use them, each once, certain ones first: so that a run of hours does not
 * fail in its last job for what could be known before its first.
 * @throws UserError `engine/secrets-mode`, `engine/secrets-syntax` if the file with secrets can't be used
 */
export function missingSecrets(request: SecretsRequest, secrets: Secrets): readonly MissingSecret[] {
	const workflow = request.plan.workflows[request.plan.main];
	if (workflow === undefined) return [];
	const defaults = workflow.params.map(({ name, default: value }) => [name, literal(value)] as const);
	const params = { ...Object.fromEntries(defaults), ...request.params };
	const found = new Map<string, MissingSecret>();
	for (const use of usesOf(workflow.body, { ...request, params, certain: true, prefix: "" })) {
		const known = found.get(use.secret);
		if (known?.certain === true || (known !== undefined && !use.certain)) continue;
		if (secrets.get(use.secret) === undefined) found.set(use.secret, { ...use, ...tell(use, secrets) });
	}
	return [...found.values()].sort((a, b) => Number(b.certain) - Number(a.certain));
}

/** Refuses what certainly lacks a secret. */
export function secretRefusal(missing: readonly MissingSecret[]): UserError | undefined {
	const [first] = missing;
	if (first?.certain !== true) return undefined;
	return new UserError("engine/secret-missing", first.message, { where: first.path, remedy: first.remedy });
}

interface Use {
	readonly secret: string;
	readonly path: string;
	readonly certain: boolean;
}

interface Place {
	readonly params: Readonly<Record<string, Json | undefined>>;
	readonly only?: readonly string[];
	readonly ended?: ReadonlySet<string>;
	/** Whether the block around it runs for sure. */
	readonly certain: boolean;
	readonly prefix: string;
}

function* usesOf(block: Block, place: Place): Generator<Use> {
	const nodes = new Map(block.nodes.map((node) => [node.name, node]));
	const selected = place.only === undefined ? undefined : closure(place.only, nodes);
	const unsure = unsureNodes(nodes, place.params);
	for (const node of block.nodes) {
		if (node.kind === "let" || (selected !== undefined && !selected.has(node.name))) continue;
		const path = place.prefix + node.name;
		if (place.ended?.has(path) === true) continue;
		const certain = place.certain && !unsure.has(node.name) && node.policies.allow_failure !== true;
		if (node.kind === "group") {
			const { only: _only, ...around } = place;
			yield* usesOf(node.body, { ...around, certain, prefix: `${path}.` });
		}
		for (const { secret } of node.kind === "task" ? (node.policies.uses ?? []) : []) yield { secret, path, certain };
	}
}

/** The named nodes and all that they wait for. */
function closure(names: readonly string[], nodes: ReadonlyMap<string, NodePlan>): ReadonlySet<string> {
	const reached = new Set<string>();
	const open = [...names];
	for (let name = open.pop(); name !== undefined; name = open.pop()) {
		if (reached.has(name)) continue;
		reached.add(name);
		for (const { on } of nodes.get(name)?.dependencies ?? []) open.push(on);
	}
	return reached;
}

/** The nodes that hang on a condition, on the outcome of another, or on one that does. */
function unsureNodes(nodes: ReadonlyMap<string, NodePlan>, params: Place["params"]): ReadonlySet<string> {
	const demanding = new Map<string, string[]>();
	const unsure = new Set<string>();
	for (const [name, node] of nodes) {
		if (!isUnconditional(node, params)) unsure.add(name);
		for (const { on, accepts } of node.dependencies) {
			if (accepts === "failed" || accepts === "skipped") unsure.add(name);
			if (accepts === "succeeded")
				demanding
					.set(on, demanding.get(on) ?? [])
					.get(on)
					?.push(name);
		}
	}
	// A set goes on over what is added to it meanwhile.
	for (const name of unsure) for (const next of demanding.get(name) ?? []) unsure.add(next);
	return unsure;
}

function isUnconditional(node: NodePlan, params: Place["params"]): boolean {
	return node.kind === "let" || (node.when === undefined && (node.for === undefined || hasItems(node.for, params)));
}

function hasItems({ variables, where }: ForPlan, params: Place["params"]): boolean {
	if (where !== undefined) return false;
	return variables.every(({ list }) => {
		const value = list.op === "name" ? params[list.name] : literal(list);
		return Array.isArray(value) && value.length > 0;
	});
}

function literal(expression: TypedExpression | undefined): Json | undefined {
	if (expression?.op === "literal") return expression.value;
	return expression?.op === "list" ? expression.items.map(() => null) : undefined;
}

function tell({ secret, path }: Use, secrets: Secrets): Pick<MissingSecret, "message" | "remedy"> {
	const upper = secret.toUpperCase();
	const near = upper !== secret && secrets.get(upper) !== undefined ? ` (${upper} is set, but names are exact)` : "";
	return {
		message: `the secret ${secret}, which ${path} uses, is not set${near}`,
		remedy: `set ${secret} in the environment, or write ${secret}=… into the file of secrets (mode 0600); looked in ${secrets.places}`,
	};
}
