import { z } from "zod";
import { dagwrightJson } from "../runtime/engine/config/dagwright-json.ts";
import { writeGenerated } from "./write-generated.mjs";

const schema = z.toJSONSchema(dagwrightJson, { target: "draft-7" });
await writeGenerated(
	"runtime/engine/generated/dagwright.schema.json",
	`${JSON.stringify({ ...schema, title: "dagwright.json" }, null, "\t")}\n`,
);
