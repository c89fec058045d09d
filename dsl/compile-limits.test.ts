import type { JobTypeCatalog } from "@dagwright/core";
import { describe, expect, it } from "vitest";
import catalogJson from "../runtime/job-types/generated/catalog.json" with { type: "json" };
import { compile } from "./compile.ts";

const catalog = catalogJson as JobTypeCatalog;

function codesOf(text: string, others: ReadonlyMap<string, string> = new Map()): readonly string[] {
	const { diagnostics } = compile({
		file: "main.dag",
		catalog,
		read: (path) => {
			const found = path === "main.dag" ? text : others.get(path);
			return found === undefined ? { problem: "missing" } : { text: found };
		},
	});
	return diagnostics.map(({ code, at }) => `${code} ${at.file}:${at.start.line}`);
}

function lines(count: number, line: (index: number) => string): string {
	return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}

describe("compile", () => {
	it("counts 2^30 calls without making them", () => {
		const text = `${lines(30, (n) => `workflow w${n} { job a: w${n + 1} { } job b: w${n + 1} { } }`)}
workflow w30 { job a: shell { run "true" } }`;
		expect(codesOf(text)).toEqual(["dag/too-many-instances main.dag:14"]);
	});

	it("refuses types that double each other", () => {
		const text = `${lines(30, (n) => `type T${n} { a: T${n + 1} b: T${n + 1} }`)}\ntype T30 { x: int }\nworkflow w { }`;
		expect([...new Set(codesOf(text).map((code) => code.split(" ")[0]))]).toEqual(["dag/limit"]);
	});

	it("refuses a chain of 5,000 types", () => {
		const text = `${lines(5000, (n) => `type T${n} { a: T${n + 1} }`)}\ntype T5000 { x: int }\nworkflow w { }`;
		expect([...new Set(codesOf(text).map((code) => code.split(" ")[0]))]).toEqual(["dag/limit"]);
	});

	it("follows imports 32 files deep and no deeper", () => {
		const chain = (length: number) =>
			new Map(
				Array.from({ length }, (_, n): [string, string] => [
					`f${n}.dag`,
					n === length - 1
						? `workflow w${n} { }`
						: `import { w${n + 1} } from "./f${n + 1}.dag"\nworkflow w${n} { job a: w${n + 1} { } }`,
				]),
			);
		const main = `import { w0 } from "./f0.dag"\nworkflow w { job a: w0 { } }`;
		expect(codesOf(main, chain(31))).toEqual([]);
		expect(codesOf(main, chain(40))).toEqual(["dag/limit f30.dag:0"]);
	});

	it("follows calls 32 levels deep and no deeper", () => {
		const chain = (levels: number) =>
			`${lines(levels, (n) => `workflow w${n} { job a: w${n + 1} { } }`)}\nworkflow w${levels} { }`;
		expect(codesOf(chain(32))).toEqual([]);
		expect(codesOf(chain(40))).toEqual(["dag/limit main.dag:7"]);
		expect(codesOf(chain(2000))).toEqual(["dag/limit main.dag:1967"]);
	});

	it("takes a chain of 5,000 lets and a ring of 5,000 jobs", () => {
		const lets = `workflow w { let x0 = 1\n${lines(5000, (n) => `let x${n + 1} = x${n} + 1`)}\njob a: shell { run "\${x5000}" } }`;
		expect(codesOf(lets)).toEqual([]);
		const ring = `workflow w {\n${lines(5000, (n) => `job j${n}: shell after j${(n + 1) % 5000} { run "true" }`)}\n}`;
		expect(codesOf(ring)).toEqual(["dag/cycle main.dag:1"]);
	});

	it("tells 1,000 of 2,000 cycles and how many more there are, in time that grows with their number", () => {
		const text = `workflow w {\n${lines(2000, (n) => `job a${n}: shell after b${n} { run "true" } job b${n}: shell after a${n} { run "true" }`)}\n}`;
		const before = process.threadCpuUsage();
		const codes = codesOf(text);
		expect([codes.length, codes.at(-1)?.split(" ")[0]]).toEqual([1001, "dag/more-problems"]);
		expect(process.threadCpuUsage(before).user / 1000).toBeLessThan(10_000);
	});

	it.each([
		["syntax", (n: number) => `a b c d e ${n}`],
		["half-typed jobs", (n: number) => `job j${n}: shell after`],
		["unknown jobs", (n: number) => `job j${n}: shell after nope${n} { run "x" }`],
		["unknown names", (n: number) => `let l${n} = unknown_name_${n} + 1`],
		["open strings", (n: number) => `let s${n} = "abc`],
		["open braces", (n: number) => `job j${n}: shell { run "x"`],
	])("reads a megabyte with a mistake of %s on every line in time that grows with its size", (_, line) => {
		const text = (size: number) => {
			const all: string[] = [];
			for (let n = 0, length = 0; length < size; n++) length += all[all.push(line(n)) - 1]?.length ?? 0;
			return `workflow w {\n${all.join("\n")}\n}`;
		};
		const time = (source: string) => {
			const before = process.threadCpuUsage();
			expect(codesOf(source).length).toBeLessThan(1002);
			return process.threadCpuUsage(before).user / 1000;
		};
		time(text(100_000));
		expect(time(text(900_000))).toBeLessThan(20 * time(text(100_000)) + 500);
	});

	it("does not mistake names that every JavaScript object has", () => {
		const text = `workflow w {
			param constructor: int = 1
			job toString: shell { run "echo \${constructor}" outputs { __proto__: int  valueOf: int } }
			job __proto__: shell after toString { run "echo \${toString.valueOf}" }
			job c: hasOwnProperty { constructor = toString }
			job d: shell { run "true" environment { __proto__ = "x" } }
			job e: shell { run "\${isPrototypeOf}" }
		}`;
		expect(codesOf(text)).toEqual(["dag/unknown-job-type main.dag:4", "dag/unknown-name main.dag:6"]);
	});

	it("checks ten times the jobs in less than twenty times the time", () => {
		const text = (jobs: number) =>
			`workflow w {\n${lines(jobs, (n) => {
				const reads = [1, 7, 31].flatMap((back) => (n >= back ? [`\${j${n - back}.n}`] : []));
				return `job j${n}: shell { run "echo ${reads.join(" ")}" outputs { n: int } }`;
			})}\n}`;
		const time = (source: string) => {
			const before = process.threadCpuUsage();
			expect(codesOf(source)).toEqual([]);
			return process.threadCpuUsage(before).user;
		};
		const small = text(500);
		time(small);
		const once = Math.min(time(small), time(small), time(small));
		expect(time(text(5000)) / once).toBeLessThan(20);
	});
});
