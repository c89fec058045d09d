/** One file, for each file opens a VS Code of its own, which takes longer than most of these tests. */

import { describe, expect, test } from "vitest";
import { whyUnavailable } from "./support/availability.ts";
import type { Editor } from "./support/editor.ts";
import { withEditor } from "./support/with-editor.ts";

const unavailable = whyUnavailable();

describe.skipIf(unavailable)("the installed extension in VS Code", () => {
	let editor: Editor;

	withEditor((opened) => {
		editor = opened;
	});

	test("an empty panel leads to a first workflow", async () => {
		await editor.command("Dag: Show Graph");
		await editor.graph().getByText("Open a .dag file to see its graph.").waitFor();
		await editor.screenshot("no-file");
		await editor.graph().getByRole("button", { name: "New workflow" }).click();
		await editor.node("greet").waitFor();
		// The text stands beside the graph, not over it.
		await editor.page.locator(".monaco-editor .view-line", { hasText: "workflow hello" }).waitFor();
		await editor.screenshot("new-workflow");
		await editor.command("View: Revert and Close Editor");
		await editor.page.locator(".tab", { hasText: /^\s*Untitled/ }).waitFor({ state: "detached" });
		await editor.command("View: Close All Editors");
		await editor.page.locator(".tab").first().waitFor({ state: "detached" });
	});

	test("a .dag file has colours", async () => {
		const text = await editor.openFile("hello.dag");
		await text.locator(".view-line span span", { hasText: /^workflow$/ }).waitFor();
		const colours = async (...words: readonly string[]) =>
			new Set(await Promise.all(words.map((word) => colourOf(text, word)))).size;
		// VS Code colours line by line, in its own time.
		await expect.poll(() => colours("workflow", "hello")).toBe(2);
		await expect.poll(() => colours("workflow", "shell", '"echo hello"')).toBe(3);
		await editor.screenshot("colours");
	});

	test("a cycle is shown on its edges and in Problems", async () => {
		const text = await editor.openFile("cycle.dag");
		await text.locator(".squiggly-error").first().waitFor();
		await editor.command("Problems: Focus on Problems View");
		const rows = editor.page.locator(".markers-panel .monaco-list-row");
		await rows.filter({ hasText: "dag/cycle" }).first().waitFor();
		// The file, the finding, and each edge of the cycle.
		await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(5);
		await editor.screenshot("cycle");
		await editor.command("View: Hide Panel");
	});

	test("keywords and names are completed", async () => {
		const { page } = editor;
		await editor.openFile("hello.dag");
		await editor.goTo(13, 4);
		await editor.understood("farewell");
		await page.keyboard.press("Enter");
		await page.keyboard.type("jo", asPeopleType);
		const suggestion = page.locator(".suggest-widget.visible .monaco-list-row");
		await suggestion.filter({ hasText: "job" }).first().waitFor();
		await editor.screenshot("completion-keyword");
		await page.keyboard.press("Escape");
		await page.keyboard.type("b extra: she", asPeopleType);
		await editor.suggests("shell");
		await page.keyboard.press("Escape");
		await page.keyboard.type("ll after gre", asPeopleType);
		await editor.suggests("greet");
		await editor.screenshot("completion-name");
		await page.keyboard.press("Escape");
		await editor.revert();
	});

	test("the keys of dagwright.json are completed", async () => {
		const { page } = editor;
		await editor.openFile("dagwright.json");
		await editor.goTo(1, 2);
		await editor.suggests("roles");
		await page.keyboard.press("Escape");
	});

	test("a reference leads to its definition", async () => {
		await editor.openFile("hello.dag");
		await editor.goTo(8, 19);
		await editor.understood("shout");
		await editor.page.keyboard.press("F12");
		await editor.page.getByRole("button", { name: /^Ln 3, Col 7/ }).waitFor();
	});

	test("the panel asks for nothing that its policy refuses", async () => {
		await editor.openFile("hello.dag");
		await editor.command("Dag: Show Graph");
		await editor.node("greet").click();
		await editor.inspector().waitFor();
		expect(editor.refused).toEqual([]);
		// And a refusal would have been heard.
		await editor
			.graph()
			.locator("body")
			.evaluate((body) => {
				const style = document.createElement("style");
				style.textContent = ".nothing { color: red }";
				body.append(style);
			});
		await expect.poll(() => editor.refused.length).toBe(1);
		// The click took the focus; the next file would open over the graph.
		await editor.command("View: Focus First Editor Group");
	});

	test("the graph follows the text", async () => {
		const { page } = editor;
		await editor.openFile("hello.dag");
		await editor.command("Dag: Show Graph");
		const graph = editor.graph();
		await editor.node("greet").waitFor();
		await expect.poll(() => graph.locator(".react-flow__node").count()).toBe(3);
		await editor.openFile("hello.dag");
		await editor.goTo(13, 4);
		await page.keyboard.press("Enter");
		await page.keyboard.type('job extra: shell after greet { run "true" }');
		await editor.node("extra", "pending").waitFor();
		// Half a job is drawn as broken, in the graph and in the inspector.
		await expect.poll(() => graph.locator(".st-broken").count()).toBe(0);
		await graph.locator(".dw-selected").and(editor.node("extra")).waitFor();
		// Growing has cost no node its text.
		await graph.locator('.dw-pane[data-lod="full"]').waitFor();
		await editor.screenshot("graph-follows-text");
		await editor.revert();
		await editor.node("extra").waitFor({ state: "detached" });
	});

	test("a run goes to its end with the bundled engine, and the graph follows it", async () => {
		await editor.run("waiting.dag");
		await editor.node("greet", "running").waitFor();
		await editor.screenshot("run-under-way");
		editor.allow("greet");
		await editor.says(/waiting succeeded/);
		for (const job of ["greet", "shout", "farewell"]) {
			await editor.node(job, "succeeded").waitFor();
		}
		await editor.screenshot("run-succeeded");
	});

	test("the graph leads to the text, and the cursor to the graph", async () => {
		await editor.openFile("hello.dag");
		await editor.command("Dag: Show Graph");
		const graph = editor.graph();
		await editor.node("farewell").waitFor();
		await editor.openFile("hello.dag");
		await editor.goTo(12, 6);
		await graph.locator(".dw-selected").and(editor.node("farewell")).waitFor();
		// The first click may make room for the inspector.
		await editor.node("shout").click();
		await editor.inspector().waitFor();
		await editor.node("shout").dblclick();
		await editor.page.getByRole("button", { name: /^Ln 7, / }).waitFor();
	});

	test("a missing param is asked for", async () => {
		const { page } = editor;
		await editor.run("asks.dag");
		const question = page.locator(".quick-input-widget").filter({ hasText: "Whom to greet." });
		await question.locator("input[type=text]").fill("Ada");
		await page.keyboard.press("Enter");
		await editor.says(/asks succeeded/);
	});

	test("of several workflows the one under the cursor is shown, and the chosen one runs", async () => {
		const { page } = editor;
		await editor.openFile("several.dag");
		await editor.command("Dag: Show Graph");
		await editor.node("one").waitFor();
		await editor.openFile("several.dag");
		await editor.goTo(6, 8);
		await editor.node("two").waitFor();
		await editor.node("one").waitFor({ state: "detached" });
		await editor.command("Dag: Run");
		const chosen = page.locator(".quick-input-list .monaco-list-row.focused");
		await chosen.filter({ hasText: "second" }).waitFor();
		await editor.screenshot("which-workflow");
		await page.keyboard.press("Enter");
		await editor.says(/second succeeded/);
		await editor.node("three", "succeeded").waitFor();
	});

	test("a run is cancelled", async () => {
		await editor.run("endless.dag");
		await editor.node("wait", "running").waitFor();
		await editor.command("Dag: Cancel Run");
		await editor.says(/endless cancelled/);
	});

	test("a failure is seen in the status bar, the log and the graph", async () => {
		await editor.run("failing.dag");
		await editor.says(/failing failed/);
		await editor.node("broken", "failed").waitFor();
		await editor.page
			.locator(".terminal-wrapper")
			.getByText(/no.such.model/)
			.first()
			.waitFor();
		await editor.screenshot("run-failed");
		await editor.command("View: Hide Panel");
	});

	test("the rounds of a loop are drawn as they come, and an earlier one can be chosen", async () => {
		await editor.run("loop.dag");
		await editor.node("tune", "running, round 1 of").waitFor();
		editor.allow("round-0");
		await editor.node("tune", "running, round 2 of").waitFor();
		editor.allow("round-1");
		await editor.node("tune", "running, round 3 of").waitFor();
		await editor.node("step", "running").waitFor();
		await editor.node("tune").click({ position: { x: 60, y: 20 } });
		await editor
			.inspector()
			.getByRole("button", { name: /^round 1\b/ })
			.click();
		await editor.node("step", "succeeded").waitFor();
		await editor.screenshot("loop-round");
		editor.allow("round-2");
		await editor.says(/rounds succeeded/);
		await editor.node("tune", "succeeded, 3 of").waitFor();
	});

	test("an approval is answered from the panel, asked once more", async () => {
		await editor.run("release.dag");
		await editor.says(/approve waits for you/);
		await editor.node("approve", "waiting for approval").click();
		await editor.inspector().getByText("b7").waitFor();
		await editor
			.inspector()
			.getByRole("textbox", { name: /^share\b/ })
			.fill("25");
		await editor.screenshot("approval");
		await editor.node("approve").press("a");
		const confirm = editor.inspector().getByRole("button", { name: "Approve approve", exact: true });
		await confirm.waitFor();
		await confirm.press("Enter");
		await editor.says(/release succeeded/);
		await editor.node("approve", "succeeded").waitFor();
		await editor.node("publish", "succeeded").waitFor();
		expect(await editor.logOf("publish")).toContain("published to 25 percent");
	});

	test("a critical job that was lost with its engine is said to have succeeded, with its outputs", async () => {
		const inspector = editor.inspector();
		await editor.run("lost.dag");
		await editor.node("ship", "running").waitFor();
		await editor.killEngine("lost");
		const notice = editor.graph().locator(".dw-bar");
		await notice.getByText(/^The engine ended at .*, and the run is not over\.$/).waitFor();
		await editor.screenshot("engine-ended");
		await notice.getByRole("button", { name: "Resume" }).click();
		await editor.says(/ship waits for you/);
		await editor.node("ship", "waiting").click();
		await inspector.getByRole("button", { name: "It succeeded" }).click();
		await inspector.getByRole("textbox", { name: "url" }).fill("http://prod");
		const confirm = inspector.getByRole("button", { name: "Take as succeeded: ship" });
		// A number is still missing.
		expect(await confirm.isDisabled()).toBe(true);
		await inspector.getByRole("textbox", { name: "replicas" }).fill("3");
		await editor.screenshot("outcome");
		await confirm.click();
		await editor.says(/lost succeeded/);
		await editor.node("tell", "succeeded").waitFor();
		expect(await editor.logOf("tell")).toContain("shipped to http://prod on 3");
	});

	test("what failed is tried again in the same run, and a new run forks from a job", async () => {
		const { page } = editor;
		await editor.run("flaky.dag");
		await editor.says(/flaky failed/);
		await editor.node("second", "failed").click();
		editor.allow("second");
		await editor.graph().getByRole("button", { name: "Retry second" }).click();
		await editor.says(/flaky succeeded/);
		await editor.node("second", "succeeded").waitFor();
		expect((await editor.runsOf("flaky")).map(({ status }) => status)).toEqual(["finished"]);
		await editor.command("Dag: Fork from Here…");
		const jobs = page.locator(".quick-input-list .monaco-list-row");
		await jobs.filter({ hasText: "second" }).click();
		const ended = async () => (await editor.runsOf("flaky")).map(({ result }) => result);
		await expect.poll(ended).toEqual(["succeeded", "succeeded"]);
		await editor.idle();
		await editor.command("View: Hide Panel");
	});

	test("what is undone is seen while it is undone, and struck through afterwards", async () => {
		await editor.run("undone.dag");
		await editor.node("roll back deploy", "pending").waitFor();
		editor.allow("check");
		await editor.node("roll back deploy", "running").waitFor();
		await editor.screenshot("rolling-back");
		editor.allow("undo");
		await editor.node("deploy", "rolled back").waitFor();
		await editor.node("alert", "succeeded").waitFor();
		await editor.says(/undone failed/);
		await editor.screenshot("rolled-back");
	});

	test("the graph, and a run that ended, are there again after a reload", async () => {
		const results = async () => (await editor.runsOf("failing")).map(({ result }) => result);
		const before = await results();
		await editor.run("failing.dag");
		// At once, whatever the window knows of it by then.
		await expect.poll(results).toEqual(["failed", ...before]);
		await editor.reload();
		await editor.node("fine", "succeeded").waitFor();
		await editor.node("broken", "failed").waitFor();
		await editor.screenshot("run-restored");
	});

	test("a run that was interrupted by a reload is resumed", async () => {
		await editor.run("gated.dag");
		await editor.node("wait", "running").waitFor();
		await editor.leaveAndReturn();
		await editor.openFile("gated.dag");
		const latest = async () => (await editor.runsOf("gated"))[0];
		// The old window's engine pauses in its own time, and a pause lets the job that has begun come to its end.
		await expect.poll(async () => (await latest())?.status).toBe("pausing");
		await editor.command("Dag: Resume…");
		await editor.page.getByRole("dialog", { name: /gated, run \d+, is still pausing/ }).waitFor();
		editor.allow("wait");
		// It can go on once that engine has let go of it.
		await expect.poll(async () => (await latest())?.resumable).toBe(true);
		await editor.command("Dag: Resume…");
		const chosen = editor.page.locator(".quick-input-list .monaco-list-row.focused");
		await chosen.filter({ hasText: /gated, run/ }).waitFor();
		await editor.page.keyboard.press("Enter");
		await editor.says(/gated succeeded/);
	});
});

/** Fast, but not all keys at once. */
const asPeopleType = { delay: 25 };

/** The colour of the first span of this text. */
async function colourOf(text: import("playwright-core").Locator, word: string): Promise<string> {
	const spans = text.locator(".view-line span span");
	const found = spans.filter({ hasText: word }).first();
	return found.evaluate((span) => getComputedStyle(span).color);
}
