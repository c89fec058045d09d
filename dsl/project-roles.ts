import type { ReadFile } from "./compile-input.ts";

/**
 * The names of the roles in a project's `dagwright.json`; undefined where it is missing, half typed or names none, for then no
 * approver shall be called unknown. Only as much of the file is looked at: who uses the rest checks it.
 */
export function rolesIn(config: ReturnType<ReadFile>): readonly string[] | undefined {
	if (!("text" in config)) return undefined;
	try {
		const parsed: unknown = JSON.parse(config.text);
		const roles = typeof parsed === "object" && parsed !== null && "roles" in parsed ? parsed.roles : undefined;
		return typeof roles === "object" && roles !== null && !Array.isArray(roles) ? Object.keys(roles) : undefined;
	} catch {
		// Not JSON, or not yet: the command that needs the file says so.
		return undefined;
	}
}
