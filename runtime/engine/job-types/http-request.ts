/**
 * The process of an `http` job. Reads the config at `$DAG_INPUT`, writes `{status, headers, body, url, file}` to
 * `$DAG_OUTPUT`, and says what is wrong in `$DAG_EVENTS`. It imports nothing of the engine: it starts fast, and is
 * a bundle of its own.
 */
import { appendFileSync, createWriteStream, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";

interface Config {
	readonly url: string;
	readonly method?: string | null;
	readonly headers?: Readonly<Record<string, string>> | null;
	readonly query?: Readonly<Record<string, unknown>> | null;
	readonly body?: unknown;
	readonly auth?: { readonly scheme: string; readonly user?: string | null } | null;
	readonly expect_status?: readonly number[] | null;
	readonly max_redirects?: number | null;
	readonly save_as?: string | null;
}

/** Bytes of a body that may be an output; more has to go to a file. */
const LARGEST_BODY = 200_000;

class Problem extends Error {}

const config = JSON.parse(readFileSync(variable("DAG_INPUT"), "utf8")) as Config;
try {
	await run();
} catch (error) {
	const message = error instanceof Problem ? error.message : describe(error);
	appendFileSync(variable("DAG_EVENTS"), `${JSON.stringify({ error: message })}\n`);
	process.stderr.write(`${message}\n`);
	process.exitCode = 1;
}

async function run(): Promise<void> {
	const response = await follow(requestUrl(), config.method ?? "GET", config.body ?? undefined);
	const expected = config.expect_status ?? undefined;
	const right = expected === undefined ? response.ok : expected.includes(response.status);
	process.stdout.write(`${response.status} ${response.statusText} ${response.url}\n`);
	if (!right) {
		const text = (await response.text()).slice(0, 2000);
		if (text !== "") process.stdout.write(`${text}\n`);
		const wanted = expected === undefined ? "200 to 299" : expected.join(", ");
		throw new Problem(`${response.url} answered ${response.status} ${response.statusText}; expected ${wanted}`);
	}
	const { body, file } = await takeBody(response);
	const headers = Object.fromEntries(response.headers);
	const outputs = {
		status: response.status,
		headers,
		body,
		url: response.url,
		...(file === undefined ? {} : { file }),
	};
	writeFileSync(variable("DAG_OUTPUT"), JSON.stringify(outputs));
}

function requestUrl(): URL {
	if (!URL.canParse(config.url)) throw new Problem(`\`url\` is not a URL: ${config.url}`);
	const url = new URL(config.url);
	if (url.protocol !== "http:" && url.protocol !== "https:") {
		throw new Problem(`\`url\` must begin with http:// or https://, not ${url.protocol}`);
	}
	for (const [name, value] of Object.entries(config.query ?? {})) {
		if (value !== null) url.searchParams.append(name, typeof value === "string" ? value : JSON.stringify(value));
	}
	return url;
}

/** Redirects by RFC 9110 §15.4; credentials stay with the host that they were meant for. */
async function follow(start: URL, startMethod: string, startBody: unknown): Promise<Response> {
	const limit = config.max_redirects ?? 10;
	let url = start;
	let method = startMethod;
	let body = startBody;
	for (let redirects = 0; ; redirects++) {
		const response = await fetch(url, {
			method,
			headers: requestHeaders(body, url.origin === start.origin),
			redirect: "manual",
			...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
		});
		const location = response.headers.get("location");
		if (![301, 302, 303, 307, 308].includes(response.status) || location === null || limit === 0) {
			return response;
		}
		if (redirects >= limit) throw new Problem(`${config.url} redirects more than ${limit} times`);
		await response.body?.cancel();
		url = new URL(location, url);
		if (url.protocol !== "http:" && url.protocol !== "https:") {
			throw new Problem(`${config.url} redirects to ${url.protocol}, which is not followed`);
		}
		process.stdout.write(`${response.status} to ${url.href}\n`);
		if (response.status === 303 || (response.status <= 302 && method === "POST")) {
			method = method === "HEAD" ? "HEAD" : "GET";
			body = undefined;
		}
	}
}

function requestHeaders(body: unknown, sameOrigin: boolean): Headers {
	const headers = new Headers(config.headers ?? {});
	if (!sameOrigin) {
		headers.delete("authorization");
		headers.delete("cookie");
	}
	if (!headers.has("user-agent")) headers.set("user-agent", "dagwright");
	const key = process.env.DAG_IDEMPOTENCY_KEY;
	if (key !== undefined && !headers.has("idempotency-key")) headers.set("idempotency-key", key);
	if (body !== undefined && typeof body !== "string" && !headers.has("content-type")) {
		headers.set("content-type", "application/json");
	}
	const { auth } = config;
	if (auth && sameOrigin) {
		const secret = variable(variable("DAG_HTTP_SECRET"));
		headers.set(
			"authorization",
			auth.scheme === "basic"
				? `Basic ${Buffer.from(`${auth.user ?? ""}:${secret}`).toString("base64")}`
				: `Bearer ${secret}`,
		);
	}
	return headers;
}

async function takeBody(response: Response): Promise<{ body: unknown; file?: string }> {
	if (typeof config.save_as === "string") {
		const name = basename(config.save_as);
		if (name !== config.save_as || name === "") throw new Problem("`save_as` must be a file name without a folder");
		const path = join(variable("DAG_ARTIFACTS"), name);
		if (response.body === null) writeFileSync(path, "");
		else await pipeline(response.body, createWriteStream(path));
		return { body: null, file: name };
	}
	const text = await response.text();
	if (Buffer.byteLength(text) > LARGEST_BODY) {
		throw new Problem(`the body has ${Buffer.byteLength(text)} bytes; set \`save_as\` to keep it as a file`);
	}
	if (text === "") return { body: null };
	if (!/\bjson\b/.test(response.headers.get("content-type") ?? "")) return { body: text };
	try {
		return { body: JSON.parse(text) as unknown };
	} catch (error) {
		throw new Problem(`${response.url} says that it sends JSON, but it is not: ${describe(error)}`);
	}
}

function variable(name: string): string {
	const value = process.env[name];
	if (value === undefined) throw new Problem(`$${name} is not set`);
	return value;
}

/** fetch hides the reason in `cause`. */
function describe(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const cause = error.cause instanceof Error ? error.cause : undefined;
	if (cause === undefined) return error.message;
	const code = "code" in cause && typeof cause.code === "string" ? ` (${cause.code})` : "";
	return `${config.url}: ${cause.message === "" ? error.message : cause.message}${code}`;
}
