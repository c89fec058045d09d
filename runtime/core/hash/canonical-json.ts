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
	if (typeof value !== "object") throw new TypeError(`a ${typeof value} is not JSON`);
	// Plans of thousands of jobs are hashed at each keystroke, so the text is built without arrays in between.
	let text = "";
	if (Array.isArray(value)) {
		for (const item of value) text += `${text === "" ? "" : ","}${canonicalJson(item)}`;
		return `[${text}]`;
	}
	const fields = value as Readonly<Record<string, unknown>>;
	for (const name of Object.keys(fields).sort()) {
		const field = fields[name];
		if (field !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${canonicalJson(field)}`;
	}
	return `{${text}}`;
}
