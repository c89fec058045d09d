/** The icons of statuses: each has a shape of its own, so that it is told without its colour. */
export const statusShapes = {
	pending: (
		<>
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
		</>
	),
	ready: (
		<>
			<circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.5" />
			<circle cx="8" cy="8" r="2" fill="currentColor" />
		</>
	),
	held: (
		<>
			<path
				d="M2.5 3.2h6.2c.4 0 .8.2 1.1.5l3.6 3.7c.3.3.3.8 0 1.1l-3.6 3.8c-.3.3-.7.5-1.1.5H2.5c-.6 0-1-.4-1-1V4.2c0-.6.4-1 1-1z"
				fill="currentColor"
			/>
			<path d="M4.8 5.8v4.4M7.6 5.8v4.4" stroke="var(--dw-icon-inner)" strokeWidth="1.5" strokeLinecap="round" />
		</>
	),
	running: (
		<>
			<circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeOpacity=".28" strokeWidth="1.8" />
			<path
				d="M8 2.4a5.6 5.6 0 0 1 5.6 5.6"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.8"
				strokeLinecap="round"
			/>
		</>
	),
	approval: (
		<>
			<circle cx="8" cy="5" r="2.9" fill="currentColor" />
			<path
				d="M2.4 13.6c.3-3 2.6-4.6 5.6-4.6s5.3 1.6 5.6 4.6c0 .3-.2.6-.6.6H3c-.4 0-.6-.3-.6-.6z"
				fill="currentColor"
			/>
		</>
	),
	person: (
		<>
			<circle cx="8" cy="5.2" r="2.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
			<path
				d="M3 13.3c.3-2.6 2.3-4 5-4s4.7 1.4 5 4"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.4"
				strokeLinecap="round"
			/>
		</>
	),
	retrying: (
		<>
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
		</>
	),
	succeeded: (
		<>
			<circle cx="8" cy="8" r="6.4" fill="currentColor" />
			<path
				d="M5.2 8.2l2 2 3.7-4.1"
				fill="none"
				stroke="var(--dw-icon-inner)"
				strokeWidth="1.7"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</>
	),
	cached: (
		<>
			<circle cx="8" cy="8" r="5.7" fill="none" stroke="currentColor" strokeWidth="1.4" />
			<path
				d="M5.4 8.2l1.9 1.9 3.4-3.8"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.5"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</>
	),
	skipped: (
		<>
			<path
				d="M3 4.2v7.6L8 8zM8.4 4.2v7.6l5-3.8z"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.3"
				strokeLinejoin="round"
			/>
		</>
	),
	failed: (
		<>
			<path d="M5.3 1.6h5.4l3.7 3.7v5.4l-3.7 3.7H5.3l-3.7-3.7V5.3z" fill="currentColor" />
			<path
				d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"
				stroke="var(--dw-icon-inner)"
				strokeWidth="1.7"
				strokeLinecap="round"
			/>
		</>
	),
	cancelled: (
		<>
			<circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.5" />
			<path d="M4.1 4.1l7.8 7.8" stroke="currentColor" strokeWidth="1.5" />
		</>
	),
	rolledback: (
		<>
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
		</>
	),
	broken: (
		<>
			<path d="M8 2l6.3 11.2H1.7z" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
			<path d="M8 6.3v3.2" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
			<circle cx="8" cy="11.4" r=".85" fill="currentColor" />
		</>
	),
} as const;
