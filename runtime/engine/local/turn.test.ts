import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ownIdentity } from "./process/identity.ts";
import type { RunLock } from "./run-lock.ts";
import { awaitTurn, takeTurn } from "./turn.ts";

let root: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "dagwright-turn-"));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function taken(answer: ReturnType<typeof takeTurn>): RunLock {
	if ("engine" in answer) throw new Error("somebody else has the turn");
	return answer;
}

/** A turn that is waited for; `told` settles once it was said for whom. */
function waitFor(workflow: string): { readonly turn: Promise<RunLock>; readonly told: Promise<void> } {
	let tell = (): void => undefined;
	const told = new Promise<void>((resolve) => {
		tell = resolve;
	});
	return { turn: awaitTurn(root, workflow, tell), told };
}

test("one process at a time has the turn of a workflow, and another workflow has its own", () => {
	const first = taken(takeTurn(root, "a.dag#w"));
	expect(takeTurn(root, "a.dag#w")).toEqual({ engine: ownIdentity() });
	taken(takeTurn(root, "a.dag#v"))[Symbol.dispose]();
	first[Symbol.dispose]();
	taken(takeTurn(root, "a.dag#w"))[Symbol.dispose]();
});

test("those that wait are told for whom and go in the order in which they came", async () => {
	const first = taken(takeTurn(root, "w"));
	const order: string[] = [];
	const takesIts = ({ turn }: ReturnType<typeof waitFor>, name: string) =>
		turn.then((lock) => {
			order.push(name);
			lock[Symbol.dispose]();
		});
	const second = waitFor("w");
	await second.told;
	const third = waitFor("w");
	await third.told;
	const turns = [takesIts(second, "second"), takesIts(third, "third")];
	// Nobody overtakes those that wait: neither who doesn't, nor who comes last and looks first.
	first[Symbol.dispose]();
	expect("engine" in takeTurn(root, "w")).toBe(true);
	await Promise.all([...turns, takesIts(waitFor("w"), "fourth")]);
	expect(order).toEqual(["second", "third", "fourth"]);
});

test("who stops waiting leaves nothing behind", async () => {
	using _first = taken(takeTurn(root, "w"));
	const stop = new AbortController();
	const waiting = awaitTurn(root, "w", () => stop.abort(new Error("enough")), stop.signal);
	await expect(waiting).rejects.toThrow();
	const [folder = ""] = readdirSync(join(root, ".dag", "turns"));
	expect(readdirSync(join(root, ".dag", "turns", folder, "queue"))).toEqual([]);
});

test("the turn and the ticket of a process that died are free", () => {
	const dead = { ...ownIdentity(), started: "long ago" };
	taken(takeTurn(root, "w"))[Symbol.dispose]();
	const [name = ""] = readdirSync(join(root, ".dag", "turns"));
	const folder = join(root, ".dag", "turns", name);
	writeFileSync(join(folder, "lock", "2"), JSON.stringify({ holder: dead }));
	mkdirSync(join(folder, "queue"), { recursive: true });
	writeFileSync(join(folder, "queue", "000000000000001-1-1"), JSON.stringify(dead));
	taken(takeTurn(root, "w"))[Symbol.dispose]();
});
