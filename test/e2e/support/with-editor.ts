import { afterAll, afterEach, beforeAll } from "vitest";
import { Editor } from "./editor.ts";

/**
 * Opens an editor for the tests of a suite and hands it to `use`, and another after each try that failed, of which it
 * tells loudly and with a picture.
 */
export function withEditor(use: (editor: Editor) => void): void {
	let editor: Editor | undefined;
	const take = (opened: Editor) => {
		editor = opened;
		use(opened);
	};

	beforeAll(async () => {
		take(await Editor.open());
	});
	afterEach(async ({ task }) => {
		if (task.result?.state !== "fail") return;
		const { errors = [], retryCount = 0 } = task.result;
		const error = errors.at(-1);
		const told = `${task.name}: try ${retryCount + 1} failed`;
		console.error(`\n  !!! ${told}.\n${error?.stack ?? error?.message ?? "It says no error."}\n`);
		try {
			await editor?.screenshot(`failed: ${task.name}, try ${retryCount + 1}`);
			console.error(`${told}, and this was seen\n${await editor?.seen()}`);
		} finally {
			// The next try, and the next test, find nothing of what this one left.
			if (editor !== undefined) take(await editor.anew());
		}
	});
	afterAll(() => editor?.[Symbol.asyncDispose]());
}
