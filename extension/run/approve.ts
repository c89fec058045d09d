import { type ApprovalView, describeType, type Json, type Type } from "@dagwright/core";
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
	const [only, ...others] = pending;
	const alone = others.length === 0 ? only : undefined;
	const chosen = pending.find((each) => each.instance === instance) ?? alone ?? (await choosePending(pending));
	if (chosen === undefined) return undefined;
	const title =
		chosen.approval.about === "outcome" ? `The outcome of ${chosen.instance}` : `Approve ${chosen.instance}`;
	const decision = (
		await vscode.window.showQuickPick(decisions(chosen), { title, placeHolder: shown(chosen), ignoreFocusOut: true })
	)?.decision;
	if (decision === undefined) return undefined;
	const form: Record<string, string> = {};
	for (const { name, type, value } of fieldsOf(chosen.approval, decision)) {
		const text = await askField(title, { name, type, text: value === undefined ? "" : inputText(value, type) });
		if (text === undefined) return undefined;
		// What may be missing, and was left empty, is.
		if (text !== "" || value !== undefined || type.kind !== "optional") form[name] = text;
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
		detail: shown(each),
		each,
	}));
	return (await vscode.window.showQuickPick(items, { title: "Waiting for people", ignoreFocusOut: true }))?.each;
}

/** What people are to see before they answer, in one line. */
function shown({ approval }: Pending): string {
	if (approval.about === "outcome") return "Its attempt was lost, and nobody knows its outcome.";
	const values = Object.entries(approval.show).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
	return values.join(", ").slice(0, 200);
}

function decisions({
	approval,
}: Pending): readonly { readonly label: string; readonly decision: Answer["decision"] }[] {
	return approval.about === "outcome"
		? [
				{ label: "$(debug-restart) Run it again", decision: "repeat" },
				{ label: "$(pass) It succeeded", decision: "succeeded" },
				{ label: "$(error) It failed", decision: "failed" },
			]
		: [
				{ label: "$(check) Approve", decision: "approved" },
				{ label: "$(x) Reject", decision: "rejected" },
			];
}

interface Asked {
	readonly name: string;
	readonly type: Type;
	/** What stands in it so far. */
	readonly value?: Json;
}

/** What is to be filled in with the answer: the form, or the outputs of what succeeded. */
function fieldsOf({ form, outputs = [] }: ApprovalView, decision: Answer["decision"]): readonly Asked[] {
	if (decision === "approved") return form;
	return decision === "succeeded" ? outputs.filter(({ name }) => name !== "exit_code") : [];
}

function askField(title: string, { name, type, text }: { name: string; type: Type; text: string }) {
	const prompt = `${name}: ${describeType(type)}`;
	const values = choices(type);
	if (values) return vscode.window.showQuickPick(values, { title, placeHolder: prompt, ignoreFocusOut: true });
	return vscode.window.showInputBox({
		title,
		prompt,
		ignoreFocusOut: true,
		value: text,
		validateInput: (text) => inputProblem(type, text),
	});
}
