def story = evaluate(new File(checks as String))

story.says('kong-perf.driver is not set, and its default, docker, is not built yet')
story.says('-Dkong-perf.driver=embedded')
story.nothingStarted()
true
