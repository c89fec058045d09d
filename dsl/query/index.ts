export { type Analysis, analyse, analysisOf } from "./analysis.ts";
export { completionsAt } from "./completion.ts";
export { type Definition, definitionAt } from "./definition.ts";
export { type Hover, hoverAt } from "./hover.ts";
export type { Completion } from "./offer.ts";
export { type OutlineItem, outlineOf } from "./outline.ts";
