def story = evaluate(new File(checks as String))
def kong = evaluate(new File(standInChecks as String))

def work = new File(new File(basedir as File, 'work.txt').text)
assert kong.processes(work) == 0
assert work.list() as Set == ['a', 'b'] as Set
['a', 'b'].each { assert new File(work, it).list().length == 0 : it }
work.deleteDir()
story.saysLike(/its process is gone; local driver: \d+ things removed/)
story.says('removed what 1 dead session left')
story.nothingLeft()
// What was measured before Ctrl-C stays, and the trial that it ended says so.
def runs = story.runs(story.sessions()[0])
assert runs.count { it.outcome == 'measured' } >= 1
assert runs.any { it.reason == 'interrupted' }
true
