import { describe, expect, test } from "vitest";
import { Dice } from "../../../../test/support/dice.ts";
import { Masker, maskText, secretVariants } from "./masking.ts";

const splits = Number(process.env.PROMISES_SPLITS ?? 3000);

describe("Masker", () => {
	test("finds a secret in every encoding and behind any prefix", () => {
		const secret = 'p@ss w0rd/with+(signs)!"';
		const variants = secretVariants([secret]);
		const forms = [
			secret,
			encodeURIComponent(secret),
			new URLSearchParams({ secret }).toString().slice("secret=".length),
			// Python's quote and quote_plus.
			"p%40ss%20w0rd/with%2B%28signs%29%21%22",
			"p%40ss+w0rd%2Fwith%2B%28signs%29%21%22",
			"p%40ss%20w0rd%2fwith%2b(signs)!%22",
			JSON.stringify(secret),
			Buffer.from(secret).toString("hex"),
			Buffer.from(secret).toString("base64"),
			Buffer.from(`u:${secret}`).toString("base64"),
			Buffer.from(`us:${secret}:more`).toString("base64url"),
		];
		for (const form of forms) {
			const masked = maskText(`before ${form} after`, variants);
			expect(masked).toMatch(/^before .{0,6}\*\*\*.{0,12} after$/);
		}
	});

	test("never passes on a secret, however the stream is split", () => {
		const secrets = ["hunter2hunter", "hunter2", "line one\nline two is long", "aaaa", "aaaaaaab"];
		const variants = secretVariants(secrets);
		for (let seed = 0; seed < splits; seed++) {
			const dice = new Dice(seed);
			const pieces = Array.from({ length: 6 }, () =>
				dice.chance(0.5) ? dice.pick(secrets) : "hunter aaab x".slice(0, dice.below(13)),
			);
			const text = Buffer.from(pieces.join("|"));
			const masker = new Masker(variants);
			const out: Buffer[] = [];
			for (let at = 0; at < text.length; ) {
				const end = at + 1 + dice.below(9);
				out.push(masker.push(text.subarray(at, end)));
				at = end;
			}
			out.push(masker.end());
			const masked = Buffer.concat(out).toString();
			for (const secret of secrets) expect(masked).not.toContain(secret);
			expect(masked).toBe(maskText(text.toString(), variants));
		}
	});

	test("passes on everything else unchanged", () => {
		const masker = new Masker(secretVariants(["secret-value"]));
		const out = ["sec", "ret", " is no secret-valu", "… ü"].map((piece) => masker.push(Buffer.from(piece)).toString());
		expect(out.join("") + masker.end().toString()).toBe("secret is no secret-valu… ü");
	});
});
