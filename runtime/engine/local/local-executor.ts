import { join, resolve } from "node:path";
import type { JobError, JobTypeCatalog, Json } from "@dagwright/core";
import { findChannel } from "../channels/channel.ts";
import type { DagwrightJson } from "../config/dagwright-json.ts";
import type { JobTypeImplementation, Launch } from "../job-types/launch.ts";
import type { Clock, Executor, ExecutorListener, Secrets, StartCommand, StopCommand } from "../ports.ts";
import { usedSecrets } from "../used-secrets.ts";
import { fileError, isDiskFailure } from "../user-error.ts";
import { ArtifactStore } from "./artifacts.ts";
import { logPath } from "./log-path.ts";
import { Attempt, failureReport, type ProcessEnd } from "./process/attempt.ts";
import { AttemptEvents } from "./process/attempt-events.ts";
import { AttemptFolders } from "./process/attempt-folder.ts";
import { AttemptLog } from "./process/attempt-log.ts";
import type { BegunAttempts } from "./process/begun-attempts.ts";
import { endReport, failReport, lossReport, type RunningAttempt } from "./process/end-report.ts";
import { absolutePaths, attemptEnvironment, attemptMarker, baseEnvironment } from "./process/environment.ts";
import { ownIdentity } from "./process/identity.ts";
import { InputFiles } from "./process/input-file.ts";
import { secretVariants } from "./process/masking.ts";
import { endTree } from "./process/process-tree.ts";
import { localSpawner } from "./process/slot-spawner.ts";
import type { Spawner } from "./process/spawner.ts";
import { monotonicNow } from "./system-clock.ts";

/**
 * ms of age at which an attempt is first looked at, and then between looks at its events and its usage. Who its process
 * is gets recorded with the first look: for jobs that are over by then that would be most of the work around them.
 */
const FIRST_LOOK = 20;
const NEXT_LOOK = 125;
/** ms that processes get that are still there when the run is over. */
const LEFT_GRACE = 2_000;

export interface LocalExecutorOptions {
	readonly run: string;
	/** What every attempt's mark begins with: it tells this run from all others on the machine. */
	readonly mark: string;
	/** The project root. */
	readonly root: string;
	/** The run's folder. */
	readonly folder: string;
	readonly catalog: JobTypeCatalog;
	readonly implementations: ReadonlyMap<string, JobTypeImplementation>;
	readonly secrets: Secrets;
	readonly channels: DagwrightJson["channels"];
	/** ms between SIGTERM and SIGKILL. */
	readonly grace: number;
	readonly clock: Clock;
	/** Closed with the executor. */
	readonly begun: BegunAttempts;
	readonly environment: NodeJS.ProcessEnv;
	readonly listener: ExecutorListener;
}

interface Running extends RunningAttempt {
	readonly attempt: Attempt;
	/** When to look at it next (ms of `monotonicNow()`), while it has a process. */
	nextLook: number;
}

/** Runs attempts as processes of this machine. */
export class LocalExecutor implements Executor {
	readonly #options: LocalExecutorOptions;
	readonly #base: Readonly<Record<string, string>>;
	readonly #folders: AttemptFolders;
	readonly #inputs: InputFiles;
	readonly #store: ArtifactStore;
	readonly #spawner: Spawner;
	readonly #running = new Map<string, Running>();
	#resolved: { readonly folder: string; readonly absolute: string } | undefined;
	#looking: NodeJS.Timeout | undefined;
	#idle: (() => void) | undefined;
	#started = false;

	constructor(options: LocalExecutorOptions) {
		this.#options = options;
		this.#base = baseEnvironment(options.environment);
		try {
			this.#folders = new AttemptFolders(join(options.folder, "work"));
			this.#inputs = new InputFiles(join(options.folder, "work", "inputs"));
			const pipes = join(options.folder, "work", "pipes");
			this.#spawner = localSpawner(pipes, this.#base, options.mark);
		} catch (error) {
			throw fileError("make the folders of the attempts", join(options.folder, "work"), error);
		}
		this.#store = new ArtifactStore(join(options.folder, "artifacts"));
	}

