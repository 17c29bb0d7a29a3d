def story = evaluate(new File(checks as String))
['first', 'second'].each {
    story.measured(4, it + '/target/kong-perf')
    assert story.page(it + '/target/site/kong-perf.html').contains('scenario-of-' + it)
    assert !story.file(it + '/target/state').listFiles().any { it.directory }
}
assert !story.file('target/site/kong-perf.html').exists()

def both = story.page('pages/target/site/kong-perf.html')
assert both.contains('scenario-of-first')
assert both.contains('scenario-of-second')
// Each under the name of its module.
assert both =~ /(?s)first.*second/
assert story.linked('pages/target/site').findAll { it.path.contains('kong-perf') }.size() == 3
true
