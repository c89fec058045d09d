/**
 * The world around the example: a server that serves the models of `served/` and takes messages as Slack does.
 *
 *   node serve.mjs                         until Ctrl-C
 *   node serve.mjs dag run ecg_nightly.dag while the command runs, with the secrets that it needs
 *   node serve.mjs --broken production …   whose production answers 500, so that the workflow rolls back
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const served = join(dirname(fileURLToPath(import.meta.url)), "served");
const given = process.argv.slice(2);
const broken = given[0] === "--broken" ? given.splice(0, 2)[1] : undefined;

const server = createServer((request, response) => {
	const { pathname, searchParams } = new URL(request.url, "http://localhost");
	const name = pathname.slice(1);
	const answer = (status, body) => {
		response.writeHead(status, { "content-type": "application/json" });
		response.end(`${JSON.stringify(body)}\n`);
	};
	if (name === "slack" && request.method === "POST") takeMessage(request, response);
	else if (name !== "canary" && name !== "production") answer(404, { error: "there is canary, production and slack" });
	else if (name === broken) answer(500, { error: `${name} is broken` });
	else serveModel(name, searchParams, answer);
});

server.listen(0, "127.0.0.1", () => {
	const url = `http://127.0.0.1:${server.address().port}`;
	mkdirSync(served, { recursive: true });
	writeFileSync(join(served, "url"), url);
	console.error(`serving ${url}/production and ${url}/canary`);
	if (given.length === 0) {
		for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => end(0));
		return;
	}
	const secrets = { hf_token: "none", SLACK_ML_ALERTS: `${url}/slack` };
	const child = spawn(given[0], given.slice(1), { stdio: "inherit", env: { ...secrets, ...process.env } });
	// The terminal's Ctrl-C reaches the command by itself.
	process.on("SIGINT", () => {});
	process.on("SIGTERM", () => child.kill("SIGTERM"));
	child.on("error", (error) => {
		console.error(`${given[0]} could not be started: ${error.message}`);
		end(1);
	});
	child.on("exit", (code) => end(code ?? 1));
});

/** What serves under this name: its card, or with `?rr_ms=830&…` what it says of these features. */
function serveModel(name, features, answer) {
	let version;
	let model;
	try {
		version = readFileSync(join(served, name, "current"), "utf8").trim();
		model = JSON.parse(readFileSync(join(served, name, version, "model.json"), "utf8"));
	} catch {
		return answer(503, { error: `no model is deployed to ${name}` });
	}
	const { classes, training } = model;
	if (features.size === 0) return answer(200, { version, classes, accuracy: training.accuracy });
	const probabilities = predict(model, (column) => Number(features.get(column)));
	answer(200, { version, ...Object.fromEntries(classes.map((label, index) => [label, probabilities[index]])) });
}

/** Softmax regression, or with a second layer tanh before it. */
function predict({ features, layers }, read) {
	let values = features.map(({ name, mean, deviation }) => (deviation > 0 ? (read(name) - mean) / deviation : 0));
	for (const [depth, { inputs, weights, biases }] of layers.entries()) {
		const sums = biases.map((bias, unit) =>
			values.reduce((sum, value, input) => sum + value * weights[unit * inputs + input], bias),
		);
		// Without the largest taken off, the exponential of a large sum would be infinite.
		const largest = Math.max(...sums);
		values = depth === layers.length - 1 ? sums.map((sum) => Math.exp(sum - largest)) : sums.map(Math.tanh);
	}
	const total = values.reduce((sum, value) => sum + value, 0);
	return values.map((value) => value / total);
}

function takeMessage(request, response) {
	let body = "";
	request.on("data", (chunk) => {
		body += chunk;
	});
	request.on("end", () => {
		try {
			console.error(`[slack] ${JSON.parse(body).text}`);
			response.end("ok");
		} catch {
			response.writeHead(400).end("invalid_payload");
		}
	});
}

function end(code) {
	rmSync(join(served, "url"), { force: true });
	server.close();
	server.closeAllConnections();
	process.exitCode = code;
}
