import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JobTypeCatalog } from "@dagwright/core";
import { expect, it } from "vitest";
import catalogJson from "../runtime/job-types/generated/catalog.json" with { type: "json" };
import { compile } from "./compile.ts";

const catalog = catalogJson as JobTypeCatalog;
const folder = fileURLToPath(new URL("../examples", import.meta.url));

const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
	(path) => /(^|[\\/])[^.\\/][^\\/]*\.dag$/.test(path) && !/node_modules|[\\/]\.dag[\\/]/.test(path),
);

it.each(files)("checks examples/%s without a finding and plans it", (path) => {
	const read = (wanted: string) => {
		const place = join(folder, wanted);
		return existsSync(place) ? { text: readFileSync(place, "utf8") } : { problem: "missing" as const };
	};
	const { diagnostics, plan } = compile({ file: path.replaceAll("\\", "/"), catalog, read });
	expect(diagnostics).toEqual([]);
	expect(plan?.hash).toMatch(/^sha256:[0-9a-f]{64}$/);
});
