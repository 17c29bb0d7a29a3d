def story = evaluate(new File(checks as String))

def session = story.measured(5)
// stop ran before the build failed.
story.saysInOrder('session ' + session.id + ' is over', 'BUILD FAILURE', 'missed: failing-goal, one_route')
story.saysLike(/missed: failing-goal, one_route, .*: goal p99 at most 0\.001 ms: missed, [\d.]+ \[[\d.]+, [\d.]+\] ms/)
story.nothingLeft()
assert story.page('target/kong-perf-report/kong-perf.html').contains('missed')
true
