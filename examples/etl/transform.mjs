/** Flattens the orders of all regions into one CSV table, without the small ones. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { regions, at_least } = JSON.parse(readFileSync(process.env.DAG_INPUT, "utf8")).input;
const rows = regions
	.flatMap(({ region, orders }) => orders.map((order) => ({ region, ...order })))
	.filter((row) => row.amount >= at_least);
const cell = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
const lines = rows.map((row) => [row.id, row.region, row.amount, row.note].map(cell).join(","));
writeFileSync(join(process.env.DAG_ARTIFACTS, "orders.csv"), `${["id,region,amount,note", ...lines].join("\n")}\n`);
const revenue = rows.reduce((sum, row) => sum + row.amount, 0);
writeFileSync(process.env.DAG_OUTPUT, JSON.stringify({ table: "orders.csv", orders: rows.length, revenue }));
