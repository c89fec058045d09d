/** "Deploys" the model: a versioned folder and a `current` file that is switched over in one step. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readInput, writeOutputs } from "./job.mjs";

const { model, folder, accuracy } = readInput();
const bytes = readFileSync(model.path);
const version = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
const path = join(folder, version);
mkdirSync(path, { recursive: true });
writeFileSync(join(path, "model.json"), bytes);
writeFileSync(join(path, "card.json"), `${JSON.stringify({ version, accuracy }, null, 2)}\n`);
writeFileSync(join(folder, "current.new"), `${version}\n`);
renameSync(join(folder, "current.new"), join(folder, "current"));
console.log(`${version} is current in ${folder}`);
writeOutputs({ path, version });
