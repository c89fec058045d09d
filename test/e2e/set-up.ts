import { rmSync } from "node:fs";
import { install, unsupported } from "./install-vscode.mjs";
import { screenshots } from "./support/editor.ts";

/** Before all end-to-end tests: VS Code is installed, and the extension packaged from what is built. */
export default async function setUp(): Promise<void> {
	if (unsupported() !== undefined) return;
	try {
		install();
	} catch (error) {
		// The tests say that they are skipped, or fail where they are required.
		console.warn(String(error));
		return;
	}
	// What is found there afterwards is of this time.
	rmSync(screenshots, { recursive: true, force: true });
	const { build, makePackage } = await import("../../extension/build.mjs");
	await build();
	await makePackage();
}
