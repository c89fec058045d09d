export * from "./decode.ts";
export * from "./language-server.ts";
export type * from "./run-stream.ts";
export * from "./webview.ts";
