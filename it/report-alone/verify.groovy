def story = evaluate(new File(checks as String))

assert story.sessions().size() == 1
story.says('report: target/pages/kong-perf.html')
def pages = story.linked('target/pages')
assert pages*.name.contains('kong-perf.html')
assert pages.size() == 2
pages.each {
    def html = it.getText('UTF-8')
    assert html.startsWith('<!')
    assert html.contains('<svg')
    assert html.contains('viewport')
}
// The same results, the same bytes: run wrote these pages, too.
pages.each {
    def path = story.file('target/pages').toPath().relativize(it.toPath())
    assert story.file('target/kong-perf-report').toPath().resolve(path).toFile().bytes == it.bytes
}
true
