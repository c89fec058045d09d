import { Fragment } from "react";
import { Icon } from "../graph/icon.tsx";
import { shownInstance } from "../store/instances.ts";
import { usePanel, usePanelValue } from "./context.tsx";
import { instanceName } from "./instances.tsx";

/** The way back out of a called workflow: the workflow that was opened first, and each call down to what is drawn. */
export function Breadcrumb() {
	const panel = usePanel();
	const path = usePanelValue((state) => state.path);
	const workflow = usePanelValue((state) => state.workflow);
	const last = path.at(-1);
	const shown = usePanelValue((state) => last && shownInstance(last, state.chosen.get(last.id)));
	if (path.length === 0) return null;
	const instance = shown && last && instanceName(last, shown);
	return (
		<nav className="dw-breadcrumb" aria-label="Called workflows">
			<button type="button" className="dw-link" onClick={() => panel.open(undefined)}>
				{workflow}
			</button>
			{path.map((call, index) => (
				<Fragment key={call.id}>
					<Icon name="chevr" size={12} />
					{index === path.length - 1 ? (
						<b aria-current="location">{call.name}</b>
					) : (
						<button type="button" className="dw-link" onClick={() => panel.open(call.id)}>
							{call.name}
						</button>
					)}
				</Fragment>
			))}
			<span className="dw-muted">{[last?.type, instance].filter((part) => part !== undefined).join(", ")}</span>
			<span className="dw-muted">Esc leads back</span>
		</nav>
	);
}
