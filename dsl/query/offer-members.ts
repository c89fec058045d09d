import type { Type } from "@dagwright/core";
import { describeType, functionSections } from "@dagwright/core/expression";
import type { TextToken } from "./context.ts";
import { type Completion, fromFunction, named, type Place } from "./offer.ts";
import { retryNamesAt } from "./offer-names.ts";
import { typeOfTested } from "./offer-tests.ts";
import { elementType, membersOf, memberType, typeOfName } from "./type-of.ts";

/** The members and methods of what stands before the dot. */
export function members(place: Place): readonly Completion[] {
	const { tokens } = place.context;
	const type = typeOfPath(place, tokens.slice(0, -1));
	if (!type) return [];
	const own = [...membersOf(type)].map(([label, member]) => named(label, "member", describeType(member), 0));
	const titles = methodSections(type);
	return [
		...own,
		...functionSections
			.filter(({ title }) => titles.includes(title))
			.flatMap(({ functions }) => functions.map((each) => fromFunction(each, true))),
	];
}

function methodSections(type: Type): readonly string[] {
	switch (type.kind) {
		case "optional":
			return methodSections(type.of);
		case "list":
		case "fan_out":
			return ["Lists", "Order and sums"];
		case "string":
			return ["Text"];
		case "int":
		case "float":
		case "percent":
		case "duration":
		case "size":
			return ["Numbers"];
		default:
			return [];
	}
}

/** The type of the path that the tokens end with: `clean.metrics`, `sweep[0]`, `xs.first()`, `r` in `sweep.map(r => r`. */
export function typeOfPath(place: Place, tokens: readonly TextToken[]): Type | undefined {
	const last = tokens.at(-1);
	if (!last) return undefined;
	if (last.text === "]" || last.text === ")") {
		const open = tokens.findLastIndex((token) => token.depth === last.depth && "([".includes(token.text));
		const before = tokens.slice(0, Math.max(0, open));
		if (last.text === "]") return elementType(typeOfPath(place, before));
		return before.at(-2)?.text === "." ? elementType(typeOfPath(place, before.slice(0, -2))) : undefined;
	}
	const rest = tokens.slice(0, -1);
	if (rest.at(-1)?.text === ".") {
		const target = typeOfPath(place, rest.slice(0, -1));
		return target && memberType(target, last.text);
	}
	return (
		typeOfName(place.cursor.analysis, place.from, last.text) ??
		typeOfParameter(place, rest, last.text) ??
		retryNamesAt(place).get(last.text) ??
		(place.context.frames.some(({ kind }) => kind === "test") ? typeOfTested(place, last.text) : undefined)
	);
}

/** The parameter of a lambda is an element of the list that its function is called on. */
function typeOfParameter(place: Place, tokens: readonly TextToken[], name: string): Type | undefined {
	const arrow = tokens.findLastIndex((token, index) => token.text === "=>" && tokens[index - 1]?.text === name);
	if (arrow < 4 || tokens[arrow - 2]?.text !== "(" || tokens[arrow - 4]?.text !== ".") return undefined;
	return elementType(typeOfPath(place, tokens.slice(0, arrow - 4)));
}
