import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { decodeRunListings } from "@dagwright/protocol";
import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { folder as cache } from "../install-vscode.mjs";
import { startBrowser } from "./browser.ts";
import { type CodeServer, startCodeServer } from "./code-server.ts";

const screenshots = join(import.meta.dirname, "../screenshots");

/** ms; what never comes fails the test after this long. A busy machine is slow, and nothing here waits longer than it must. */
const patience = 60_000;

/** VS Code with the packaged extension installed, on a copy of `test/e2e/project`, in a browser. */
export class Editor implements AsyncDisposable {
	readonly page: Page;
	/** Absolute path of the open folder. */
	readonly project: string;
	/** What the browser refused because of a Content Security Policy of the extension's pages. */
	readonly refused: string[] = [];
	readonly #home: string;
	readonly #server: CodeServer;
	readonly #browser: Browser;

	private constructor(page: Page, project: string, home: string, server: CodeServer, browser: Browser) {
		this.page = page;
		this.project = project;
		this.#home = home;
		this.#server = server;
		this.#browser = browser;
	}

	static async open(settings: Readonly<Record<string, unknown>> = {}): Promise<Editor> {
		const home = mkdtempSync(join(tmpdir(), "dag-e2e-"));
		const project = join(home, "project");
		cpSync(join(import.meta.dirname, "../project"), project, { recursive: true });
		// The project's approval waits for whoever runs the tests.
		const release = join(project, "release.dag");
		writeFileSync(release, readFileSync(release, "utf8").replace("TESTER", userInfo().username));
		const vsix = join(import.meta.dirname, "../../../dist/dagwright.vsix");
		if (!existsSync(vsix)) throw new Error(`${vsix} is missing: npm run package -w extension`);
		const [server, browser] = await Promise.all([
			startCodeServer({ home, vsix: [vsix], settings: { "workbench.colorTheme": "Dark Modern", ...settings } }),
			startBrowser(cache),
		]);
		const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
		page.setDefaultTimeout(patience);
		const editor = new Editor(page, project, home, server, browser);
		page.on("console", (message) => {
			if (/Content Security Policy/.test(message.text())) editor.refused.push(message.text());
		});
		await editor.#load();
		return editor;
	}

	/** Loads the window anew, as after a restart. */
	async reload(): Promise<void> {
		await this.#load();
	}

	/** Opens a file of the project and waits for its text. */
	async openFile(name: string): Promise<Locator> {
		await this.#pick("Control+p", name, name);
		const text = this.page.locator(`.monaco-editor[data-uri$="/${name}"]`);
		await text.waitFor();
		return text;
	}

	/** Runs a command of the palette by its full name. */
	async command(name: string): Promise<void> {
		await this.#pick("F1", `>${name}`, name);
	}

	/** Lets the job of this name, which waits for a file, come to its end. */
	allow(job: string): void {
		writeFileSync(join(this.project, `allow-${job}`), "");
	}

	/** What asks for attention, and how the project's runs stand, as text: for a log that can show no picture. */
	async seen(): Promise<string> {
		const parts = [".notification-toast", ".quick-input-widget", ".statusbar"];
		const texts = await Promise.all(parts.map((part) => this.page.locator(part).allInnerTexts()));
		const shown = parts.map((part, index) => `${part}: ${JSON.stringify(texts[index])}`);
		return [...shown, await this.#dag("runs", "--json")].join("\n");
	}

	/** Closes what a failed test may have left open, so that the next one does not fail for it. */
	async tidyUp(): Promise<void> {
		for (let times = 0; times < 2; times++) await this.page.keyboard.press("Escape");
	}

	/** Puts the cursor into the active editor, by line and column from 1. */
	async goTo(line: number, column: number): Promise<void> {
		await this.#pick("Control+g", `:${line}:${column}`, String(line));
		await this.page.getByRole("button", { name: `Ln ${line}, Col ${column}`, exact: true }).waitFor();
	}

	/** The content of the graph's panel. */
	graph(): FrameLocator {
		return this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
	}

	/** A job's node in the graph, with the status that is named. */
	node(job: string, status = ""): Locator {
		return this.graph().getByLabel(new RegExp(`^${job}\\b.*${status}`));
	}

	/** Opens a workflow of the project and runs it, as a person does. */
	async run(file: string): Promise<void> {
		await this.openFile(file);
		await this.command("Dag: Run");
	}

	/** Keeps a picture for people to look at. */
	async screenshot(name: string): Promise<void> {
		mkdirSync(screenshots, { recursive: true });
		await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
	}

	/** Each of the project's runs as `workflow status`, as the packaged `dag` tells them. */
	async runs(): Promise<string[]> {
		const runs = decodeRunListings(await this.#dag("runs", "--json"));
		if (!runs.ok) throw new Error(runs.problem);
		return runs.value.flatMap((run) => ("problem" in run ? [] : [`${run.workflow} ${run.status}`]));
	}

	/** Kills the engine of the latest run, which gets no time to say so. */
	async killEngine(): Promise<void> {
		const runs = decodeRunListings(await this.#dag("runs", "--json"));
		const engines = runs.ok
			? runs.value.flatMap((run) => ("engine" in run && run.engine !== undefined ? [run.engine.pid] : []))
			: [];
		const [engine] = engines;
		if (engine === undefined) throw new Error("No engine drives a run.");
		process.kill(engine, "SIGKILL");
	}

	/** What a job of the latest run wrote. */
	logOf(job: string): Promise<string> {
		return this.#dag("logs", "last", job);
	}

	/** What the packaged `dag` prints in the project. */
	async #dag(...args: readonly string[]): Promise<string> {
		const dag = join(import.meta.dirname, "../../../extension/dist/cli/dag.mjs");
		return (await promisify(execFile)(process.execPath, [dag, ...args], { cwd: this.project })).stdout;
	}

	serverOutput(): string {
		return this.#server.output();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#browser.close();
		await this.#server[Symbol.asyncDispose]();
		rmSync(this.#home, { recursive: true, force: true });
	}

	/** Opens the quick input, types and takes the first row, once it is the one that is meant. */
	async #pick(key: string, text: string, row: string): Promise<void> {
		const widget = this.page.locator(".quick-input-widget");
		const wanted = widget.locator(".monaco-list-row").first().filter({ hasText: row });
		const deadline = Date.now() + patience;
		for (;;) {
			// The last one may still be closing.
			await widget.waitFor({ state: "hidden" });
			await this.page.keyboard.press(key);
			try {
				await widget.locator("input[type=text]").fill(text, { timeout: 5_000 });
				await wanted.waitFor({ timeout: 5_000 });
				break;
			} catch (error) {
				if (Date.now() > deadline) throw error;
				// A page that is just loading loses keys, and lists only what it knew when the list was opened.
				await this.page.keyboard.press("Escape");
			}
		}
		await this.page.keyboard.press("Enter");
	}

	async #load(): Promise<void> {
		await this.page.goto(`http://127.0.0.1:${this.#server.port}/?folder=${encodeURIComponent(this.project)}`);
		await this.page.getByRole("treeitem", { name: "hello.dag", exact: true }).waitFor();
	}
}
