import { Command } from "commander";
import { expect, test } from "vitest";
import { renderFailure, toFailure } from "./failure-report.ts";
import { createStyle } from "./terminal/style.ts";

const program = new Command("dag");

function failureOf(error: unknown): readonly [string, number, string | undefined] {
	const failure = toFailure(error, [], program);
	return [failure.code, failure.exitCode, failure.where];
}

function systemError(code: string, path?: string): Error {
	return Object.assign(new Error(`${code}: no`), { code, syscall: "write", ...(path === undefined ? {} : { path }) });
}

test("knows the system's errors by what a person can do about them", () => {
	expect(failureOf(systemError("ENOSPC", "/a"))).toEqual(["disk-full", 6, "/a"]);
	expect(failureOf(systemError("EACCES", "/a"))).toEqual(["no-permission", 3, "/a"]);
	expect(failureOf(systemError("EROFS"))).toEqual(["read-only", 6, undefined]);
	expect(failureOf(systemError("ENOENT"))).toEqual(["file-missing", 3, undefined]);
	expect(failureOf(systemError("EWEIRD"))).toEqual(["bug", 70, undefined]);
});

test("gives the engine's errors an exit code of their own", () => {
	const engine = (code: string) =>
		failureOf(Object.assign(new Error("no."), { name: "UserError", code, where: "/r", remedy: "wait" }));
	expect(
		[
			"engine/run-locked",
			"engine/unknown-run",
			"engine/journal-damaged",
			"engine/secret-missing",
			"engine/secrets-mode",
			"config/invalid",
		].map(engine),
	).toEqual([
		["engine/run-locked", 5, "/r"],
		["engine/unknown-run", 3, "/r"],
		["engine/journal-damaged", 6, "/r"],
		["engine/secret-missing", 4, "/r"],
		["engine/secrets-mode", 4, "/r"],
		["config/invalid", 3, "/r"],
	]);
});

test("says what happened, where and what to do next, and never a stack", () => {
	const error = Object.assign(new Error("cannot write"), {
		name: "UserError",
		code: "engine/x",
		where: "/r",
		remedy: "wait",
	});
	const channel = {
		write: () => undefined,
		style: createStyle(false),
		isTerminal: false,
		size: () => ({ columns: 80, rows: 24 }),
		onResize: () => () => undefined,
	};
	expect(renderFailure(toFailure(error, [], program), channel, error)).toBe(
		"error: cannot write\n  --> /r\n  = help: wait\n",
	);
});
