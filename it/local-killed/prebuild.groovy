import java.util.concurrent.TimeUnit

def kong = evaluate(new File(standInChecks as String))
kong.homeAndRepository()
def base = basedir as File
def work = new File(System.getProperty('java.io.tmpdir'), 'kp' + Long.toString(System.nanoTime(), 36))
assert work.mkdir()
work.setExecutable(true, false)
new File(base, 'work.txt').text = work.path
def log = new File(base, 'killed.log')
def child = new ProcessBuilder(
        [new File(maven as String, 'bin/mvn').path, '-B', '-ntp',
         '-s', new File(base.parentFile, 'interpolated-settings.xml').path,
         '-Dmaven.repo.local=' + localRepositoryPath, '-Dkong-perf.workFolder=' + work.path,
         '-Dkong-perf.version=' + version, '-Dkong-perf.blocks=100', 'kong-perf:run'])
    .directory(base)
    .redirectErrorStream(true)
    .redirectOutput(log)
    .redirectInput(ProcessBuilder.Redirect.from(new File('/dev/null')))
    .start()
try {
    def deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120)
    while (!(log.text =~ /block 1\/100/)) {
        assert child.alive : "it ended before it was killed:\n${log.text}"
        assert System.nanoTime() < deadline : "no trial in 120 s:\n${log.text}"
        Thread.sleep(20)
    }
    // Into the next trial, while its Kong is up.
    def up = { work.listFiles()*.listFiles().flatten().any { it.name.startsWith('k-') && new File(it, '0/kong/pids/nginx.pid').exists() } }
    while (!up()) {
        assert System.nanoTime() < deadline : "no second trial in 120 s:\n${log.text}"
        Thread.sleep(5)
    }
} finally {
    child.descendants().forEach { it.destroyForcibly() }
    child.destroyForcibly().waitFor()
}
// It goes on without its Maven: this is what teardown is for.
assert processes(work.path) > 3

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
