def story = evaluate(new File(checks as String))

// 5 blocks, 2 subjects.
def session = story.measured(10)
assert session.driver == 'embedded'
assert session.is_kong == false

story.saysInOrder(
    'session ' + session.id + ' is prepared',
    'adopting session ' + session.id,
    'is not Kong',
    '10/10',
    'results: target/kong-perf/' + session.id,
    'session ' + session.id + ' is over',
    'bound, one_route')
story.nothingLeft()

def page = story.page('target/site/kong-perf.html')
assert page.contains('not Kong')
assert page.contains('varied')
story.linked('target/site')
assert story.page('target/kong-perf-report/kong-perf.html').contains('varied')
true
