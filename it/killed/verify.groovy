def story = evaluate(new File(checks as String))

def killed = new File(basedir as File, 'killed.txt').text
def sessions = story.sessions()
assert sessions.size() == 1
assert sessions[0].name == killed
assert story.session(sessions[0]).blocks == 6
// What was finished stayed, and only what was missing came to it.
story.saysLike(/WARN.* session ${killed} \(begun .*\) was killed after [0-9]+ of 12 trials.*-Dkong-perf.resume goes on with it/)
story.saysLike(/going on with session ${killed}, begun .*/)
def runs = story.runs(sessions[0])
assert runs.size() == 12
runs.each { assert it.outcome == 'measured' : it }
assert runs.collect { it.block }.toSet() == (1..6) as Set
def measuredAnew = new File(basedir as File, 'build.log').readLines().count { it =~ /block [0-9]\/6: embedded/ }
assert measuredAnew > 0 && measuredAnew <= 12 - 4
story.nothingLeft()
true
