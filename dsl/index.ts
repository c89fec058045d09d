export * from "./compile.ts";
export type * from "./diagnostic.ts";
export * from "./parse.ts";
