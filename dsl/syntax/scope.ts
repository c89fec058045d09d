import {
	type AstNode,
	AstUtils,
	EMPTY_SCOPE,
	type LangiumCoreServices,
	MapScope,
	type ReferenceInfo,
	type Scope,
	type ScopeProvider,
	UriUtils,
} from "langium";
import type { Carry, File, ForVariable, ImportItem, Named } from "../generated/ast.ts";
import * as ast from "../generated/ast.ts";
import { constantText } from "./literals.ts";

/** The name that an import item has in this file: its alias, or the name it has at home. */
export function importedName(item: ImportItem): string {
	return item.name ?? item.source?.$refText ?? "";
}

/**
 * What a name means where `from` stands: the declarations of the blocks around it, innermost first, then those of the
 * file. Each block is read into a map once, so that a reference costs the same in a file of any size.
 */
export function findDeclaration(from: AstNode, name: string): Named | undefined {
	for (let node: AstNode | undefined = from; node !== undefined; node = node.$container) {
		const found = declarationsOf(node)?.get(name);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** All that may be named where `from` stands, by name. */
export function visibleDeclarations(from: AstNode): ReadonlyMap<string, Named> {
	const visible = new Map<string, Named>();
	for (let node: AstNode | undefined = from; node !== undefined; node = node.$container) {
		for (const [name, declaration] of declarationsOf(node) ?? []) {
			if (!visible.has(name)) visible.set(name, declaration);
		}
	}
	return visible;
}

const declarationsByBlock = new WeakMap<AstNode, ReadonlyMap<string, Named>>();

/** The names that a block declares for what stands within it; undefined for a node that is no block. */
function declarationsOf(node: AstNode): ReadonlyMap<string, Named> | undefined {
	const known = declarationsByBlock.get(node);
	if (known !== undefined) return known;
	const declared = declaredBy(node);
	if (declared === undefined) return undefined;
	const byName = new Map<string, Named>();
	for (const declaration of declared) {
		const name = declaration.$type === "ImportItem" ? importedName(declaration) : declaration.name;
		if (name && !byName.has(name)) byName.set(name, declaration);
	}
	declarationsByBlock.set(node, byName);
	return byName;
}

function declaredBy(node: AstNode): readonly Named[] | undefined {
	if (ast.isFile(node))
		return [...(node.declarations as readonly AstNode[]), ...node.imports.flatMap((one) => one.items)].filter(isNamed);
	if (ast.isWorkflow(node) || ast.isHook(node)) return (node.members as readonly AstNode[]).filter(isNamed);
	if (ast.isGroup(node) || ast.isLoop(node)) {
		return [...headerVariables(node.modifiers), ...(node.members as readonly AstNode[]).filter(isNamed)];
	}
	if (ast.isJob(node)) return headerVariables(node.modifiers);
	if (ast.isLambda(node)) return node.parameters;
	return undefined;
}

function isNamed(node: AstNode): node is Named {
	return ast.isNamed(node);
}

function headerVariables(modifiers: readonly ast.LoopModifier[]): readonly (ForVariable | Carry)[] {
	return modifiers.flatMap((modifier): readonly (ForVariable | Carry)[] => {
		if (ast.isForClause(modifier)) return modifier.variables;
		return ast.isCarryClause(modifier) ? modifier.carries : [];
	});
}

/** Answers the editor's questions about names (definition, references, rename) from the same maps as the checker. */
export class DagScopeProvider implements ScopeProvider {
	readonly #services: LangiumCoreServices;

	constructor(services: LangiumCoreServices) {
		this.#services = services;
	}

	getScope(context: ReferenceInfo): Scope {
		const { container, property, reference } = context;
		if (ast.isImportItem(container)) return this.#scopeOf(this.#importable(container, reference.$refText));
		if (ast.isNext(container) && property === "carry") {
			return this.#scopeOf(findDeclaration(container, reference.$refText));
		}
		const declaration = findDeclaration(container, reference.$refText);
		return this.#scopeOf(declaration?.$type === "ImportItem" ? this.#throughImport(declaration) : declaration);
	}

	/** An alias is a declaration of its own; without one, the name is that of the other file. */
	#throughImport(item: ImportItem): Named {
		if (item.name !== undefined) return item;
		return this.#importable(item, item.source?.$refText ?? "") ?? item;
	}

	#importable(item: ImportItem, name: string): ast.Workflow | ast.TypeDeclaration | undefined {
		const path = item.$container.path === undefined ? undefined : constantText(item.$container.path);
		if (path === undefined) return undefined;
		const uri = AstUtils.getDocument(item).uri;
		const target = this.#services.shared.workspace.LangiumDocuments.getDocument(
			UriUtils.resolvePath(UriUtils.dirname(uri), path),
		);
		const file = target?.parseResult.value as File | undefined;
		return file?.declarations.find(
			(declaration): declaration is ast.Workflow | ast.TypeDeclaration =>
				declaration.$type !== "Test" && declaration.name === name,
		);
	}

	#scopeOf(node: Named | undefined): Scope {
		if (node === undefined) return EMPTY_SCOPE;
		const name = node.$type === "ImportItem" ? importedName(node) : node.name;
		return new MapScope([this.#services.workspace.AstNodeDescriptionProvider.createDescription(node, name)]);
	}
}
