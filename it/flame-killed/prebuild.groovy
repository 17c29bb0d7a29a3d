// kill -9 for Maven while perf samples: what goes on without it ends by itself, or the next goal ends it.
def kong = evaluate(new File(standInChecks as String))
kong.homeAndRepository()
def base = (basedir as File).canonicalFile
def work = kong.work()
new File(base, 'maps.txt').text = kong.perfMaps().join('\n')

def started = []
/** Only Maven, not what descends from it. */
def killedWhileSampling = { String scenario ->
    def build = kong.build(base, started, [workFolder: work, scenarios: "src/perf/${scenario}.yaml"])
    // The file alone may be that of the build before.
    build.until('perf samples') { sampling(work) && kong.perfs(work) > 0 }
    assert new ProcessBuilder('kill', '-9', Long.toString(build.process.pid())).start().waitFor() == 0
    build.process.waitFor()
    assert kong.perfs(work) > 0 : build.log.text
    build.log.text
}
try {
    killedWhileSampling('short')
    def deadline = System.nanoTime() + java.util.concurrent.TimeUnit.SECONDS.toNanos(30)
    while (kong.perfs(work) > 0) {
        assert System.nanoTime() < deadline : 'perf did not end by itself'
        Thread.sleep(100)
    }
    // Its file is still there, and a Kong whose Maven is gone.
    assert sampling(work)
    def log = killedWhileSampling('long')
    assert log =~ /session \S+ \(begun \S+\) was killed after \d+ of \d+ trials; .* things removed/
    assert work.list().length > 0
} finally {
    kong.killed(started)
}
assert kong.perfs(work) > 0

boolean sampling(File work) {
    work.listFiles()*.listFiles().flatten().any { it && it.name.startsWith('p-') && new File(it, 'perf.started').exists() }
}
true
