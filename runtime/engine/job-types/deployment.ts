import { cannotStart, type JobTypeImplementation } from "./launch.ts";
import { ownProgram } from "./own-program.ts";

const folder = ownProgram("deployment");

/** `deployment`: into a folder; for the other providers it says that it can't. */
export const deployment: JobTypeImplementation = (command, place) => {
	const { provider } = place.config;
	if (provider === undefined || provider === null || provider === "folder") return folder(command, place);
	return cannotStart(
		`this version cannot deploy with provider = ${String(provider)}; provider = folder puts the model into a folder`,
		"unsupported",
	);
};
