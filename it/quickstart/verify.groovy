def story = evaluate(new File(checks as String))
story.measured(4)
story.nothingLeft()
def page = story.page('target/site/kong-perf.html')
assert page.contains('not Kong')
assert page.contains('slowed')
story.linked('target/site')
true
