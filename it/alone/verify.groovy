def story = evaluate(new File(checks as String))

def session = story.measured(10)
story.neverSays('adopting session')
story.saysInOrder('session ' + session.id, '1/10', '10/10', 'results: target/kong-perf/' + session.id, 'report:  target/kong-perf-report')
story.nothingLeft()

// Every block has each subject once, in random order.
def runs = story.runs(story.sessions()[0])
assert runs.groupBy { it.block }.values().every { block -> block*.subject as Set == ['embedded', 'embedded varied'] as Set }
assert runs.findAll { it.subject == 'embedded varied' }.every { it.conditions.'gateway.burn' == '1 µs' }
def orders = runs*.order as Set
assert orders == [0, 1] as Set
assert session.conditions.'embedded.warmup' == '300 ms'
assert session.command.contains('-Dkong-perf.embeddedWarmup=300ms')
assert story.linked('target/kong-perf-report').size() >= 2
true
