import { expect, test } from "vitest";
import { functionReference } from "./function-reference.ts";
import { functions } from "./functions/table.ts";

test("the reference has every function with its signatures and example", () => {
	const text = functionReference();
	for (const { name, signatures, example } of functions.values()) {
		expect(text).toContain(`#### ${name}\n`);
		for (const signature of signatures) expect(text).toContain(signature.text);
		expect(text).toContain(`${example[0]}  // ${example[1]}`);
	}
});
