def story = evaluate(new File(checks as String))

story.saysLike(/\d+ problems, so nothing was started:/)
story.saysLike(/(?m)src.perf.broken\.yaml:2:\d+: .*upstraem.*did you mean 'upstream'/)
story.saysLike(/(?m)broken\.yaml:6:\d+: .*databse/)
story.saysLike(/(?m)broken\.yaml:11:\d+: .*duration/)
story.saysLike(/(?m)broken\.yaml:12:\d+: .*decide/)
// One file does not hide the other.
story.saysLike(/(?m)twice\.yaml:\d+:\d+: /)
story.nothingStarted()
assert !story.file('target/kong-perf').exists()
story.neverSays('is prepared')
true
