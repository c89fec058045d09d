/** The projects that transcripts are made in: a list of their files, whose texts take most of the lines. */

import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const hello = `/// Three jobs in a row.
workflow hello {
  param name: string = "Ada"
  param times: int(1..5) = 2

  job prepare: shell {
    run "echo preparing"
  }

  job greet: shell after prepare {
    run "echo Hello, \${name}!"
  }

  job each: shell for n in range(times) after greet {
    limit 1
    run "echo number \${n}"
  }

  output who = name
}
`;

const broken = `workflow broken {
  job clean: shell {
    run "true"
  }
  job train: pyhton {
    script = "train.py"
  }
  job ship: shell after claen {
    rum "true"
  }
}
`;

const tested = `workflow tested {
  param least: float = 0.9
  job score: node {
    script = "score.mjs"
    outputs { accuracy: float(0..1)  rows: int }
  }
  job ship: shell when score.accuracy >= least {
    run "./ship"
    fallback { run "./ship-slowly" }
  }
  job ask: approval after ship { approvers = ["user:ann"]  timeout 24h }
}

test "weak models never ship" of tested {
  mock score => { accuracy: 0.5 }
  expect ship skipped
}

test "nobody <answers> & it expires" of tested {
  mock score => { accuracy: 0.95 }
  mock ask   => expired
  expect run.error.kind == "timeout"
}

test "a score that is expected to be another" of tested {
  mock score => { accuracy: 0.95 }
  mock ask   => approved
  expect ship skipped
  expect score.accuracy < least || score.rows > 3
}

test "a score that nobody gives" of tested {
  expect ship skipped
}
`;

const mistaken = `workflow mistaken {
  job a: node { script = "a.mjs"  outputs { n: int } }
}
test "mistakes" of mistaken {
  mock a => { n: "x" }
  mock b fails
  mock a[0] => { n: 1 }
  expect a skiped
}
`;

const cycle = `workflow cycle {
  job a: shell after b { run "true" }
  job b: shell after c { run "true" }
  job c: shell after a { run "true" }
}
`;

const wide = `workflow wide {
\tjob grüße: shell { run "true" }
\tlet text = "日本 🎉" + claen.stdout
}
`;

const failing = `workflow failing {
  job fetch: shell {
    retry 1
    run """
      echo "connecting"
      echo "connection refused" >&2
      exit 7
    """
  }

  job use: shell after fetch {
    run "true"
  }

  job other: shell after fetch failed {
    run "echo cleaning up"
  }
}
`;

const gated = `workflow gated {
  secret upload_token
  job build: shell { run "true" }
  job push: shell after build {
    uses upload_token
    run "true"
  }
}
`;

const soft = `workflow soft {
  job none: shell for n in range(0) { run "true" }
  job may: shell {
    allow failure
    run "exit 4"
  }
  job rest: shell after may { run "true" }
}
`;

const modes = `workflow modes {
  param mode: enum("fast", "full") = fast
  param deep: bool = false
  job work: shell { run "echo \${mode} \${deep}" }
}
`;

const later = `workflow later {
  job go: shell {
    needs cpu 4096
    run "true"
  }
}
`;

const asks = `workflow asks {
  job release: approval {
    approvers = ["ada", "bob", "cid"]
    policy = quorum
    quorum = 2
    show = { accuracy: 0.93 }
    form = { share: 0.1, reason: "", wait: 5m }
    timeout 30d
  }
  job ship: shell when release.form.share > 0.2 { run "echo shipped" }
}
`;

const roled = `workflow roled {
  job release: approval { approvers = ["role:lead"] }
  job ship: shell after release { run "./ship" }
}
test "the lead releases" of roled {
  mock release => approved
  expect ship succeeded
  expect run succeeded
}
`;

