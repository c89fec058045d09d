import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { entry, node } from "../install-vscode.mjs";

/** A running VS Code server with its own user folder; disposing ends its whole process group. */
export interface CodeServer extends AsyncDisposable {
	readonly port: number;
	/** All that the server has printed, for messages of failing tests. */
	readonly output: () => string;
}

export interface CodeServerOptions {
	/** An empty folder for settings, extensions and the server's home. */
	readonly home: string;
	readonly settings?: Readonly<Record<string, unknown>>;
	/** The extensions to install first. */
	readonly vsix?: readonly string[];
	/** Lets the page run an extension-host suite. It suppresses toasts, so it is not for tests of the interface. */
	readonly testDriver?: boolean;
}

/** Starts VS Code on a free port of the loopback and waits until it answers. */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
	const folders = ["--user-data-dir", join(options.home, "user"), "--extensions-dir", join(options.home, "extensions")];
	const config = join(options.home, "config.yaml");
	const settings = join(options.home, "user/User");
	mkdirSync(settings, { recursive: true });
	writeFileSync(config, "auth: none\n");
	writeFileSync(join(settings, "settings.json"), JSON.stringify({ ...quiet, ...options.settings }, null, "\t"));
	const environment = {
		PATH: process.env["PATH"],
		LANG: "C.UTF-8",
		HOME: options.home,
		TMPDIR: options.home,
		// An empty gallery: nothing is looked up on the network.
		EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "", itemUrl: "", resourceUrlTemplate: "" }),
	};
	for (const vsix of options.vsix ?? []) {
		await promisify(execFile)(node, [entry, "--config", config, ...folders, "--install-extension", vsix], {
			env: environment,
		});
	}
	const server = spawn(
		node,
		[
			entry,
			...["--config", config, ...folders, "--auth", "none", "--bind-addr", "127.0.0.1:0"],
			...["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"],
			"--disable-getting-started-override",
			// s. A page that goes away may not come to say so; its extension host ends after this long, not after three hours.
			...["--reconnection-grace-time", "5"],
			...(options.testDriver ? ["--vscode-option", "enable-smoke-test-driver"] : []),
		],
		{ env: environment, detached: true, stdio: ["ignore", "pipe", "pipe"] },
	);
	let output = "";
	for (const stream of [server.stdout, server.stderr]) {
		stream.setEncoding("utf8").on("data", (text: string) => {
			output += text;
		});
	}
	const end = () => endGroup(server);
	process.once("exit", end);
	const running: AsyncDisposable = {
		[Symbol.asyncDispose]: async () => {
			process.off("exit", end);
			if (server.exitCode !== null || server.signalCode !== null) return;
			const ended = new Promise((resolve) => server.once("exit", resolve));
			end();
			await ended;
		},
	};
	try {
		const port = await answering(server);
		return { ...running, port, output: () => output };
	} catch (error) {
		await running[Symbol.asyncDispose]();
		throw new Error(`VS Code did not start: ${String(error)}\n${output}`);
	}
}

const quiet = {
	"workbench.startupEditor": "none",
	"workbench.tips.enabled": false,
	"workbench.enableExperiments": false,
	"telemetry.telemetryLevel": "off",
	"update.mode": "none",
	"extensions.autoCheckUpdates": false,
	"extensions.ignoreRecommendations": true,
	"security.workspace.trust.enabled": false,
	"chat.disableAIFeatures": true,
	"chat.commandCenter.enabled": false,
	"editor.accessibilitySupport": "off",
	"window.commandCenter": false,
	"files.autoSave": "off",
	// As text in the page, not on a canvas.
	"terminal.integrated.gpuAcceleration": "off",
	"workbench.secondarySideBar.defaultVisibility": "hidden",
};

function endGroup(server: ChildProcess): void {
	if (server.pid === undefined) return;
	try {
		process.kill(-server.pid, "SIGKILL");
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
	}
}

/** Resolves with the server's port once it says that it listens there, and it answers. */
async function answering(server: ChildProcess): Promise<number> {
	const timeout = AbortSignal.timeout(60_000);
	const port = await new Promise<number>((resolve, reject) => {
		timeout.addEventListener("abort", () => reject(new Error("it does not listen after 60 s")));
		server.once("exit", (code) => reject(new Error(`it ended with exit code ${code}`)));
		let said = "";
		server.stdout?.on("data", (text: string) => {
			said += text;
			const [, found] = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/i.exec(said) ?? [];
			if (found !== undefined) resolve(Number(found));
		});
	});
	const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: timeout });
	if (!response.ok) throw new Error(`it answers with ${response.status}`);
	return port;
}
