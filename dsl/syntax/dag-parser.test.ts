import { describe, expect, it, vi } from "vitest";
import { createDagServices } from "../services.ts";

const text = 'workflow w {\n  job a: shell { run "x" }\n}\n';

describe("the parser", () => {
	it("serves the next file after it threw, however often", () => {
		const { dag } = createDagServices();
		for (let round = 0; round < 4; round++) {
			const overflow = vi.spyOn(dag.parser.ValueConverter, "convert").mockImplementation(() => {
				throw new RangeError("Maximum call stack size exceeded");
			});
			expect(dag.parser.LangiumParser.parse(text).lexerErrors).toMatchObject([{ code: "dag/syntax" }]);
			overflow.mockRestore();
			const after = dag.parser.LangiumParser.parse(text);
			expect(after.lexerErrors).toEqual([]);
			expect(after.value).toMatchObject({ declarations: [{ name: "w", members: [{ name: "a" }] }] });
		}
	});
});
