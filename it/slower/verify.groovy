def story = evaluate(new File(checks as String))

def session = story.measured(12)
story.saysInOrder(
    'session ' + session.id + ' is over',
    'BUILD FAILURE',
    'kong-perf: slower: ',
    'BUILD SUCCESS')
// With the metric, the amount and its interval.
story.saysLike(/slower: slower, one_route.*\(cpu, margin 3/)
story.saysLike(/(?m)WARN.* slower: .*\(ignored: kong-perf.failureIgnore\)/)
story.nothingLeft()
true
