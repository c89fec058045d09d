import { userInfo } from "node:os";

/** Who asks, for the log; `otherwise` for a user id without a name, as in some containers. */
export function userName(otherwise: string): string {
	try {
		return userInfo().username;
	} catch {
		return otherwise;
	}
}