	start(command: StartCommand): void {
		const secrets = usedSecrets(command, this.#options.secrets);
		if ("kind" in secrets) {
			this.#options.listener.report(failureReport(command, secrets));
			return;
		}
		const implementation = this.#options.implementations.get(command.task.type);
		if (implementation === undefined) {
			const message = `this version of Dagwright cannot run jobs of type ${command.task.type}`;
			this.#options.listener.report(failureReport(command, { kind: "unsupported", message }));
			return;
		}
		try {
			this.#prepare(command, implementation, secrets.values);
		} catch (error) {
			this.#notStarted(command, error);
		}
	}

	/** What the disk refuses is no end of the attempt: the engine has to stop, and the next one finds what never began. */
	#notStarted(command: StartCommand, error: unknown): void {
		const failure = fileError(`start ${command.instance}`, this.#options.folder, error);
		const running = this.#running.get(command.id);
		if (isDiskFailure(error)) {
			this.#options.listener.fail(failure);
			running?.attempt.kill();
			return;
		}
		const { message } = failure;
		if (running === undefined) this.#options.listener.report(failureReport(command, { kind: "engine", message }));
		else {
			running.failure = "engine";
			running.attempt.refuse(message);
		}
	}

	stop(command: StopCommand): void {
		this.#running.get(command.id)?.attempt.stop(command.reason);
	}

	kill(): void {
		for (const { attempt } of this.#running.values()) attempt.kill();
	}

	/** Resolves when no attempt is under way any more, and nothing of any is left, also of what hid from its own. */
	async [Symbol.asyncDispose](): Promise<void> {
		if (this.#running.size > 0) await new Promise<void>((idle) => (this.#idle = idle));
		clearTimeout(this.#looking);
		this.#spawner[Symbol.dispose]();
		this.#options.begun[Symbol.dispose]();
		if (!this.#started) return;
		const left = await endTree(
			// All that it started is younger than itself.
			{ marker: this.#options.mark, prefix: true, since: ownIdentity().started },
			Math.min(this.#options.grace, LEFT_GRACE),
		);
		if (left === 0) return;
		this.#options.listener.notice({
			code: "left_processes",
			message: `${left} processes outlived the run and were ended`,
		});
	}

	#prepare(
		command: StartCommand,
		implementation: JobTypeImplementation,
		secrets: Readonly<Record<string, string>>,
	): void {
		const { root, run, clock } = this.#options;
		const folder = this.#folders.take();
		const config = absolutePaths(command.config, root) as Readonly<Record<string, Json>>;
		const input = this.#inputs.write(command, config, folder.base);
		const absolute = { ...command, config };
		const environment = attemptEnvironment(this.#base, absolute, { run, root, folder, input });
		const place = {
			folder: this.#absolute(command.folder),
			attempt: folder,
			environment,
			config,
			channel: (name: string) => findChannel(this.#options.channels, name, this.#options.secrets),
		};
		const launch = implementation(absolute, place);
		const own = "secrets" in launch ? launch.secrets : undefined;
		const values = [...Object.values(secrets), ...Object.values(own ?? {})];
		const variants = values.length === 0 ? [] : secretVariants(values);
		const path = logPath(this.#options.folder, command.instance, command.attempt);
		const log = new AttemptLog(path, { now: () => clock.now(), variants, keepStdout: command.task.reads_stdout });
		const events = new AttemptEvents(folder.events);
		const { instance, attempt: number } = command;
		const attempt = new Attempt({
			marker: attemptMarker(command),
			log,
			spawner: this.#spawner,
			grace: this.#options.grace,
			running: (process) => this.#options.listener.report({ type: "running", instance, attempt: number, process }),
			ended: (end) => this.#ended(running, end),
		});
		const nextLook = monotonicNow() + FIRST_LOOK;
		const running: Running = {
			command,
			folder,
			variants,
			attempt,
			events,
			log,
			failure: "exit",
			begun: false,
			nextLook,
		};
		this.#running.set(command.id, running);
		if (launch instanceof Promise) {
			launch
				.then((made) => this.#launch(running, made, place.folder, environment, secrets))
				.catch((error: unknown) => this.#notStarted(command, error));
		} else this.#launch(running, launch, place.folder, environment, secrets);
	}

	/** Nearly all jobs of a run work in the same folder. */
	#absolute(folder: string): string {
		if (this.#resolved?.folder !== folder) {
			this.#resolved = { folder, absolute: resolve(this.#options.root, folder) };
		}
		return this.#resolved.absolute;
	}

	#launch(
		running: Running,
		launch: Launch | { readonly error: JobError },
		folder: string,
		environment: Record<string, string>,
		secrets: Readonly<Record<string, string>>,
	): void {
		if ("error" in launch) {
			running.failure = launch.error.kind;
			running.attempt.refuse(launch.error.message);
			return;
		}
		running.failure = launch.failure ?? "exit";
		Object.assign(environment, launch.environment, launch.secrets, secrets);
		this.#options.begun.note(running.command);
		running.begun = true;
		this.#started = true;
		running.attempt.spawn(launch, folder, environment);
		this.#lookAt(FIRST_LOOK);
	}

	/** One timer for all attempts. */
	#lookAt(delay: number): void {
		this.#looking ??= setTimeout(() => {
			this.#looking = undefined;
			const now = monotonicNow();
			for (const running of this.#running.values()) {
				if (running.nextLook > now) continue;
				running.nextLook = now + NEXT_LOOK;
				this.#look(running);
			}
			if (this.#running.size > 0) this.#lookAt(FIRST_LOOK);
		}, delay);
	}

	#look(running: Running): void {
		const { instance, attempt } = running.command;
		running.attempt.introduce();
		this.#readEvents(running, false);
		const usage = running.attempt.sample();
		if (usage === undefined) return;
		const { cpuUser, cpuSystem, memory } = usage;
		this.#options.listener.sample({ instance, attempt, usage: { cpu: cpuUser + cpuSystem, memory } });
	}

	#readEvents({ command, events }: Running, final: boolean): void {
		const { instance, attempt } = command;
		events.read((event) => this.#options.listener.sample({ instance, attempt, ...event }), final);
	}

	#ended(running: Running, end: ProcessEnd): void {
		let wrote = true;
		const conclude = async () => {
			wrote = end.how === "killed" || this.#folders.isTouched(running.folder);
			await this.#conclude(running, end, wrote);
		};
		conclude()
			.catch((error: unknown) => {
				const failure = fileError(`finish ${running.command.instance}`, this.#options.folder, error);
				if (!isDiskFailure(error)) {
					const error = { kind: "engine", message: failure.message } as const;
					this.#options.listener.report(failReport(running, error, end.usage));
					return;
				}
				this.#options.listener.fail(failure);
				this.#options.listener.report(lossReport(running));
			})
			.finally(() => {
				this.#running.delete(running.command.id);
				this.#folders.giveBack(running.folder, !wrote && end.left === 0);
				if (this.#running.size === 0) this.#idle?.();
			});
	}

	async #conclude(running: Running, end: ProcessEnd, wrote: boolean): Promise<void> {
		if (end.how === "not_started" && isDiskFailure(end.cause)) {
			running.begun = false;
			throw end.cause;
		}
		if (wrote) this.#readEvents(running, true);
		const { catalog, folder } = this.#options;
		this.#options.listener.report(await endReport(running, end, { wrote, catalog, store: this.#store, run: folder }));
	}
}
