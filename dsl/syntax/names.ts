import {
	type AstNode,
	type AstNodeDescription,
	type CstNode,
	DefaultNameProvider,
	DefaultScopeComputation,
	type LangiumDocument,
	type LocalSymbols,
	MultiMap,
} from "langium";
import * as ast from "../generated/ast.ts";
import { importedName } from "./scope.ts";

/** Names of declarations; an import item bears its alias, or the name it imports. */
export class DagNameProvider extends DefaultNameProvider {
	override getName(node: AstNode): string | undefined {
		return ast.isImportItem(node) ? importedName(node) || undefined : super.getName(node);
	}

	override getNameNode(node: AstNode): CstNode | undefined {
		if (ast.isImportItem(node) && node.name === undefined) return node.source?.$refNode;
		return super.getNameNode(node);
	}
}

/** Other files see workflows and types; within a file the scopes read the tree itself. */
export class DagScopeComputation extends DefaultScopeComputation {
	protected override addExportedSymbol(node: AstNode, exports: AstNodeDescription[], document: LangiumDocument): void {
		if (ast.isWorkflow(node) || ast.isTypeDeclaration(node)) super.addExportedSymbol(node, exports, document);
	}

	override async collectLocalSymbols(): Promise<LocalSymbols> {
		return new MultiMap<AstNode, AstNodeDescription>();
	}
}