const stages = `workflow stages {
  param factor: int = 2
  checkpoint on job_completed keep 3

  job load: shell {
    outputs { rows: int  table: file }
    run """
      echo 3 > "$DAG_ARTIFACTS/table"
      echo '{"rows": 3, "table": "'"$DAG_ARTIFACTS"'/table"}' > "$DAG_OUTPUT"
    """
  }

  job scale: shell for n in range(2) {
    limit 1
    outputs { value: int }
    run """
      test "$DAG_INSTANCE" != "scale[1]" || test -e fixed
      echo "{\\"value\\": \${n + factor}}" > "$DAG_OUTPUT"
    """
  }

  job sum: shell after scale {
    outputs { total: int }
    run """
      cat \${load.table}
      echo '{"total": \${load.rows}}' > "$DAG_OUTPUT"
    """
  }

  output total = sum.total
}
`;

const flow = `import { deploy } from "./lib/deploy.dag"

workflow flow {
  param smoke: bool = true

  job clean: shell {
    run "true"
    rollback { run "true" }
  }

  loop tune carry loss = 8 max 4 until loss < 2 after clean {
    job fit: shell {
      outputs { half: int }
      run "echo '{\\"half\\": \${floor(loss / 2)}}' > $DAG_OUTPUT"
    }
    next loss = fit.half
  }

  loop search carry n = 0 max 2 until n > 100 after tune {
    job step: shell {
      outputs { more: int }
      run "echo '{\\"more\\": \${n + 1}}' > $DAG_OUTPUT"
    }
    next n = step.more
  }

  job ship: deploy for place in ["eu", "us"] after search {
    limit 1
    target = place
  }

  job smoke_test: shell after ship { run "test \${smoke} = true" }

  output loss = tune.loss

  on failure {
    job alert: shell { run "echo alert" }
  }
}
`;

const deploy = `workflow deploy {
  param target: string
  job warm: shell { run "echo warming \${target}" }
  job push: shell for n in range(2) after warm {
    limit 1
    run "echo pushing \${n}"
    rollback { run "./undo-push \${n}" }
  }
  on success {
    job tell: shell { run "true" }
  }
}
`;

const undo = `workflow undo {
  job ship: shell {
    run "true"
    rollback node { script = "undo.mjs" }
  }
  job tell: shell after ship {
    run "true"
    rollback { run "./untell" }
  }
  job smoke: shell after tell { run "exit 3" }
}
`;

const two = `workflow first {
  job a: shell { run "true" }
}

workflow second {
  job b: shell { run "true" }
}
`;

/** A project with a file for each case of the transcripts; returns its folder, with links resolved. */
export function makeFixtureProject(): string {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), "dag-cli-")));
	const files: Readonly<Record<string, string | Uint8Array>> = {
		"dagwright.json": "{}\n",
		"hello.dag": hello,
		"broken.dag": broken,
		"tested.dag": tested,
		"mistaken.dag": mistaken,
		"cycle.dag": cycle,
		"wide.dag": wide,
		"failing.dag": failing,
		"gated.dag": gated,
		"soft.dag": soft,
		"modes.dag": modes,
		"later.dag": later,
		"asks.dag": asks,
		"roled.dag": roled,
		"two.dag": two,
		"stages.dag": stages,
		"flow.dag": flow,
		"undo.dag": undo,
		"undo.mjs": "console.log('undone');\n",
		"lib/deploy.dag": deploy,
		"empty.dag": "",
		"binary.dag": new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]),
		"windows.dag": `\ufeff${hello.replaceAll("\n", "\r\n")}`,
		"untidy.dag": 'workflow untidy {\njob a: shell {   run "true" } // kept\n}\n',
		"sub/naïve.dag": hello.replace("workflow hello", "workflow naive"),
		"params.json": '{ "times": 3, "nmae": "Grace" }\n',
		"bad.json": "{ times: 3 }\n",
	};
	for (const [name, content] of Object.entries(files)) {
		const path = join(folder, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, content);
	}
	return folder;
}
