import type { Notice } from "./active-run.ts";
import { findChannel } from "./channels/channel.ts";
import type { EngineOptions } from "./engine-options.ts";
import { missingChannels } from "./missing-channels.ts";
import { missingFiles } from "./missing-files.ts";
import { missingSecrets, secretRefusal } from "./missing-secrets.ts";
import type { PlannedRequest } from "./planned-tasks.ts";
import { localSecrets } from "./secrets.ts";
import { unusedCaches } from "./unused-caches.ts";

/**
 * Looks for what jobs will ask for, before any of them runs; gives what may be missing.
 * @throws UserError `engine/secret-missing` for a secret that will be asked for in vain
 */
export function preflight(planned: PlannedRequest, options: EngineOptions): readonly Notice[] {
	const secrets = localSecrets(options.environment ?? process.env, options.secrets);
	const missing = missingSecrets(planned, secrets);
	const refusal = secretRefusal(missing);
	if (refusal !== undefined) throw refusal;
	const channels = missingChannels(planned, (name) => findChannel(options.channels, name, secrets));
	const caches = unusedCaches(planned);
	return [
		...missing.map(({ message }) => notice("secret_missing", `${message}; it fails if it comes to run`)),
		...channels.map((message) => notice("channel_missing", message)),
		...(caches === undefined ? [] : [notice("cache_unused", caches)]),
	];
}

/** The files that jobs will look for and do not find yet; `planned` has the params of the run. */
export function fileNotices(planned: PlannedRequest, root: string): readonly Notice[] {
	return missingFiles(planned, root).map((message) => notice("file_missing", message));
}

function notice(code: Notice["code"], message: string): Notice {
	return { code, message };
}
