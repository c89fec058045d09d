import { buildLayers, type Layers } from "./layers.ts";
import { type Direction, GAP } from "./layout-request.ts";
import { reduceCrossings } from "./order.ts";
import { type Extent, placeAcross } from "./place.ts";
import { assignPorts, type Ports } from "./ports.ts";
import { type Link, rankItems } from "./rank.ts";
import { assignTracks, type Tracks } from "./tracks.ts";

/** A box of one block in flow coordinates: `across` its rank, `along` the ranks. */
export interface BlockItem {
	readonly across: number;
	readonly along: number;
	/** Room for what hangs beside it, before (left or above) and after. */
	readonly besideBefore: number;
	readonly besideAfter: number;
	readonly last: boolean;
}

export interface FlowPoint {
	readonly across: number;
	readonly along: number;
}

/** A block laid out on its own: its corner is 0,0. */
export interface BlockLayout {
	readonly across: number;
	readonly along: number;
	/** Upper left corner of each item. */
	readonly corners: readonly FlowPoint[];
	readonly ranks: readonly number[];
	readonly routes: ReadonlyMap<string, readonly FlowPoint[]>;
}

const TRACK = 8;
/** Ranks with very many crosswise lines do not drift apart without end. */
const MOST_TRACK_ROOM = 110;
const LABEL_ROOM = { down: 46, right: 104 } as const;
const RANK_GAP = { down: GAP.ranks, right: 44 } as const;

/** Lays out one scope: ranks, order, places, then lines. Yields where a caller on the UI thread may pause. */
export function* layoutBlock(
	items: readonly BlockItem[],
	links: readonly Link[],
	direction: Direction,
): Generator<undefined, BlockLayout> {
	const last = new Set(items.flatMap((item, index) => (item.last ? [index] : [])));
	const ranking = rankItems(items.length, links, last);
	yield;
	const layers = buildLayers(items.length, links, ranking);
	yield* reduceCrossings(layers);
	const extents: Extent[] = items.map((item) => ({
		before: item.across / 2 + item.besideBefore,
		after: item.across / 2 + item.besideAfter,
	}));
	const at = yield* placeAcross(layers, extents);
	const half = items.map((item) => item.across / 2);
	const ports = assignPorts(layers, at, half);
	const gaps = measureGaps(layers, links, ports, direction);
	yield;
	const tops: number[] = [];
	const bottoms: number[] = [];
	let along = 0;
	layers.order.forEach((row, index) => {
		tops.push(along);
		const tallest = Math.max(0, ...row.map((vertex) => items[vertex]?.along ?? 0));
		bottoms.push(along + tallest);
		along += tallest + (gaps[index]?.size ?? 0);
	});
	let low = 0;
	let high = 0;
	layers.rank.forEach((_, vertex) => {
		const extent = extents[vertex] ?? { before: 0, after: 0 };
		low = Math.min(low, (at[vertex] ?? 0) - extent.before);
		high = Math.max(high, (at[vertex] ?? 0) + extent.after);
	});
	const corners = items.map((item, index) => ({
		across: (at[index] ?? 0) - item.across / 2 - low,
		along: tops[layers.rank[index] ?? 0] ?? 0,
	}));
	const routes = new Map<string, FlowPoint[]>();
	for (const link of links) {
		const chain = layers.chains.get(link);
		if (chain === undefined) continue;
		const start = items[chain[0] ?? 0]?.along ?? 0;
		const points = routeChain(chain, layers, ports, gaps, tops, bottoms, start).map((point) => ({
			across: point.across - low,
			along: point.along,
		}));
		routes.set(link.id, ranking.reversed.has(link) ? points.reverse() : points);
	}
	return { across: high - low, along: bottoms.at(-1) ?? 0, corners, ranks: ranking.ranks, routes };
}

interface Gap {
	readonly tracks: Tracks;
	readonly size: number;
	/** px from the gap's start to the middle of a track. */
	offset(track: number): number;
}

function measureGaps(layers: Layers, links: readonly Link[], ports: Ports, direction: Direction): Gap[] {
	const labelled = new Set<number>();
	for (const link of links) {
		const chain = layers.chains.get(link);
		if (link.labelled && chain !== undefined) labelled.add(layers.rank[chain[chain.length - 2] ?? 0] ?? 0);
	}
	return layers.order.slice(0, -1).map((row, index) => {
		const segments = row.flatMap((from) =>
			(layers.down[from] ?? []).map((to) => ({
				from,
				to,
				start: ports.leaving(from, to),
				end: ports.reaching(from, to),
			})),
		);
		const tracks = assignTracks(segments);
		const pitch = Math.min(TRACK, MOST_TRACK_ROOM / Math.max(1, tracks.count));
		const room = (tracks.count - 1) * pitch;
		const size = Math.max(RANK_GAP[direction] + room, labelled.has(index) ? LABEL_ROOM[direction] : 0);
		return { tracks, size, offset: (track) => (size - room) / 2 + track * pitch };
	});
}

function routeChain(
	chain: readonly number[],
	layers: Layers,
	ports: Ports,
	gaps: readonly Gap[],
	tops: readonly number[],
	bottoms: readonly number[],
	startHeight: number,
): FlowPoint[] {
	const first = chain[0] ?? 0;
	const points: FlowPoint[] = [];
	for (let index = 1; index < chain.length; index++) {
		const from = chain[index - 1] ?? 0;
		const to = chain[index] ?? 0;
		const rank = layers.rank[from] ?? 0;
		const start = ports.leaving(from, to);
		const end = ports.reaching(from, to);
		if (index === 1) points.push({ across: start, along: (tops[rank] ?? 0) + startHeight });
		const track = gaps[rank]?.tracks.of(from, to);
		if (track !== undefined) {
			const along = (bottoms[rank] ?? 0) + (gaps[rank]?.offset(track) ?? 0);
			points.push({ across: start, along }, { across: end, along });
		}
	}
	const lastVertex = chain[chain.length - 1] ?? first;
	const before = chain[chain.length - 2] ?? first;
	points.push({ across: ports.reaching(before, lastVertex), along: tops[layers.rank[lastVertex] ?? 0] ?? 0 });
	return points;
}
