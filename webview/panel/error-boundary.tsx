import { Component, type ReactNode } from "react";

interface Props {
	readonly children: ReactNode;
}

/** A bug in a part of the panel takes down the panel, not silently: it says so and offers to draw it again. */
export class ErrorBoundary extends Component<Props, { readonly error?: Error }> {
	override state: { readonly error?: Error } = {};

	static getDerivedStateFromError(error: Error): { readonly error: Error } {
		return { error };
	}

	override render(): ReactNode {
		const { error } = this.state;
		if (error === undefined) return this.props.children;
		return (
			<div className="dw-empty" role="alert">
				<p>{`The graph could not be drawn: ${error.message}`}</p>
				<button type="button" className="dw-button" onClick={() => window.location.reload()}>
					Draw it again
				</button>
			</div>
		);
	}
}
