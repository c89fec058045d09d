import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobTypeCatalog, RunEvent } from "@dagwright/core";
import { startRun } from "@dagwright/engine";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import type { ConformanceHost } from "./host.ts";

/** The engine that ships: processes, and a journal on disk, in a project of its own. */
export const localHost: ConformanceHost = {
	name: "the local engine",
	async run({ plan, params, options }) {
		const root = mkdtempSync(join(tmpdir(), "dagwright-conformance-"));
		try {
			const events: RunEvent[] = [];
			const active = await startRun(
				{ root, plan, origins: {}, params, options },
				{
					version: "0.0.0",
					catalog: catalog as JobTypeCatalog,
					secrets: join(root, "no-secrets"),
					grace: 200,
					subscriber: { event: (event) => events.push(event) },
				},
			);
			await active.ended;
			return events;
		} finally {
			rmSync(root, { recursive: true, force: true });
		}
	},
};
