import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * Before the first test: the command line's bundle as the sources are now. No test builds it, since others run it at the
 * same time.
 */
export default async function buildCommandLine(): Promise<void> {
	const script = fileURLToPath(new URL("../../runtime/cli/build.mjs", import.meta.url));
	const { build } = (await import(pathToFileURL(script).href)) as { build: (options: object) => Promise<void> };
	await build({});
}
