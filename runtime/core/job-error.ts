/** Why an attempt, an instance or a job failed. */
export interface JobError {
	readonly kind: ErrorKind;
	/** One sentence for people. */
	readonly message: string;
	readonly exit_code?: number;
	readonly signal?: string;
	/** The last lines of the attempt's log, already masked. */
	readonly log_tail?: string;
}

/**
 * `exit`: non-zero exit code or signal; `timeout`; `spawn`: could not start; `output`: missing or mistyped output;
 * `expression`: evaluation failed; `http`: response not as expected; `secret`: not to be had; `lost`: attempt lost too
 * often; `engine`: the host failed; `cancelled`: of a rollback that was stopped; `instances`: too few instances of a
 * `for` job succeeded; `rejected`: by people; `approval`: nobody could be asked; `refused`: the job itself says that it
 * would come to the same again; `unsupported`.
 */
export type ErrorKind =
	| "exit"
	| "timeout"
	| "spawn"
	| "output"
	| "expression"
	| "http"
	| "secret"
	| "lost"
	| "engine"
	| "instances"
	| "cancelled"
	| "rejected"
	| "approval"
	| "refused"
	| "unsupported";

/** With the path of the job that failed. */
export interface RunError extends JobError {
	readonly job: string;
}
