import type { FromWebview, ToWebview } from "@dagwright/protocol";
import { planMessage, type Recording, readRecording, stepMessage } from "./recording.ts";

/**
 * The host of the dev server: plays a recorded run to the panel, which cannot tell it from VS Code.
 * `/?run=iris.ndjson&speed=4&theme=light`; Run in the toolbar starts it again, Cancel stops it where it is.
 */
const address = new URLSearchParams(window.location.search);
document.documentElement.dataset["theme"] = address.get("theme") ?? "dark";
const speed = Number(address.get("speed") ?? "1");

let timer: ReturnType<typeof setTimeout> | undefined;
let sent: ToWebview[] = [];

const send = (message: ToWebview) => window.postMessage(message, window.location.origin);

function play(recording: Recording): void {
	clearTimeout(timer);
	const startedAt = Date.now();
	sent = [];
	send(planMessage(recording));
	let next = 0;
	const run = recording.first.run;
	const advance = () => {
		const now = (Date.now() - startedAt) * speed;
		for (let step = recording.steps[next]; step !== undefined && step.after <= now; step = recording.steps[++next]) {
			const message = stepMessage(recording, step, startedAt, speed);
			sent.push(message);
			send(message);
		}
		const following = recording.steps[next];
		if (following !== undefined) timer = setTimeout(advance, Math.max(4, (following.after - now) / speed));
	};
	send({ type: "snapshot", run, plan: recording.first.plan as never, events: [] });
	advance();
}

/** Everything that was sent so far, in one message. */
function sendSnapshot(recording: Recording): void {
	const events = sent.flatMap((message) => (message.type === "events" ? message.events : []));
	send({ type: "snapshot", run: recording.first.run, plan: recording.first.plan as never, events });
}

async function start(): Promise<void> {
	const runs: string[] = await (await fetch("/runs")).json();
	const name = address.get("run") ?? runs[0];
	if (name === undefined) throw new Error("There is no recording in webview/dev/runs.");
	const recording = readRecording(await (await fetch(`/runs/${name}`)).text());
	window.addEventListener("message", (event: MessageEvent<FromWebview & { readonly from?: string }>) => {
		if (event.data.from !== "dagwright-panel") return;
		switch (event.data.type) {
			case "run":
				play(recording);
				break;
			case "cancel":
				clearTimeout(timer);
				break;
			case "resync":
				sendSnapshot(recording);
				break;
			default:
				console.info("The panel says", event.data);
		}
	});
	if (address.get("play") === "no") send(planMessage(recording));
	else play(recording);
}

start().catch((error: unknown) => console.error(error));
