import type { Json } from "@dagwright/core";

/** A span in ms as people say it: `0.4s`, `42s`, `4m 12s`, `1h 36m`, `2d 3h`. */
export function formatDuration(ms: number): string {
	const seconds = Math.max(0, ms) / 1000;
	if (seconds < 0.1) return `${Math.round(seconds * 1000)}ms`;
	if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
	const whole = Math.round(seconds);
	if (whole < 60) return `${whole}s`;
	const minutes = Math.floor(whole / 60);
	if (minutes < 60) return `${minutes}m ${String(whole % 60).padStart(2, "0")}s`;
	const hours = Math.floor(minutes / 60);
	if (hours < 48) return `${hours}h ${String(minutes % 60).padStart(2, "0")}m`;
	return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** Time until an instant, counting down: `0:42`, `12:05`. */
export function formatCountdown(ms: number): string {
	const seconds = Math.max(0, Math.ceil(ms / 1000));
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Local time of day of an instant (UTC ms): `02:51`, with seconds `02:51:07`. */
export function formatTime(at: number, seconds = false): string {
	const date = new Date(at);
	const parts = [date.getHours(), date.getMinutes(), ...(seconds ? [date.getSeconds()] : [])];
	return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** A number in few characters: `0.934`, `1e-4`, `84112`. */
export function formatNumber(value: number): string {
	if (Number.isInteger(value)) return Math.abs(value) < 1e9 ? String(value) : value.toExponential(2);
	const size = Math.abs(value);
	const plain = String(Number(value.toPrecision(4)));
	if (size >= 0.01 && size < 1e6) return plain;
	const power = value
		.toExponential(2)
		.replace(/\.?0+e/, "e")
		.replace("e+", "e");
	return power.length < plain.length ? power : plain;
}

/** Bytes in decimal units: `41.6 MB`. */
export function formatSize(bytes: number): string {
	const units = ["B", "KB", "MB", "GB", "TB"];
	let value = bytes;
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A value on one line, cut at `most` characters. Files show their name. */
export function formatValue(value: Json, most = 60): string {
	return cut(oneLine(value, most), most);
}

/** Cuts a text and says so with an ellipsis. */
export function cut(text: string, most: number): string {
	return text.length > most ? `${text.slice(0, Math.max(0, most - 1))}…` : text;
}

/** Bindings of an instance as in the file: `lr 1e-4, bs 32`. */
export function formatBindings(bindings: Readonly<Record<string, Json>>, separator = ", "): string {
	return Object.entries(bindings)
		.map(([name, value]) => `${name} ${formatValue(value, 16)}`)
		.join(separator);
}

function oneLine(value: Json, most: number): string {
	if (typeof value === "number") return formatNumber(value);
	if (typeof value === "string") return value.replaceAll(/\s+/g, " ");
	if (value === null || typeof value === "boolean") return String(value);
	if (isList(value)) {
		const parts: string[] = [];
		let length = 0;
		for (const item of value) {
			const part = oneLine(item, most);
			parts.push(part);
			length += part.length + 2;
			if (length > most) break;
		}
		return `[${parts.join(", ")}]`;
	}
	const file = asFile(value);
	if (file !== undefined) return file.path.split("/").at(-1) ?? file.path;
	return Object.entries(value)
		.slice(0, 12)
		.map(([key, item]) => `${key} ${item !== undefined ? oneLine(item, most) : ""}`)
		.join(" · ");
}

/** A file-like value, if it is one. */
export function asFile(value: Json): { readonly path: string; readonly bytes?: number } | undefined {
	if (typeof value !== "object" || value === null || isList(value)) return undefined;
	const { path, bytes, sha256 } = value;
	if (typeof path !== "string" || typeof sha256 !== "string") return undefined;
	return { path, ...(typeof bytes === "number" && { bytes }) };
}

/** Tells lists from objects; `Array.isArray` alone does not narrow a readonly array. */
export function isList(value: Json): value is readonly Json[] {
	return Array.isArray(value);
}
