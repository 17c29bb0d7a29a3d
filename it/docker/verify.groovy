import groovy.json.JsonSlurper

def story = evaluate(new File(checks as String))
def kong = evaluate(new File(standInChecks as String))

def trials = kong.trials(story, 'docker', 3, 12)
trials.each { run ->
    assert run.conditions['kong.image'] =~ /kong-perf-test\/kong:/
    assert run.conditions['kong.image_digest'] =~ /^sha256:/
    assert run.conditions['generator.engine'] =~ /wrk/
    assert run.conditions['docker.engine'] =~ /API 1\.\d+/
}
assert trials.find { it.subject == '2.8.1' }.conditions['kong.version'] == '2.8.1'
assert trials.find { it.subject == 'image:kong-perf-test/kong:3.9.0' }.conditions['kong.version'] == '3.9.0'
def commit = trials.find { it.subject == 'git:main~1' }
assert commit.conditions['kong.commit'] =~ /[0-9a-f]{40}/
assert commit.conditions['kong.base'] == '2.8.1'
assert trials.find { it.subject == 'path:kong' }.conditions['kong.dirty'] =~ /^yes: .*kong\/init.lua/
assert trials.find { it.scenario == 'postgres' }.conditions['database.version'] =~ /PostgreSQL 15/

// The checkout is as it was, byte for byte, the index and all of git's own files included.
def before = new JsonSlurper().parse(new File(basedir as File, 'before.json'))
assert kong.listing(new File(basedir as File, 'kong')) == before

story.saysInOrder('starting PostgreSQL', 'is prepared', 'adopting session', 'is over')
story.nothingLeft()
// Containers, networks and volumes: as before, those of others included.
assert kong.engine() == new File(basedir as File, 'engine.txt').text
def page = story.page('target/site/kong-perf.html')
assert page.contains('not Kong')
assert story.page('target/site/kong-perf/postgres.html').contains('upstream alone')
story.linked('target/site')
true
