import { describeType } from "@dagwright/core";
import { inputText } from "@dagwright/core/expression";
import type { Answer } from "@dagwright/protocol";
import * as vscode from "vscode";
import { choices, inputProblem } from "./param-input.ts";
import type { Pending } from "./pending.ts";

/** Lets the user choose what to answer, and how; undefined when they gave up. */
export async function askAnswer(
	pending: readonly Pending[],
	instance: string | undefined,
): Promise<Omit<Answer, "type"> | undefined> {
	const chosen = pending.find((each) => each.instance === instance) ?? (await choosePending(pending));
	if (chosen === undefined) return undefined;
	const title = `Approve ${chosen.instance}`;
	const decision = (await vscode.window.showQuickPick(decisions(chosen), { title, ignoreFocusOut: true }))?.decision;
	if (decision === undefined) return undefined;
	const form: Record<string, string> = {};
	for (const field of decision === "approved" ? chosen.approval.form : []) {
		const text = await askField(title, field);
		if (text === undefined) return undefined;
		form[field.name] = text;
	}
	const comment = await vscode.window.showInputBox({
		title,
		prompt: "A comment, or nothing. Enter answers, Escape does not.",
		ignoreFocusOut: true,
	});
	if (comment === undefined) return undefined;
	return { instance: chosen.instance, decision, form, ...(comment.trim() !== "" && { comment: comment.trim() }) };
}

async function choosePending(pending: readonly Pending[]): Promise<Pending | undefined> {
	const items = pending.map((each) => ({
		label: each.instance,
		description: each.approval.about === "outcome" ? "unknown outcome" : each.approval.approvers.join(", "),
		detail: Object.entries(each.approval.show)
			.map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
			.join(", ")
			.slice(0, 200),
		each,
	}));
	return (await vscode.window.showQuickPick(items, { title: "Waiting for people", ignoreFocusOut: true }))?.each;
}

function decisions({
	approval,
}: Pending): readonly { readonly label: string; readonly decision: Answer["decision"] }[] {
	return approval.about === "outcome"
		? [
				{ label: "$(debug-restart) Run it again", decision: "repeat" },
				{ label: "$(error) It failed", decision: "failed" },
			]
		: [
				{ label: "$(check) Approve", decision: "approved" },
				{ label: "$(x) Reject", decision: "rejected" },
			];
}

function askField(title: string, { name, type, value }: Pending["approval"]["form"][number]) {
	const prompt = `${name}: ${describeType(type)}`;
	const values = choices(type);
	if (values) return vscode.window.showQuickPick(values, { title, placeHolder: prompt, ignoreFocusOut: true });
	return vscode.window.showInputBox({
		title,
		prompt,
		ignoreFocusOut: true,
		value: inputText(value, type),
		validateInput: (text) => inputProblem(type, text),
	});
}
