/**
 * Whether two states are alike in all that can be seen of them, each object walked once. `isDeepStrictEqual` walks one
 * for every way that leads to it, and a block is reached by its jobs, its owner, its rounds and its rollbacks.
 */
export function isSameState(one: object, other: object): boolean {
	const partners = new Map<object, object>();
	const pending: [object, object][] = [[one, other]];
	for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
		const [left, right] = pair;
		const known = partners.get(left);
		if (known !== undefined) {
			if (known !== right) return false;
			continue;
		}
		partners.set(left, right);
		if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
		const parts = partsOf(left);
		const others = partsOf(right);
		if (parts.length !== others.length) return false;
		for (const [at, part] of parts.entries()) {
			const partner = others[at];
			if (Object.is(part, partner)) continue;
			if (!isObject(part) || !isObject(partner)) return false;
			pending.push([part, partner]);
		}
	}
	return true;
}

/** Keys and values, in order. */
function partsOf(object: object): readonly unknown[] {
	const inner = object instanceof Map ? [...object].flat() : object instanceof Set ? [...object] : [];
	return [...inner, ...Object.entries(object).flat()];
}

function isObject(value: unknown): value is object {
	return typeof value === "object" && value !== null;
}
