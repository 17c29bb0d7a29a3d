def story = evaluate(new File(checks as String))

story.saysInOrder(
    'driver embedded',
    'validate, one_route: ',
    "subject 'embedded'",
    'order: one_route, block 1: ',
    '1 case in 5 blocks each, 10 trials',
    'to run exactly this: mvn kong-perf:run -Dkong-perf.driver=embedded')
story.saysLike(/seed \d+/)
story.neverSays('10/10')
story.nothingStarted()
assert !story.file('target').exists()
true
