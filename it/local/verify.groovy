import groovy.json.JsonSlurper

def story = evaluate(new File(checks as String))
def kong = evaluate(new File(standInChecks as String))

def trials = kong.trials(story, 'local', 2, 6)
trials.each { run ->
    assert run.conditions['kong.version'] == '2.8.1'
    assert run.conditions['generator.engine'] =~ /wrk|jvm/
}
def release = trials.find { it.subject == '2.8.1' }
assert release.conditions['kong.package_sha256'] =~ /[0-9a-f]{64}/
def commit = trials.find { it.subject == 'git:main~1' }
assert commit.conditions['kong.commit'] =~ /[0-9a-f]{40}/
assert commit.conditions['kong.base'] == '2.8.1'
// Fetched by Maven: the machine's own may be another.
assert trials.find { it.scenario == 'postgres' }.conditions['database.version'] == 'PostgreSQL 16.9'

// The checkout is as it was, byte for byte, the index and all of git's own files included.
def before = new JsonSlurper().parse(new File(basedir as File, 'before.json'))
assert kong.listing(new File(basedir as File, 'kong')) == before

story.saysInOrder('starting PostgreSQL', 'is prepared', 'adopting session', 'is over')
story.nothingLeft()
def page = story.page('target/site/kong-perf.html')
assert page.contains('not Kong')
assert story.page('target/site/kong-perf/postgres.html').contains('upstream alone')
story.linked('target/site')
true
