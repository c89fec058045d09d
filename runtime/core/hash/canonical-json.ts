/**
 * JSON text that is the same for the same value: keys in the order of their UTF-16 code units, no white space, absent
 * where a property is `undefined`. The numbers and strings are those of `JSON.stringify` (as in RFC 8785). Throws on
 * what is not JSON.
 */
export function canonicalJson(value: unknown): string {
	if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
	if (typeof value === "number") {
		if (!Number.isFinite(value)) throw new TypeError(`${value} is not JSON`);
		return JSON.stringify(value);
	}
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
	if (typeof value !== "object") throw new TypeError(`a ${typeof value} is not JSON`);
	const fields = Object.entries(value)
		.filter(([, field]) => field !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
	return `{${fields.join(",")}}`;
}
