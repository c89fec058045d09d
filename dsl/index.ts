export * from "./compile.ts";
export type * from "./diagnostic.ts";
export { type DiagnosticCode, diagnostics } from "./diagnostics.ts";
export { type FormatResult, format } from "./format/format.ts";
export * from "./parse.ts";
export { roleMembersIn, rolesIn } from "./project-roles.ts";
