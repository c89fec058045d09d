import { memo } from "react";
import { controlShapes } from "./control-shapes.tsx";
import { kindShapes } from "./kind-shapes.tsx";
import { statusShapes } from "./status-shapes.tsx";

const shapes = { ...statusShapes, ...kindShapes, ...controlShapes };

export type IconName = keyof typeof shapes;

/** The shapes of all icons, once in the page; `Icon` refers to them. 16 × 16, drawn with `currentColor`. */
export const IconSprite = memo(function IconSprite() {
	return (
		<svg width="0" height="0" className="dw-sprite" aria-hidden="true">
			<defs>
				{Object.entries(shapes).map(([name, shape]) => (
					<symbol key={name} id={`dw-i-${name}`} viewBox="0 0 16 16">
						{shape}
					</symbol>
				))}
			</defs>
		</svg>
	);
});

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
