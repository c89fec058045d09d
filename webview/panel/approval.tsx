import type { ApprovalView, Json, Type } from "@dagwright/core";
import { describeType } from "@dagwright/core";
import { coerceText, inputText } from "@dagwright/core/expression";
import { useEffect, useId, useRef, useState } from "react";
import { formatTime } from "../format.ts";
import type { Asking } from "../store/panel-state.ts";
import { afterDeadline, approvalCount, isFor, timeLeft, whoIsAsked } from "./approval-words.ts";
import { useNow, usePanel, usePanelValue } from "./context.tsx";
import { Values } from "./values.tsx";

/** What an approval shows, its form, and Approve and Reject, which ask once more. */
export function Approval({ path, approval }: { readonly path: string; readonly approval: ApprovalView }) {
	const panel = usePanel();
	const user = usePanelValue((state) => state.user);
	const asking = usePanelValue((state) => (state.asking?.instance === path ? state.asking : undefined));
	const answer = usePanelValue((state) => state.answers.get(path));
	const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
	const [comment, setComment] = useState("");
	const choices = approval.about === "outcome" ? OUTCOMES : DECISIONS;
	const fields = fieldsOf(approval, asking?.decision).map(({ name, type, value }) => {
		const typed = texts[name];
		const text = typed ?? (value === undefined ? "" : inputText(value, type));
		const read = coerceText(text, type);
		// What may be missing, and was never filled in, is.
		const missing = typed === undefined && value === undefined && type.kind === "optional";
		const problem = read.ok || missing ? undefined : read.problem;
		return { name, type, text, typed: typed !== undefined || value !== undefined, missing, problem };
	});
	const complete = fields.every(({ problem }) => problem === undefined);
	const sent = answer?.status === "sent";
	const send = ({ instance, decision }: Asking) => {
		const filled = decision === "approved" || decision === "succeeded" ? fields.filter(({ missing }) => !missing) : [];
		const form = Object.fromEntries(filled.map(({ name, text }) => [name, text]));
		panel.answer({ instance, decision, form, ...(comment.trim() !== "" && { comment: comment.trim() }) });
	};
	return (
		<div className="dw-approval">
			<Request approval={approval} user={user} />
			{Object.keys(approval.show).length === 0 ? null : <Values title="Shown" value={approval.show} />}
			<section className="dw-answer">
				{fields.map(({ name, type, text, typed, problem }, index) => (
					<Field
						focused={index === 0 && asking?.decision === "succeeded"}
						key={name}
						name={name}
						type={type}
						text={text}
						problem={typed ? problem : undefined}
						onChange={(next) => setTexts({ ...texts, [name]: next })}
					/>
				))}
				<label className="dw-field">
					<span>comment</span>
					<textarea rows={2} value={comment} onChange={(event) => setComment(event.target.value)} />
				</label>
			</section>
			<footer>
				{answer?.status === "refused" ? (
					<p className="dw-problem" role="alert">
						{answer.problem}
					</p>
				) : null}
				{sent ? (
					<p className="dw-muted" role="status">
						Sent. The run takes it up.
					</p>
				) : asking === undefined ? (
					<div className="dw-choices">
						{choices.map(({ decision, word, key, primary }) => (
							<button
								key={decision}
								type="button"
								className={primary ? "dw-button dw-primary" : "dw-button"}
								title={key === undefined ? word : `${word} (${key})`}
								disabled={decision === "approved" && !complete}
								onClick={() => panel.ask({ instance: path, decision })}
							>
								{word}
							</button>
						))}
					</div>
				) : (
					<Confirm path={path} asking={asking} disabled={!complete} send={send} />
				)}
			</footer>
		</div>
	);
}

const DECISIONS = [
	{ decision: "approved", word: "Approve", key: "a", primary: true },
	{ decision: "rejected", word: "Reject", key: "x", primary: false },
] as const;

/** Of a lost attempt of a critical job, whose outcome nobody knows. */
const OUTCOMES = [
	{ decision: "repeat", word: "Run it again", key: undefined, primary: false },
	{ decision: "succeeded", word: "It succeeded", key: undefined, primary: false },
	{ decision: "failed", word: "It failed", key: undefined, primary: false },
] as const;

const QUESTIONS: Readonly<Record<Asking["decision"], string>> = {
	approved: "Approve",
	rejected: "Reject",
	repeat: "Run again",
	failed: "Take as failed:",
	succeeded: "Take as succeeded:",
};

interface AskedField {
	readonly name: string;
	readonly type: Type;
	readonly value?: Json;
}

