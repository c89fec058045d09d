/** A workflow with every construct of the language, without a mistake, and the file that it imports. */
export const everything = {
	main: `import { canary, Share as S } from "./lib.dag"

type Metrics { accuracy: float(0..1)  loss: float? }
/// doc
workflow everything {
  title = "All"
  param xs: list<int> = [1, 2, 3]
  param on: bool = true
  param share: S = { part: 5% }
  param m: Metrics = { accuracy: 0.5 }
  secret token
  schedule "0 2 * * *" tz "Europe/Berlin" backfill max 30d
  checkpoint on job_completed, level_completed, every 10m, before critical, manual keep 20
  defaults { retry 3 backoff 5s..5m timeout 2h needs cpu 1 environment { A = "1" } }
  timeout 6h  overlap skip  limit 8
  let best = sweep.max_by(r => r.metrics.accuracy)
  job a: shell { run """
      echo \${xs.map(x => "\${x}").join(",")} '\${m.accuracy}' $HOME
    """ outputs { n: int  f: file } cache 7d sources ["a", "b/**"] }
  job sweep: training for lr in [1e-3, 1e-4], x in xs where x > 1 && lr > 0 {
    limit 4 succeed 75% needs memory 2GB, gpu 1, label "big" uses token as TOKEN
    provider = huggingface model = "base" data = a.f learning_rate = lr
    fallback { provider = local }
    retry 2 when error.exit_code == 75
  }
  job maybe: shell when on && a.n > 1 { run "true" outputs { k: int } }
  job guard: shell { run "echo \${maybe.k ?? 0}" }
  job listen: shell after a failed { run "echo \${share.part}" }
  job nice: shell { allow failure run "x" }
  group prep for y in xs when on { let z = y * 2 job c: shell { run "echo \${z} \${a.n}" outputs { q: int } } job d: shell after c { run "echo \${y}" } output data = c.q timeout 1h }
  loop tune carry w = best, i: int = 0 max 8 until w.metrics.loss < 0.05 {
    job fit: training { provider = local model = w.model data = a.f learning_rate = w.learning_rate / 2 }
    next w = fit
    next i = i + 1
  }
  job ok: fan_in { from = sweep strategy = average_metrics }
  job vote: fan_in { from = sweep strategy = majority_vote field = "epochs" }
  job cu: fan_in { from = sweep strategy = custom value = sweep.map(r => r.metrics.loss).mean() }
  job release: approval after prep critical { approvers = ["role:lead"] policy = any show = { m: tune.w.metrics } timeout 24h }
  job ship: canary after release critical { model = tune.w.model share = { part: 10% } rollback shell { run "undo \${tune.w.model} \${ship.url}" } }
  job probe: http { url = ship.url expect_status = [200] }
  output model: model = tune.w.model
  output data = (prep ?? []).map(p => p.data)
  on failure { job alert: slack { channel = "#x" text = "failed: \${run.error.message} \${a.n ?? 0}" } }
  on done { job bye: shell { run "echo \${run.id}" } }
}
test "t" of everything { with on = false, xs = [1]  mock a => { n: 5 } mock sweep => { metrics: { accuracy: 0.5 } } mock tune.fit fails "x" mock release => approved expect ship skipped expect best.metrics.accuracy > 0.4 }
test "what lies inside" of everything {
  with share = { part: 10% }
  mock sweep[1] takes 2h then fails "lost" then takes 1m => { metrics: { loss: 0.5 } }
  mock sweep.fallback => { metrics: { accuracy: 0.1 } }
  mock prep[0].c => { q: 1 }
  mock tune[2].fit fails
  mock release => expired
  mock ship.deploy takes 1h
  mock ship.rollback fails "gone"
  mock on_failure.alert takes 1s
  expect sweep[1].fallback skipped
  expect tune[2].fit failed
  expect ship.deploy done
  expect ship.rollback cancelled
  expect on_done.bye succeeded
  expect run.result == failed && run.error.job == "release" && m.accuracy in [0.5, 0.6]
  expect sweep.map(r => r.metrics.loss).len() == sweep.instances.len()
}
`,
	library: `type Share { part: percent }

/// Ships a model and tells where.
workflow canary {
  param model: model
  param share: Share

  job deploy: deployment {
    model     = model
    target    = production
    provider  = kubernetes
    namespace = "part-\${share.part}"
  }

  output url = deploy.url
}
`,
};
