// Two builds at once; Ctrl-C for the one that measures, then kill -9 for the one that waited. Beside them, somebody else's things.
import java.util.concurrent.TimeUnit

def kong = evaluate(new File(standInChecks as String))
kong.images('3.9.0')
def base = (basedir as File).canonicalFile
def other = new File(base, 'other')
new File(base, 'src/perf').eachFile { file -> new File(other, 'src/perf/' + file.name).with { it.parentFile.mkdirs(); it.text = file.text } }
new File(other, 'pom.xml').text = new File(base, 'pom.xml').text.replace('>../parent/', '>../../parent/')

def mine = 'somebodys-' + Long.toString(System.nanoTime(), 36)
new File(base, 'mine.txt').text = mine
assert kong.docker('network', 'create', mine)
assert kong.docker('run', '-d', '--name', mine, '--network', mine, '-v', mine + ':/mine', 'kong-perf-test/base:2', 'sleep', '3600')
new File(base, 'engine.txt').text = kong.engine()

def started = []
def build = { File folder -> kong.build(folder, started, [stateFolder: new File(base, 'target/state'), blocks: 100]) }
/** Containers of Kong that trials have now, beside the one that stays. */
def kongs = { kong.docker('ps', '-q', '--filter', 'label=io.github.kongperf.role=kong', '--filter', 'name=-kong-').readLines().size() }
try {
    def first = build(base)
    first.until('its first trial') { first.log.text =~ /block 1\/100/ }
    def second = build(other)
    second.until('it says for whom it waits') { second.log.text =~ /waiting for session \S+ of ${java.util.regex.Pattern.quote(base.path)} \(process ${first.process.pid()}\): one session measures at a time/ }
    assert !(second.log.text =~ /block 1\/100/)
    first.until('a trial of its is up') { kongs() > 1 }
    // What a terminal does at Ctrl-C.
    assert new ProcessBuilder('kill', '-INT', Long.toString(first.process.pid())).start().waitFor() == 0
    assert first.process.waitFor(30, TimeUnit.SECONDS) : "it did not end at Ctrl-C:\n${first.log.text}"
    assert first.process.exitValue() == 130 : first.log.text
    second.until('its turn') { second.log.text =~ /block 1\/100/ }
    // Only now, for the second has its own things.
    def own = kong.docker('ps', '-a', '--format', '{{.Names}} {{.Label "io.github.kongperf.session"}}').readLines()
        .findAll { it.startsWith('kong-perf-') }*.split(' ')*.getAt(1).toSet()
    assert own.size() == 1 : own
    second.until('a trial of its is up') { kongs() > 1 }
} finally {
    kong.killed(started)
}
// They go on without their Maven: this is what teardown is for.
assert kongs() > 0
true
