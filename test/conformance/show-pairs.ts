/** `node test/conformance/show-pairs.ts`: which pairs of constructs the cases cover, and which they don't. */
import { allPairs, coveredPairs } from "./coverage.ts";

const coveredBy = coveredPairs();
for (const pair of allPairs) console.log(`${pair}: ${coveredBy.get(pair)?.join(", ") ?? "—"}`);
console.log(`${coveredBy.size} of ${allPairs.length} pairs`);
