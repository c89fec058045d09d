import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fold, graphView, type Plan, type RunEvent } from "@dagwright/core";
import { encodeRecords, readJournal } from "@dagwright/engine/journal";
import { beforeAll, expect, it } from "vitest";
import { caseRun, compileCase } from "../conformance/cases.ts";
import { localHost } from "../conformance/local-host.ts";

const histories = fileURLToPath(new URL("histories", import.meta.url));

/** Conformance cases that are worth a history: of a case that makes several runs each is one. */
const recorded = [
	...["retry", "fan_in", "group_fails", "succeed_unmet", "outcomes", "timeout", "allow_failure"],
	...["loop", "loop_nested", "for_of_loop", "loop_retry_run", "call_for", "call_nested", "call_kill"],
	...["fallback", "fallback_call_rollback", "rollback", "rollback_call", "rollback_group", "hooks", "hooks_fail"],
	...["approval_quorum", "approval_pause", "approval_reject", "critical_lost", "pause", "workflow_timeout"],
	...["fork_set", "fork_rollback", "retry_run_instance", "checkpoint_triggers", "checkpoint_keep"],
];

beforeAll(async () => {
	const version = process.env["RECORD"];
	if (version === undefined) return;
	for (const name of recorded) {
		if (!existsSync(join(histories, `${version}-${name}`))) await record(name, version);
	}
}, 120_000);

it.each(readdirSync(histories))("folds %s to what it was", (name) => {
	const folder = join(histories, name);
	const plan = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8")) as Plan;
	const view = graphView(plan, fold(plan, readJournal(join(folder, "journal"))));
	expect(JSON.parse(JSON.stringify(view))).toMatchObject(JSON.parse(readFileSync(join(folder, "view.json"), "utf8")));
});

async function record(name: string, version: string): Promise<void> {
	const { plan } = compileCase(name);
	if (plan === undefined) throw new Error(`${name} has no workflow`);
	const { runs } = await localHost.run(caseRun(name, plan));
	for (const [index, events] of runs.entries()) {
		const folder = join(histories, `${version}-${name}${index === 0 ? "" : `-${index + 1}`}`);
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, "journal"), encodeRecords(events.map((event) => asRecorded(event, version))));
		writeFileSync(join(folder, "plan.json"), `${JSON.stringify(plan)}\n`);
		const view = graphView(plan, fold(plan, readJournal(join(folder, "journal"))));
		writeFileSync(join(folder, "view.json"), `${JSON.stringify(view, null, "\t")}\n`);
	}
}

/** The event as that version would write it on any machine. */
function asRecorded(event: RunEvent, version: string): RunEvent {
	if (event.type === "run.created") return { ...event, version: version.slice(1) };
	if (event.type === "run.attached") return { ...event, engine: { ...event.engine, host: "host" } };
	if (event.type === "attempt.running") return { ...event, process: { ...event.process, host: "host" } };
	return event;
}
