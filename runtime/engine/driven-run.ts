import type { Block, Plan, Report } from "@dagwright/core";
import type { ActiveRun } from "./active-run.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { Host } from "./host.ts";
import { readJournal } from "./local/journal/journal-reader.ts";
import type { LocalStoredRun } from "./local/local-run-store.ts";
import { ownIdentity } from "./local/process/identity.ts";
import { journalPath } from "./local/run-directory.ts";
import type { UserError } from "./user-error.ts";

/** The roles are only told where a plan may ask for them. */
export function attachedReport(plan: Plan, { roles = {} }: EngineOptions): Report {
	const asks = Object.values(plan.workflows).some(({ body }) => hasApproval(body));
	return { type: "attached", engine: ownIdentity(), ...(asks && { roles }) };
}

function hasApproval(block: Block): boolean {
	return block.nodes.some((node) => {
		if (node.kind === "group" || node.kind === "loop") return hasApproval(node.body);
		return node.kind === "task" && node.type === "approval";
	});
}

/** Lets go of the run where it can't be driven after all. */
export async function orRelease<T>(stored: LocalStoredRun, make: () => T): Promise<T> {
	try {
		return make();
	} catch (error) {
		await stored[Symbol.asyncDispose]();
		throw error;
	}
}

/** A run that a host drives, as others see it. */
export function active(stored: LocalStoredRun, host: Host): ActiveRun {
	const { run, folder, plan } = stored;
	return {
		run,
		folder,
		plan,
		get state() {
			return stored.state;
		},
		ended: host.ended,
		subscribe(subscriber) {
			for (const event of readJournal(journalPath(folder))) subscriber.event?.(event);
			return host.audience.add(subscriber);
		},
		pause: (by) => host.pause(by),
		cancel: (by, rollback) => host.cancel(by, rollback),
		kill: () => host.kill(),
	};
}

/** A sync may fail before there is a host to tell. */
export function onFailure() {
	let early: UserError | undefined;
	let host: Host | undefined;
	return {
		report(error: UserError) {
			if (host === undefined) early = error;
			else host.fail(error);
		},
		tell(now: Host) {
			host = now;
			if (early !== undefined) host.fail(early);
		},
	};
}

/** Tells what was found when a run was taken up; `ended`: how many processes of its last engine were ended. */
export function tellNotices(host: Host, stored: LocalStoredRun, ended: number): void {
	if (stored.torn > 0) {
		const message = `the last ${stored.torn} bytes of the journal were incomplete after a crash and were cut off`;
		host.audience.notice({ code: "torn_tail", message });
	}
	if (ended > 0) {
		host.audience.notice({
			code: "ended_processes",
			message: `${ended} processes of the interrupted engine were ended`,
		});
	}
	if (stored.changedSources.length > 0) {
		const files = stored.changedSources.join(", ");
		host.audience.notice({
			code: "sources_changed",
			message: `${files} changed since the run began; it goes on with the plan that it began with`,
		});
	}
}
