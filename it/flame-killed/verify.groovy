def story = evaluate(new File(checks as String))
def kong = evaluate(new File(standInChecks as String))

story.saysLike(/its process is gone; local driver: \d+ things removed/)
story.says('removed what 1 dead session left')
def work = new File(story.file('work.txt').text)
assert kong.processes(work) == 0
assert work.list().length == 0
work.deleteDir()
assert kong.perfMaps() - story.file('maps.txt').readLines() == []
story.nothingLeft()

// Of the first session all was measured; its profile came when it was gone on with.
def (first, second) = story.sessions()
assert story.sessions().size() == 2
story.saysLike(/going on with session ${story.session(first).id}/)
assert story.profiles(first)*.outcome == ['sampled']
assert story.profiles(second) == []
[first, second].each { assert story.runs(it)*.outcome.toSet() == ['measured'] as Set }
true
