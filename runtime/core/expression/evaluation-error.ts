/** The ways in which a checked expression may still fail. `wrong-type` and `unknown-name`: a value from outside broke its declared type. */
export type EvaluationErrorCode =
	| "division-by-zero"
	| "overflow"
	| "empty-list"
	| "bad-argument"
	| "too-many-steps"
	| "too-deep"
	| "too-large"
	| "wrong-type"
	| "unknown-name";

/** Why an expression has no value. */
export interface EvaluationError {
	readonly code: EvaluationErrorCode;
	/** One sentence that names the failing part as `.dag` text. */
	readonly message: string;
	/** The failing part as `.dag` text. */
	readonly expression: string;
}
