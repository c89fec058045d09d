import { cannotStart, type JobTypeImplementation } from "./launch.ts";
import { ownProgram } from "./own-program.ts";

const local = ownProgram("training");

/** `training`: on this machine with `provider = local`; for the others it says that it can't. */
export const training: JobTypeImplementation = (command, place) => {
	const { provider } = place.config;
	if (provider === "local") return local(command, place);
	return cannotStart(
		`this version cannot train with provider = ${String(provider)}; provider = local trains a small model on this machine`,
		"unsupported",
	);
};
