// kill -9 in the middle of a run, which the build then goes on with.
import java.util.concurrent.TimeUnit

def folder = new File(basedir as File, 'target/kong-perf')
def log = new File(basedir as File, 'killed.log')
def settings = new File((basedir as File).parentFile, 'interpolated-settings.xml')
def windows = System.getProperty('os.name').startsWith('Windows')
def child = new ProcessBuilder(
        [new File(maven as String, windows ? 'bin/mvn.cmd' : 'bin/mvn').path, '-B', '-ntp', '-s', settings.path,
         '-Dmaven.repo.local=' + localRepositoryPath,
         '-Dkong-perf.version=' + version, 'kong-perf:run'])
    .directory(basedir as File)
    .redirectErrorStream(true)
    .redirectOutput(log)
    .redirectInput(ProcessBuilder.Redirect.from(new File(windows ? 'NUL' : '/dev/null')))
    .start()
try {
    def deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90)
    def runs = 0
    // Into its third block, so that this one has to be measured anew.
    while (runs < 5) {
        assert child.alive : "it ended before it was killed:\n${log.text}"
        assert System.nanoTime() < deadline : "only ${runs} runs in 90 s:\n${log.text}"
        Thread.sleep(20)
        runs = 0
        if (folder.exists()) {
            folder.eachFileRecurse { if (it.path.contains('runs') && it.name.endsWith('.json')) runs++ }
        }
    }
} finally {
    // Not destroy(): nothing may be tidied up. The script that starts Maven may have a JVM below it.
    child.descendants().forEach { it.destroyForcibly() }
    child.destroyForcibly().waitFor()
}
new File(basedir as File, 'killed.txt').text = folder.listFiles().find { it.directory }.name
true
