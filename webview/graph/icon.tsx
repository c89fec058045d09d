import { memo } from "react";

/** The shapes of all icons, once in the page; `Icon` refers to them. 16 × 16, drawn with `currentColor`. */
export const IconSprite = memo(function IconSprite() {
	return (
		<svg width="0" height="0" className="dw-sprite" aria-hidden="true">
			<defs>
				<symbol id="dw-i-pending" viewBox="0 0 16 16">
					<circle
						cx="8"
						cy="8"
						r="5.6"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.5"
						strokeDasharray="1.6 2.8"
						strokeLinecap="round"
					/>
				</symbol>
				<symbol id="dw-i-ready" viewBox="0 0 16 16">
					<circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.5" />
					<circle cx="8" cy="8" r="2" fill="currentColor" />
				</symbol>
				<symbol id="dw-i-held" viewBox="0 0 16 16">
					<path
						d="M2.5 3.2h6.2c.4 0 .8.2 1.1.5l3.6 3.7c.3.3.3.8 0 1.1l-3.6 3.8c-.3.3-.7.5-1.1.5H2.5c-.6 0-1-.4-1-1V4.2c0-.6.4-1 1-1z"
						fill="currentColor"
					/>
					<path d="M4.8 5.8v4.4M7.6 5.8v4.4" stroke="var(--dw-icon-inner)" strokeWidth="1.5" strokeLinecap="round" />
				</symbol>
				<symbol id="dw-i-running" viewBox="0 0 16 16">
					<circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeOpacity=".28" strokeWidth="1.8" />
					<path
						d="M8 2.4a5.6 5.6 0 0 1 5.6 5.6"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.8"
						strokeLinecap="round"
					/>
				</symbol>
				<symbol id="dw-i-approval" viewBox="0 0 16 16">
					<circle cx="8" cy="5" r="2.9" fill="currentColor" />
					<path
						d="M2.4 13.6c.3-3 2.6-4.6 5.6-4.6s5.3 1.6 5.6 4.6c0 .3-.2.6-.6.6H3c-.4 0-.6-.3-.6-.6z"
						fill="currentColor"
					/>
				</symbol>
				<symbol id="dw-i-person" viewBox="0 0 16 16">
					<circle cx="8" cy="5.2" r="2.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
					<path
						d="M3 13.3c.3-2.6 2.3-4 5-4s4.7 1.4 5 4"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
					/>
				</symbol>
				<symbol id="dw-i-retrying" viewBox="0 0 16 16">
					<path
						d="M13.3 8.6a5.4 5.4 0 1 1-1.5-4.4"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.7"
						strokeLinecap="round"
					/>
					<path
						d="M12.9 1.6v3.1H9.8"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.7"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-succeeded" viewBox="0 0 16 16">
					<circle cx="8" cy="8" r="6.4" fill="currentColor" />
					<path
						d="M5.2 8.2l2 2 3.7-4.1"
						fill="none"
						stroke="var(--dw-icon-inner)"
						strokeWidth="1.7"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-cached" viewBox="0 0 16 16">
					<circle cx="8" cy="8" r="5.7" fill="none" stroke="currentColor" strokeWidth="1.4" />
					<path
						d="M5.4 8.2l1.9 1.9 3.4-3.8"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.5"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-skipped" viewBox="0 0 16 16">
					<path
						d="M3 4.2v7.6L8 8zM8.4 4.2v7.6l5-3.8z"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.3"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-failed" viewBox="0 0 16 16">
					<path d="M5.3 1.6h5.4l3.7 3.7v5.4l-3.7 3.7H5.3l-3.7-3.7V5.3z" fill="currentColor" />
					<path
						d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"
						stroke="var(--dw-icon-inner)"
						strokeWidth="1.7"
						strokeLinecap="round"
					/>
				</symbol>
				<symbol id="dw-i-cancelled" viewBox="0 0 16 16">
					<circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.5" />
					<path d="M4.1 4.1l7.8 7.8" stroke="currentColor" strokeWidth="1.5" />
				</symbol>
				<symbol id="dw-i-rolledback" viewBox="0 0 16 16">
					<path
						d="M5.6 3L2.6 6l3 3"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.6"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
					<path
						d="M3 6h6.4a3.6 3.6 0 0 1 0 7.2H6"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.6"
						strokeLinecap="round"
					/>
				</symbol>
				<symbol id="dw-i-broken" viewBox="0 0 16 16">
					<path d="M8 2l6.3 11.2H1.7z" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
					<path d="M8 6.3v3.2" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
					<circle cx="8" cy="11.4" r=".85" fill="currentColor" />
				</symbol>
				<symbol id="dw-i-funnel" viewBox="0 0 16 16">
					<path
						d="M2.2 3h11.6L9.6 8.3v4.2l-3.2 1.2V8.3z"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.3"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-filter" viewBox="0 0 16 16">
					<path d="M2.5 4.5h11M4.5 8h7M6.5 11.5h3" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
				</symbol>
				<symbol id="dw-i-terminal" viewBox="0 0 16 16">
					<path
						d="M3 4.5L6.2 8 3 11.5M8 11.8h5"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.5"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-train" viewBox="0 0 16 16">
					<path d="M2.5 13.2V2.8M2.5 13.2h11" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" />
					<path
						d="M4.8 4.4c.7 4.6 3 6 8.4 6.2"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
					/>
				</symbol>
				<symbol id="dw-i-gate" viewBox="0 0 16 16">
					<path
						d="M8 1.9l5 1.9v3.7c0 3.2-2 5.3-5 6.6-3-1.3-5-3.4-5-6.6V3.8z"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.3"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-flow" viewBox="0 0 16 16">
					<rect x="1.8" y="2.2" width="4.6" height="4" rx="1" fill="none" stroke="currentColor" strokeWidth="1.3" />
					<rect x="9.6" y="9.8" width="4.6" height="4" rx="1" fill="none" stroke="currentColor" strokeWidth="1.3" />
					<path d="M4.1 6.2v3.9c0 1 .7 1.7 1.7 1.7h3.8" fill="none" stroke="currentColor" strokeWidth="1.3" />
				</symbol>
				<symbol id="dw-i-chat" viewBox="0 0 16 16">
					<path
						d="M2.2 3h11.6v8H8.4L5.2 13.6V11h-3z"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.3"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-loop" viewBox="0 0 16 16">
					<path
						d="M4.4 11.6A4.9 4.9 0 0 1 8 3.1h3.2"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
					/>
					<path
						d="M9.4 1.2l2 1.9-2 1.9"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
					<path
						d="M11.6 4.4A4.9 4.9 0 0 1 8 12.9H4.8"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
					/>
					<path
						d="M6.6 11l-2 1.9 2 1.9"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-fan" viewBox="0 0 16 16">
					<rect x="2" y="2" width="8" height="8" rx="1.6" fill="none" stroke="currentColor" strokeWidth="1.3" />
					<path
						d="M12.4 5v6.2c0 .8-.5 1.3-1.3 1.3H5"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.3"
						strokeLinecap="round"
					/>
				</symbol>
				<symbol id="dw-i-group" viewBox="0 0 16 16">
					<rect x="2" y="2" width="12" height="12" rx="2" fill="none" stroke="currentColor" strokeWidth="1.3" />
					<path d="M2 5.6h12" stroke="currentColor" strokeWidth="1.3" />
				</symbol>
				<symbol id="dw-i-fx" viewBox="0 0 16 16">
					<path d="M3 6h10M3 10h10" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
				</symbol>
				<symbol id="dw-i-output" viewBox="0 0 16 16">
					<path
						d="M8 2.5v7.4M4.8 7L8 10.2 11.2 7M2.8 13.3h10.4"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-bolt" viewBox="0 0 16 16">
					<path d="M9 1.6L3.6 9h3.9L7 14.4 12.4 7H8.5z" fill="currentColor" />
				</symbol>
				<symbol id="dw-i-play" viewBox="0 0 16 16">
					<path d="M4.5 2.8v10.4L13 8z" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
				</symbol>
				<symbol id="dw-i-playf" viewBox="0 0 16 16">
					<path d="M4.5 2.8v10.4L13 8z" fill="currentColor" />
				</symbol>
				<symbol id="dw-i-stop" viewBox="0 0 16 16">
					<rect x="3.5" y="3.5" width="9" height="9" rx="1.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
				</symbol>
				<symbol id="dw-i-search" viewBox="0 0 16 16">
					<circle cx="7" cy="7" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
					<path d="M10.2 10.2l3.4 3.4" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
				</symbol>
				<symbol id="dw-i-down" viewBox="0 0 16 16">
					<path
						d="M8 2.6v10.4M4 9l4 4 4-4"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-right" viewBox="0 0 16 16">
					<path
						d="M2.6 8H13M9 4l4 4-4 4"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-fit" viewBox="0 0 16 16">
					<path
						d="M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-chev" viewBox="0 0 16 16">
					<path
						d="M4.5 6.2L8 9.8l3.5-3.6"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-chevr" viewBox="0 0 16 16">
					<path
						d="M6.2 4.5L9.8 8l-3.6 3.5"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-close" viewBox="0 0 16 16">
					<path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
				</symbol>
				<symbol id="dw-i-code" viewBox="0 0 16 16">
					<path
						d="M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-plus" viewBox="0 0 16 16">
					<path d="M8 3.4v9.2M3.4 8h9.2" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
				</symbol>
				<symbol id="dw-i-minus" viewBox="0 0 16 16">
					<path d="M3.4 8h9.2" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
				</symbol>
				<symbol id="dw-i-path" viewBox="0 0 16 16">
					<circle cx="3.4" cy="12" r="1.7" fill="currentColor" />
					<circle cx="12.6" cy="4" r="1.7" fill="currentColor" />
					<path d="M5 11.4c5-1.2 1-5.6 6-6.8" fill="none" stroke="currentColor" strokeWidth="1.5" />
				</symbol>
				<symbol id="dw-i-file" viewBox="0 0 16 16">
					<path
						d="M4 1.9h5l3.4 3.4v8.8H4z"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.3"
						strokeLinejoin="round"
					/>
					<path d="M9 1.9v3.4h3.4" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" />
				</symbol>
				<symbol id="dw-i-cube" viewBox="0 0 16 16">
					<path
						d="M8 1.8l5.4 3v6.4L8 14.2l-5.4-3V4.8z"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.3"
						strokeLinejoin="round"
					/>
					<path d="M2.8 4.9L8 7.8l5.2-2.9M8 7.8v6.2" fill="none" stroke="currentColor" strokeWidth="1.3" />
				</symbol>
				<symbol id="dw-i-logo" viewBox="0 0 16 16">
					<rect x="1.2" y="1.6" width="5.2" height="5.2" rx="1.5" fill="currentColor" />
					<rect x="9.6" y="5.4" width="5.2" height="5.2" rx="1.5" fill="currentColor" opacity=".55" />
					<rect x="1.2" y="9.2" width="5.2" height="5.2" rx="1.5" fill="currentColor" opacity=".8" />
					<path
						d="M6.4 4.2c2 0 1.4 3.8 3.2 3.8M6.4 11.8c2 0 1.4-3.8 3.2-3.8"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.2"
					/>
				</symbol>
				<symbol id="dw-i-copy" viewBox="0 0 16 16">
					<rect x="5" y="5" width="8.4" height="8.4" rx="1.4" fill="none" stroke="currentColor" strokeWidth="1.3" />
					<path
						d="M3.6 10.6c-.6 0-1-.4-1-1v-6c0-.6.4-1 1-1h6c.6 0 1 .4 1 1"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.3"
					/>
				</symbol>
				<symbol id="dw-i-globe" viewBox="0 0 16 16">
					<circle cx="8" cy="8" r="5.8" fill="none" stroke="currentColor" strokeWidth="1.3" />
					<path
						d="M2.4 8h11.2M8 2.2c3.4 3.6 3.4 8 0 11.6M8 2.2c-3.4 3.6-3.4 8 0 11.6"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.3"
					/>
				</symbol>
				<symbol id="dw-i-panel" viewBox="0 0 16 16">
					<rect x="2" y="2.6" width="12" height="10.8" rx="1.6" fill="none" stroke="currentColor" strokeWidth="1.3" />
					<path d="M10 2.6v10.8" stroke="currentColor" strokeWidth="1.3" />
				</symbol>
				<symbol id="dw-i-deploy" viewBox="0 0 16 16">
					<path
						d="M8 13.6V5.2M4.6 8.2L8 4.8l3.4 3.4M3 2.4h10"
						fill="none"
						stroke="currentColor"
						strokeWidth="1.4"
						strokeLinecap="round"
						strokeLinejoin="round"
					/>
				</symbol>
				<symbol id="dw-i-more" viewBox="0 0 16 16">
					<circle cx="3.5" cy="8" r="1.3" fill="currentColor" />
					<circle cx="8" cy="8" r="1.3" fill="currentColor" />
					<circle cx="12.5" cy="8" r="1.3" fill="currentColor" />
				</symbol>
			</defs>
		</svg>
	);
});

