import { userInfo } from "node:os";

/** By which name `dag` knows who sits here; undefined for a user id without a name, as in some containers. */
export function userName(): string | undefined {
	try {
		return userInfo().username;
	} catch {
		return undefined;
	}
}
