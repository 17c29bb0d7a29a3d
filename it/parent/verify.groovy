def story = evaluate(new File(checks as String))
story.says('kong-perf is skipped (kong-perf.skip)')
true
