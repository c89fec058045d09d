import { expect, test } from "vitest";
import { EngineProject } from "../../test/support/engine-project.ts";
import { job, planOf } from "../../test/support/plan-of.ts";

test("a run tells the channels that its slack jobs and those of its hooks will not find", async () => {
	using project = new EngineProject();
	const slack = (name: string, channel: string) =>
		job(name, { type: "slack", config: { channel: { op: "literal", value: channel } }, after: ["never failed"] });
	const channels = { op: "literal", value: ["ml", "mail"] } as const;
	const release = job("release", { type: "approval", config: { channels }, after: ["never failed"] });
	const plan = planOf([job("never"), release, slack("tell", "#ops"), slack("again", "#ops"), slack("known", "#ml")], {
		hooks: { failure: { nodes: [{ ...slack("alert", "#gone"), dependencies: [] }] } },
	});
	const run = await project.start(plan, {
		channels: { ml: { type: "slack", url: "http://127.0.0.1:9" }, gone: { type: "slack", secret: "NO_SUCH_SECRET" } },
	});
	const heard: string[] = [];
	run.subscribe({ notice: ({ code, message }) => heard.push(`${code}: ${message.replace(project.root, "")}`) });
	await run.ended;
	expect(heard).toEqual([
		"channel_missing: there is no channel mail in dagwright.json; it has ml, gone; release tells nobody there",
		"channel_missing: there is no channel #ops in dagwright.json; it has ml, gone; tell fails if it comes to run",
		"channel_missing: the secret NO_SUCH_SECRET, with the URL of the channel #gone, is not set; looked in the environment and /dagwright.secrets; on_failure.alert fails if it comes to run",
	]);
});
