export * from "./canonical-json.ts";
export * from "./crc32.ts";
export * from "./sha256.ts";
