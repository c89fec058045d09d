import { lifeCycleDiagram } from "../runtime/core/life-cycle.ts";
import { writeGenerated } from "./write-generated.mjs";

await writeGenerated("runtime/core/life-cycle.md", lifeCycleDiagram());
