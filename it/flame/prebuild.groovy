def kong = evaluate(new File(standInChecks as String))
kong.homeAndRepository()
kong.work()
new File(basedir as File, 'maps.txt').text = kong.perfMaps().join('\n')
true
