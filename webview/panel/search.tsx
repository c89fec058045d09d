import { type KeyboardEvent, type RefObject, useState } from "react";
import { kindWords, statusIcon } from "../graph/describe.ts";
import { Icon } from "../graph/icon.tsx";
import { usePanel } from "./context.tsx";
import { findNodes, nearestName } from "./find.ts";

/** Finds a job by a part of its path and goes to it. */
export function Search({ input }: { readonly input: RefObject<HTMLInputElement | null> }) {
	const panel = usePanel();
	const [text, setText] = useState("");
	const [active, setActive] = useState(0);
	const nodes = panel.allNodes;
	const found = findNodes(nodes, text);
	const go = (id: string | undefined) => {
		if (id === undefined) return;
		panel.find(id, "keyboard");
		setText("");
		input.current?.blur();
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key === "Enter") go(found[active]?.id);
		else if (event.key === "Escape") {
			setText("");
			input.current?.blur();
		} else if (event.key === "ArrowDown") setActive(Math.min(found.length - 1, active + 1));
		else if (event.key === "ArrowUp") setActive(Math.max(0, active - 1));
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	const near = text.trim() !== "" && found.length === 0 ? nearestName(nodes, text) : undefined;
	return (
		<div className="dw-find">
			<Icon name="search" size={14} />
			<input
				ref={input}
				value={text}
				placeholder="Find a job"
				aria-label="Find a job"
				role="combobox"
				aria-expanded={found.length > 0}
				aria-controls="dw-found"
				aria-autocomplete="list"
				spellCheck={false}
				onChange={(event) => {
					setText(event.target.value);
					setActive(0);
				}}
				onKeyDown={onKeyDown}
				onBlur={() => setTimeout(() => setText(""), 120)}
			/>
			<kbd>/</kbd>
			{text.trim() === "" ? null : (
				<div className="dw-found" id="dw-found" role="listbox">
					{found.map((node, index) => (
						<button
							key={node.id}
							type="button"
							role="option"
							aria-selected={index === active}
							className={`st-${node.status}`}
							onPointerDown={() => go(node.id)}
						>
							<Icon name={statusIcon(node.status)} size={14} className="dw-status" />
							<span>{node.id}</span>
							<em>{node.type ?? kindWords(node.kind)}</em>
						</button>
					))}
					{found.length > 0 ? null : (
						<div className="dw-none">
							{`No job is called “${text.trim()}”.`}
							{near === undefined ? null : (
								<button
									type="button"
									className="dw-link"
									onPointerDown={() => go(nodes.find((node) => node.name === near)?.id)}
								>
									{`Did you mean ${near}?`}
								</button>
							)}
						</div>
					)}
				</div>
			)}
		</div>
	);
}
