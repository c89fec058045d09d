import type { Json } from "../json.ts";

/** Sets an own property, also one named `__proto__`, which an assignment would take for the prototype. */
export function setOwn(object: Record<string, Json>, name: string, value: Json): void {
	if (name === "__proto__") {
		Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
	} else object[name] = value;
}
