def story = evaluate(new File(checks as String))

def session = story.measured(10)
story.saysInOrder(
    'session ' + session.id + ' is prepared',
    'BUILD SUCCESS',
    'adopting session ' + session.id,
    '10/10',
    'BUILD SUCCESS',
    'session ' + session.id + ' is over',
    'BUILD SUCCESS',
    'separate-calls, one_route',
    'BUILD SUCCESS')
story.nothingLeft()
true
