import { describe, expect, test } from "vitest";
import { whyUnavailable } from "./support/availability.ts";
import type { Editor } from "./support/editor.ts";
import { withEditor } from "./support/with-editor.ts";

const unavailable = whyUnavailable();

describe.skipIf(unavailable)("a run that a terminal drives", () => {
	let editor: Editor;

	withEditor((opened) => {
		editor = opened;
	});

	test("is paused from the panel, and goes on in the window", async () => {
		const graph = editor.graph();
		await using terminal = editor.runInTerminal("gated.dag");
		await expect.poll(async () => (await editor.runsOf("gated"))[0]?.status).toBe("running");
		await editor.openFile("gated.dag");
		await editor.command("Dag: Show Graph");
		await editor.node("wait", "running").waitFor();
		await graph.getByRole("button", { name: "Pause the run" }).click();
		await expect.poll(async () => (await editor.runsOf("gated"))[0]?.status).toBe("pausing");
		editor.allow("wait");
		await terminal.ended;
		await editor.screenshot("terminal-run-paused");
		await graph.getByRole("button", { name: "Resume the run" }).click();
		await editor.says(/gated succeeded/);
		await editor.node("after_wait", "succeeded").waitFor();
	});

	test("is cancelled from the palette", async () => {
		await using terminal = editor.runInTerminal("endless.dag");
		await expect.poll(async () => (await editor.runsOf("endless"))[0]?.status).toBe("running");
		await editor.openFile("endless.dag");
		await editor.command("Dag: Show Graph");
		await editor.node("wait", "running").waitFor();
		await editor.command("Dag: Cancel Run");
		await terminal.ended;
		await editor.node("wait", "cancelled").waitFor();
		expect((await editor.runsOf("endless"))[0]?.result).toBe("cancelled");
	});

	test("is ended from the panel, when its engine has died", async () => {
		await using terminal = editor.runInTerminal("endless.dag");
		await expect.poll(async () => (await editor.runsOf("endless")).map(({ status }) => status)).toContain("running");
		// A window follows the run that is the latest when the graph is first shown.
		await editor.reload();
		await editor.openFile("endless.dag");
		await editor.command("Dag: Show Graph");
		await editor.node("wait", "running").waitFor();
		await editor.killEngine("endless");
		await terminal.ended;
		await editor
			.graph()
			.locator(".dw-bar")
			.getByText(/^The engine ended/)
			.waitFor();
		await editor.graph().getByRole("button", { name: "Cancel the run" }).click();
		await expect.poll(async () => (await editor.runsOf("endless"))[0]?.result).toBe("cancelled");
		await editor.node("wait", "cancelled").waitFor();
	});
});
