import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fold, graphView, type JobTypeCatalog, type Plan } from "@dagwright/core";
import { compile } from "@dagwright/dsl";
import { startRun } from "@dagwright/engine";
import { readJournal } from "@dagwright/engine/journal";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import { beforeAll, expect, it } from "vitest";

const histories = fileURLToPath(new URL("histories", import.meta.url));
const cases = fileURLToPath(new URL("../conformance/cases", import.meta.url));
const recorded = ["retry", "fan_in", "group_fails", "succeed_unmet", "outcomes", "timeout", "allow_failure"];

beforeAll(async () => {
	const version = process.env["RECORD"];
	if (version === undefined) return;
	for (const name of recorded) await record(name, join(histories, `${version}-${name}`));
});

it.each(readdirSync(histories))("folds %s to what it was", (name) => {
	const folder = join(histories, name);
	const plan = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8")) as Plan;
	const view = graphView(plan, fold(plan, readJournal(join(folder, "journal"))));
	expect(JSON.parse(JSON.stringify(view))).toMatchObject(JSON.parse(readFileSync(join(folder, "view.json"), "utf8")));
});

async function record(name: string, folder: string): Promise<void> {
	if (existsSync(folder)) return;
	const { plan, origins } = compile({
		file: "case.dag",
		read: () => ({ text: readFileSync(join(cases, name, "case.dag"), "utf8") }),
		catalog: catalog as JobTypeCatalog,
	});
	if (plan === undefined) throw new Error(`${name} has no workflow`);
	const root = mkdtempSync(join(tmpdir(), "dagwright-replay-"));
	try {
		const run = await startRun(
			{ root, plan, origins, params: {}, options: { durability: "default" } },
			{ version: "0.1.0", catalog: catalog as JobTypeCatalog, secrets: join(root, "no-secrets") },
		);
		await run.ended;
		const journal = readdirSync(run.folder).find((file) => file.startsWith("journal"));
		if (journal === undefined) throw new Error(`run of ${name} has no journal`);
		mkdirSync(folder, { recursive: true });
		cpSync(join(run.folder, journal), join(folder, "journal"));
		writeFileSync(join(folder, "plan.json"), `${JSON.stringify(plan)}\n`);
		const view = graphView(plan, fold(plan, readJournal(join(folder, "journal"))));
		writeFileSync(join(folder, "view.json"), `${JSON.stringify(view, null, "\t")}\n`);
	} finally {
		rmSync(root, { recursive: true, force: true });
	}
}
