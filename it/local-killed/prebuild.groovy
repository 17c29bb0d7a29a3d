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
def build = { File folder, File own ->
    assert own.mkdirs()
    [own, own.parentFile].each { it.setExecutable(true, false) }
    kong.build(folder, started, [
        workFolder: own, stateFolder: new File(base, 'target/state'), kongHome: new File(base, 'home'),
        kongRepository: new File(base, 'kong'), cacheFolder: new File(base, 'cache'), blocks: 100]) + [work: own]
}
try {
    def first = build(base, new File(work, 'a'))
    first.until('its first trial') { first.log.text =~ /block 1\/100/ }
    def second = build(other, new File(work, 'b'))
    second.until('it says for whom it waits') { second.log.text =~ /waiting for session \S+ of ${java.util.regex.Pattern.quote(base.path)} \(process ${first.process.pid()}\): one session measures at a time/ }
    assert !(second.log.text =~ /block 1\/100/)
    // At the beginning of a trial: one that has all its slices is measured, whatever comes then.
    first.until('no trial of its is up') { !kongs(first.work) }
    first.until('a trial of its is up') { kongs(first.work) }
    // What a terminal does at Ctrl-C.
    assert new ProcessBuilder('kill', '-INT', Long.toString(first.process.pid())).start().waitFor() == 0
    assert first.process.waitFor(30, TimeUnit.SECONDS) : "it did not end at Ctrl-C:\n${first.log.text}"
    assert first.process.exitValue() == 130 : first.log.text
    assert kong.processes(first.work) == 0
    assert first.work.list().length == 0
    second.until('its turn') { second.log.text =~ /block 1\/100/ }
    second.until('a trial of its is up') { kongs(second.work) }
} finally {
    kong.killed(started)
}
// It goes on without its Maven: this is what teardown is for.
assert kong.processes(new File(work, 'b')) > 3

boolean kongs(File work) {
    work.listFiles()*.listFiles().flatten().any { it && it.name.startsWith('k-') && new File(it, '0/kong/pids/nginx.pid').exists() }
}
true
