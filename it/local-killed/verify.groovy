def story = evaluate(new File(checks as String))

def work = new File(new File(basedir as File, 'work.txt').text)
def found = ['sh', '-c', 'grep -las -- "$1" /proc/[0-9]*/cmdline | grep -v /proc/$$/ | wc -l', 'sh', work.path].execute()
assert (found.text.trim() as int) == 0
assert work.list().length == 0
work.delete()
story.saysLike(/its process is gone; local driver: \d+ things removed/)
story.says('removed what 1 dead session left')
story.nothingLeft()
// What was measured stays.
assert story.runs(story.sessions()[0]).size() >= 1
true
