import { type CstNode, DefaultValueConverter, type GrammarAST, type ValueType } from "langium";
import { unquote } from "./literals.ts";

/** Keeps the images of all terminals; only quoted keys are unquoted, since a key is a name however it is written. */
export class DagValueConverter extends DefaultValueConverter {
	protected override runConverter(rule: GrammarAST.AbstractRule, input: string, cstNode: CstNode): ValueType {
		if (rule.name === "Key") return input.startsWith('"') ? unquote(input) : input;
		return rule.name === "Outcome" ? super.runConverter(rule, input, cstNode) : input;
	}
}
