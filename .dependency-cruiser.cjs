/**
 * Who may import whom (ARCHITECTURE.md). Each room names what it may reach; anything else is an error.
 * Tests lie beside their module and may also use vitest, fast-check and test/support.
 */
const rooms = {
	"runtime/core": [],
	"runtime/protocol": ["runtime/core"],
	"runtime/layout": ["runtime/core"],
	"runtime/job-types": ["runtime/core"],
	dsl: ["runtime/core"],
	"language-server": ["dsl", "runtime/protocol", "runtime/core", "runtime/job-types/generated/catalog.json"],
	"runtime/engine": ["runtime/core", "runtime/protocol", "runtime/job-types"],
	"runtime/cli": ["runtime/core", "runtime/protocol", "runtime/job-types", "runtime/engine", "runtime/layout", "dsl"],
	webview: ["runtime/core", "runtime/protocol", "runtime/layout"],
	extension: ["runtime/core", "runtime/protocol"],
};

const everyRoom = [...Object.keys(rooms), "test", "examples", "scripts"];
const tests = "\\.(test|bench)\\.tsx?$";

/** Packages that a room may use; a room that is not named may use any. */
const packages = {
	"runtime/core": [],
	"runtime/layout": [],
	"runtime/protocol": ["zod"],
	"runtime/job-types": ["zod"],
	dsl: ["langium", "chevrotain", "vscode-languageserver-types", "vscode-uri"],
};

module.exports = {
	forbidden: [
		...Object.entries(rooms).map(([room, may]) => ({
			name: `${room} may import only ${may.join(", ") || "nothing"}`,
			severity: "error",
			from: { path: `^${room}/`, pathNot: tests },
			to: {
				path: everyRoom.filter((other) => other !== room && !may.includes(other)).map((other) => `^${other}/`),
				pathNot: [`^${room}/`, ...may.map((other) => `^${other}`), "node_modules"],
			},
		})),
		...Object.entries(packages).map(([room, may]) => ({
			name: `${room} may use only the packages ${may.join(", ") || "(none)"}`,
			severity: "error",
			from: { path: `^${room}/`, pathNot: tests },
			to: {
				dependencyTypes: ["npm", "npm-dev", "npm-peer", "npm-optional"],
				pathNot: may.map((name) => `node_modules/${name}/`),
			},
		})),
		{
			name: "core, dsl, layout, protocol, job-types and webview do no I/O",
			severity: "error",
			from: {
				path: "^(runtime/core|runtime/protocol|runtime/layout|runtime/job-types|dsl|webview)/",
				pathNot: [tests, "/build\\.mjs$", "^webview/dev/"],
			},
			to: { dependencyTypes: ["core"] },
		},
		{ name: "no cycles", severity: "error", from: {}, to: { circular: true, dependencyTypesNot: ["type-only"] } },
		// The peers of the benchmarks are installed by npm run bench alone.
		{
			name: "nothing unresolved",
			severity: "error",
			from: { pathNot: "^test/bench/core/" },
			to: { couldNotResolve: true, pathNot: "^vscode$" },
		},
	],
	options: {
		doNotFollow: { path: "node_modules" },
		exclude: { path: "(/dist/|/generated/.*\\.ts$|test/bench/node_modules|test/e2e/\\.vscode)" },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: "tsconfig.json" },
		combinedDependencies: true,
		enhancedResolveOptions: {
			exportsFields: ["exports"],
			conditionNames: ["import", "node", "default"],
			extensions: [".ts", ".tsx", ".js", ".mjs", ".json"],
		},
	},
};
