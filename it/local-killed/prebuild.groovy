// Two builds at once; Ctrl-C for the one that measures, then kill -9 for the one that waited.
import java.util.concurrent.TimeUnit

def kong = evaluate(new File(standInChecks as String))
kong.homeAndRepository()
def base = (basedir as File).canonicalFile
def work = new File(System.getProperty('java.io.tmpdir'), 'kp' + Long.toString(System.nanoTime(), 36))
new File(base, 'work.txt').text = work.path
def other = new File(base, 'other')
new File(base, 'src/perf').eachFile { file -> new File(other, 'src/perf/' + file.name).with { it.parentFile.mkdirs(); it.text = file.text } }
new File(other, 'pom.xml').text = new File(base, 'pom.xml').text.replace('>../parent/', '>../../parent/')

def started = []
try {
    def first = build(base, new File(work, 'a'), started)
    first.until('its first trial') { it.log.text =~ /block 1\/100/ }
    def second = build(other, new File(work, 'b'), started)
    second.until('it says for whom it waits') { it.log.text =~ /waiting for session \S+ of ${java.util.regex.Pattern.quote(base.path)} \(process ${first.process.pid()}\): one session measures at a time/ }
    assert !(second.log.text =~ /block 1\/100/)
    // At the beginning of a trial: one that has all its slices is measured, whatever comes then.
    first.until('no trial of its is up') { !kongs(it.work) }
    first.until('a trial of its is up') { kongs(it.work) }
    // What a terminal does at Ctrl-C.
    assert new ProcessBuilder('kill', '-INT', Long.toString(first.process.pid())).start().waitFor() == 0
    assert first.process.waitFor(30, TimeUnit.SECONDS) : "it did not end at Ctrl-C:\n${first.log.text}"
    assert first.process.exitValue() == 130 : first.log.text
    assert kong.processes(first.work) == 0
    assert first.work.list().length == 0
    second.until('its turn') { it.log.text =~ /block 1\/100/ }
    second.until('a trial of its is up') { kongs(it.work) }
} finally {
    started.each {
        it.descendants().forEach { it.destroyForcibly() }
        it.destroyForcibly().waitFor()
    }
}
// It goes on without its Maven: this is what teardown is for.
assert kong.processes(new File(work, 'b')) > 3

Map build(File folder, File work, List<Process> started) {
    assert work.mkdirs()
    [work, work.parentFile].each { it.setExecutable(true, false) }
    def base = basedir as File
    def log = new File(folder, 'child.log')
    def child = new ProcessBuilder(
            [new File(maven as String, 'bin/mvn').path, '-B', '-ntp',
             '-s', new File(base.parentFile, 'interpolated-settings.xml').path,
             '-Dmaven.repo.local=' + localRepositoryPath, '-Dkong-perf.workFolder=' + work.path,
             '-Dkong-perf.stateFolder=' + new File(base, 'target/state'),
             '-Dkong-perf.kongHome=' + new File(base, 'home'), '-Dkong-perf.kongRepository=' + new File(base, 'kong'),
             '-Dkong-perf.cacheFolder=' + new File(base, 'cache'),
             '-Dkong-perf.version=' + version, '-Dkong-perf.blocks=100', 'kong-perf:run'])
        .directory(folder)
        .redirectErrorStream(true)
        .redirectOutput(log)
        .redirectInput(ProcessBuilder.Redirect.from(new File('/dev/null')))
        .start()
    started << child
    def build = [process: child, log: log, work: work]
    build.until = { String what, Closure condition ->
        def deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120)
        while (!condition(build)) {
            assert child.alive : "it ended before ${what}:\n${log.text}"
            assert System.nanoTime() < deadline : "not within 120 s: ${what}:\n${log.text}"
            Thread.sleep(5)
        }
    }
    build
}

boolean kongs(File work) {
    work.listFiles()*.listFiles().flatten().any { it && it.name.startsWith('k-') && new File(it, '0/kong/pids/nginx.pid').exists() }
}
true
