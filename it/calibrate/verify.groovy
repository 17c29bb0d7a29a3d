def story = evaluate(new File(checks as String))

// What calibrate found.
story.saysInOrder(
    'kong-perf.blocks (12) and kong-perf.trials (2) must be at least 8 to show a difference',
    'measuring what a request takes',
    'calibrate, one_route, by cpu:',
    'equal subjects: ',
    'planted ',
    'smallest difference that 9 of 10 sessions prove: ',
    'pool: ')
story.saysLike(/equal subjects: [\d.]+ % of 40 sessions alarm \(at most [\d.]+ %\), [\d.]+ % end not slower by more than 0\.1 %/)
story.saysLike(/planted .* \[.*\]: found in [\d.]+ % of sessions, after \d+ of at most 12 blocks on average/)
story.saysLike(/9 of 10 sessions prove: [\d.]+ % in 12 blocks \(.*\), [\d.]+ % in 10 min \(\d+ blocks(, extrapolated from \d+)?\)/)
assert story.page('target/kong-perf-calibration/kong-perf.html').contains('burning')

// The pool stays where no 'mvn clean' comes.
def kept = story.file('target/state/calibrations').listFiles()
assert kept.size() == 1
assert kept[0].name.startsWith('calibrate-')
def pool = kept[0].listFiles().findAll { new File(it, 'calibration.json').isFile() }
assert pool.size() == 1
def subjects = story.session(pool[0]).subjects*.name
assert subjects.size() == 3
assert story.runs(pool[0]).count { it.outcome == 'measured' } == 30

// validate tells it instead of what it assumes, verify doubts the margin.
story.saysLike(/one_route, by cpu: calibrated \d{4}-\d\d-\d\d with 10 blocks on this machine: 9 of 10 sessions prove a difference of [\d.]+ % in at most 12 blocks/)
story.saysLike(/WARNING.*one_route: its margin of 0\.1 % in cpu is smaller than what this machine proves in 8 blocks \([\d.]+ %, calibrated\)/)

// The session has a copy, and its page the fact.
def session = story.sessions()[0]
def known = story.json(new File(session, 'calibration.json')).calibrations
assert known.size() == 1
assert known[0].session == pool[0].name
assert known[0].metric == 'cpu'
assert known[0].drawn == 40
assert story.page('target/kong-perf-report/kong-perf.html').contains('calibrated')
true
