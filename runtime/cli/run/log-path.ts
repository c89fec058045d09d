/** One name of a path with the indices that follow it: `/warm`, `tune[2]`, `.fit`. */
export interface PathPart {
	/** The path up to this name, without indices: `ship/warm`. */
	readonly key: string;
	readonly name: string;
	readonly indices: readonly number[];
}

const part = /([./]?)([^./[\]]+)((?:\[\d+\])*)/y;

/** A path as people type it, part by part; undefined where it is none. */
export function parsePath(path: string): readonly PathPart[] | undefined {
	const parts: PathPart[] = [];
	let key = "";
	part.lastIndex = 0;
	while (part.lastIndex < path.length || parts.length === 0) {
		const [, separator = "", name = "", indices = ""] = part.exec(path) ?? [];
		if (name === "" || (separator === "") !== (parts.length === 0)) return undefined;
		key += separator + name;
		parts.push({ key, name, indices: [...indices.matchAll(/\d+/g)].map(([digits]) => Number(digits)) });
	}
	return parts;
}

/** A path as text, up to a part and, of that, so many indices. */
export function pathText(parts: readonly PathPart[], upTo: number, indices: number): string {
	let text = "";
	for (const [at, { key, indices: all }] of parts.slice(0, upTo + 1).entries()) {
		const own = at === 0 ? key : key.slice(parts[at - 1]?.key.length);
		text += own + (at === upTo ? all.slice(0, indices) : all).map((index) => `[${index}]`).join("");
	}
	return text;
}

/**
 * Whether an instance is meant by what was asked for, or is in it: a job stands for all its instances, `tune.fit` for those
 * of all rounds, `outer[0].fit` for those of the rounds of `outer[0]`, and a group for all in it.
 */
export function isMeant(asked: readonly PathPart[], instance: readonly PathPart[]): boolean {
	return asked.every(({ key, indices }, at) => {
		const there = instance[at];
		return there?.key === key && indices.every((index, nth) => there.indices[nth] === index);
	});
}
