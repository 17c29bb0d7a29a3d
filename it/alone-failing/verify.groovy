def story = evaluate(new File(checks as String))

assert story.sessions().size() == 1
def runs = story.runs(story.sessions()[0])
assert runs.size() == 1
runs.each {
    assert it.outcome == 'failed' : it
    assert it.reason.contains('500') : it
}
story.saysLike(/failed: .*500/)
story.saysLike(/1 of 1 trials failed; their reasons are above, in the report, and in target.kong-perf/)
story.nothingLeft()
// The pages are there all the same, with the reason.
assert story.page('target/kong-perf-report/kong-perf.html').contains('failed')
true
