import type { Type } from "../type.ts";

/** A type with holes: what a function asks of an argument, or gives back. */
export type Pattern =
	| { readonly kind: "type"; readonly type: Type }
	/** `T`, `U`: anything. `N`: what can be added up. `C`: what has an order. */
	| { readonly kind: "variable"; readonly name: string }
	| { readonly kind: "list"; readonly element: Pattern }
	| { readonly kind: "map"; readonly value: Pattern }
	| { readonly kind: "record"; readonly fields: readonly { readonly name: string; readonly pattern: Pattern }[] }
	| { readonly kind: "optional"; readonly of: Pattern }
	| { readonly kind: "lambda"; readonly parameters: readonly Pattern[]; readonly result: Pattern };

/** One way to call a function. */
export interface Signature {
	/** As written: `map(items: list<T>, to: (T) => U): list<U>`. */
	readonly text: string;
	readonly parameters: readonly { readonly name: string; readonly pattern: Pattern }[];
	readonly result: Pattern;
}

const plainTypes = ["string", "bool", "duration", "size", "percent", "json", "null", "int", "float"] as const;

/** Reads a signature as the function table writes it. Throws on a mistake in the table. */
export function parseSignature(text: string): Signature {
	const tokens = text.match(/[A-Za-z_]\w*|=>|[(){}<>:,?]/g) ?? [];
	let at = 0;
	const next = () => tokens[at++] ?? "";
	const take = (token: string) => {
		if (next() !== token) throw new Error(`expected ${token} as token ${at} of the signature ${text}`);
	};
	const until = <Item>(end: string, item: () => Item): Item[] => {
		const items: Item[] = [];
		while (tokens[at] !== end) {
			if (items.length > 0) take(",");
			items.push(item());
		}
		take(end);
		return items;
	};
	const named = () => {
		const name = next();
		take(":");
		return { name, pattern: pattern() };
	};
	const base = (): Pattern => {
		const token = next();
		if (token === "(") {
			const parameters = until(")", pattern);
			take("=>");
			return { kind: "lambda", parameters, result: pattern() };
		}
		if (token === "{") return { kind: "record", fields: until("}", named) };
		if (token === "list" || token === "map") {
			take("<");
			const inner = pattern();
			take(">");
			return token === "list" ? { kind: "list", element: inner } : { kind: "map", value: inner };
		}
		const plain = plainTypes.find((kind) => kind === token);
		if (plain) return { kind: "type", type: { kind: plain } };
		if (!/^[A-Z]$/.test(token)) throw new Error(`unknown type ${token} in the signature ${text}`);
		return { kind: "variable", name: token };
	};
	const pattern = (): Pattern => {
		const inner = base();
		if (tokens[at] !== "?") return inner;
		at++;
		return { kind: "optional", of: inner };
	};
	next();
	take("(");
	const parameters = until(")", named);
	take(":");
	return { text, parameters, result: pattern() };
}
