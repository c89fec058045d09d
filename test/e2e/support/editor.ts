import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { decodeRunListings, type RunListing } from "@dagwright/protocol";
import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { folder as cache } from "../install-vscode.mjs";
import { startBrowser } from "./browser.ts";
import { type CodeServer, startCodeServer } from "./code-server.ts";

/** Where the pictures are kept. */
export const screenshots = join(import.meta.dirname, "../screenshots");

/** ms; what never comes fails the test after this long. A busy machine is slow, and nothing here waits longer than it must. */
const patience = 120_000;

/** The command line that is packaged with the extension. */
const packagedDag = join(import.meta.dirname, "../../../extension/dist/cli/dag.mjs");

/** A run whose journal can be read. */
type ReadableRun = Exclude<RunListing, { readonly problem: string }>;

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

	/** Ends this window and all that belongs to it, and opens one on a new copy of the project. */
	async anew(): Promise<Editor> {
		await this[Symbol.asyncDispose]();
		return Editor.open();
	}

	/** Loads the window anew by VS Code's own command, which first keeps how the window looks. */
	async reload(): Promise<void> {
		await this.page.locator("body").evaluate((body) => body.setAttribute("data-test", "before"));
		await this.command("Developer: Reload Window");
		await this.page.locator("body[data-test]").waitFor({ state: "detached" });
		await this.#loaded();
	}

	/** Leaves the page and comes back: the window gets no time to say that it goes. */
	async leaveAndReturn(): Promise<void> {
		await this.#load();
	}

	/** Opens a file of the project, waits for its text and puts the focus there. */
	async openFile(name: string): Promise<Locator> {
		// Beside the graph, not over it: a click on it has taken the focus there.
		await this.page.keyboard.press("Control+1");
		await this.#pick("Control+p", name, this.#labelled(name));
		const text = this.page.locator(`.monaco-editor.focused[data-uri$="/${name}"]`);
		await text.waitFor();
		return text;
	}

	/** Runs a command of the palette by its full name. */
	async command(name: string): Promise<void> {
		await this.#pick("F1", `>${name}`, this.#labelled(name));
	}

	/** Takes back what was typed into the active file, and waits until it is. */
	async revert(): Promise<void> {
		await this.command("File: Revert File");
		await this.page.locator(".tab.dirty").waitFor({ state: "detached" });
	}

	/** Starts `dag run` as a person does in a shell of the project, beside the window; ends it where it has not ended. */
	runInTerminal(file: string): AsyncDisposable & { readonly ended: Promise<void> } {
		const child = spawn(process.execPath, [packagedDag, "run", file], { cwd: this.project, stdio: "ignore" });
		const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
		return {
			ended,
			[Symbol.asyncDispose]: async () => {
				child.kill("SIGTERM");
				await ended;
			},
		};
	}

	/** Waits until the language server has read the active file: it names the symbol that the cursor is in. */
	async understood(symbol: string): Promise<void> {
		const crumbs = this.page.locator(".breadcrumbs-control .monaco-breadcrumb-item");
		await crumbs.filter({ hasText: symbol }).last().waitFor();
	}

	/** Asks for suggestions until this one is among them: who was not there yet when asked does not come later. */
	async suggests(word: string): Promise<void> {
		const suggestion = this.page.locator(".suggest-widget.visible .monaco-list-row").filter({ hasText: word }).first();
		const deadline = Date.now() + patience;
		for (;;) {
			await this.page.keyboard.press("Control+Space");
			try {
				return await suggestion.waitFor({ timeout: 5_000 });
			} catch (error) {
				if (Date.now() > deadline) throw error;
				await this.page.keyboard.press("Escape");
			}
		}
	}

	/** Lets the job of this name, which waits for a file, come to its end. */
	allow(job: string): void {
		writeFileSync(join(this.project, `allow-${job}`), "");
	}

	/** What asks for attention, and how the project's runs stand, as text: for a log that can show no picture. */
	async seen(): Promise<string> {
		const parts = [".notification-toast:visible", ".quick-input-widget:visible", ".statusbar:visible"];
		const texts = await Promise.all(parts.map((part) => this.page.locator(part).allInnerTexts()));
		const shown = parts.map((part, index) => `${part}: ${JSON.stringify(texts[index])}`);
		return [...shown, await this.#dag("runs", "--json")].join("\n");
	}

	/** Puts the cursor into the active editor, by line and column from 1, and the focus with it. */
	async goTo(line: number, column: number): Promise<void> {
		await this.#pick("Control+g", `:${line}:${column}`, this.page.getByText(new RegExp(`\\b${line}\\b`)));
		await this.page.getByRole("button", { name: `Ln ${line}, Col ${column}`, exact: true }).waitFor();
		await this.page.locator(".monaco-editor.focused").waitFor();
	}

	/** The content of the graph's panel. */
	graph(): FrameLocator {
		return this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
	}

	/** What is known of the selected node. */
	inspector(): Locator {
		return this.graph().locator("[aria-label=Inspector]");
	}

	/** A job's node in the graph, with the status that is named. */
	node(job: string, status = ""): Locator {
		return this.graph()
			.locator(".dw-node")
			.and(this.graph().getByLabel(new RegExp(`^${job}, .*${status}`)));
	}

	/** What the status bar says of the run, once it says this. */
	says(words: RegExp): Promise<void> {
		return this.#status.filter({ hasText: words }).waitFor();
	}

	/** Waits until no run of this window is under way. */
	async idle(): Promise<void> {
		await this.#status.locator(".codicon-loading, .codicon-person").waitFor({ state: "detached" });
	}

	/** Opens a workflow of the project and runs it, as a person does, once the run before has ended. */
	async run(file: string): Promise<void> {
		await this.openFile(file);
		await this.idle();
		await this.command("Dag: Run");
	}

	/** Keeps a picture for people to look at. */
	async screenshot(name: string): Promise<void> {
		mkdirSync(screenshots, { recursive: true });
		await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
	}

	/** The runs of a workflow, as the packaged `dag` lists them, the newest first. */
	async runsOf(workflow: string): Promise<readonly ReadableRun[]> {
		const runs = decodeRunListings(await this.#dag("runs", "--json"));
		if (!runs.ok) throw new Error(runs.problem);
		return runs.value.flatMap((run) => ("problem" in run || run.workflow !== workflow ? [] : [run]));
	}

	/** Kills the engine of the latest run of a workflow, which gets no time to say so. */
	async killEngine(workflow: string): Promise<void> {
		const [run] = await this.runsOf(workflow);
		if (run?.engine === undefined) throw new Error(`No engine drives a run of ${workflow}.`);
		process.kill(run.engine.pid, "SIGKILL");
	}

	/** What a job of the latest run wrote. */
	logOf(job: string): Promise<string> {
		return this.#dag("logs", "last", job);
	}

	/** What the packaged `dag` prints in the project. */
	async #dag(...args: readonly string[]): Promise<string> {
		return (await promisify(execFile)(process.execPath, [packagedDag, ...args], { cwd: this.project })).stdout;
	}

	serverOutput(): string {
		return this.#server.output();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#browser.close();
		await this.#server[Symbol.asyncDispose]();
		// A job whose engine was just killed may still write there.
		rmSync(this.#home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
	}

	/** The run in the status bar. */
	get #status(): Locator {
		return this.page.locator('.statusbar-item[id="dagwright.dagwright.dag.run"]');
	}

	/** What a row of the quick input is called, exactly: `Dag: Run` is not `Dag: Run Tests`. */
	#labelled(name: string): Locator {
		const exactly = new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
		return this.page.locator(".label-name").filter({ hasText: exactly });
	}

	/** Opens the quick input, types and takes the first row, once it is the one that is meant. */
	async #pick(key: string, text: string, label: Locator): Promise<void> {
		const widget = this.page.locator(".quick-input-widget");
		const wanted = widget.locator(".monaco-list-row").first().filter({ has: label });
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
		// What is typed next is not meant for it.
		await wanted.waitFor({ state: "hidden" });
	}

	async #load(): Promise<void> {
		await this.page.goto(`http://127.0.0.1:${this.#server.port}/?folder=${encodeURIComponent(this.project)}`);
		await this.#loaded();
	}

	async #loaded(): Promise<void> {
		await this.page.getByRole("treeitem", { name: "hello.dag", exact: true }).waitFor();
	}
}
