import { describeType, type ParamPlan, type Plan } from "@dagwright/core";
import * as vscode from "vscode";
import { choices, inputProblem, requiredParams } from "./param-input.ts";

/** Asks for each param that has no default; undefined when the user gave up. */
export async function askParams(
	plan: Plan,
): Promise<readonly { readonly name: string; readonly value: string }[] | undefined> {
	const params = requiredParams(plan);
	const given: { readonly name: string; readonly value: string }[] = [];
	for (const [index, param] of params.entries()) {
		const value = await ask(param, params.length > 1 ? ` (${index + 1} of ${params.length})` : "");
		if (value === undefined) return undefined;
		given.push({ name: param.name, value });
	}
	return given;
}

function ask(param: ParamPlan, place: string): Thenable<string | undefined> {
	const title = `Param ${param.name}: ${describeType(param.type)}${place}`;
	const values = choices(param.type);
	if (values) {
		return vscode.window.showQuickPick(values, { title, placeHolder: param.documentation ?? "", ignoreFocusOut: true });
	}
	return vscode.window.showInputBox({
		title,
		prompt: param.documentation ?? "",
		ignoreFocusOut: true,
		validateInput: (text) => inputProblem(param.type, text),
	});
}
