import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { panelOptions } from "../build.mjs";
import { page } from "./page.mjs";

const folder = dirname(fileURLToPath(import.meta.url));
const port = Number(process.env["PORT"] ?? 5173);

// The panel without VS Code: `/` replays a recorded run, `/gallery.html` shows states made by hand.
const entryPoints = [
	{ in: join(folder, "../main.tsx"), out: "main" },
	{ in: join(folder, "../styles/main.css"), out: "main" },
	{ in: join(folder, "replay.ts"), out: "replay" },
	{ in: join(folder, "gallery.tsx"), out: "gallery" },
];

/** @type {Record<string, string>} */
const types = { ".js": "text/javascript", ".css": "text/css", ".ndjson": "application/x-ndjson" };

const server = createServer(async (request, response) => {
	const { pathname } = new URL(request.url ?? "/", "http://localhost");
	try {
		const [type, body] = await answer(pathname);
		response.writeHead(200, { "content-type": type, "cache-control": "no-store" });
		response.end(body);
	} catch (error) {
		response.writeHead(404, { "content-type": "text/plain" });
		response.end(error instanceof Error ? error.message : String(error));
	}
});
server.listen(port, "127.0.0.1", () => console.log(`The panel: http://127.0.0.1:${port}/ and /gallery.html?scene=ecg`));

/**
 * @param {string} path
 * @returns {Promise<[string, string | Uint8Array]>}
 */
async function answer(path) {
	const nonce = randomBytes(16).toString("base64");
	if (path === "/") return ["text/html", replayPage(nonce)];
	if (path === "/gallery.html") return ["text/html", page({ title: "Gallery", script: "gallery.js", nonce })];
	if (path === "/runs") return ["application/json", JSON.stringify((await readdir(join(folder, "runs"))).sort())];
	const run = /^\/runs\/([\w.-]+\.ndjson)$/.exec(path)?.[1];
	if (run !== undefined) return ["application/x-ndjson", await readFile(join(folder, "runs", run))];
	// Built anew for each file, in a fraction of a second: a reload always shows the text as it stands.
	const options = await panelOptions({ minify: process.env["NODE_ENV"] === "production" });
	const { outputFiles } = await esbuild.build({ ...options, entryPoints, outdir: folder, write: false });
	const found = outputFiles?.find((file) => file.path === join(folder, path));
	if (found === undefined) throw new Error(`There is nothing at ${path}.`);
	return [types[path.slice(path.lastIndexOf("."))] ?? "text/plain", found.contents];
}

/** @param {string} nonce */
function replayPage(nonce) {
	const script = `<script nonce="${nonce}" src="/replay.js"></script>`;
	return page({ title: "Replay", script: "main.js", nonce }).replace("</body>", `${script}\n</body>`);
}
