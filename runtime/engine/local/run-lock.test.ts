import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockHolder, takeLock } from "./run-lock.ts";

let folder = "";
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "dagwright-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function leaveLock(number: number, content: unknown): void {
	mkdirSync(join(folder, "lock"), { recursive: true });
	writeFileSync(join(folder, "lock", String(number)), JSON.stringify(content));
}

test("a lock is held until it is released", () => {
	const lock = takeLock(folder, "7");
	expect(lockHolder(folder)?.pid).toBe(process.pid);
	expect(() => takeLock(folder, "7")).toThrow(`run 7 is already driven by process ${process.pid} on ${hostname()}`);
	lock[Symbol.dispose]();
	expect(lockHolder(folder)).toBeUndefined();
	takeLock(folder, "7")[Symbol.dispose]();
	expect(readdirSync(join(folder, "lock"))).toEqual(["1", "2"]);
});

test("the lock of a dead process is taken over, also when its pid lives on as another", () => {
	leaveLock(1, { holder: { pid: process.pid, started: "1", host: hostname() } });
	const lock = takeLock(folder, "7");
	expect(lockHolder(folder)?.pid).toBe(process.pid);
	lock[Symbol.dispose]();
});

test("a lock of another machine is respected, with what to do", () => {
	leaveLock(3, { holder: { pid: 1, started: "1", host: "elsewhere" } });
	expect(() => takeLock(folder, "7")).toThrow("process 1 on elsewhere");
});
