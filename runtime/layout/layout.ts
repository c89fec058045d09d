import { addReturn, hangBeside } from "./attachments.ts";
import { type BlockItem, layoutBlock } from "./block.ts";
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
		for (const [edge, points] of scope.routes) {
			edges[edge] = toRoute(points.map((point) => ({ x: point.x + origin.x, y: point.y + origin.y })));
		}
	};
	place(ROOT, { x: 0, y: 0 });
	const root = laid.get(ROOT);
	return { direction: request.direction, width: root?.width ?? 0, height: root?.height ?? 0, nodes, edges };
}

interface LaidScope {
	readonly width: number;
	readonly height: number;
	readonly boxes: ReadonlyMap<string, Box>;
	readonly routes: ReadonlyMap<string, readonly Point[]>;
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
	const routes = new Map<string, readonly Point[]>();
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
	for (const [id, points] of block.routes) {
		routes.set(
			id,
			points.map((point) => (down ? { x: point.across, y: point.along } : { x: point.along, y: point.across })),
		);
	}
	if (container !== undefined && scopes.node(container)?.returns) addReturn(container, children, block, boxes, routes);
	return { width: down ? block.across : block.along, height: down ? block.along : block.across, boxes, routes };
}

/** Drops corners that lie on a straight line, and finds the longest stretch for a label. */
function toRoute(points: readonly Point[]): Route {
	const kept = points.filter((_, index) => {
		const before = points[index - 1];
		const after = points[index + 1];
		if (before === undefined || after === undefined) return true;
		const straight = Math.abs(before.x - after.x) < 0.5 || Math.abs(before.y - after.y) < 0.5;
		return !straight;
	});
	let label = kept[0] ?? { x: 0, y: 0 };
	let room = -1;
	for (let index = 1; index < kept.length; index++) {
		const [a, b] = [kept[index - 1] ?? label, kept[index] ?? label];
		const length = Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
		// A label reads better on a horizontal stretch.
		const worth = Math.abs(a.y - b.y) < 0.5 ? length * 2 : length;
		if (worth > room) {
			room = worth;
			// Nearer to its end, where a trunk has branched.
			const share = kept.length > 2 && Math.abs(a.y - b.y) < 0.5 ? 0.75 : 0.5;
			label = { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
		}
	}
	return { points: kept, label, room };
}
