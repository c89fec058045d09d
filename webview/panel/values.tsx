import type { Json } from "@dagwright/core";
import { asFile, formatSize, formatValue, isList } from "../format.ts";

const MOST_ROWS = 200;

/** A value as rows: the members of a record, each with its text. */
export function Values({ title, value }: { readonly title: string; readonly value: Json }) {
	const rows = flatten(value);
	return (
		<section>
			<h3>{title}</h3>
			<dl className="dw-values dw-mono">
				{rows.map(({ name, text, note, hint }) => (
					<div key={name}>
						{name === "" ? null : <dt>{name}</dt>}
						<dd title={hint}>{text}</dd>
						{note === undefined ? null : <em>{note}</em>}
					</div>
				))}
			</dl>
		</section>
	);
}

/** Records one level deep as `metrics.accuracy`; files with their size. */
function flatten(
	value: Json,
): readonly { readonly name: string; readonly text: string; readonly note?: string; readonly hint?: string }[] {
	if (typeof value !== "object" || value === null || isList(value) || asFile(value) !== undefined)
		return [row("", value)];
	return Object.entries(value)
		.slice(0, MOST_ROWS)
		.flatMap(([name, item]) => {
			if (typeof item !== "object" || item === null || isList(item) || asFile(item) !== undefined)
				return [row(name, item)];
			return Object.entries(item).map(([inner, leaf]) => row(`${name}.${inner}`, leaf));
		});
}

function row(name: string, value: Json) {
	const file = asFile(value);
	if (file !== undefined)
		return {
			name,
			text: file.path.split("/").at(-1) ?? file.path,
			hint: file.path,
			...(file.bytes !== undefined && { note: formatSize(file.bytes) }),
		};
	return { name, text: formatValue(value, 400), ...(isList(value) && { note: `${value.length}` }) };
}
