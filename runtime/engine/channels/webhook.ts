import { createHmac, timingSafeEqual } from "node:crypto";
import type { Post } from "./post.ts";

/** The header that carries the time (Unix seconds) and the signature of a message: `t=1700000000,v1=<hex>`. */
export const SIGNATURE_HEADER = "dagwright-signature";

/** ms by which a receiver's clock may differ, and for which a message that somebody recorded could be played back. */
export const TOLERANCE = 300_000;

/**
 * The request that carries a signed message. `id` is the same each time that this message is sent, in the body and as
 * `Idempotency-Key`, so that a receiver can drop what it has seen.
 */
export function webhookPost(url: string, key: string, message: { readonly id: string; readonly version: 1 }): Post {
	const body = JSON.stringify(message);
	return {
		url,
		body,
		headers: { "idempotency-key": message.id },
		sign: (now) => ({ [SIGNATURE_HEADER]: signature(key, Math.floor(now / 1000), body) }),
	};
}

/** HMAC-SHA256 over the time, a dot, and the body as it is sent: neither can be changed, and an old one is told as old. */
export function signature(key: string, seconds: number, body: string): string {
	return `t=${seconds},v1=${hmac(key, seconds, body).toString("hex")}`;
}

/** Whether a header signs this body with this key, at most `TOLERANCE` before or after `now` (UTC ms). */
export function isSigned(header: string, body: string, key: string, now: number): boolean {
	const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header);
	if (match?.[1] === undefined || match[2] === undefined) return false;
	const seconds = Number(match[1]);
	if (Math.abs(now - seconds * 1000) > TOLERANCE) return false;
	return timingSafeEqual(hmac(key, seconds, body), Buffer.from(match[2], "hex"));
}

function hmac(key: string, seconds: number, body: string): Buffer {
	return createHmac("sha256", key).update(`${seconds}.${body}`).digest();
}
