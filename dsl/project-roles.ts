import type { ReadFile } from "./compile-input.ts";

/**
 * The names of the roles in a project's `dagwright.json`; undefined where it is missing, half typed or names none, for then no
 * approver shall be called unknown. Only as much of the file is looked at: who uses the rest checks it.
 */
export function rolesIn(config: ReturnType<ReadFile>): readonly string[] | undefined {
	const members = roleMembersIn(config);
	return members && Object.keys(members);
}

/** The roles as `rolesIn` finds them, each with the users that it stands for; what is no text is nobody. */
export function roleMembersIn(config: ReturnType<ReadFile>): Readonly<Record<string, readonly string[]>> | undefined {
	if (!("text" in config)) return undefined;
	try {
		const parsed: unknown = JSON.parse(config.text);
		const roles = typeof parsed === "object" && parsed !== null && "roles" in parsed ? parsed.roles : undefined;
		if (typeof roles !== "object" || roles === null || Array.isArray(roles)) return undefined;
		return Object.fromEntries(Object.entries(roles).map(([name, members]) => [name, textsOf(members)]));
	} catch {
		// Not JSON, or not yet: the command that needs the file says so.
		return undefined;
	}
}

function textsOf(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.filter((item: unknown) => typeof item === "string") : [];
}
