import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Browser, CDPSession, Page } from "playwright-core";
import { folder as cache } from "../e2e/install-vscode.mjs";
import { startBrowser } from "../e2e/support/browser.ts";
import type { Bench } from "./bench.ts";
import { type Measured, median } from "./measure.ts";
import type { Comparison } from "./table.ts";

const server = fileURLToPath(new URL("../../webview/dev/serve.mjs", import.meta.url));

/** From how far the graph is looked at: how often one zooms in from all of it. */
const views = { "all of it in view": 0, "at about half size": 7, "at full size": 11 } as const;

/** Scenes that are moved about at full size. */
const moved = {
	"moving about 1,000 jobs at full size": "big",
	"moving about 5,000 jobs at full size": "huge",
} as const;

/** Updates that one figure is the mean of. */
const UPDATES = 30;

/** Steps of the wheel that one figure is the mean of, and px of each. */
const WHEEL = { steps: 60, by: 120 };

/** The panel while a hundred of 1,000 jobs change ten times a second. */
export async function comparePanel({ rounds }: Bench): Promise<Comparison> {
	const port = 5390 + (process.pid % 100);
	const serving = spawn(process.execPath, [server], {
		env: { ...process.env, NODE_ENV: "production", PORT: String(port) },
		stdio: ["ignore", "pipe", "inherit"],
	});
	try {
		await once(createInterface({ input: serving.stdout }), "line");
		await using browser = await startBrowser(cache);
		const names = [...Object.keys(views), ...Object.keys(moved)];
		const samples = new Map<string, Measured[]>(names.map((name) => [name, []]));
		for (let round = 0; round <= rounds; round++) {
			const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
			await page.goto(`http://127.0.0.1:${port}/gallery.html?scene=load`);
			await page.locator(".dw-overview").waitFor();
			const devtools = await page.context().newCDPSession(page);
			await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
			let zoomed = 0;
			for (const [name, times] of Object.entries(views)) {
				for (; zoomed < times; zoomed++) await zoomIn(page);
				const measured = await measureUpdates(page, devtools);
				if (round > 0) samples.get(name)?.push(measured);
			}
			await page.close();
			for (const [name, scene] of Object.entries(moved)) {
				const measured = await measureMoving(browser, `http://127.0.0.1:${port}/gallery.html?scene=${scene}`);
				if (round > 0) samples.get(name)?.push(measured);
			}
		}
		return {
			title: "The graph panel: 100 of 1,000 jobs change ten times a second",
			note: "Processor time of the page's main thread for one update, or for one step of the wheel, in a Chromium without a graphics card: scripts, styles, layout and painting. A frame at 60 a second has 0.0167 s.",
			ours: "all of it in view",
			results: new Map(
				[...samples].map(([name, all]) => [
					name,
					{ seconds: median(all.map((one) => one.seconds)), megabytes: median(all.map((one) => one.megabytes)) },
				]),
			),
			targets: [{ kind: "seconds", most: 0.0167 }],
		};
	} finally {
		serving.kill();
	}
}

/** The mean cost of a step of the wheel, to and fro, each drawn before the next. */
async function measureMoving(browser: Browser, address: string): Promise<Measured> {
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
	await page.goto(address);
	await page.locator(".dw-overview").waitFor();
	const devtools = await page.context().newCDPSession(page);
	await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
	// From all of it in view to full size.
	while (Number.parseInt((await page.locator(".dw-zoom-text").textContent()) ?? "", 10) < 95) await zoomIn(page);
	await page.mouse.move(700, 450);
	const before = await metricOf(devtools, "TaskDuration");
	for (let step = 0; step < WHEEL.steps; step++) {
		const by = step < WHEEL.steps / 2 ? WHEEL.by : -WHEEL.by;
		await page.mouse.wheel(step % 3 === 0 ? by : 0, by);
		await drawn(page);
	}
	const seconds = ((await metricOf(devtools, "TaskDuration")) - before) / WHEEL.steps;
	const megabytes = (await metricOf(devtools, "JSHeapUsedSize")) / 1e6;
	await page.close();
	return { seconds, megabytes };
}

function drawn(page: Page): Promise<void> {
	return page.evaluate(
		() => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
	);
}

async function metricOf(devtools: CDPSession, name: string): Promise<number> {
	const { metrics } = await devtools.send("Performance.getMetrics");
	return metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
}

async function zoomIn(page: Page): Promise<void> {
	const before = await page.locator(".dw-zoom-text").textContent();
	await page.keyboard.press("+");
	await page.waitForFunction((text) => document.querySelector(".dw-zoom-text")?.textContent !== text, before);
}

/** The mean cost of some updates; each leaves a mark in the page. */
async function measureUpdates(page: Page, devtools: CDPSession): Promise<Measured> {
	const count = () => page.evaluate(() => performance.getEntriesByName("update").length);
	const read = (name: string) => metricOf(devtools, name);
	const [first, before] = [await count(), await read("TaskDuration")];
	await page.waitForFunction((least) => performance.getEntriesByName("update").length >= least, first + UPDATES, {
		polling: 250,
	});
	const [last, after] = [await count(), await read("TaskDuration")];
	return { seconds: (after - before) / (last - first), megabytes: (await read("JSHeapUsedSize")) / 1e6 };
}
