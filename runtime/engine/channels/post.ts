/** Sends a message over HTTP and tries again where that can help. Imports nothing of the engine: jobs' programs bundle it. */

/** A message to send. The URL may be a secret: no text that is made here tells more of it than its host. */
export interface Post {
	readonly url: string;
	readonly body: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Headers that depend on when an attempt is made, such as a signature with its time. */
	readonly sign?: (now: number) => Readonly<Record<string, string>>;
}

export interface PostOptions {
	/** Attempts in all; 4 if absent. */
	readonly attempts?: number;
	/** ms for one attempt; 10 s if absent. */
	readonly timeout?: number;
	/** Waits so many ms; for tests. Rejects when the signal aborts. */
	readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
	/** UTC ms; for tests. */
	readonly now?: () => number;
}

/** Whether the message was taken; else one sentence that says why not, without a full stop and without secrets. */
export type Delivery =
	| { readonly ok: true; readonly attempts: number; readonly status: number }
	| { readonly ok: false; readonly attempts: number; readonly message: string; readonly status?: number };

/** ms before the second attempt; it doubles with each. */
const FIRST_DELAY = 500;

/** The longest that a `Retry-After` is obeyed, in ms. */
const LONGEST_DELAY = 30_000;

/** Characters of a refusal that are told. */
const SHOWN_ANSWER = 200;

/**
 * Posts JSON until it is taken (2xx). Tried again after a lost connection, a timeout, 408, 429 and 5xx, after the time
 * that the server asks for; any other refusal is final. Redirects are not followed: the body is meant for one address.
 */
export async function post(message: Post, options: PostOptions = {}, signal?: AbortSignal): Promise<Delivery> {
	const { attempts = 4, timeout = 10_000, sleep = sleepFor, now = Date.now } = options;
	const target = readUrl(message.url);
	if (typeof target === "string") return { ok: false, attempts: 0, message: target };
	for (let attempt = 1; ; attempt++) {
		const { delivery, retryAfter } = await postOnce(message, target, { attempt, timeout, at: now() }, signal);
		if (delivery.ok || retryAfter === undefined || attempt >= attempts || hasAborted(signal)) return delivery;
		try {
			await sleep(Math.min(LONGEST_DELAY, Math.max(retryAfter, FIRST_DELAY * 2 ** (attempt - 1))), signal);
		} catch (error) {
			if (!hasAborted(signal)) throw error;
			return delivery;
		}
	}
}

interface Outcome {
	readonly delivery: Delivery;
	/** ms that the server asks to wait at least; undefined: to try again would not help. */
	readonly retryAfter?: number;
}

async function postOnce(
	{ url, body, headers, sign }: Post,
	target: URL,
	{ attempt, timeout, at }: { readonly attempt: number; readonly timeout: number; readonly at: number },
	signal: AbortSignal | undefined,
): Promise<Outcome> {
	const limit = AbortSignal.timeout(timeout);
	try {
		const response = await fetch(url, {
			method: "POST",
			redirect: "manual",
			headers: { "content-type": "application/json", "user-agent": "dagwright", ...headers, ...sign?.(at) },
			body,
			signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
		});
		const { status } = response;
		const answer = (await response.text()).trim().slice(0, SHOWN_ANSWER);
		if (response.ok) return { delivery: { ok: true, attempts: attempt, status } };
		// Elsewhere the message, and its signature, might be for somebody else.
		const elsewhere = status >= 300 && status < 400 ? " (a redirect, which is not followed)" : "";
		const said = answer === "" ? elsewhere : `${elsewhere}: ${answer.replaceAll(/\s+/g, " ")}`;
		const told = `${target.host} answered ${status}${said}`;
		const again = status === 408 || status === 429 || status >= 500;
		const wait = Number(response.headers.get("retry-after") ?? 0) * 1000;
		return {
			delivery: { ok: false, attempts: attempt, message: told, status },
			...(again && { retryAfter: Number.isFinite(wait) ? wait : 0 }),
		};
	} catch (error) {
		const why = limit.aborted
			? `did not answer within ${timeout / 1000} s`
			: hasAborted(signal)
				? "had not answered yet"
				: whyUnreached(codeOf(error));
		return { delivery: { ok: false, attempts: attempt, message: `${target.host} ${why}` }, retryAfter: 0 };
	}
}

function whyUnreached(code: string): string {
	const brokeOff = code === "UND_ERR_SOCKET" || code === "ECONNRESET";
	return brokeOff ? "broke off the connection" : `could not be reached (${code})`;
}

/** The URL, or why it is none. */
function readUrl(text: string): URL | string {
	if (!URL.canParse(text)) return "what is to be its URL is none";
	const url = new URL(text);
	return url.protocol === "https:" || url.protocol === "http:"
		? url
		: `its URL begins with ${url.protocol}, not https:`;
}

/** Not the message: fetch may quote the URL in it. */
function codeOf(error: unknown): string {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
	return cause instanceof Error ? cause.name : "unknown";
}

/** A function, as the compiler would else believe that it can't change while something is awaited. */
function hasAborted(signal: AbortSignal | undefined): boolean {
	return signal?.aborted === true;
}

function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => {
			signal?.removeEventListener("abort", stop);
			resolve();
		}, ms);
		const stop = () => {
			clearTimeout(timer);
			reject(new Error("aborted"));
		};
		signal?.addEventListener("abort", stop, { once: true });
		if (signal?.aborted === true) stop();
	});
}
