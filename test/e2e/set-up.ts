import { install, unsupported } from "./install-vscode.mjs";

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
	const { build, makePackage } = await import("../../extension/build.mjs");
	await build();
	await makePackage();
}
