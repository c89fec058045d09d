import { AstUtils, CstUtils, URI } from "langium";
import { describe, expect, it } from "vitest";
import { createDagServices } from "../services.ts";

/** Links files, in which `<|name|>` marks a use and `<!name!>` what it means; says where the uses lead. */
async function follow(files: Readonly<Record<string, string>>) {
	const { shared, dag } = createDagServices();
	const uses: { readonly file: string; readonly offset: number }[] = [];
	const targets: string[] = [];
	const documents = Object.entries(files).map(([file, marked]) => {
		let text = "";
		for (const part of marked.split(/(<\||\|>|<!|!>)/)) {
			if (part === "<|") uses.push({ file, offset: text.length });
			else if (part === "<!") targets.push(`${file}:${text.length}`);
			else if (part !== "|>" && part !== "!>") text += part;
		}
		return shared.workspace.LangiumDocumentFactory.fromString(text, URI.file(`/project/${file}`));
	});
	for (const document of documents) shared.workspace.LangiumDocuments.addDocument(document);
	await shared.workspace.DocumentBuilder.build(documents);
	const found = uses.map(({ file, offset }) => {
		const document = documents.find((one) => one.uri.path === `/project/${file}`);
		const root = document?.parseResult.value;
		const leaf = root?.$cstNode && CstUtils.findLeafNodeAtOffset(root.$cstNode, offset);
		const reference =
			leaf &&
			[...AstUtils.streamReferences(leaf.astNode)].find(({ reference: one }) => one.$refNode?.offset === offset);
		const target = reference && "ref" in reference.reference ? reference.reference.ref : undefined;
		if (target === undefined) return undefined;
		const nameOffset = dag.references.NameProvider.getNameNode(target)?.offset;
		return `${AstUtils.getDocument(target).uri.path.slice("/project/".length)}:${nameOffset}`;
	});
	return { found, targets };
}

describe("a name", () => {
	it.each([
		["a param in an expression", "workflow w { param <!p!>: int = 1\n let x = <|p|> + 1 }"],
		["a name in an interpolation", 'workflow w { param <!p!>: int = 1\n job a: shell { run "x ${<|p|>}" } }'],
		["a job in after", "workflow w { job <!a1!>: shell {}\n job b: shell after <|a1|> {} }"],
		["a variable of for in the body", "workflow w { job q: node for <!lr!> in [1] { rate = <|lr|> } }"],
		["a carry in until and next", "workflow w { loop l carry <!m!> = 1 max 2 until <|m|> > 1 { next m = 2 } }"],
		["a parameter of a lambda", "workflow w { let y = xs.map(<!r!> => <|r|>.z) }"],
		[
			"a job of the same group before one outside",
			"workflow w { job z: shell {}\n group g { job <!a1!>: shell {}\n job b: shell after <|a1|> {} } }",
		],
		["a secret", "workflow w { secret <!token!>\n job q: shell { uses <|token|> } }"],
		["a type", "type <!T!> { a: int }\n workflow w { param p: list<<|T|>> = [] }"],
		["a workflow called as a job type", "workflow <!sub!> {}\n workflow w { job q: <|sub|> {} }"],
	])("leads to its declaration: %s", async (_, text) => {
		const { found, targets } = await follow({ "main.dag": text });
		expect(found).toEqual(targets);
	});

	it("leads through an import to the other file, relative to the importing one", async () => {
		const { found, targets } = await follow({
			"flows/main.dag": 'import { <|canary|> } from "../lib/deploy.dag"\nworkflow w { job q: <|canary|> {} }',
			"lib/deploy.dag": "workflow <!canary!> {}",
		});
		expect(found).toEqual([targets[0], targets[0]]);
	});

	it("leads to the alias, where an import has one", async () => {
		const { found, targets } = await follow({
			"main.dag": 'import { canary as <!c!> } from "./deploy.dag"\nworkflow w { job q: <|c|> {} }',
			"deploy.dag": "workflow canary {}",
		});
		expect(found).toEqual(targets);
	});

	it("leads nowhere from outside the block that declares it", async () => {
		const { found } = await follow({
			"main.dag":
				"workflow w { group g { job inner: shell {} }\n job b: shell after <|inner|> {}\n let x = <|__proto__|> }",
		});
		expect(found).toEqual([undefined, undefined]);
	});

	it("is found in a chain of 10,000 jobs", async () => {
		const jobs = Array.from({ length: 10_000 }, (_, i) => `job j${i}: shell ${i > 0 ? `after j${i - 1} ` : ""}{}`);
		const { shared } = createDagServices();
		const document = shared.workspace.LangiumDocumentFactory.fromString(
			`workflow w {\n${jobs.join("\n")}\n}`,
			URI.file("/project/chain.dag"),
		);
		await shared.workspace.DocumentBuilder.build([document]);
		expect(document.references.filter((one) => "ref" in one && one.ref !== undefined)).toHaveLength(9_999);
	}, 30_000);
});
