import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeProps } from "@xyflow/react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { HoverCard } from "../graph/hover-card.tsx";
import { NodeView } from "../graph/node.tsx";
import { GraphStore } from "../store/graph-store.ts";
import { PanelStore } from "../store/panel-store.ts";
import { edge, manualFrames, node, shellPlan, view } from "../testing/views.ts";
import { PanelProvider } from "./context.tsx";
import { Inspector } from "./inspector.tsx";
import { Notice } from "./notices.tsx";
import { Toolbar } from "./toolbar.tsx";

const corpus = [
	"<script>alert(1)</script>",
	'"><img src=x onerror=alert(1)>',
	"'><svg/onload=alert(1)>",
	"</style><script>alert(1)</script>",
	'<a href="javascript:alert(1)">x</a>',
	"<iframe srcdoc='<script>alert(1)</script>'>",
	"{{constructor.constructor('alert(1)')()}}",
	"\u202e<b>right to left</b>",
	"url(javascript:alert(1))",
	"]]><!--",
];

/** Everything that the file, a process or an error can say, said with a hostile text. */
function render(text: string): string {
	const job = node("a", "failed", {
		name: text,
		type: text,
		detail: text,
		attempt: 2,
		value: { [text]: text, nested: { [text]: [text] } },
		error: { kind: "exit", message: text, signal: text, log_tail: text },
	});
	const fan = node("f", "running", {
		kind: "fan_out",
		type: text,
		detail: text,
		instances: [{ path: "f[0]", bindings: { [text]: text }, status: "failed", outputs: { [text]: 1 } }],
	});
	const shown = {
		...view(
			[
				job,
				fan,
				node("l", "succeeded", { kind: "let", value: text }),
				node("p", "waiting", {
					kind: "approval",
					approval: {
						about: "approval",
						approvers: [text],
						people: [text],
						policy: "all",
						needed: 2,
						given: [{ by: text, at: 0, comment: text }],
						show: { [text]: text },
						form: [
							{ name: text, type: { kind: "string" }, value: text },
							{ name: "choice", type: { kind: "enum", values: [text] }, value: text },
							{ name: "any", type: { kind: "json" }, value: { [text]: text } },
						],
					},
				}),
				node("o", "running", {
					kind: "loop",
					name: text,
					detail: `max 3 until ${text}`,
					instances: [{ path: "o[0]", bindings: { [text]: text }, status: "succeeded", outputs: { [text]: 1 } }],
				}),
				node("o.x", "succeeded", { parent: "o", instances: [{ path: "o[0].x", bindings: {}, status: "failed" }] }),
				node("c", "running", { kind: "call", name: text, type: text }),
				node("c/r", "pending", { parent: "c", name: text }),
				node("g", "running", { kind: "group", name: text }),
			],
			[edge("a", "l", { labels: [text] })],
		),
		workflow: text,
		run: { id: text, status: "running" as const, started: 0, seq: 1 },
	};
	const plan = shellPlan({});
	const frames = manualFrames();
	const nothing = { seq: 0 } as never;
	const panel = new PanelStore({
		graph: new GraphStore(),
		core: { apply: () => nothing, emptyState: () => nothing, graphView: () => shown },
		frames,
		post: () => undefined,
	});
	const at = { file: text, start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
	const problem = { severity: "error" as const, code: "dag/cycle", message: text, at, job: "a" };
	panel.receive({ type: "plan", file: text, plan: plan as never, origins: {}, problems: [problem] });
	panel.receive({ type: "user", name: text });
	panel.receive({ type: "answered", instance: "p", problem: text });
	panel.receive({ type: "snapshot", run: text, plan: plan as never, events: [] });
	frames.next();
	panel.receive({ type: "answered", instance: "p", problem: text });
	return ["a", "f", "p", "o", "c"]
		.map((chosen) => {
			panel.select(chosen, "pointer");
			return renderToStaticMarkup(
				<PanelProvider value={panel}>
					<Toolbar controls={undefined} zoom={{ current: null }} search={{ current: null }} />
					<Notice />
					{shown.nodes.map(({ id }) => (
						<NodeView key={id} {...({ id } as NodeProps)} />
					))}
					<HoverCard hovered={{ kind: "edge", id: "a>l", at: { x: 0, y: 0 } }} bounds={{ width: 9, height: 9 }} />
					<HoverCard hovered={{ kind: "node", id: "a", at: { x: 0, y: 0 } }} bounds={{ width: 9, height: 9 }} />
					<Inspector />
				</PanelProvider>,
			);
		})
		.join("");
}

test.each(corpus)("shows %j as text and nothing else", (text) => {
	const tags = (markup: string) => [...markup.matchAll(/<([a-z]+)((?:\s+[^\s=>]+(?:="[^"]*")?)*)\s*\/?>/gi)];
	const allowed = new Set(tags(render("harmless")).map((tag) => tag[1]));
	const found = tags(render(text));
	expect(found.filter((tag) => !allowed.has(tag[1]))).toEqual([]);
	expect(found.filter((tag) => /\son[a-z]+=/i.test((tag[2] ?? "").replaceAll(/"[^"]*"/g, '""')))).toEqual([]);
	expect(found.filter((tag) => /(href|src|srcdoc)="(?!#dw-i-)/.test(tag[2] ?? ""))).toEqual([]);
});

test("no source of the panel writes markup or compiles code", () => {
	const room = join(import.meta.dirname, "..");
	const sources = readdirSync(room, { recursive: true, encoding: "utf8" }).filter(
		(file) => /\.(ts|tsx|mjs)$/.test(file) && !/node_modules|dist|\.test\./.test(file),
	);
	const forbidden =
		/dangerouslySetInnerHTML|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(/;
	expect(sources.filter((file) => forbidden.test(readFileSync(join(room, file), "utf8")))).toEqual([]);
});
