/** The icons of kinds and job types. */
export const kindShapes = {
	funnel: (
		<>
			<path
				d="M2.2 3h11.6L9.6 8.3v4.2l-3.2 1.2V8.3z"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.3"
				strokeLinejoin="round"
			/>
		</>
	),
	filter: (
		<>
			<path d="M2.5 4.5h11M4.5 8h7M6.5 11.5h3" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
		</>
	),
	terminal: (
		<>
			<path
				d="M3 4.5L6.2 8 3 11.5M8 11.8h5"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.5"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</>
	),
	train: (
		<>
			<path d="M2.5 13.2V2.8M2.5 13.2h11" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" />
			<path d="M4.8 4.4c.7 4.6 3 6 8.4 6.2" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
		</>
	),
	gate: (
		<>
			<path
				d="M8 1.9l5 1.9v3.7c0 3.2-2 5.3-5 6.6-3-1.3-5-3.4-5-6.6V3.8z"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.3"
				strokeLinejoin="round"
			/>
		</>
	),
	flow: (
		<>
			<rect x="1.8" y="2.2" width="4.6" height="4" rx="1" fill="none" stroke="currentColor" strokeWidth="1.3" />
			<rect x="9.6" y="9.8" width="4.6" height="4" rx="1" fill="none" stroke="currentColor" strokeWidth="1.3" />
			<path d="M4.1 6.2v3.9c0 1 .7 1.7 1.7 1.7h3.8" fill="none" stroke="currentColor" strokeWidth="1.3" />
		</>
	),
	chat: (
		<>
			<path
				d="M2.2 3h11.6v8H8.4L5.2 13.6V11h-3z"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.3"
				strokeLinejoin="round"
			/>
		</>
	),
	loop: (
		<>
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
		</>
	),
	fan: (
		<>
			<rect x="2" y="2" width="8" height="8" rx="1.6" fill="none" stroke="currentColor" strokeWidth="1.3" />
			<path
				d="M12.4 5v6.2c0 .8-.5 1.3-1.3 1.3H5"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.3"
				strokeLinecap="round"
			/>
		</>
	),
	group: (
		<>
			<rect x="2" y="2" width="12" height="12" rx="2" fill="none" stroke="currentColor" strokeWidth="1.3" />
			<path d="M2 5.6h12" stroke="currentColor" strokeWidth="1.3" />
		</>
	),
	fx: (
		<>
			<path d="M3 6h10M3 10h10" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
		</>
	),
	output: (
		<>
			<path
				d="M8 2.5v7.4M4.8 7L8 10.2 11.2 7M2.8 13.3h10.4"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.4"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</>
	),
	code: (
		<>
			<path
				d="M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.4"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</>
	),
	globe: (
		<>
			<circle cx="8" cy="8" r="5.8" fill="none" stroke="currentColor" strokeWidth="1.3" />
			<path
				d="M2.4 8h11.2M8 2.2c3.4 3.6 3.4 8 0 11.6M8 2.2c-3.4 3.6-3.4 8 0 11.6"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.3"
			/>
		</>
	),
	deploy: (
		<>
			<path
				d="M8 13.6V5.2M4.6 8.2L8 4.8l3.4 3.4M3 2.4h10"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.4"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</>
	),
	file: (
		<>
			<path d="M4 1.9h5l3.4 3.4v8.8H4z" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" />
			<path d="M9 1.9v3.4h3.4" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" />
		</>
	),
	cube: (
		<>
			<path
				d="M8 1.8l5.4 3v6.4L8 14.2l-5.4-3V4.8z"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.3"
				strokeLinejoin="round"
			/>
			<path d="M2.8 4.9L8 7.8l5.2-2.9M8 7.8v6.2" fill="none" stroke="currentColor" strokeWidth="1.3" />
		</>
	),
} as const;
