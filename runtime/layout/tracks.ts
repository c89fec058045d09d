/** One line between two neighbouring ranks, from `start` to `end` across. */
export interface Segment {
	readonly from: number;
	readonly to: number;
	readonly start: number;
	readonly end: number;
}

/** The track of each segment's crosswise part, from 0 at the upper rank; straight segments have none. */
export interface Tracks {
	readonly count: number;
	of(from: number, to: number): number | undefined;
}

const CLEARANCE = 14;

/**
 * Gives the crosswise parts between two ranks tracks of their own so that unrelated lines never lie on each other.
 * Lines from one port, or to one port, share a track: the side with more lines wins.
 */
export function assignTracks(segments: readonly Segment[]): Tracks {
	const bent = segments.filter((segment) => Math.abs(segment.start - segment.end) >= 1);
	const fromCount = countBy(bent, sourceKey);
	const toCount = countBy(bent, targetKey);
	const nets = new Map<string, { low: number; high: number; right: boolean; start: number; segments: Segment[] }>();
	for (const segment of bent) {
		const byTarget = (toCount.get(targetKey(segment)) ?? 0) > (fromCount.get(sourceKey(segment)) ?? 0);
		const key = byTarget ? targetKey(segment) : sourceKey(segment);
		const low = Math.min(segment.start, segment.end);
		const high = Math.max(segment.start, segment.end);
		const net = nets.get(key);
		if (net === undefined) {
			const right = segment.end > segment.start;
			nets.set(key, { low, high, right, start: segment.start, segments: [segment] });
		} else {
			net.low = Math.min(net.low, low);
			net.high = Math.max(net.high, high);
			net.segments.push(segment);
		}
	}
	// Of two lines to the right that overlap, the one that starts further right turns first, or they would cross.
	const rightward = [...nets.values()].filter((net) => net.right).sort((a, b) => b.start - a.start);
	const leftward = [...nets.values()].filter((net) => !net.right).sort((a, b) => a.start - b.start);
	const placed: { low: number; high: number; track: number }[] = [];
	const trackOf = new Map<string, number>();
	let count = 0;
	for (const net of [...rightward, ...leftward]) {
		let track = 0;
		for (const other of placed) {
			if (other.low < net.high + CLEARANCE && net.low < other.high + CLEARANCE)
				track = Math.max(track, other.track + 1);
		}
		placed.push({ low: net.low, high: net.high, track });
		count = Math.max(count, track + 1);
		for (const segment of net.segments) trackOf.set(`${segment.from}>${segment.to}`, track);
	}
	return { count, of: (from, to) => trackOf.get(`${from}>${to}`) };
}

const sourceKey = (segment: Segment) => `from ${segment.from} ${segment.start}`;
const targetKey = (segment: Segment) => `to ${segment.to} ${segment.end}`;

function countBy(segments: readonly Segment[], key: (segment: Segment) => string): Map<string, number> {
	const counts = new Map<string, number>();
	for (const segment of segments) counts.set(key(segment), (counts.get(key(segment)) ?? 0) + 1);
	return counts;
}
