import manifest from "./package.json" with { type: "json" };

/** The version of the command line and of all that it bundles. */
export const version: string = manifest.version;
