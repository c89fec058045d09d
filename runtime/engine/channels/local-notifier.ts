import type { Notification, Report } from "@dagwright/core";
import type { Notice } from "../active-run.ts";
import type { DagwrightJson } from "../config/dagwright-json.ts";
import type { Notifier, Secrets } from "../ports.ts";
import { errorText } from "../user-error.ts";
import { findChannel } from "./channel.ts";
import { sentenceOf, slackMessageOf } from "./message.ts";
import { type Delivery, type PostOptions, post } from "./post.ts";
import { sendToSlack } from "./slack.ts";
import { webhookPost } from "./webhook.ts";

/** ms that messages under way get when the engine lets go of the run, if nothing else is said. */
const LAST_CALL = 3000;

export interface LocalNotifierOptions {
	readonly channels: DagwrightJson["channels"];
	readonly secrets: Secrets;
	/** For tests. */
	readonly post?: PostOptions;
	/** ms; for tests. */
	readonly lastCall?: number;
	report(report: Report): void;
	notice(notice: Notice): void;
}

/**
 * Sends messages to the channels of `dagwright.json`, each once per engine. One that does not arrive is a notice and is
 * recorded as failed: it never fails the run.
 */
export class LocalNotifier implements Notifier {
	readonly #options: LocalNotifierOptions;
	/** Ids of what was or is being sent: a message stays due until its report counts. */
	readonly #known = new Set<string>();
	readonly #underWay = new Set<Promise<void>>();
	readonly #stop = new AbortController();

	constructor(options: LocalNotifierOptions) {
		this.#options = options;
	}

	send(notification: Notification): void {
		if (this.#known.has(notification.id)) return;
		this.#known.add(notification.id);
		const sending = this.#deliver(notification).then((delivery) => {
			this.#underWay.delete(sending);
			if (!delivery.ok && this.#stop.signal.aborted) this.#tellCutOff(notification, delivery.message);
			else this.#tell(notification, delivery);
		});
		this.#underWay.add(sending);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		if (this.#underWay.size === 0) return;
		const timer = setTimeout(() => this.#stop.abort(), this.#options.lastCall ?? LAST_CALL);
		await Promise.all(this.#underWay);
		clearTimeout(timer);
	}

	async #deliver(notification: Notification): Promise<Delivery> {
		try {
			const { channels, secrets } = this.#options;
			const channel = findChannel(channels, notification.channel, secrets);
			if ("problem" in channel) return { ok: false, attempts: 0, message: channel.problem };
			switch (channel.type) {
				case "console":
					this.#options.notice({ code: "channel", message: sentenceOf(notification) });
					return { ok: true, attempts: 1, status: 200 };
				case "slack": {
					const message = slackMessageOf(notification);
					const whole = channel.channel === undefined ? message : { ...message, channel: channel.channel };
					return await sendToSlack(channel.url, whole, this.#options.post, this.#stop.signal);
				}
				case "webhook": {
					const { channel: _name, ...message } = notification;
					const signed = webhookPost(channel.url, channel.key, { version: 1, ...message });
					return await post(signed, this.#options.post, this.#stop.signal);
				}
			}
		} catch (error) {
			// The file with secrets can't be used.
			return { ok: false, attempts: 0, message: errorText(error) };
		}
	}

	/** Nothing is recorded, so that the next engine sends it, if the run has one. */
	#tellCutOff({ channel, instance }: Notification, problem: string): void {
		const message = `${channel} was not told about ${instance} before the engine ended: ${problem}`;
		this.#options.notice({ code: "channel_failed", message });
	}

	#tell({ id, channel, instance }: Notification, delivery: Delivery): void {
		if (delivery.ok) {
			this.#options.report({ type: "notified", id });
			return;
		}
		const { message } = delivery;
		this.#options.notice({ code: "channel_failed", message: `${channel} was not told about ${instance}: ${message}` });
		this.#options.report({ type: "notified", id, problem: message });
	}
}
