/** The outcome of something that may be refused for an expected reason. Bugs throw instead. */
export type Result<Value, Problem> =
	| { readonly ok: true; readonly value: Value }
	| { readonly ok: false; readonly problem: Problem };

/** Wraps a value as a success. */
export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
	return { ok: true, value };
}

/** Wraps a reason as a refusal. */
export function refused<Problem>(problem: Problem): { readonly ok: false; readonly problem: Problem } {
	return { ok: false, problem };
}

/** Ends a `switch` over a union: the compiler proves that no case is missing. */
export function assertNever(value: never): never {
	throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
