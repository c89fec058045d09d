import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { folder as cache } from "./install-vscode.mjs";
import { whyUnavailable } from "./support/availability.ts";
import { startBrowser } from "./support/browser.ts";
import { startCodeServer } from "./support/code-server.ts";

const unavailable = whyUnavailable();
const extension = resolve(import.meta.dirname, "../../extension");

describe.skipIf(unavailable)("the extension in VS Code's extension host", () => {
	test("passes its own suite", async () => {
		const home = mkdtempSync(join(tmpdir(), "dag-host-"));
		try {
			const project = join(home, "project");
			cpSync(join(import.meta.dirname, "project"), project, { recursive: true });
			await using server = await startCodeServer({ home, testDriver: true });
			await using browser = await startBrowser(cache);
			const page = await browser.newPage();
			page.setDefaultTimeout(120_000);
			const said: string[] = [];
			const ended = new Promise<number>((end) => {
				// VS Code's own hooks for a test run in a browser.
				void page.exposeFunction("codeAutomationExit", (code: number) => end(code));
				void page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) => said.push(args.join(" ")));
			});
			const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
			const payload = [
				["extensionDevelopmentPath", remote(extension)],
				["extensionTestsPath", remote(join(extension, "test/dist/suite/index.cjs"))],
				["skipWelcome", "true"],
			];
			await page.goto(
				`http://127.0.0.1:${server.port}/?folder=${encodeURIComponent(project)}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
			);
			const code = await ended;
			expect(code, `${said.join("\n")}\n${server.output().slice(-3000)}`).toBe(0);
		} finally {
			rmSync(home, { recursive: true, force: true });
		}
	});
});
