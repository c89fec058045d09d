import { caseNames, caseOptions, caseRequests, compileCase } from "./cases.ts";
import { constructs, type Pair, pairOf, pairsIn } from "./constructs.ts";

/** Every pair of constructs, in the order of `constructs`. */
export const allPairs: readonly Pair[] = constructs.flatMap((one, at) =>
	constructs.slice(at + 1).map((other) => pairOf(one, other)),
);

/**
 * The names of the cases in which each pair meets; a pair that no case has is missing. A storm, in which everything
 * meets, is no case of any pair: it shows that nothing breaks, not what two constructs mean together.
 */
export function coveredPairs(): ReadonlyMap<Pair, readonly string[]> {
	const coveredBy = new Map<Pair, string[]>();
	for (const name of caseNames()) {
		if (name.startsWith("storm_")) continue;
		const { plan } = compileCase(name);
		if (plan === undefined) continue;
		for (const pair of pairsIn({ plan, options: caseOptions(name), requests: caseRequests(name) }))
			coveredBy.set(pair, [...(coveredBy.get(pair) ?? []), name]);
	}
	return coveredBy;
}
