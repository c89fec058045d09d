import type { Block } from "@dagwright/core";

/** How many jobs must end one after the other before each node of the block can start, by name. Lets add none. */
export function startLevels(block: Block): ReadonlyMap<string, number> {
	const nodes = new Map(block.nodes.map((node) => [node.name, node]));
	const waiting = new Map<string, number>();
	const dependents = new Map<string, string[]>();
	for (const node of block.nodes) {
		const on = new Set(node.dependencies.map((dependency) => dependency.on).filter((name) => nodes.has(name)));
		waiting.set(node.name, on.size);
		for (const name of on) {
			const list = dependents.get(name);
			if (list === undefined) dependents.set(name, [node.name]);
			else list.push(node.name);
		}
	}
	const levels = new Map<string, number>();
	const ready = block.nodes.filter(({ name }) => waiting.get(name) === 0).map(({ name }) => name);
	for (const name of ready) {
		const level = levels.get(name) ?? 0;
		levels.set(name, level);
		const next = level + (nodes.get(name)?.kind === "let" ? 0 : 1);
		for (const dependent of dependents.get(name) ?? []) {
			levels.set(dependent, Math.max(next, levels.get(dependent) ?? 0));
			const left = (waiting.get(dependent) ?? 1) - 1;
			waiting.set(dependent, left);
			if (left === 0) ready.push(dependent);
		}
	}
	return levels;
}