/** Names of the icons in the sprite. */
export type IconName =
	| "pending"
	| "ready"
	| "held"
	| "running"
	| "approval"
	| "person"
	| "retrying"
	| "succeeded"
	| "cached"
	| "skipped"
	| "failed"
	| "cancelled"
	| "rolledback"
	| "broken"
	| "funnel"
	| "filter"
	| "terminal"
	| "train"
	| "gate"
	| "flow"
	| "chat"
	| "loop"
	| "fan"
	| "group"
	| "fx"
	| "output"
	| "bolt"
	| "play"
	| "playf"
	| "stop"
	| "search"
	| "down"
	| "right"
	| "fit"
	| "chev"
	| "chevr"
	| "close"
	| "code"
	| "plus"
	| "minus"
	| "path"
	| "file"
	| "cube"
	| "logo"
	| "copy"
	| "globe"
	| "panel"
	| "more"
	| "deploy";

/** An icon of 16 px unless `size` says otherwise; its meaning is always also said in words beside it. */
export function Icon(props: { readonly name: IconName; readonly size?: 12 | 14 | 16; readonly className?: string }) {
	const size = props.size ?? 16;
	return (
		<svg
			className={props.className === undefined ? "dw-icon" : `dw-icon ${props.className}`}
			width={size}
			height={size}
			aria-hidden="true"
		>
			<use href={`#dw-i-${props.name}`} />
		</svg>
	);
}
