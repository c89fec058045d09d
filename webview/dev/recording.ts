import type { RunStreamLine, ToWebview } from "@dagwright/protocol";

/** A recorded run, as `dag run --json` printed it, ready to be played. */
export interface Recording {
	readonly file: string;
	readonly first: Extract<RunStreamLine, { type: "run" }>;
	readonly steps: readonly Step[];
}

/** A line and when it came, in ms after the first event. Samples carry no time: they come with the event before them. */
export interface Step {
	readonly after: number;
	readonly line: Extract<RunStreamLine, { type: "event" | "sample" }>;
}

/** Reads the lines of a recording. */
export function readRecording(text: string): Recording {
	let first: Recording["first"] | undefined;
	let start: number | undefined;
	let after = 0;
	const steps: Step[] = [];
	for (const raw of text.split("\n")) {
		if (raw.trim() === "") continue;
		// Our own fixture, written by our own program.
		const line = JSON.parse(raw) as RunStreamLine;
		if (line.type === "run") first = line;
		else if (line.type === "event") {
			start ??= line.event.at;
			after = line.event.at - start;
			steps.push({ after, line });
		} else if (line.type === "sample") steps.push({ after, line });
	}
	if (first === undefined) throw new Error("The recording does not begin with the run.");
	const file = first.plan.workflows[first.plan.main]?.file ?? first.plan.main;
	return { file, first, steps };
}

/** The message that shows the text that was run. */
export function planMessage({ file, first }: Recording): ToWebview {
	return {
		type: "plan",
		file,
		plan: { ...first.plan, workflows: { ...first.plan.workflows } } as never,
		origins: first.origins,
		problems: [],
	};
}

/** The message for a step, its times moved so that the run begins at `startedAt` (UTC ms) and goes `speed` times as fast. */
export function stepMessage(recording: Recording, { line, after }: Step, startedAt: number, speed: number): ToWebview {
	const { run } = recording.first;
	if (line.type === "event") {
		const event = { ...line.event, at: startedAt + after / speed };
		return { type: "events", run, events: [event] };
	}
	const { type: _type, ...sample } = line;
	return { type: "sample", run, samples: [sample] };
}
