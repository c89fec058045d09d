export * from "./decode.ts";
export * from "./language-server.ts";
export type * from "./panel-message.ts";
export type { RunListing } from "./run-listing.ts";
export type * from "./run-stream.ts";
export * from "./webview.ts";
