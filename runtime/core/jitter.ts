import type { JobPolicies } from "./plan.ts";

/**
 * How long to wait before the next attempt, ms: a, 2a, 4a … at most b, of which full jitter takes a share that depends
 * only on the text, so that it can be recomputed. `failures` counts from 1.
 */
export function retryDelay(policies: JobPolicies, failures: number, text: string): number {
	const backoff = policies.retry?.backoff;
	if (backoff === undefined) return 0;
	const ceiling = Math.min(backoff.to, backoff.from * 2 ** (failures - 1));
	return Math.round(ceiling * fractionOf(text));
}

/** A fraction in [0, 1) that looks random: FNV-1a, then the finalizer of MurmurHash3 (both public domain). */
export function fractionOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
