/** `node test/conformance/show-pairs.ts`: which pairs of constructs the cases cover, and which they don't. */
import { caseNames, caseOptions, caseRequests, compileCase } from "./cases.ts";
import { constructs, type Pair, pairOf, pairsIn } from "./constructs.ts";

const coveredBy = new Map<Pair, string[]>();
for (const name of caseNames()) {
	const { plan } = compileCase(name);
	if (plan === undefined) continue;
	for (const pair of pairsIn({ plan, options: caseOptions(name), requests: caseRequests(name) })) {
		coveredBy.set(pair, [...(coveredBy.get(pair) ?? []), name]);
	}
}
const all = constructs.flatMap((one, at) => constructs.slice(at + 1).map((other) => pairOf(one, other)));
for (const pair of all) console.log(`${pair}: ${coveredBy.get(pair)?.join(", ") ?? "—"}`);
console.log(`${coveredBy.size} of ${all.length} pairs`);
