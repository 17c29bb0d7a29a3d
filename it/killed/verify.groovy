def story = evaluate(new File(checks as String))

def killed = new File(basedir as File, 'killed.txt').text
def sessions = story.sessions()
assert sessions.size() == 2
assert sessions[0].name == killed
// All that was finished can be read, and nothing half finished is there.
def kept = story.runs(sessions[0])
assert kept.size() >= 2 && kept.size() < 200
kept.each { assert it.outcome == 'measured' : it }
assert story.session(sessions[0]).blocks == 100
story.saysLike(/WARN.* session ${killed} \(begun .*\) was killed after ${kept.size()} of 200 trials/)
assert story.runs(sessions[1]).size() == 4
story.nothingLeft()
true
