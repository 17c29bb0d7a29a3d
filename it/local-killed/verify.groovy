def story = evaluate(new File(checks as String))

def work = new File(new File(basedir as File, 'work.txt').text)
assert processes(work.path) == 0
assert work.list().length == 0
work.delete()
story.saysLike(/its process is gone; local driver: \d+ things removed/)
story.says('removed what 1 dead session left')
story.nothingLeft()
// What was measured stays.
assert story.runs(story.sessions()[0]).size() >= 1

int processes(String folder) {
    new File('/proc').listFiles().count { file ->
        try {
            file.name ==~ /[0-9]+/ && new File(file, 'cmdline').text.contains(folder + '/')
        } catch (IOException gone) {
            false
        }
    }
}
true
