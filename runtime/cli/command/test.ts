import { SilentExit } from "../failure.ts";
import { collectSources } from "../project/collect-sources.ts";
import { createSourceReader, type SourceReader } from "../project/source-reader.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { HumanReport, hasErrors } from "../test/human-report.ts";
import { type TestedFile, testFile } from "../test/run-tests.ts";

export interface TestOptions {
	readonly filter?: string;
}

/** `dag test`: runs the tests of files in the simulator. */
export async function test(terminal: Terminal, given: readonly string[], options: TestOptions): Promise<void> {
	const started = performance.now();
	const sources = collectSources(terminal.cwd, given);
	const readers = new Map<string, SourceReader>();
	const report = new HumanReport(terminal);
	const files: TestedFile[] = [];
	for (const source of sources) {
		const reader = readers.get(source.root) ?? createSourceReader(source.root);
		readers.set(source.root, reader);
		const tested = await testFile(source, reader, wanted(options.filter));
		files.push(tested);
		report.file(tested, reader);
	}
	report.end(files, performance.now() - started);
	const failed = files.some((file) => hasErrors(file) || file.tests.some(({ result }) => result.failures.length > 0));
	if (failed) throw new SilentExit("failed");
}

/** Which titles a filter takes: those with the text in them, however it is written. */
function wanted(filter: string | undefined): (title: string) => boolean {
	if (filter === undefined) return () => true;
	const text = filter.toLocaleLowerCase();
	return (title) => title.toLocaleLowerCase().includes(text);
}
