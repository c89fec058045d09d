import type { Type } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import type { Checker } from "./checker.ts";
import { originOf } from "./findings.ts";
import type { LoopSymbol } from "./model.ts";
import type { PlaceOptions } from "./place.ts";

/** Checks what a loop begins with, and gives its carries their types. */
export function checkCarries(check: Checker, node: LoopSymbol, place: PlaceOptions): void {
	const { types } = check.context;
	for (const carry of node.carries) {
		const expected = carry.node.type && types.type(check.workflow.file, carry.node.type);
		const initial = check.site(carry.initial, place, expected);
		carry.type = expected ?? withoutBindings(initial);
	}
}

/** Checks the rounds of a loop whose body is checked: `next`, `until` and `max`; gives the type of its value. */
export function checkRounds(check: Checker, node: LoopSymbol, body: PlaceOptions): Type {
	const { findings } = check.context;
	const { file } = check.workflow;
	const whole = { missingFrom: node.node };
	/** Carries that a mistyped `next` meant. */
	const meant = new Set<string>();
	for (const next of node.next) {
		const carry = node.carries.find(({ name }) => name === next.name);
		if (carry === undefined && next.name !== "") {
			const names = node.carries.map(({ name }) => name);
			const at = originOf(file.path, next.node, "carry");
			const message = `The loop \`${node.name}\` carries no \`${next.name}\`.`;
			const suggestion = nearestName(next.name, names);
			if (suggestion !== undefined) meant.add(suggestion);
			findings.report("dag/unknown-name", at, { message }, { suggestion });
		}
		const given = check.site(next.value, body, carry?.type);
		next.type = carry?.type ?? given;
	}
	for (const carry of node.carries) {
		const hasNext = meant.has(carry.name) || node.next.some(({ name }) => name === carry.name);
		if (!hasNext && carry.name !== "") {
			findings.report("dag/carry-without-next", originOf(file.path, carry.node, "name"), { name: carry.name }, whole);
		}
		if (carry.name === "rounds" || carry.name === "converged") {
			const what = "something that every loop's value has";
			findings.report("dag/duplicate-name", originOf(file.path, carry.node, "name"), { name: carry.name, what });
		}
	}
	if (node.until) {
		check.site(node.until, body, { kind: "bool" });
		const carries = node.carries.map(({ name }) => name);
		if (!node.until.uses.some((use) => carries.includes(use.name))) {
			findings.report("dag/until-ignores-carries", originOf(file.path, node.until.node), { carries }, whole);
		}
	}
	if (node.max === undefined)
		findings.report("dag/unbounded-loop", originOf(file.path, node.node, "name"), node, whole);
	const carried = Object.fromEntries(node.carries.map(({ name, type }) => [name, type]));
	const value: Type = {
		kind: "record",
		fields: { ...carried, rounds: { kind: "int" }, converged: { kind: "bool" } },
	};
	return value;
}

/** What a carry holds from round to round: the bindings of the first round's instance are not part of it. */
function withoutBindings(type: Type): Type {
	if (type.kind !== "record" || type.fields["for"] === undefined) return type;
	const { for: _bindings, ...fields } = type.fields;
	return { kind: "record", fields };
}
