import type { JobTypeCatalog } from "@dagwright/core";
import { describe, expect, it } from "vitest";
import catalogJson from "../runtime/job-types/generated/catalog.json" with { type: "json" };
import { compile, diagnose } from "./compile.ts";
import { everything } from "./test/everything.ts";

const catalog = catalogJson as JobTypeCatalog;

describe("diagnose", () => {
	it.each([
		["of a sound file", everything.main],
		["of a broken file", everything.main.replaceAll("run ", "rum ").replace("{", "")],
		["of an empty file", ""],
	])("tells the diagnostics and the workflows that a compilation tells, %s", (_, text) => {
		const input = {
			file: "main.dag",
			catalog,
			read: (path: string) => ({ text: path === "main.dag" ? text : everything.library }),
		};
		const { diagnostics, workflows } = compile(input);
		expect(diagnose(input)).toEqual({ diagnostics, workflows });
	});
});
