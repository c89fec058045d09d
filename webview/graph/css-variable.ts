import type { CSSProperties } from "react";

/** Sets a custom property through the DOM, which a strict CSP allows. */
export function cssVariable(name: `--${string}`, value: string): CSSProperties {
	return { [name]: value };
}
