import { ok, type Result, refused } from "@dagwright/core";
import { z } from "zod";
import type { GraphAnswer } from "./language-server.ts";
import { event, origin, origins, plan, problem, sample } from "./outline.ts";
import { type RunListing, runListing } from "./run-listing.ts";
import type { RunStreamLine } from "./run-stream.ts";
import { type FromWebview, fromWebview } from "./webview.ts";

const runStreamLine = z.discriminatedUnion("type", [
	z.object({ type: z.literal("run"), run: z.string(), plan, origins, folder: z.string() }),
	z.object({ type: z.literal("event"), event }),
	sample.extend({ type: z.literal("sample") }),
	z.object({ type: z.literal("end"), result: z.string(), exit_code: z.int() }),
	z.object({ type: z.literal("error"), code: z.string(), message: z.string() }),
	z.object({ type: z.literal("resumed"), run: z.string() }),
]);

const graphAnswer = z.object({
	uri: z.string(),
	version: z.int(),
	file: z.string(),
	plan: plan.optional(),
	workflows: z.array(z.object({ name: z.string(), at: origin })),
	origins,
	problems: z.array(problem),
});

/** A line of `dag run --json`; refused with what is wrong in it. */
export function decodeRunStreamLine(line: string): Result<RunStreamLine, string> {
	// The outline was checked; what lies deeper is the core's own, written by the same version.
	return decodeText(runStreamLine, line) as Result<RunStreamLine, string>;
}

/** What `dag runs --json` prints. */
export function decodeRunListings(text: string): Result<readonly RunListing[], string> {
	return decodeText(z.array(runListing), text);
}

/** The language server's answer to a request for a graph. */
export function decodeGraphAnswer(data: unknown): Result<GraphAnswer, string> {
	return decode(graphAnswer, data) as Result<GraphAnswer, string>;
}

/** What the panel says to its host. */
export function decodeFromWebview(data: unknown): Result<FromWebview, string> {
	return decode(fromWebview, data);
}

function decodeText<Value>(schema: z.ZodType<Value>, text: string): Result<Value, string> {
	let data: unknown;
	try {
		data = JSON.parse(text);
	} catch (error) {
		return refused(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
	}
	return decode(schema, data);
}

function decode<Value>(schema: z.ZodType<Value>, data: unknown): Result<Value, string> {
	const decoded = schema.safeParse(data);
	if (decoded.success) return ok(decoded.data);
	const issue = decoded.error.issues[0];
	return refused(`${issue?.path.join(".") || "message"}: ${issue?.message ?? "not understood"}`);
}
