import type { GraphNode, InstanceView, Json, NodeStatus } from "@dagwright/core";
import { formatBindings, formatCountdown, formatDuration, formatNumber, formatValue } from "../format.ts";
import { useNow, usePanel } from "../panel/context.tsx";
import type { GraphStore } from "../store/graph-store.ts";
import { cssVariable } from "./css-variable.ts";
import { type ShownStatus, statusIcon, statusWords, tally, typeIcon } from "./describe.ts";
import { Icon } from "./icon.tsx";

const MOST_LARGE = 12;
const MOST_SMALL = 60;
const STRIP_WIDTH = 440;

/** Header with counts, and the instances: cells to 60, above that a strip in which a failure never drowns. */
export function FanOutBody({ node, status }: { readonly node: GraphNode; readonly status: ShownStatus }) {
	const instances = node.instances ?? [];
	const { done, total } = tally(instances);
	return (
		<>
			<div className="dw-head">
				<Icon name={statusIcon(status)} className="dw-status" />
				<span className="dw-name">{node.name}</span>
				<span className="dw-type">
					<Icon name={typeIcon(node)} size={12} />
					<span>{node.type ?? "fan-out"}</span>
				</span>
				<span className="dw-space" />
				{node.detail === undefined ? null : <span className="dw-type dw-mono dw-shrink">{node.detail}</span>}
				{total === 0 ? null : <b className="dw-count">{`${done}/${total}`}</b>}
			</div>
			{instances.length === 0 ? (
				<Unsized node={node} />
			) : instances.length <= MOST_SMALL ? (
				<Cells node={node} instances={instances} />
			) : (
				<Strip instances={instances} />
			)}
		</>
	);
}

/** The count is known only when its inputs are. */
function Unsized({ node }: { readonly node: GraphNode }) {
	const text =
		node.status === "skipped"
			? "skipped"
			: node.status === "succeeded"
				? "no instances"
				: "sized when its inputs are there";
	return (
		<>
			<div className="dw-cells dw-ghosts">
				{[0, 1, 2, 3, 4, 5].map((column) => (
					<i key={column} />
				))}
			</div>
			<div className="dw-caption">{text}</div>
		</>
	);
}

function Cells({ node, instances }: { readonly node: GraphNode; readonly instances: readonly InstanceView[] }) {
	const panel = usePanel();
	const { graph } = panel;
	const moving = instances.some((each) => each.status === "running" || each.status === "retrying");
	const now = useNow(moving);
	const metric = chooseMetric(instances);
	const values = instances.map((each) => (metric === undefined ? undefined : metricOf(each, metric)));
	const known = values.filter((value) => value !== undefined);
	const [low, high] = [Math.min(...known), Math.max(...known)];
	const size = instances.length <= 6 ? "large" : instances.length <= MOST_LARGE ? "medium" : "small";
	const chosen = panel.getState().selected === node.id ? panel.getState().instance : undefined;
	return (
		<>
			<div className={`dw-cells dw-cells-${size}`}>
				{instances.map((each, index) => {
					const text = cellText(each, values[index], graph, now);
					const progress = each.status === "running" ? graph.sample(each.path)?.progress : undefined;
					const share = values[index] === undefined || high === low ? 0.5 : (values[index] - low) / (high - low);
					return (
						<button
							key={each.path}
							type="button"
							tabIndex={-1}
							className={`dw-cell st-${each.status}${each.path === chosen ? " dw-selected" : ""}`}
							title={`${formatBindings(each.bindings)}: ${statusWords(each.status)} ${text}`}
							style={
								progress === undefined
									? each.status === "succeeded"
										? cssVariable("--h", `${Math.round(14 + share * 30)}%`)
										: undefined
									: cssVariable("--p", `${progress * 100}%`)
							}
							onClick={(event) => {
								event.stopPropagation();
								panel.select(node.id, "pointer", each.path);
							}}
						>
							{size === "small" ? (
								each.status === "failed" || each.status === "retrying" ? (
									<Icon name={statusIcon(each.status)} size={12} />
								) : null
							) : (
								<>
									<span className="dw-cell-value">
										<Icon name={statusIcon(each.status)} size={12} className="dw-status" />
										<span>{text}</span>
									</span>
									{size === "large" ? (
										<span className="dw-cell-axes">
											{Object.values(each.bindings)
												.map((value) => formatValue(value, 10))
												.join(" · ")}
										</span>
									) : null}
								</>
							)}
						</button>
					);
				})}
			</div>
			{size === "medium" || instances.length > 40 ? null : (
				<div className="dw-caption">
					<span className="dw-mono">{Object.keys(instances[0]?.bindings ?? {}).join(" · ")}</span>
					<span className="dw-space" />
					{metric === undefined || known.length === 0 ? null : (
						<>
							{metric}
							<span className="dw-scale">
								<i />
								<i />
								<i />
								<i />
							</span>
							{low === high ? formatNumber(low) : `${formatNumber(low)}–${formatNumber(high)}`}
						</>
					)}
				</div>
			)}
		</>
	);
}

