import type { JobError } from "@dagwright/core";
import type { Secrets, StartCommand } from "./ports.ts";
import { UserError } from "./user-error.ts";

/** The secrets that an attempt uses, by the names that it uses them under; or why one is not to be had. */
export function usedSecrets(
	{ task: { policies } }: StartCommand,
	secrets: Secrets,
): { readonly values: Readonly<Record<string, string>> } | JobError {
	const values: Record<string, string> = {};
	for (const { secret, as } of policies.uses ?? []) {
		const value = find(secrets, secret);
		if (value instanceof UserError) return { kind: "secret", message: value.message };
		if (value === undefined) {
			return { kind: "secret", message: `the secret ${secret} is not set; looked in ${secrets.places}` };
		}
		values[as] = value;
	}
	return { values };
}

function find(secrets: Secrets, name: string): string | undefined | UserError {
	try {
		return secrets.get(name);
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
}
