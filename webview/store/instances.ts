import type { GraphNode, GraphView, InstanceView } from "@dagwright/core";

/** Containers whose inside is there once for each of their rounds or instances. */
const REPEATING: ReadonlySet<GraphNode["kind"]> = new Set(["loop", "group", "call"]);

/** The rounds of a loop that belong together: of a `for` loop those of one instance. */
export function roundsBeside(
	node: Pick<GraphNode, "instances">,
	shown: InstanceView | undefined,
): readonly InstanceView[] {
	return shown === undefined ? [] : (node.instances ?? []).filter(({ path }) => stemOf(path) === stemOf(shown.path));
}

/** The instance of a loop that a round belongs to: `tune[1]` of `tune[1][2]`. */
export function stemOf(round: string): string {
	return round.slice(0, round.lastIndexOf("["));
}

/** The instance of a loop, group or call whose inside is drawn: the chosen one, else the latest that began. */
export function shownInstance(node: GraphNode, chosen: string | undefined): InstanceView | undefined {
	const { instances } = node;
	if (instances === undefined || !REPEATING.has(node.kind)) return undefined;
	return (
		instances.find(({ path }) => path === chosen) ??
		instances.findLast(({ status }) => status !== "pending" && status !== "ready" && status !== "skipped") ??
		instances.at(-1)
	);
}

/** A view at some rounds and instances, and the path that each of its nodes has there, where it is not its id. */
export interface AtInstances {
	readonly view: GraphView;
	readonly paths: ReadonlyMap<string, string>;
}

/**
 * The view with the inside of each repeating container as it is in one of its rounds or instances. What lies inside is
 * told apart by its path: `tune[2].fit` is of round `tune[2]`. `chosen` is by container.
 */
export function atInstances(view: GraphView, chosen: ReadonlyMap<string, string>): AtInstances {
	const paths = new Map<string, string>();
	if (!view.nodes.some((node) => REPEATING.has(node.kind) && node.instances !== undefined)) return { view, paths };
	/** By container: the beginning of the paths that are shown. */
	const prefixes = new Map<string, string>();
	const nodes = view.nodes.map((node) => {
		const around = node.parent === undefined ? undefined : prefixes.get(node.parent);
		const inside = around === undefined ? undefined : instancesWithin(node, around);
		const [only] = inside ?? [];
		const isList = node.kind === "fan_out" || node.kind === "loop" || (inside !== undefined && inside.length > 1);
		let here = node;
		if (inside !== undefined && !isList) here = only === undefined ? asPending(node) : asInstance(node, only);
		else if (inside !== undefined && inside.length !== node.instances?.length) here = { ...node, instances: inside };
		if (only !== undefined && !isList) paths.set(node.id, only.path);
		if (REPEATING.has(node.kind)) {
			const prefix = shownInstance(here, chosen.get(node.id))?.path ?? paths.get(node.id) ?? around;
			if (prefix !== undefined) prefixes.set(node.id, prefix);
		}
		return here;
	});
	return { view: { ...view, nodes }, paths };
}

/** What a node has inside one round or instance around it; undefined where it was told for that one alone. */
function instancesWithin({ instances }: GraphNode, prefix: string): readonly InstanceView[] | undefined {
	return instances?.filter(({ path }) => isWithin(path, prefix));
}

function isWithin(path: string, prefix: string): boolean {
	return path.startsWith(prefix) && (path[prefix.length] === "." || path[prefix.length] === "/");
}

/** A node as it is in one round: there it is no list any more. */
function asInstance(node: GraphNode, instance: InstanceView): GraphNode {
	const { instances: _instances, started: _started, ended: _ended, ...rest } = asPending(node);
	const { path: _path, bindings: _bindings, outputs, ...shown } = instance;
	return { ...rest, ...shown, ...(outputs !== undefined && { value: outputs }) };
}

function asPending(node: GraphNode): GraphNode {
	const { id, name, kind, type, parent, detail, attempts, critical } = node;
	return {
		id,
		name,
		kind,
		status: "pending",
		...(type !== undefined && { type }),
		...(parent !== undefined && { parent }),
		...(detail !== undefined && { detail }),
		...(attempts !== undefined && { attempts }),
		...(critical === true && { critical }),
	};
}
