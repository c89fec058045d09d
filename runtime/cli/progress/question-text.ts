import type { ApprovalView, Json } from "@dagwright/core";
import {
	describeType,
	formatPercent,
	formatSize,
	type Type,
	formatDuration as writtenDuration,
} from "@dagwright/core/expression";
import { formatDuration } from "../terminal/quantity.ts";
import { printable } from "../terminal/width.ts";
import { formatValue, isFile } from "./format-value.ts";

/** How many of whom are asked: `mira`, `one of ann, ben`, `all of …`, `2 of …`. */
export function whoIsAsked({ about, policy, people, needed }: Asked): string {
	if (about === "outcome") return "anybody";
	const names = printable(people.join(", "));
	if (people.length === 1) return names;
	return policy === "quorum" ? `${needed} of ${names}` : policy === "all" ? `all of ${names}` : `one of ${names}`;
}

export type Asked = Pick<ApprovalView, "about" | "policy" | "people" | "needed">;

/** What is to come: `23h left, then it fails`; nothing without a deadline. */
export function timeLeft({ deadline, on_timeout }: Pick<ApprovalView, "deadline" | "on_timeout">, now: number): string {
	if (deadline === undefined) return "";
	const meaning = {
		approve: "then it counts as approved",
		reject: "then it counts as rejected",
		fail: "then it fails",
	};
	const left = deadline - now;
	return `${left <= 0 ? "no time" : formatDuration(left)} left, ${meaning[on_timeout ?? "fail"]}`;
}

/** `1 of 2 approved`, where more than one has to. */
export function progressOf({ given, needed }: Pick<ApprovalView, "given" | "needed">): string {
	return needed < 2 ? "" : `${given.length} of ${needed} approved`;
}

/** What people see and may fill in, a name and a text each. */
export function questionDetails({ show, form, given }: Pick<ApprovalView, "show" | "form" | "given">): readonly {
	readonly name: string;
	readonly text: string;
	/** A file, whose path is there to be copied: it is not to be cut. */
	readonly isFile?: boolean;
}[] {
	const value = (of: Parameters<typeof formatValue>[0]) => printable(formatValue(of, (path) => path));
	return [
		...Object.entries(show).map(([name, shown]) => ({ name, text: value(shown), isFile: isFile(shown) })),
		...form.map((field) => ({
			name: `--set ${field.name}`,
			text: `${describeType(field.type)}, now ${field.value === null || field.value === "" ? "empty" : (withUnit(field.value, field.type) ?? value(field.value))}`,
		})),
		...given.map(({ by, comment }) => ({
			name: printable(by),
			text: `approved${comment === undefined ? "" : `: ${printable(comment)}`}`,
		})),
	];
}

/** As `--set` takes it and a `.dag` writes it: `5m`, not 300000; undefined for what has no unit. */
export function withUnit(value: Json, type: Type): string | undefined {
	if (typeof value !== "number") return undefined;
	switch (type.kind) {
		case "optional":
			return withUnit(value, type.of);
		case "duration":
			return writtenDuration(value);
		case "size":
			return formatSize(value);
		case "percent":
			return formatPercent(value);
		default:
			return undefined;
	}
}
