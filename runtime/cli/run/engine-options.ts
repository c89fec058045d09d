import type { EngineOptions, OverlapOptions, Project } from "@dagwright/engine";
import { builtInCatalog } from "../project/catalog.ts";
import { version } from "../version.ts";

/** How the engine runs things in this project, by its `dagwright.json`. */
export function engineOptions(project: Project, overlap?: OverlapOptions): EngineOptions {
	const { capacity, config, grace, secrets } = project;
	return {
		version,
		catalog: builtInCatalog,
		secrets,
		capacity,
		...(config.channels === undefined ? {} : { channels: config.channels }),
		...(config.roles === undefined ? {} : { roles: config.roles }),
		...(grace === undefined ? {} : { grace }),
		...(overlap === undefined ? {} : { overlap }),
	};
}
