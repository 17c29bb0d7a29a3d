def story = evaluate(new File(checks as String))

assert (story.log() =~ /kong-perf is skipped \(kong-perf.skip\)/).count == 4
story.nothingStarted()
assert !story.file('target/state').exists()
assert !story.file('target/site/kong-perf.html').exists()
// Nor is it in the menu of any page.
story.linked('target/site').each { assert !it.getText('UTF-8').contains('kong-perf.html') }
true
