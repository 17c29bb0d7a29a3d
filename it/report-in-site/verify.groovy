def story = evaluate(new File(checks as String))

assert story.sessions().size() == 1
def index = story.page('target/site/kong-perf.html')
def pages = story.linked('target/site')
def own = pages.findAll { it.path.contains('kong-perf') }
// The index, and a page for each scenario.
assert own.size() == 3
own.each {
    def html = it.getText('UTF-8')
    // The skin's menu and ours around the same page.
    assert html.contains('Built by') || html.contains('Project') : it
    assert html.contains('report-in-site') : it
    assert html.contains('kong-perf.css') : it
    assert html.contains('<svg') : it
    assert !(html =~ /(?i)(src|href)="https?:\/\/[^"]*\.(css|js|png|svg)"/) : it
    // Nothing that a template or the site has left as it was.
    assert !html.contains('${') : it
}
assert index.contains('report-in-site-two')

def browser = evaluate(new File(new File(checks as String).parentFile, 'browser.groovy'))
if (browser != null) {
    println browser(site: story.file('target/site'), alone: story.file('target/kong-perf-report'))
}
true
