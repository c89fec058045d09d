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
	let count = 0;
	for (const key in a) {
		if (!(key in b) || !sameValue(member(a, key), member(b, key), depth - 1)) return false;
		count++;
	}
	for (const _ in b) count--;
	return count === 0;
}

function member(value: object, key: string): unknown {
	return (value as Readonly<Record<string, unknown>>)[key];
}
