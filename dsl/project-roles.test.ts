import { describe, expect, it } from "vitest";
import { roleMembersIn, rolesIn } from "./project-roles.ts";

describe("rolesIn", () => {
	it.each([
		['{ "roles": { "lead": ["mira"], "ops": [] } }', ["lead", "ops"]],
		['{ "capacity": {} }', undefined],
		['{ "roles": ["lead"] }', undefined],
		['{ "roles": {', undefined],
	])("reads the names, or nothing where none are given: %s", (text, roles) => {
		expect(rolesIn({ text })).toEqual(roles);
	});

	it("knows none where there is no dagwright.json", () => {
		expect(rolesIn({ problem: "missing" })).toBeUndefined();
	});
});

describe("roleMembersIn", () => {
	it("tells who has each role, and leaves out what is nobody", () => {
		const text = '{ "roles": { "lead": ["mira", 7], "ops": [], "typo": "ann" } }';
		expect(roleMembersIn({ text })).toEqual({ lead: ["mira"], ops: [], typo: [] });
		expect(roleMembersIn({ text: "{}" })).toBeUndefined();
	});
});
