import type { JobTypeCatalog } from "@dagwright/core";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };

/** The job types that this version knows. */
// The JSON module's inferred type is wider than the catalog's; the generator writes exactly this shape.
export const builtInCatalog = catalog as unknown as JobTypeCatalog;
