// What the prebuild.groovy of stories with the stand-in for Kong asks; bound to its story by evaluate(new File(standIn)).

/** Runs a script of the stand-in. */
void make(String script, Object... arguments) {
    def output = File.createTempFile('stand-in', '.txt')
    def command = [new File(standIn as String, script).path] + arguments*.toString()
    def process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start()
    assert process.waitFor() == 0 : "${command}: ${output.text}"
    output.delete()
}

/**
 * Starts 'kong-perf:run' in a Maven of its own.
 *
 * @param options of Kong Perf
 * @return what it is asked for: its process, its log, and until('what', { condition })
 */
Map build(File folder, List<Process> started, Map options) {
    def log = new File(folder, 'child.log')
    def child = new ProcessBuilder(
            [new File(maven as String, 'bin/mvn').path, '-B', '-ntp',
             '-s', new File((basedir as File).parentFile, 'interpolated-settings.xml').path,
             '-Dmaven.repo.local=' + localRepositoryPath, '-Dkong-perf.version=' + version]
            + options.collect { "-Dkong-perf.${it.key}=${it.value}".toString() } + ['kong-perf:run'])
        .directory(folder)
        .redirectErrorStream(true)
        .redirectOutput(log)
        .redirectInput(ProcessBuilder.Redirect.from(new File('/dev/null')))
        .start()
    started << child
    def until = { String what, Closure condition ->
        def deadline = System.nanoTime() + java.util.concurrent.TimeUnit.SECONDS.toNanos(120)
        while (!condition()) {
            assert child.alive : "it ended before ${what}:\n${log.text}"
            assert System.nanoTime() < deadline : "not within 120 s: ${what}:\n${log.text}"
            Thread.sleep(5)
        }
    }
    [process: child, log: log, until: until]
}

/** Ends these processes as kill -9 does, with all that descends from them. */
void killed(List<Process> started) {
    started.each {
        it.descendants().forEach { it.destroyForcibly() }
        it.destroyForcibly().waitFor()
    }
}

/**
 * The trials of the story's session, all measured, with all that is read meanwhile; and that nothing shows them as Kong's.
 *
 * @param story what checks.groovy gives
 * @param controls how often the upstream was loaded alone
 */
List<Map> trials(story, String driver, int controls, int expected) {
    def session = story.session(story.sessions()[0])
    assert session.driver == driver
    assert session.is_kong == false
    assert session.gateway.contains('not Kong')
    def runs = story.runs(story.sessions()[0])
    runs.each { assert it.outcome == 'measured' : it }
    def alone = runs.findAll { it.subject == 'upstream alone' }
    assert alone.size() == controls
    assert alone.every { it.conditions['control.path'] == '/test' }
    def trials = runs - alone
    assert trials.size() == expected
    trials.each { run ->
        run.slices.each {
            assert it.statuses.keySet() == ['200'] as Set
            assert it.cpu_us.gateway > 0 && it.cpu_us.upstream > 0 && it.cpu_us.generator > 0
            assert it.memory_bytes > 1000000
            assert it.host_cpu_us.all > 0
        }
    }
    trials
}

/** Its home and its repository, as a user would have Kong's. */
void homeAndRepository() {
    make('make-home.sh', new File(basedir as File, 'home'))
    make('make-repository.sh', new File(basedir as File, 'kong'))
}

/** The standard output of docker's command line; empty if there is no engine. */
String docker(String... arguments) {
    try {
        def process = new ProcessBuilder(['docker'] + (arguments as List)).redirectErrorStream(false).start()
        def text = process.inputStream.text
        process.waitFor() == 0 ? text : ''
    } catch (IOException notInstalled) {
        ''
    }
}

/** Whether stories with containers can be told; where not, says so, and fails where CI=true. */
boolean needsEngine(String story) {
    if (docker('info', '--format', '{{.ServerVersion}}').trim()) {
        return true
    }
    assert System.getenv('CI') != 'true' : "story ${story} needs a Docker engine"
    println "Story ${story} is left out: there is no Docker engine ('docker info' shows why)"
    false
}

/** Makes the images of these versions, and what they are made from. */
void images(String... versions) {
    make('make-image.sh', 'base', 'kong-perf-test/base:2')
    versions.each { make('make-image.sh', 'kong', it, 'kong-perf-test/kong:' + it, 'kong-perf-test/base:2') }
}

/** All containers, networks and volumes of the engine, a line each. */
String engine() {
    [docker('ps', '-a', '--no-trunc', '--format', '{{.ID}} {{.Names}}'),
     docker('network', 'ls', '--no-trunc', '--format', '{{.ID}} {{.Name}}'),
     docker('volume', 'ls', '--format', '{{.Name}}')]*.readLines().flatten().sort().join('\n')
}

/** Every file below a folder, with what it holds and when it was changed. */
Map<String, String> listing(File folder) {
    def all = new TreeMap()
    folder.eachFileRecurse { file ->
        def sum = file.file ? java.security.MessageDigest.getInstance('SHA-256').digest(file.bytes).encodeHex().toString() : 'folder'
        all[folder.toPath().relativize(file.toPath()).toString()] = "${sum} ${file.lastModified()}".toString()
    }
    all
}

/** Names of machine code that programs leave for perf, where they always do. Ours are no such files. */
List<String> perfMaps() {
    (new File('/tmp').list() ?: [] as String[]).findAll { it ==~ /perf-\d+\.map/ }.sort()
}

/** Whether perf is there; where it is not, says so, and fails where CI=true. */
boolean needsPerf(String story) {
    if (System.getenv('PATH').split(File.pathSeparator).any { new File(it, 'perf').canExecute() }) {
        return true
    }
    assert System.getenv('CI') != 'true' : "story ${story} needs perf (Debian: apt-get install linux-perf)"
    println "Story ${story} is left out: there is no perf"
    false
}

/** A new folder for what Kong runs in: below a story its path would be too long for sockets. All users may pass through it. */
File work() {
    def work = new File(System.getProperty('java.io.tmpdir'), 'kp' + Long.toString(System.nanoTime(), 36))
    assert work.mkdirs()
    work.setExecutable(true, false)
    new File(basedir as File, 'work.txt').text = work.path
    // Invoker gives it to all Mavens of the story.
    new File(basedir as File, 'test.properties').text = "kong-perf.workFolder=${work}\n"
    work
}

/** How many processes name something in a folder. */
int processes(File folder) {
    commands(folder).size()
}

/** How many of them are perf. */
int perfs(File folder) {
    commands(folder).count { it.startsWith('perf\0') }
}

private List<String> commands(File folder) {
    new File('/proc').listFiles().findAll { it.name ==~ /[0-9]+/ }.collect { file ->
        try {
            new File(file, 'cmdline').text
        } catch (IOException gone) {
            ''
        }
    }.findAll { it.contains(folder.path + '/') }
}
this
