import { expect, test } from "vitest";
import { panelHtml } from "./html.ts";

const html = panelHtml({ script: "s.js", style: "s.css", cspSource: "https://x", nonce: "abc" });

test("only the one script with the nonce may run", () => {
	expect(html.match(/script-src [^;]+/)?.[0]).toBe("script-src 'nonce-abc'");
	expect(html.match(/<script[^>]*>/g)).toEqual(['<script nonce="abc" type="module" src="s.js">']);
});

test("nothing is allowed inline or evaluated", () => {
	expect(html).not.toContain("unsafe-");
});

test("nothing may be fetched unless it is named", () => {
	expect(html).toContain("default-src 'none'");
	expect(html).not.toContain("connect-src");
});
