def story = evaluate(new File(checks as String))

story.says('nothing measured: there is no session in target/kong-perf; was kong-perf:run bound to this build?')
story.nothingStarted()
true