/** What is to be filled in: the form; of an unknown outcome, once it is said to have succeeded, its outputs. */
function fieldsOf(approval: ApprovalView, decision: Asking["decision"] | undefined): readonly AskedField[] {
	if (approval.about === "approval") return decision === "rejected" ? [] : approval.form;
	// The exit code of what succeeded is known.
	return decision === "succeeded" ? (approval.outputs ?? []).filter(({ name }) => name !== "exit_code") : [];
}

function Request({ approval, user }: { readonly approval: ApprovalView; readonly user: string | undefined }) {
	const now = useNow(approval.deadline !== undefined);
	const rows: (readonly [string, string])[] = [["waits for", whoIsAsked(approval, user)]];
	if (approval.about === "outcome") rows.push(["because", "its attempt was lost, and nobody knows its outcome"]);
	else rows.push(["may answer", approval.approvers.join(", ")]);
	const count = approvalCount(approval);
	if (count !== undefined) rows.push(["approved", count]);
	for (const { by, at, comment } of approval.given) {
		rows.push([formatTime(at), comment === undefined ? `${by} approved` : `${by} approved: ${comment}`]);
	}
	const left = timeLeft(approval, now);
	if (left !== undefined) rows.push(["time", `${left}, ${afterDeadline(approval)}`]);
	return (
		<section className="st-waiting">
			<h3>
				{approval.about === "outcome" ? "Unknown outcome" : "Approval"}
				<span>{isFor(approval, user) ? "for you" : ""}</span>
			</h3>
			<dl className="dw-times">
				{rows.map(([name, text]) => (
					<div key={name}>
						<dt>{name}</dt>
						<dd>{text}</dd>
					</div>
				))}
			</dl>
		</section>
	);
}

function Field(props: {
	readonly name: string;
	readonly type: Type;
	readonly text: string;
	readonly problem: string | undefined;
	/** It takes the focus when it appears. */
	readonly focused: boolean;
	readonly onChange: (text: string) => void;
}) {
	const { name, type, text, problem, focused, onChange } = props;
	const choices = choicesOf(type);
	const long = type.kind === "json" || type.kind === "list" || type.kind === "record" || type.kind === "map";
	const id = useId();
	const row = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (focused) row.current?.querySelector<HTMLElement>("input, select, textarea")?.focus();
	}, [focused]);
	return (
		<div className="dw-field" ref={row}>
			<label htmlFor={id}>
				{name}
				<em>{describeType(type)}</em>
			</label>
			{choices !== undefined ? (
				<select id={id} value={text} onChange={(event) => onChange(event.target.value)}>
					{choices.includes(text) ? null : <option value={text}>{text}</option>}
					{choices.map((choice) => (
						<option key={choice} value={choice}>
							{choice}
						</option>
					))}
				</select>
			) : long ? (
				<textarea
					id={id}
					rows={3}
					className="dw-mono"
					spellCheck={false}
					value={text}
					onChange={(event) => onChange(event.target.value)}
				/>
			) : (
				<input
					id={id}
					value={text}
					spellCheck={type.kind === "string"}
					aria-invalid={problem !== undefined}
					onChange={(event) => onChange(event.target.value)}
				/>
			)}
			{problem === undefined ? null : <em className="dw-problem">{`${name} ${problem}`}</em>}
		</div>
	);
}

/** Asks once more; the focus is on the answer, so that Enter gives it and Escape takes it back. */
function Confirm(props: {
	readonly path: string;
	readonly asking: Asking;
	readonly disabled: boolean;
	readonly send: (asking: Asking) => void;
}) {
	const { path, asking, disabled, send } = props;
	const panel = usePanel();
	const button = useRef<HTMLButtonElement>(null);
	useEffect(() => button.current?.focus(), []);
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: the keys of the buttons in it.
		<div
			className="dw-choices"
			onKeyDown={(event) => {
				if (event.key !== "Escape") return;
				event.stopPropagation();
				panel.ask(undefined);
			}}
		>
			<button
				ref={button}
				type="button"
				className="dw-button dw-primary"
				disabled={disabled}
				onClick={() => send(asking)}
			>
				{`${QUESTIONS[asking.decision]} ${path}`}
			</button>
			<button type="button" className="dw-button" onClick={() => panel.ask(undefined)}>
				Back
			</button>
		</div>
	);
}

function choicesOf(type: Type): readonly string[] | undefined {
	if (type.kind === "enum") return type.values;
	return type.kind === "bool" ? ["true", "false"] : undefined;
}