function cellText(each: InstanceView, value: number | undefined, graph: GraphStore, now: number): string {
	if (value !== undefined && (each.status === "succeeded" || each.status === "cached")) return formatNumber(value);
	const elapsed = each.started === undefined ? "" : formatDuration((each.ended ?? now) - each.started);
	switch (each.status) {
		case "running": {
			const progress = graph.sample(each.path)?.progress;
			return progress === undefined ? elapsed : `${Math.round(progress * 100)}%`;
		}
		case "retrying":
			return each.retry_at === undefined ? "again" : `in ${formatCountdown(each.retry_at - now)}`;
		case "succeeded":
			return elapsed;
		case "pending":
		case "ready":
			return "waiting";
		default:
			return statusWords(each.status);
	}
}

const LOUDNESS: readonly NodeStatus[] = [
	"failed",
	"retrying",
	"running",
	"held",
	"cancelled",
	"skipped",
	"ready",
	"pending",
	"cached",
	"succeeded",
];

/** Each column stands for one or more instances and shows the one that matters most. */
function Strip({ instances }: { readonly instances: readonly InstanceView[] }) {
	const columns = Math.min(instances.length, Math.floor(STRIP_WIDTH / 3));
	const width = STRIP_WIDTH / columns;
	const worst = Array.from({ length: columns }, (_, column) => {
		const part = instances.slice(
			Math.floor((column * instances.length) / columns),
			Math.floor(((column + 1) * instances.length) / columns),
		);
		return LOUDNESS.find((status) => part.some((each) => each.status === status)) ?? "pending";
	});
	const { failed, retrying, running } = tally(instances);
	const words = [
		running > 0 ? `${running} running` : "",
		retrying > 0 ? `${retrying} retrying` : "",
		failed > 0 ? `${failed} failed` : "",
	].filter((part) => part !== "");
	return (
		<>
			<svg className="dw-strip" width={STRIP_WIDTH} height="14" aria-hidden="true">
				{worst.map((status, column) => (
					<rect
						// biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
						key={column}
						className={`st-${status}`}
						x={column * width}
						width={Math.max(width - 0.6, 2.4)}
						height="14"
					/>
				))}
			</svg>
			<div className="dw-caption">
				<span className="dw-mono">{Object.keys(instances[0]?.bindings ?? {}).join(" · ")}</span>
				<span className="dw-space" />
				{words.join(", ")}
			</div>
		</>
	);
}

/** The first metric (else the first number) in the outputs that are there. */
function chooseMetric(instances: readonly InstanceView[]): string | undefined {
	for (const each of instances) {
		if (each.outputs === undefined) continue;
		for (const record of [member(each.outputs, "metrics"), each.outputs]) {
			if (typeof record !== "object" || record === null) continue;
			const found = Object.entries(record).find(([name, value]) => typeof value === "number" && name !== "exit_code");
			if (found !== undefined) return found[0];
		}
	}
	return undefined;
}

function metricOf(each: InstanceView, name: string): number | undefined {
	const value = member(member(each.outputs, "metrics"), name) ?? member(each.outputs, name);
	return typeof value === "number" ? value : undefined;
}

function member(value: Json | undefined, name: string): Json | undefined {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
	return Object.hasOwn(value, name) ? (value as { readonly [key: string]: Json })[name] : undefined;
}
