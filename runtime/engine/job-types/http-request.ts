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

/** Bytes of an unexpected answer that the log shows. */
const SHOWN_BODY = 2000;

class Problem extends Error {}

/** Of the config: whatever is asked, another try is no better. */
class ConfigProblem extends Problem {}

/** What the codes of Node.js mean for someone who asked for a URL. */
const meanings: Readonly<Record<string, string>> = {
	ECONNREFUSED: "nothing listens there",
	ECONNRESET: "the connection was closed before the answer was complete",
	UND_ERR_SOCKET: "the connection was closed before the answer was complete",
	ENOTFOUND: "there is no host of this name",
	EAI_AGAIN: "its name could not be looked up; is there a network?",
	ETIMEDOUT: "the connection timed out",
	UND_ERR_CONNECT_TIMEOUT: "the connection timed out",
	UND_ERR_HEADERS_TIMEOUT: "no answer came for 5 minutes",
	UND_ERR_BODY_TIMEOUT: "the answer stopped for 5 minutes",
	EHOSTUNREACH: "the host can't be reached",
	ENETUNREACH: "the network can't be reached",
	ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS at this port; http:// instead of https://?",
	ERR_SSL_PACKET_LENGTH_TOO_LONG: "it does not speak TLS at this port; http:// instead of https://?",
	ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
	CERT_HAS_EXPIRED: "its certificate has expired",
};

/** Certificates that end in no authority that Node.js knows. */
const untrusted = new Set([
	"DEPTH_ZERO_SELF_SIGNED_CERT",
	"SELF_SIGNED_CERT_IN_CHAIN",
	"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
	"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
	"UNABLE_TO_GET_ISSUER_CERT",
]);

/** Where the request has come to by redirects, without credentials. */
let reached: URL | undefined;

const config = JSON.parse(readFileSync(variable("DAG_INPUT"), "utf8")) as Config;
try {
	await run();
} catch (error) {
	const message = error instanceof Problem ? error.message : describe(error);
	const told = { error: message, ...(error instanceof ConfigProblem && { retry: false }) };
	appendFileSync(variable("DAG_EVENTS"), `${JSON.stringify(told)}\n`);
	process.stderr.write(`${message}\n`);
	process.exitCode = 1;
}

async function run(): Promise<void> {
	const response = await follow(requestUrl(), config.method ?? "GET", config.body ?? undefined);
	const expected = config.expect_status ?? undefined;
	const right = expected === undefined ? response.ok : expected.includes(response.status);
	if (!right) {
		const { bytes } = await readBody(response, SHOWN_BODY);
		const text = bytes.toString().trimEnd();
		if (text !== "") process.stdout.write(`${text}\n`);
		const wanted = expected === undefined ? "200 to 299" : expected.join(", ");
		throw new Problem(`${response.url} answered ${response.status} ${response.statusText}; expected ${wanted}`);
	}
	process.stdout.write(`${response.status} ${response.statusText} ${response.url}\n`);
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
	if (!URL.canParse(config.url)) throw new ConfigProblem(`\`url\` is not a URL: ${config.url}`);
	const url = new URL(config.url);
	if (url.protocol !== "http:" && url.protocol !== "https:") {
		throw new ConfigProblem(`\`url\` must begin with http:// or https://, not ${url.protocol}`);
	}
	if (url.username !== "" || url.password !== "") {
		throw new ConfigProblem(
			`\`url\` holds a user name or password for ${url.host}, where anyone can read it: give them by \`auth\` and a secret`,
		);
	}
	for (const [name, value] of Object.entries(config.query ?? {})) {
		if (value !== null) url.searchParams.append(name, typeof value === "string" ? value : JSON.stringify(value));
	}
	return url;
}

/**
 * Redirects by RFC 9110 §15.4; credentials stay with the origin that they were meant for, and once another origin was
 * asked they are sent no more: it may not choose what they are used for.
 */
