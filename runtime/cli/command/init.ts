import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { shownPath } from "../project/project.ts";
import { writeTextFile } from "../project/write-text-file.ts";
import type { Terminal } from "../terminal/terminal.ts";

const workflow = `/// A first workflow: three jobs, the second once for each name.
workflow hello {
  param names: list<string> = ["Ada", "Grace", "Edsger"]

  job prepare: shell {
    run "echo preparing"
  }

  job greet: shell for name in names after prepare {
    limit 2
    run """
      name=\${name}
      echo "Hello, $name!"
      printf '{"name": "%s", "letters": %d}' "$name" "\${name.len()}" > "$DAG_OUTPUT"
    """
    outputs { name: string  letters: int }
  }

  let longest = greet.max_by(g => g.letters)

  job report: shell {
    run "echo The longest name is \${longest.name}."
  }

  output longest_name = longest.name
}
`;

const configuration = {
	capacity: {},
	defaults: { fail_fast: false },
};

/** `dag init`: writes a workflow that runs as it is. Never overwrites. */
export function init(terminal: Terminal, folder: string, options: { readonly json?: true }): void {
	const target = resolve(terminal.cwd, folder);
	mkdirSync(target, { recursive: true });
	const files = [
		["hello.dag", workflow],
		["dagwright.json", `${JSON.stringify(configuration, null, 2)}\n`],
		[".gitignore", ".dag/\n"],
	] as const;
	const written: string[] = [];
	const kept: string[] = [];
	for (const [name, content] of files) {
		const path = join(target, name);
		if (existsSync(path)) kept.push(path);
		else {
			writeTextFile(path, content, { flag: "wx" });
			written.push(path);
		}
	}
	if (options.json === true) {
		terminal.out.write(`${JSON.stringify({ folder: target, written, kept })}\n`);
		return;
	}
	const { style } = terminal.out;
	const { symbols } = terminal;
	const shown = (path: string) => shownPath(terminal.cwd, path);
	for (const path of written) terminal.out.write(`${style.ok(symbols.succeeded)} ${shown(path)}\n`);
	for (const path of kept)
		terminal.out.write(`${style.dim(`${symbols.pending} ${shown(path)} was there and stays`)}\n`);
	terminal.out.write(`\nRun it:  ${style.bold(`dag run ${shown(join(target, "hello.dag"))}`)}\n`);
}
