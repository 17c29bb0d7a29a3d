def story = evaluate(new File(checks as String))

def session = story.measured(2)
story.saysInOrder(
    'BUILD SUCCESS',
    '1 problem, so nothing was started:',
    'is over', // by stop, though run had failed
    'BUILD FAILURE',
    'nothing measured: kong-perf:run failed: 1 problem, so nothing was started:',
    'BUILD FAILURE',
    'nothing measured: kong-perf:run failed: 1 problem, so nothing was started:')
story.saysLike(/broken\.yaml:\d+:\d+: .*connectoins.*did you mean 'connections'/)
story.nothingLeft()
true
