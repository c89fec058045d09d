/** The least workflow that runs, for a file that has none. */
export const newWorkflow = `/// Says hello.
workflow hello {
  param name: string = "world"

  job greet: shell {
    run "echo Hello, \${name}!"
  }
}
`;

/** A small pipeline that runs anywhere: fan-out, choice of the best, a gate and a report. */
export const exampleWorkflow = `/// Tries some settings, keeps the best, and reports it when it is good enough.
workflow example {
  param sizes:  list<int> = [1, 2, 3, 4, 5, 6]
  /// The least score that is reported.
  param enough: float     = 20

  job try: shell for size in sizes {
    limit 2
    retry 1
    run """
      sleep 1
      echo "{ \\"size\\": $SIZE, \\"score\\": $((SIZE * (11 - SIZE))) }" > "$DAG_OUTPUT"
    """
    environment { SIZE = "\${size}" }
    outputs { size: int  score: float }
  }

  let best = try.max_by(t => t.score)

  job report: shell when best.score >= enough {
    run "echo size \${best.size} is the best, with a score of \${best.score}"
  }

  output size = best.size
}
`;
