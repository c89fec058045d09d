export { returnEdge } from "./attachments.ts";
export { layout, layoutSteps } from "./layout.ts";
export type * from "./layout-request.ts";
export { layoutRequest, routeId, SIZE } from "./size.ts";
