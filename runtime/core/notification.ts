import type { ApprovalRequest } from "./event.ts";
import type { Instance } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";
import type { Answer } from "./node-state.ts";

/**
 * A message to a channel of an approval. It stays due until its host says that it was sent or never will be, so a crash
 * in between sends it again: receivers know by its `id` that it is the same.
 */
export interface Notification {
	/** `root/instance/attempt/what/channel`: the same over crashes and resume. */
	readonly id: string;
	/** By its name in `dagwright.json`. */
	readonly channel: string;
	readonly run: string;
	readonly workflow: string;
	readonly instance: string;
	readonly attempt: number;
	/** `withdrawn`: it is not needed any more. */
	readonly about: "requested" | "answered" | "expired" | "withdrawn";
	/** UTC ms at which that happened. */
	readonly at: number;
	readonly request: ApprovalRequest;
	/** Approvals so far. */
	readonly given: number;
	/** Of `answered`. */
	readonly answer?: {
		readonly by: string;
		readonly decision: "approved" | "rejected";
		readonly comment?: string;
	};
}

/** Messages that are to be sent, oldest first; undefined if there is none. */
export function dueNotifications(run: LiveRun): readonly Notification[] | undefined {
	const { notifications } = run;
	return notifications === undefined || notifications.size === 0 ? undefined : [...notifications.values()];
}

/** Notes a message for each channel of an approval. */
export function notify(
	run: LiveRun,
	instance: Instance,
	about: Notification["about"],
	answer?: Answer & { readonly decision: "approved" | "rejected" },
): void {
	const { state, path } = instance;
	if (state.status !== "asking" || state.question?.about !== "approval") return;
	const { request } = state.question;
	for (const channel of request.channels) {
		const what = answer === undefined ? about : `${about}-${answer.by}`;
		const id = `${run.keyPrefix}${path}/${state.attempt}/${what}/${channel}`;
		run.notifications ??= new Map();
		run.notifications.set(id, {
			id,
			channel,
			run: run.run,
			workflow: run.index.workflow.name,
			instance: path,
			attempt: state.attempt,
			about,
			at: run.at,
			request,
			given: state.answers.length,
			...(answer !== undefined && {
				answer: {
					by: answer.by,
					decision: answer.decision,
					...(answer.comment !== undefined && { comment: answer.comment }),
				},
			}),
		});
	}
}

/** Those who were asked for nothing are told so. */
export function noteWithdrawal(run: LiveRun, instance: Instance): void {
	if (instance.state.status === "asking") notify(run, instance, "withdrawn");
}
