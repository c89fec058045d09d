/** A node as the search sees it. */
export interface Findable {
	readonly id: string;
	readonly name: string;
}

/** Nodes whose path holds the text: names that begin with it first. */
export function findNodes<Node extends Findable>(nodes: readonly Node[], text: string, most = 8): readonly Node[] {
	const wanted = text.trim().toLowerCase();
	if (wanted === "") return [];
	const worth = (node: Node) => {
		const name = node.name.toLowerCase();
		if (name === wanted) return 0;
		if (name.startsWith(wanted)) return 1;
		return name.includes(wanted) ? 2 : 3;
	};
	const found = nodes.filter((node) => node.id.toLowerCase().includes(wanted));
	return found.sort((a, b) => worth(a) - worth(b)).slice(0, most);
}

/** The name nearest to a text that matches nothing, if one is close. */
export function nearestName(nodes: readonly Findable[], text: string): string | undefined {
	const wanted = text.trim().toLowerCase();
	let best: string | undefined;
	let least = Math.max(1, Math.floor(wanted.length / 2)) + 1;
	for (const { name } of nodes) {
		const far = editDistance(wanted, name.toLowerCase(), least);
		if (far < least) {
			least = far;
			best = name;
		}
	}
	return best;
}

/** Levenshtein distance; names that cannot be nearer than `most` are not counted out. */
function editDistance(a: string, b: string, most: number): number {
	if (Math.abs(a.length - b.length) >= most) return most;
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? most;
}
