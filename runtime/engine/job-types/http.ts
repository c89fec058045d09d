import { cannotStart, type JobTypeImplementation, ownNode } from "./launch.ts";
import { programPath } from "./own-program.ts";

/** The program that sends the request. */
const program = programPath("http-request", "http-request.ts");

/** `http`: a request in a process of its own, so that it is bounded, logged and stopped like any other attempt. */
export const http: JobTypeImplementation = (command, place) => {
	if (typeof place.config.url !== "string") return cannotStart("`url` is not given");
	const { auth } = place.config;
	const environment: Record<string, string> = { ...ownNode.environment };
	if (auth !== null && typeof auth === "object" && !Array.isArray(auth) && "secret" in auth) {
		const used = command.task.policies.uses?.find((use) => use.secret === auth.secret || use.as === auth.secret);
		if (used === undefined) {
			return cannotStart(`\`auth\` names the secret ${String(auth.secret)}, which the job does not use`, "secret");
		}
		environment.DAG_HTTP_SECRET = used.as;
	}
	return { file: ownNode.file, args: [program], environment, failure: "http" };
};
