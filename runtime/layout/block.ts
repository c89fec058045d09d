import type { BlockItem, BlockLayout } from "./block-layout.ts";
import { buildLayers, type Layers } from "./layers.ts";
import { type Direction, GAP } from "./layout-request.ts";
import { reduceCrossings } from "./order.ts";
import { packParts, partsOf } from "./parts.ts";
import { type Extent, placeAcross } from "./place.ts";
import { assignPorts, type Ports } from "./ports.ts";
import { type Link, rankItems } from "./rank.ts";
import { assignTracks, STRAIGHT } from "./tracks.ts";

const TRACK = 8;
/** Ranks with very many crosswise lines do not drift apart without end. */
const MOST_TRACK_ROOM = 110;
const LABEL_ROOM = { down: 46, right: 104 } as const;
const RANK_GAP = { down: GAP.ranks, right: 44 } as const;

/** Lays out one scope, what is not connected each on its own. Yields where a caller on the UI thread may pause. */
export function* layoutBlock(
	items: readonly BlockItem[],
	links: readonly Link[],
	direction: Direction,
): Generator<undefined, BlockLayout> {
	const parts = partsOf(items, links);
	if (parts.length < 2) return yield* layoutPart(items, links, direction);
	const laid: BlockLayout[] = [];
	for (const part of parts) {
		const inside = part.items.flatMap((item) => items[item] ?? []);
		laid.push(yield* layoutPart(part.last ? inside.map(asAny) : inside, part.links, direction));
	}
	return packParts(parts, laid, direction);
}

/** Among hooks alone none is the last. */
function asAny(item: BlockItem): BlockItem {
	return { ...item, last: false };
}

/** Ranks, order, places, then lines. */
function* layoutPart(
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
	const tracks = new Int32Array(layers.from.length).fill(STRAIGHT);
	const gaps = measureGaps(layers, links, ports, tracks, direction);
	yield;
	const tops: number[] = [];
	const bottoms: number[] = [];
	let along = 0;
	layers.order.forEach((row, index) => {
		tops.push(along);
		const tallest = row.reduce((most, vertex) => Math.max(most, items[vertex]?.along ?? 0), 0);
		bottoms.push(along + tallest);
		along += tallest + (gaps[index]?.size ?? 0);
	});
	let low = 0;
	let high = 0;
	for (let vertex = 0; vertex < at.length; vertex++) {
		const extent = extents[vertex];
		low = Math.min(low, (at[vertex] ?? 0) - (extent?.before ?? 0));
		high = Math.max(high, (at[vertex] ?? 0) + (extent?.after ?? 0));
	}
	const corners = items.map((item, index) => ({
		across: (at[index] ?? 0) - item.across / 2 - low,
		along: tops[layers.rank[index] ?? 0] ?? 0,
	}));
	const routes = new Map<string, readonly number[]>();
	const route = (chain: readonly number[], turned: boolean): readonly number[] => {
		const first = layers.from[chain[0] ?? 0] ?? 0;
		const path: number[] = [];
		chain.forEach((step, index) => {
			const rank = layers.rank[layers.from[step] ?? 0] ?? 0;
			const [start, end] = [(ports.leaving[step] ?? 0) - low, (ports.reaching[step] ?? 0) - low];
			if (index === 0) path.push(start, (tops[rank] ?? 0) + (items[first]?.along ?? 0));
			const track = tracks[step] ?? STRAIGHT;
			if (track !== STRAIGHT) {
				const crosswise = (bottoms[rank] ?? 0) + (gaps[rank]?.offset(track) ?? 0);
				path.push(start, crosswise, end, crosswise);
			}
			if (index === chain.length - 1) path.push(end, tops[rank + 1] ?? 0);
		});
		return turned ? backwards(path) : path;
	};
	for (const link of links) {
		const chain = layers.chains.get(link);
		if (chain !== undefined) routes.set(link.id, route(chain, ranking.reversed.has(link)));
	}
	return { across: high - low, along: bottoms.at(-1) ?? 0, corners, ranks: ranking.ranks, routes };
}

/** The corners from last to first. */
function backwards(path: readonly number[]): readonly number[] {
	const turned: number[] = [];
	for (let index = path.length - 2; index >= 0; index -= 2) turned.push(path[index] ?? 0, path[index + 1] ?? 0);
	return turned;
}

interface Gap {
	readonly size: number;
	/** px from the gap's start to the middle of a track. */
	offset(track: number): number;
}

/** The room between each rank and the next, with a track for each of its lines. */
function measureGaps(
	layers: Layers,
	links: readonly Link[],
	ports: Ports,
	tracks: Int32Array,
	direction: Direction,
): Gap[] {
	const labelled = new Set<number>();
	for (const link of links) {
		const chain = link.labelled ? layers.chains.get(link) : undefined;
		if (chain !== undefined) labelled.add(layers.rank[layers.from[chain.at(-1) ?? 0] ?? 0] ?? 0);
	}
	return layers.order.slice(0, -1).map((_, rank) => {
		const count = assignTracks(layers, rank, ports, tracks);
		const pitch = Math.min(TRACK, MOST_TRACK_ROOM / Math.max(1, count));
		const room = (count - 1) * pitch;
		const size = Math.max(RANK_GAP[direction] + room, labelled.has(rank) ? LABEL_ROOM[direction] : 0);
		return { size, offset: (track) => (size - room) / 2 + track * pitch };
	});
}
