import { type PlannedRequest, plannedTasks } from "./planned-tasks.ts";
import type { Secrets } from "./ports.ts";
import { UserError } from "./user-error.ts";

/** A secret that a job will ask for in vain. */
export interface MissingSecret {
	readonly secret: string;
	/** The first job that uses it, without instances. */
	readonly path: string;
	/** Whether that job runs if all before it succeeds; else it hangs on a condition or an outcome. */
	readonly certain: boolean;
	/** One sentence, without a full stop. */
	readonly message: string;
	readonly remedy: string;
}

/**
 * The secrets that are not set although jobs use them, each once, certain ones first: so that a run of hours does not
 * fail in its last job for what could be known before its first.
 * @throws UserError `engine/secrets-mode`, `engine/secrets-syntax` if the file with secrets can't be used
 */
export function missingSecrets(request: PlannedRequest, secrets: Secrets): readonly MissingSecret[] {
	const found = new Map<string, MissingSecret>();
	for (const { task, path, certain: isCertain } of plannedTasks(request)) {
		for (const { secret } of task.policies.uses ?? []) {
			const certain = isCertain();
			const known = found.get(secret);
			if (known?.certain === true || (known !== undefined && !certain)) continue;
			if (secrets.get(secret) === undefined)
				found.set(secret, { secret, path, certain, ...tell(secret, path, secrets) });
		}
	}
	return [...found.values()].sort((a, b) => Number(b.certain) - Number(a.certain));
}

/** Refuses what certainly lacks a secret. */
export function secretRefusal(missing: readonly MissingSecret[]): UserError | undefined {
	const [first] = missing;
	if (first?.certain !== true) return undefined;
	return new UserError("engine/secret-missing", first.message, { where: first.path, remedy: first.remedy });
}

function tell(secret: string, path: string, secrets: Secrets): Pick<MissingSecret, "message" | "remedy"> {
	const upper = secret.toUpperCase();
	const near = upper !== secret && secrets.get(upper) !== undefined ? ` (${upper} is set, but names are exact)` : "";
	return {
		message: `the secret ${secret}, which ${path} uses, is not set${near}`,
		remedy: `set ${secret} in the environment, or write ${secret}=… into the file of secrets (mode 0600); looked in ${secrets.places}`,
	};
}
