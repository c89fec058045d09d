import { builtInJobTypes, toCatalog } from "../runtime/job-types/index.ts";
import { writeGenerated } from "./write-generated.mjs";

await writeGenerated(
	"runtime/job-types/generated/catalog.json",
	`${JSON.stringify(toCatalog(builtInJobTypes), null, "\t")}\n`,
);
