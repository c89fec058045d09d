import type { FunctionDefinition } from "./definition.ts";
import { asNumber } from "./work.ts";

/** Functions of numbers. */
export const numberFunctions: Readonly<Record<string, FunctionDefinition>> = {
	round: {
		computes: true,
		signatures: ["(number: float): int", "(number: float, digits: int): float"],
		documentation: "The nearest whole number, halves away from zero; or rounded to that many decimal places (0 to 15).",
		example: ["round(3.14159, 2)", "3.14"],
		code: (work, number, digits) => {
			const value = asNumber(work, number);
			if (digits === undefined) return Math.sign(value) * Math.round(Math.abs(value));
			const places = asNumber(work, digits);
			if (places < 0 || places > 15) return work.fail("bad-argument", "wants 0 to 15 decimal places");
			// Through decimal text, so that 1.005 to 2 places is not at the mercy of multiplication by 100.
			return Number(value.toFixed(places));
		},
	},
	floor: {
		computes: true,
		signatures: ["(number: float): int"],
		documentation: "The greatest whole number that is not above it.",
		example: ["floor(2.9)", "2"],
		code: (work, number) => Math.floor(asNumber(work, number)),
	},
	ceil: {
		computes: true,
		signatures: ["(number: float): int"],
		documentation: "The least whole number that is not below it.",
		example: ["ceil(2.1)", "3"],
		code: (work, number) => Math.ceil(asNumber(work, number)),
	},
	abs: {
		computes: true,
		signatures: ["(number: N): N"],
		documentation: "The number, duration or size without its sign.",
		example: ["abs(-2)", "2"],
		code: (work, number) => Math.abs(asNumber(work, number)),
	},
	sqrt: {
		computes: true,
		signatures: ["(number: float): float"],
		documentation: "The square root; of a negative number it is an error.",
		example: ["sqrt(9)", "3"],
		code: (work, number) => {
			const value = asNumber(work, number);
			return value < 0 ? work.fail("bad-argument", "is the root of a negative number") : Math.sqrt(value);
		},
	},
	to_int: {
		signatures: ["(text: string): int?"],
		documentation: "The whole number that the text is, or null.",
		example: ['"12".to_int() ?? 0', "12"],
		code: (_work, text) => {
			if (typeof text !== "string" || !/^[+-]?\d{1,16}$/.test(text.trim())) return null;
			const value = Number(text);
			return Number.isSafeInteger(value) ? value + 0 : null;
		},
	},
	to_float: {
		signatures: ["(text: string): float?"],
		documentation: "The number that the text is, or null.",
		example: ['"1e-3".to_float() ?? 0.0', "0.001"],
		code: (_work, text) => {
			if (typeof text !== "string" || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())) return null;
			const value = Number(text);
			return Number.isFinite(value) ? value + 0 : null;
		},
	},
};
