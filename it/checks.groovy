// What the verify.groovy of several stories asks; bound to the story's basedir by evaluate(new File(checks)).
import groovy.json.JsonSlurper

String log() {
    new File(basedir as File, 'build.log').getText('UTF-8')
}

File file(String path) {
    new File(basedir as File, path)
}

/** That the build said it. */
void says(String text) {
    assert log().contains(text) : "build.log of ${basedir} lacks: ${text}"
}

void saysLike(String regex) {
    assert log() =~ regex : "build.log of ${basedir} has nothing like: ${regex}"
}

void neverSays(String text) {
    assert !log().contains(text) : "build.log of ${basedir} has: ${text}"
}

/** That it said them one after another. */
void saysInOrder(String... texts) {
    int from = 0
    for (text in texts) {
        int at = log().indexOf(text, from)
        assert at >= 0 : "build.log of ${basedir} lacks, after ${from} characters: ${text}"
        from = at + text.length()
    }
}

/** Folders of the sessions, the oldest first. */
List<File> sessions(String results = 'target/kong-perf') {
    def folders = file(results).listFiles()?.findAll { new File(it, 'session.json').isFile() } ?: []
    folders.sort { it.name }
}

Map json(File file) {
    new JsonSlurper().parse(file, 'UTF-8') as Map
}

Map session(File folder) {
    json(new File(folder, 'session.json'))
}

List<Map> runs(File folder) {
    below(folder, 'runs')
}

/** What profilers found in a session; of those that failed, too. */
List<Map> profiles(File folder) {
    below(folder, 'profiles')
}

private List<Map> below(File folder, String kind) {
    def found = []
    def whole = new File(folder, kind)
    if (whole.isDirectory()) {
        whole.eachFileRecurse { if (it.name.endsWith('.json')) found << json(it) }
    }
    found
}

/** The only session of the story, complete: so many runs, all measured, with requests, latencies and CPU time. */
Map measured(int expected, String results = 'target/kong-perf') {
    assert sessions(results).size() == 1
    def all = runs(sessions(results)[0])
    assert all.size() == expected
    all.each { run ->
        assert run.outcome == 'measured' : run
        assert run.summary.answers > 0
        assert run.summary.p99_us > 0
        assert run.slices
    }
    session(sessions(results)[0])
}

/** Nothing of any session is left in the state folder, and it is where the story put it. */
void nothingLeft() {
    def state = file('target/state')
    assert state.isDirectory()
    assert !state.listFiles().any { it.isDirectory() } : "left over: ${state.listFiles()}"
}

/** Neither a session nor a process was begun. */
void nothingStarted() {
    assert sessions().empty
    assert !(file('target/state').listFiles() ?: []).any { it.isDirectory() }
}

String page(String path) {
    def page = file(path)
    assert page.isFile() : "no page ${page}"
    page.getText('UTF-8')
}

/** That each file a page of the folder points to is there. Returns the pages. */
List<File> linked(String folder) {
    def pages = []
    file(folder).eachFileRecurse { if (it.name.endsWith('.html')) pages << it }
    pages.each { page ->
        (page.getText('UTF-8') =~ /(?:href|src)="([^"#]+)(?:#[^"]*)?"/).collect { it[1] as String }
            .findAll { !(it =~ /^[a-z]+:/) }
            .collect { page.parentFile.toPath().resolve(it).normalize() }
            // The skin's menu leads to the sites of parents, too, which a story need not have.
            .findAll { it.startsWith(file(folder).toPath()) }
            .each { assert it.toFile().exists() : "${page} links to ${it}, which is not there" }
    }
    pages
}

this
