/**
 * Whether two values of a view look the same. Views are made anew each time, so this decides what is drawn again.
 * Shallow two levels down: JSON values of the run are compared by identity there.
 */
export function sameValue(a: unknown, b: unknown, depth = 3): boolean {
	if (Object.is(a, b)) return true;
	if (depth === 0 || typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
	if (Array.isArray(a) || Array.isArray(b)) {
		if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
		return a.every((item, index) => sameValue(item, b[index], depth - 1));
	}
	const left = Object.entries(a);
	if (left.length !== Object.keys(b).length) return false;
	const right = new Map<string, unknown>(Object.entries(b));
	return left.every(([key, value]) => right.has(key) && sameValue(value, right.get(key), depth - 1));
}
