import { ok, type Result, refused } from "@dagwright/core";
import { type ToWebview, toWebview } from "@dagwright/protocol";

/** Decodes what the host sent. A malformed message is refused with the place that is wrong. */
export function decodeMessage(data: unknown): Result<ToWebview, string> {
	const decoded = toWebview.safeParse(data);
	if (decoded.success) return ok(decoded.data);
	const issue = decoded.error.issues[0];
	return refused(`${issue?.path.join(".") || "message"}: ${issue?.message ?? "not understood"}`);
}
