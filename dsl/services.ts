import {
	createDefaultCoreModule,
	createDefaultSharedCoreModule,
	EmptyFileSystem,
	inject,
	type LangiumCoreServices,
	type LangiumSharedCoreServices,
	type Module,
	type PartialLangiumCoreServices,
} from "langium";
import { DagGeneratedModule, DagGeneratedSharedModule } from "./generated/module.ts";
import { DagParser } from "./syntax/dag-parser.ts";
import { DagLexer } from "./syntax/lexer.ts";
import { DagNameProvider, DagScopeComputation } from "./syntax/names.ts";
import { DagScopeProvider } from "./syntax/scope.ts";
import { syntaxMessages } from "./syntax/syntax-messages.ts";
import { DagValueConverter } from "./syntax/value-converter.ts";

export { DagGeneratedModule, DagGeneratedSharedModule } from "./generated/module.ts";

/** What the language puts in place of Langium's defaults; the language server adds its own on top. */
export const DagModule: Module<LangiumCoreServices, PartialLangiumCoreServices> = {
	parser: {
		Lexer: (services) => new DagLexer(services),
		LangiumParser: (services) => new DagParser(services),
		ParserErrorMessageProvider: () => syntaxMessages,
		ValueConverter: () => new DagValueConverter(),
	},
	references: {
		NameProvider: () => new DagNameProvider(),
		ScopeProvider: (services) => new DagScopeProvider(services),
		ScopeComputation: (services) => new DagScopeComputation(services),
	},
};

/** The services that reading a file needs, without a file system. */
export function createDagServices(): { readonly shared: LangiumSharedCoreServices; readonly dag: LangiumCoreServices } {
	const shared = inject(createDefaultSharedCoreModule(EmptyFileSystem), DagGeneratedSharedModule);
	const dag = inject(createDefaultCoreModule({ shared }), DagGeneratedModule, DagModule);
	shared.ServiceRegistry.register(dag);
	return { shared, dag };
}
