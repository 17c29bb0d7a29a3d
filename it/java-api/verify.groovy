def story = evaluate(new File(checks as String))

for (version in ['git:main', 'git:2.8.1']) {
    (1..3).each { story.says("### Result for Kong ${version} (run ${it}):") }
    story.says("### Combined result for Kong ${version}:")
    def log = new File(basedir as File, "output/${version.replace(':', '#')}-single_route.log")
    assert log.file
}
story.saysLike(/(?m)^Running 1s test @ http:\/\/127\.0\.0\.1:\d+\/s1-r1$/)
story.saysLike(/(?m)^  2 threads and 20 connections/)
story.saysLike(/(?m)^Requests\/sec: +\d+\.\d\d/)
story.saysLike(/(?m)^RPS     Avg: \d+\.\d\d .*\(3 runs\)/)
story.saysLike(/(?m)^Latency Avg: .* P99: /)
story.saysLike(/(?m)^Errors  no answer: 0    not 2xx or 3xx: 0 /)
// Sessions that are over leave no state.
def state = new File(basedir as File, 'target/state')
assert !state.exists() || state.listFiles().findAll { it.directory }.empty
true
