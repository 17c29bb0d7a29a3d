import groovy.xml.XmlSlurper

def story = evaluate(new File(checks as String))
def kong = evaluate(new File(standInChecks as String))

// What is no profiler is refused, and nothing is started.
story.saysInOrder(
    'BUILD FAILURE',
    "kong-perf.profile: 'nonsense' is no profiler; write one of: lua, perf, stapxx, or 'none'",
    'BUILD SUCCESS')

def lacking = ['stapxx']
if (story.log().contains('there will be no flame graph by perf: ')) {
    assert System.getenv('CI') != 'true' : 'perf can not sample here, and in CI it must: the log says why'
    println 'There was no profile by perf: the log says why.'
    lacking << 'perf'
}
def working = ['lua', 'perf'] - lacking
// Said before anything is measured.
story.saysLike(/(?s)WARN[^\n]* there will be no flame graph by stapxx: stapxx is not there: name the folder of a clone of .*block 1\/1/)
lacking.each { assert story.log().indexOf("no flame graph by ${it}") < story.log().indexOf('block 1/1') }

def subjects = ['git:main', 'git:main wasteful']
// As if nobody had profiled: a run for each subject, and the upstream alone.
def trials = kong.trials(story, 'local', 1, 2)
assert trials*.subject as Set == subjects as Set

def session = story.sessions()[0]
def profiles = story.profiles(session)
lacking.each { profiler ->
    def own = profiles.findAll { it.profiler == profiler }
    // What fails with all subjects is not tried again.
    assert own*.subject as Set == subjects as Set
    own.each {
        assert it.outcome == 'failed'
        assert it.block == 1
        assert story.log().contains("no flame graph by ${profiler}: ${it.reason}")
    }
}
working.each { profiler ->
    def own = profiles.findAll { it.profiler == profiler }
    assert own.collect { [it.block, it.subject] } as Set == [1..4, subjects].combinations() as Set
    own.each {
        assert it.outcome == 'sampled' : it
        assert it.answers > 0 && it.cpu_us > 0
        assert it.conditions['kong.base'] == '2.8.1'
        def samples = it.samples
        assert samples.frequency_hz == [lua: 100, perf: 99][profiler]
        assert samples.duration_ms >= 2000
        assert samples.processes == 1
        assert samples.stacks
        samples.stacks.each { stack, count ->
            assert count > 0
            assert !stack.startsWith(';') && !stack.endsWith(';') && !stack.contains(';;') : stack
        }
        def all = samples.stacks.values().sum()
        // Its only worker is busy all the time, or as busy as the machine lets it be.
        assert all > 10 && all < samples.frequency_hz * 4 : all
        assert samples.rooted > 0.3 * all && samples.rooted <= all
        assert samples.nameless <= all
    }
    def guilty = { String subject ->
        def stacks = own.findAll { it.subject == subject }.collectMany { it.samples.stacks.entrySet() as List }
        stacks.findAll { it.key.contains('kong/plugins/wasteful/handler.lua') }.sum(0) { it.value } / stacks.sum { it.value }
    }
    // The handler itself is called by both.
    assert guilty(subjects[0]) < 0.1
    assert guilty(subjects[1]) > 0.2
}
profiles.findAll { it.profiler == 'lua' }.each { assert it.samples.traces.compiled > 0 }
assert profiles.size() == 8 * working.size() + 2 * lacking.size()

// On the console, with the amount and its interval.
story.saysLike(/why, by lua: waste kong\/plugins\/wasteful\/handler\.lua costs [0-9.,\h]+\[[^\]]+\]\h.s\hper\hrequest\hmore/)

['target/kong-perf-report', 'target/site'].each { folder ->
    story.linked(folder)
    assert story.page("${folder}/kong-perf.html") =~ /why, by lua: waste kong/
    assert story.page("${folder}/kong-perf/flame.html").contains('href="flame-route-cpu.html"')
    def page = story.page("${folder}/kong-perf/flame-route-cpu.html")
    assert page.getBytes('UTF-8').length <= 2_000_000
    def body = page.substring(page.indexOf('<section class="kp-report"'), page.lastIndexOf('</section>') + '</section>'.length())
    assert !body.contains('<script')
    def parts = new XmlSlurper().parseText(body).section.collectEntries { [(it.@id.text()): it] }
    assert parts.keySet() as List == ['lua', 'perf', 'stapxx'].collect { 'kp-profiler-' + it }
    lacking.each { profiler ->
        def text = parts['kp-profiler-' + profiler].text()
        assert text.contains(profiles.find { it.profiler == profiler }.reason)
        assert parts['kp-profiler-' + profiler].figure.isEmpty()
    }
    working.each { profiler ->
        def part = parts['kp-profiler-' + profiler]
        def ranking = part.'**'.find { it.name() == 'table' && it.caption.text().startsWith('Functions that make the difference') }
        assert ranking != null : part.text()
        def first = ranking.tbody.tr[0].th.text().strip()
        assert first == [lua: 'waste kong/plugins/wasteful/handler.lua', perf: 'TRACE kong/plugins/wasteful/handler.lua:7_[j]'][profiler]
        assert part.figure.size() == 2
        part.figure.each { assert it.'**'.count { it.name() == 'rect' } > 5 }
        def links = part.'**'.findAll { it.name() == 'a' }*.@href*.text()
        def graphs = links.findAll { it.startsWith('flame/') }
        assert graphs.size() == 4 && graphs.toSet().size() == 4
        graphs.each { graph ->
            def html = story.page("${folder}/kong-perf/${graph}")
            assert html.contains(': flame, route: git:main')
            assert html.getBytes('UTF-8').length <= 2_000_000
            assert html.contains("default-src 'none'") : 'it may ask for something'
        }
    }
}

// Nothing is left.
def work = new File(story.file('work.txt').text)
assert work.list().length == 0
work.deleteDir()
assert kong.processes(work) == 0
assert kong.perfMaps() - story.file('maps.txt').readLines() == []
story.nothingLeft()

def browser = evaluate(new File(new File(checks as String).parentFile, 'browser.groovy'))
if (browser != null) {
    println browser(site: story.file('target/site'), alone: story.file('target/kong-perf-report'))
}
true
