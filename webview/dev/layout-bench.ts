import type { LayoutEdge, LayoutNode } from "@dagwright/layout";
import { layout } from "@dagwright/layout";

/** Prints the median time of a layout: `node webview/dev/layout-bench.ts`. Layered random graphs, three edges a job. */
const PER_RANK = 25;
const ROUNDS = 15;

for (const count of [100, 1000, 5000]) {
	const nodes: LayoutNode[] = Array.from({ length: count }, (_, index) => ({
		id: `j${index}`,
		width: 224,
		height: 48,
	}));
	const edges: LayoutEdge[] = [];
	let state = 1;
	for (let index = PER_RANK; index < count; index++) {
		for (let times = 0; times < 3; times++) {
			state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
			const from = Math.max(0, index - (index % PER_RANK) - 1 - (state % (2 * PER_RANK)));
			edges.push({ id: `${index}-${times}`, from: `j${from}`, to: `j${index}` });
		}
	}
	const times = Array.from({ length: ROUNDS }, () => {
		const start = performance.now();
		layout({ direction: "down", nodes, edges });
		return performance.now() - start;
	}).sort((a, b) => a - b);
	console.log(`${count} jobs, ${edges.length} edges: ${times[Math.floor(ROUNDS / 2)]?.toFixed(1)} ms`);
}
