def story = evaluate(new File(checks as String))
def kong = evaluate(new File(standInChecks as String))

story.saysLike(/its process is gone; docker driver: \d+ things removed/)
story.says('removed what 1 dead session left')
story.saysLike(/image kong-perf\/worker:[0-9a-f]+ is kept for later sessions; -Dkong-perf\.full removes it/)
story.nothingLeft()
// Containers, networks and volumes: as before, those of somebody else included.
assert kong.engine() == new File(basedir as File, 'engine.txt').text
def mine = new File(basedir as File, 'mine.txt').text
assert kong.docker('inspect', '-f', '{{.State.Running}}', mine).trim() == 'true'
assert kong.docker('rm', '-f', mine) && kong.docker('network', 'rm', mine) && kong.docker('volume', 'rm', mine)
// What was measured before Ctrl-C stays, and the trial that it ended says so.
def runs = story.runs(story.sessions()[0])
assert runs.count { it.outcome == 'measured' } >= 1
assert runs.any { it.reason == 'interrupted' }
true