async function follow(start: URL, startMethod: string, startBody: unknown): Promise<Response> {
	const limit = config.max_redirects ?? 10;
	let url = start;
	let method = startMethod;
	let body = startBody;
	let trusted = true;
	for (let redirects = 0; ; redirects++) {
		reached = url;
		const response = await fetch(url, {
			method,
			headers: requestHeaders(body, trusted),
			redirect: "manual",
			...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
		});
		const location = response.headers.get("location");
		if (![301, 302, 303, 307, 308].includes(response.status) || location === null || limit === 0) {
			return response;
		}
		if (redirects >= limit) throw new Problem(`${config.url} redirects more than ${limit} times`);
		await response.body?.cancel();
		if (!URL.canParse(location, url)) throw new Problem(`${url.href} redirects to what is no URL: ${location}`);
		url = new URL(location, url);
		url.username = "";
		url.password = "";
		trusted &&= url.origin === start.origin;
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

function requestHeaders(body: unknown, trusted: boolean): Headers {
	const headers = new Headers(config.headers ?? {});
	if (!trusted) for (const name of ["authorization", "proxy-authorization", "cookie"]) headers.delete(name);
	if (!headers.has("user-agent")) headers.set("user-agent", "dagwright");
	const key = process.env.DAG_IDEMPOTENCY_KEY;
	if (key !== undefined && !headers.has("idempotency-key")) headers.set("idempotency-key", key);
	if (body !== undefined && typeof body !== "string" && !headers.has("content-type")) {
		headers.set("content-type", "application/json");
	}
	const { auth } = config;
	if (auth && trusted) {
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
		if (name !== config.save_as || name === "")
			throw new ConfigProblem("`save_as` must be a file name without a folder");
		const path = join(variable("DAG_ARTIFACTS"), name);
		if (response.body === null) writeFileSync(path, "");
		else await pipeline(response.body, createWriteStream(path));
		return { body: null, file: name };
	}
	const { bytes, whole } = await readBody(response, LARGEST_BODY);
	if (!whole)
		throw new Problem(`the body has more than ${LARGEST_BODY / 1000} kB; set \`save_as\` to keep it as a file`);
	const type = response.headers.get("content-type") ?? "";
	const text = decode(bytes, type);
	if (text === "") return { body: null };
	if (!/\bjson\b/.test(type)) return { body: text };
	try {
		return { body: JSON.parse(text) as unknown };
	} catch (error) {
		throw new Problem(`${response.url} says that it sends JSON, but it is not: ${describe(error)}`);
	}
}

/** The first `most` bytes of the body; the rest is never fetched, however much it is. */
async function readBody(response: Response, most: number): Promise<{ bytes: Buffer; whole: boolean }> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	// Leaving the loop ends the transfer.
	for await (const chunk of response.body ?? []) {
		chunks.push(chunk);
		length += chunk.length;
		if (length > most) break;
	}
	return { bytes: Buffer.concat(chunks).subarray(0, most), whole: length <= most };
}

/** Bytes that are no text would come out changed, so they are refused. */
function decode(bytes: Buffer, type: string): string {
	const charset = /\bcharset="?([^\s;"]+)/i.exec(type)?.[1] ?? "utf-8";
	try {
		return new TextDecoder(charset, { fatal: true }).decode(bytes);
	} catch {
		// An unknown charset, or bytes that it does not allow: the remedy is the same.
		throw new Problem(`the body is not text in ${charset}; set \`save_as\` to keep it as a file`);
	}
}

function variable(name: string): string {
	const value = process.env[name];
	if (value === undefined) throw new Problem(`$${name} is not set`);
	return value;
}

/** One line; fetch hides the reason in `cause`. */
function describe(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const cause = error.cause instanceof Error ? error.cause : undefined;
	if (cause === undefined) return error.message;
	const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
	const reason = untrusted.has(code)
		? 'its certificate is not trusted; name the authority with environment { NODE_EXTRA_CA_CERTS = "/path/ca.pem" }'
		: (meanings[code] ?? (cause.message === "" ? error.message : cause.message)).replaceAll(/\s*\n\s*/g, " ").trim();
	return `${reached?.href ?? config.url}: ${reason}${code === "" ? "" : ` (${code})`}`;
}
