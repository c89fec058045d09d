/** The icons of buttons. */
export const controlShapes = {
	bolt: (
		<>
			<path d="M9 1.6L3.6 9h3.9L7 14.4 12.4 7H8.5z" fill="currentColor" />
		</>
	),
	play: (
		<>
			<path d="M4.5 2.8v10.4L13 8z" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
		</>
	),
	playf: (
		<>
			<path d="M4.5 2.8v10.4L13 8z" fill="currentColor" />
		</>
	),
	stop: (
		<>
			<rect x="3.5" y="3.5" width="9" height="9" rx="1.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
		</>
	),
	search: (
		<>
			<circle cx="7" cy="7" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
			<path d="M10.2 10.2l3.4 3.4" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
		</>
	),
	down: (
		<>
			<path
				d="M8 2.6v10.4M4 9l4 4 4-4"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.4"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</>
	),
	right: (
		<>
			<path
				d="M2.6 8H13M9 4l4 4-4 4"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.4"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</>
	),
	fit: (
		<>
			<path
				d="M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.4"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</>
	),
	chev: (
		<>
			<path
				d="M4.5 6.2L8 9.8l3.5-3.6"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.4"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</>
	),
	chevr: (
		<>
			<path
				d="M6.2 4.5L9.8 8l-3.6 3.5"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.4"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</>
	),
	close: (
		<>
			<path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
		</>
	),
	plus: (
		<>
			<path d="M8 3.4v9.2M3.4 8h9.2" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
		</>
	),
	minus: (
		<>
			<path d="M3.4 8h9.2" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
		</>
	),
	path: (
		<>
			<circle cx="3.4" cy="12" r="1.7" fill="currentColor" />
			<circle cx="12.6" cy="4" r="1.7" fill="currentColor" />
			<path d="M5 11.4c5-1.2 1-5.6 6-6.8" fill="none" stroke="currentColor" strokeWidth="1.5" />
		</>
	),
	logo: (
		<>
			<rect x="1.2" y="1.6" width="5.2" height="5.2" rx="1.5" fill="currentColor" />
			<rect x="9.6" y="5.4" width="5.2" height="5.2" rx="1.5" fill="currentColor" opacity=".55" />
			<rect x="1.2" y="9.2" width="5.2" height="5.2" rx="1.5" fill="currentColor" opacity=".8" />
			<path
				d="M6.4 4.2c2 0 1.4 3.8 3.2 3.8M6.4 11.8c2 0 1.4-3.8 3.2-3.8"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.2"
			/>
		</>
	),
	copy: (
		<>
			<rect x="5" y="5" width="8.4" height="8.4" rx="1.4" fill="none" stroke="currentColor" strokeWidth="1.3" />
			<path
				d="M3.6 10.6c-.6 0-1-.4-1-1v-6c0-.6.4-1 1-1h6c.6 0 1 .4 1 1"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.3"
			/>
		</>
	),
	panel: (
		<>
			<rect x="2" y="2.6" width="12" height="10.8" rx="1.6" fill="none" stroke="currentColor" strokeWidth="1.3" />
			<path d="M10 2.6v10.8" stroke="currentColor" strokeWidth="1.3" />
		</>
	),
	more: (
		<>
			<circle cx="3.5" cy="8" r="1.3" fill="currentColor" />
			<circle cx="8" cy="8" r="1.3" fill="currentColor" />
			<circle cx="12.5" cy="8" r="1.3" fill="currentColor" />
		</>
	),
	pause: (
		<>
			<path d="M5.2 3.2v9.6M10.8 3.2v9.6" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
		</>
	),
	fork: (
		<>
			<path
				d="M4.5 5v6M4.5 8c0 1.6 1 2.4 2.8 2.4h1.4c1.8 0 2.8-.8 2.8-2.4V5"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.4"
				strokeLinecap="round"
			/>
			<circle cx="4.5" cy="3.6" r="1.6" fill="currentColor" />
			<circle cx="11.5" cy="3.6" r="1.6" fill="currentColor" />
			<circle cx="4.5" cy="12.4" r="1.6" fill="currentColor" />
		</>
	),
} as const;
