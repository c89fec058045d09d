import { describe, expect, it } from "vitest";
import { z } from "zod";
import catalog from "./generated/catalog.json" with { type: "json" };
import { builtInJobTypes, defineJobType, schema, toCatalog } from "./index.ts";

describe("the job-type catalog", () => {
	it("is the generated file that everyone is handed", () => {
		expect(JSON.parse(JSON.stringify(toCatalog(builtInJobTypes)))).toEqual(catalog);
	});

	it("says types, ranges, defaults and optional keys in the language's own terms", () => {
		const wait = defineJobType({
			name: "wait",
			documentation: "Waits.",
			icon: "clock",
			runs: "process",
			config: z.object({
				time: schema.duration.describe("How long."),
				level: z.number().min(0).max(1).default(0.5).describe("How deep."),
				tags: z.array(z.string()).optional().describe("Tags."),
				mode: z.enum(["deep", "light"]).describe("Mode."),
			}),
			outputs: z.object({ slept: schema.duration.describe("How long it was.") }),
		});
		expect(toCatalog([wait]).types["wait"]).toMatchObject({
			config: {
				time: { type: { kind: "duration" }, required: true },
				level: { type: { kind: "float", min: 0, max: 1 }, required: false, default: 0.5 },
				tags: { type: { kind: "optional", of: { kind: "list", element: { kind: "string" } } }, required: false },
				mode: { type: { kind: "enum", values: ["deep", "light"] }, required: true },
			},
			outputs: { slept: { type: { kind: "duration" }, documentation: "How long it was." } },
		});
	});

	it("refuses a key without a description", () => {
		const bare = defineJobType({
			name: "bare",
			documentation: "Bare.",
			icon: "circle",
			runs: "process",
			config: z.object({ key: z.string() }),
			outputs: z.object({}),
		});
		expect(() => toCatalog([bare])).toThrow(/no description/);
	});
});
