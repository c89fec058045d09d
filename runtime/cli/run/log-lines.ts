import { type LogTime, lastLinesStart, readLog, readLogTimes } from "@dagwright/engine";

/** One line of a log, without its line end. `at` is UTC ms, when its first byte came. */
export interface LogLine {
	readonly text: string;
	readonly at?: number;
	readonly stream?: "stdout" | "stderr";
}

export interface LogLinesRequest {
	readonly root: string;
	readonly run: string;
	readonly instance: string;
	readonly attempt: number;
	readonly follow: boolean;
	/** Only the last ones of those that were written so far, and what comes after them. */
	readonly lines?: number;
	readonly signal?: AbortSignal;
}

/** The lines of an attempt's log with their times, as they come. */
export async function* logLines(request: LogLinesRequest): AsyncGenerator<LogLine, void> {
	const { root, run, instance, attempt, follow, lines, signal } = request;
	const from = lines === undefined ? 0 : lastLinesStart(root, run, { instance, attempt }, lines);
	const decoder = new TextDecoder();
	let times: readonly LogTime[] = [];
	/** The pieces of a line that has not ended. */
	let rest: Buffer[] = [];
	let offset = from;
	const toLine = (bytes: Buffer): LogLine => {
		const time = timeOf(times, offset);
		const text = decoder.decode(bytes).replace(/\r$/, "");
		return time === undefined ? { text } : { text, at: time.at, stream: time.stream };
	};
	for await (const chunk of readLog(root, run, {
		instance,
		attempt,
		follow,
		from,
		...(signal === undefined ? {} : { signal }),
	})) {
		times = readLogTimes(root, run, instance, attempt);
		let start = 0;
		for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
			const line = Buffer.concat([...rest, chunk.subarray(start, end)]);
			yield toLine(line);
			offset += line.length + 1;
			rest = [];
			start = end + 1;
		}
		if (start < chunk.length) rest.push(chunk.subarray(start));
	}
	if (rest.length > 0) yield toLine(Buffer.concat(rest));
}

/** The last entry that begins at or before the offset. */
function timeOf(times: readonly LogTime[], offset: number): LogTime | undefined {
	let low = 0;
	let high = times.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((times[middle]?.offset ?? 0) <= offset) low = middle;
		else high = middle - 1;
	}
	return times[low];
}
