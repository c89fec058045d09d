import type { Type, TypedExpression } from "@dagwright/core";
import { isFileLike } from "@dagwright/core/expression";

type ObjectExpression = Extract<TypedExpression, { op: "object" }>;

/**
 * The expression with paths that the text writes made relative to the project root instead of to the file's folder.
 * `check` turns text that stands for a file into `{ path: text }`; by the type that is wanted it is told from a record.
 */
export function rootedPaths(typed: TypedExpression, type: Type, file: string): TypedExpression {
	const slash = file.lastIndexOf("/");
	return slash < 0 || !mayHoldFile(type) ? typed : rooted(typed, type, file.slice(0, slash + 1));
}

function rooted(typed: TypedExpression, type: Type, folder: string): TypedExpression {
	if (type.kind === "optional") return rooted(typed, type.of, folder);
	switch (typed.op) {
		case "object":
			return rootedObject(typed, type, folder);
		case "list": {
			if (type.kind !== "list") return typed;
			return { ...typed, items: typed.items.map((item) => rooted(item, type.element, folder)) };
		}
		case "conditional": {
			const { test, otherwise } = typed;
			const yes = rooted(typed.then, type, folder);
			// biome-ignore lint/suspicious/noThenProperty: the name that the core's expressions have.
			return { op: "conditional", test, then: yes, otherwise: rooted(otherwise, type, folder) };
		}
		case "binary":
			if (typed.operator !== "??") return typed;
			return { ...typed, left: rooted(typed.left, type, folder), right: rooted(typed.right, type, folder) };
		case "literal":
			return typed;
		default:
			return typed;
	}
}

function rootedObject(typed: ObjectExpression, type: Type, folder: string): TypedExpression {
	const field = (name: string): Type | undefined => {
		if (type.kind === "map") return type.value;
		return type.kind === "record" && Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
	};
	if (!isFileLike(type)) {
		const fields = typed.fields.map(({ name, value }) => {
			const of = field(name);
			return { name, value: of === undefined ? value : rooted(value, of, folder) };
		});
		return { op: "object", fields };
	}
	const [path] = typed.fields;
	if (typed.fields.length !== 1 || path?.name !== "path") return typed;
	// A model may also be named as its provider knows it (`ecg-base`, `org/name`): only what begins with a dot is a path.
	if (type.kind === "model" && !beginsWithDot(path.value)) return typed;
	return { op: "object", fields: [{ name: "path", value: rootedText(path.value, folder) }] };
}

function rootedText(value: TypedExpression, folder: string): TypedExpression {
	if (value.op === "literal" && typeof value.value === "string") {
		return { op: "literal", value: isElsewhere(value.value) ? value.value : normalized(folder + value.value) };
	}
	if (value.op === "template" && typeof value.parts[0] === "string" && value.parts[0] !== "") {
		const [first, ...rest] = value.parts;
		if (typeof first !== "string" || isElsewhere(first)) return value;
		return { op: "template", parts: [folder + first, ...rest] };
	}
	return { op: "template", parts: [folder, { value, format: "plain" }] };
}

function beginsWithDot(value: TypedExpression): boolean {
	const first = value.op === "literal" ? value.value : value.op === "template" ? value.parts[0] : undefined;
	return typeof first === "string" && /^\.{1,2}\//.test(first);
}

/** An absolute path, or an address. */
function isElsewhere(path: string): boolean {
	return path.startsWith("/") || /^[A-Za-z][\w+.-]*:/.test(path);
}

function normalized(path: string): string {
	const steps: string[] = [];
	for (const step of path.split("/")) {
		if (step === ".") continue;
		if (step === ".." && steps.length > 0 && steps.at(-1) !== "..") steps.pop();
		else steps.push(step);
	}
	return steps.join("/");
}

function mayHoldFile(type: Type): boolean {
	switch (type.kind) {
		case "optional":
			return mayHoldFile(type.of);
		case "list":
			return mayHoldFile(type.element);
		case "map":
			return mayHoldFile(type.value);
		case "record":
			return Object.values(type.fields).some(mayHoldFile);
		default:
			return isFileLike(type);
	}
}
