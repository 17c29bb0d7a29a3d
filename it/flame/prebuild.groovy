def kong = evaluate(new File(standInChecks as String))
kong.homeAndRepository()
def work = new File(basedir as File, 'work')
assert work.mkdirs()
// The workers of Kong may run as another user.
work.setExecutable(true, false)
new File(basedir as File, 'maps.txt').text = kong.perfMaps().join('\n')
true
