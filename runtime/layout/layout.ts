import { addReturn, hangBeside, type Path } from "./attachments.ts";
import { layoutBlock } from "./block.ts";
import type { BlockItem } from "./block-layout.ts";
import { type Box, GAP, type Layout, type LayoutRequest, type Point, type Route } from "./layout-request.ts";
import type { Link } from "./rank.ts";
import { ROOT, Scopes } from "./scopes.ts";

/** Lays out a whole graph at once; the same request always gives the same layout. */
export function layout(request: LayoutRequest): Layout {
	const steps = layoutSteps(request);
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
	}
}

/** The layout in small steps (a few ms at 1,000 nodes), for a thread that also has to draw. */
export function* layoutSteps(request: LayoutRequest): Generator<undefined, Layout> {
	const scopes = new Scopes(request);
	const laid = new Map<string, LaidScope>();
	const sizes = new Map<string, { readonly width: number; readonly height: number }>();
	for (const container of scopes.containersInnermostFirst()) {
		const scope = yield* layoutScope(scopes, container?.id, sizes, request);
		laid.set(container?.id ?? ROOT, scope);
		if (container?.insets !== undefined) {
			const { insets } = container;
			sizes.set(container.id, {
				width: Math.max(container.width, scope.width + insets.left + insets.right),
				height: Math.max(container.height, scope.height + insets.top + insets.bottom),
			});
		}
	}
	const nodes: Record<string, Box> = {};
	const edges: Record<string, Route> = {};
	const place = (id: string, origin: Point) => {
		const scope = laid.get(id);
		if (scope === undefined) return;
		for (const [child, box] of scope.boxes) {
			const at = { x: origin.x + box.x, y: origin.y + box.y };
			nodes[child] = { ...at, width: box.width, height: box.height };
			const insets = scopes.node(child)?.insets;
			const inner = laid.get(child);
			if (insets === undefined || inner === undefined) continue;
			const spare = (box.width - insets.left - insets.right - inner.width) / 2;
			place(child, { x: at.x + insets.left + spare, y: at.y + insets.top });
		}
		for (const [edge, points] of scope.routes) edges[edge] = toRoute(points, origin);
	};
	place(ROOT, { x: 0, y: 0 });
	const root = laid.get(ROOT);
	return { direction: request.direction, width: root?.width ?? 0, height: root?.height ?? 0, nodes, edges };
}

interface LaidScope {
	readonly width: number;
	readonly height: number;
	readonly boxes: ReadonlyMap<string, Box>;
	readonly routes: ReadonlyMap<string, Path>;
}

function* layoutScope(
	scopes: Scopes,
	container: string | undefined,
	sizes: ReadonlyMap<string, { readonly width: number; readonly height: number }>,
	request: LayoutRequest,
): Generator<undefined, LaidScope> {
	const down = request.direction === "down";
	const children = scopes.children(container ?? ROOT);
	const index = new Map(children.map((child, position) => [child.id, position]));
	const sized = children.map((child) => sizes.get(child.id) ?? child);
	const items = children.map((child, position): BlockItem => {
		const size = sized[position] ?? child;
		const pill = scopes.beside(child.id);
		const room = pill === undefined ? 0 : (down ? pill.width : pill.height) + GAP.beside[request.direction];
		return {
			across: down ? size.width : size.height,
			along: down ? size.height : size.width,
			besideBefore: down ? room : 0,
			besideAfter: down ? 0 : room,
			last: child.last === true,
		};
	});
	const links: Link[] = scopes.edges(container ?? ROOT).map((edge) => ({
		id: edge.id,
		from: index.get(edge.from) ?? 0,
		to: index.get(edge.to) ?? 0,
		labelled: edge.labelled,
	}));
	const block = yield* layoutBlock(items, links, request.direction);
	const boxes = new Map<string, Box>();
	const routes = new Map<string, Path>();
	children.forEach((child, position) => {
		const corner = block.corners[position] ?? { across: 0, along: 0 };
		const size = sized[position] ?? child;
		const box = {
			x: down ? corner.across : corner.along,
			y: down ? corner.along : corner.across,
			width: size.width,
			height: size.height,
		};
		boxes.set(child.id, box);
		const pill = scopes.beside(child.id);
		if (pill !== undefined) hangBeside(box, pill, down, boxes, routes);
	});
	for (const [id, path] of block.routes) routes.set(id, down ? path : swapped(path));
	if (container !== undefined && scopes.node(container)?.returns) addReturn(container, children, block, boxes, routes);
	return { width: down ? block.across : block.along, height: down ? block.along : block.across, boxes, routes };
}

/** The same corners with x and y exchanged. */
function swapped(path: Path): Path {
	return path.map((_, index) => path[index ^ 1] ?? 0);
}

/** Moves a line to its origin, drops corners that lie on a straight line, and finds the longest stretch for a label. */
function toRoute(path: Path, origin: Point): Route {
	const kept: Point[] = [];
	for (let at = 0; at < path.length; at += 2) {
		const [x, y] = [path[at] ?? 0, path[at + 1] ?? 0];
		const isCorner =
			at === 0 ||
			at + 2 === path.length ||
			(Math.abs((path[at - 2] ?? 0) - (path[at + 2] ?? 0)) >= 0.5 &&
				Math.abs((path[at - 1] ?? 0) - (path[at + 3] ?? 0)) >= 0.5);
		if (isCorner) kept.push({ x: x + origin.x, y: y + origin.y });
	}
	let label = kept[0] ?? { x: 0, y: 0 };
	let room = -1;
	let start = label;
	for (const end of kept) {
		const crosswise = Math.abs(start.y - end.y) < 0.5;
		const length = Math.abs(start.x - end.x) + Math.abs(start.y - end.y);
		// A label reads better on a horizontal stretch.
		const worth = crosswise ? length * 2 : length;
		if (worth > room && end !== start) {
			room = worth;
			// Nearer to its end, where a trunk has branched.
			const share = kept.length > 2 && crosswise ? 0.75 : 0.5;
			label = { x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share };
		}
		start = end;
	}
	return { points: kept, label, room };
}
