import { builtinModules } from "node:module";
import { relative } from "node:path";

/** Loaded when one of their functions is called: loading them costs milliseconds that most commands never need. */
const LAZY = new Set([
	"node:child_process",
	"node:crypto",
	"node:fs/promises",
	"node:stream/consumers",
	"node:util",
	"node:v8",
]);

/**
 * An esbuild plugin: takes Node's own modules by `process.getBuiltinModule`. An `import` of one reads all its exports,
 * and with those of `node:fs`, `node:process` and `node:crypto` loads thirty more of Node's modules. Each importer has a
 * copy of its own of these few lines, so that they lie in its chunk.
 */
export const directBuiltins = {
	name: "direct-builtins",
	setup({ onResolve, onLoad, initialOptions }) {
		onResolve({ filter: /^[a-z_/]+$|^node:/ }, ({ path, importer, kind }) => {
			const name = path.startsWith("node:") ? path.slice(5) : path;
			if (importer === "" || kind === "dynamic-import" || !builtinModules.includes(name)) return undefined;
			return {
				path: `node:${name}`,
				namespace: "direct-builtins",
				suffix: `?${relative(initialOptions.absWorkingDir, importer)}`,
				sideEffects: false,
			};
		});
		onLoad({ filter: /.*/, namespace: "direct-builtins" }, ({ path }) => ({ contents: contentsOf(path) }));
	},
};

function contentsOf(path) {
	if (path === "node:process") return "export default globalThis.process;";
	const get = `process.getBuiltinModule(${JSON.stringify(path)})`;
	const builtin = process.getBuiltinModule(path);
	const names = Object.keys(builtin).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default");
	if (LAZY.has(path)) {
		const functions = names.filter((name) => typeof builtin[name] === "function");
		return [
			...functions.map((name) => `export const ${name} = (...given) => ${get}.${name}(...given);`),
			`export default { ${functions.join(", ")} };`,
		].join("\n");
	}
	return [
		`const builtin = /* @__PURE__ */ ${get};`,
		"export default builtin;",
		...names.map((name) => `export const ${name} = /* @__PURE__ */ (() => builtin.${name})();`),
	].join("\n");
}
