import groovy.json.JsonOutput

def kong = evaluate(new File(standInChecks as String))
kong.images('2.8.1', '3.9.0')
kong.make('make-repository.sh', new File(basedir as File, 'kong'))
// A working tree with changes that nobody has committed.
def tree = new File(basedir as File, 'kong')
new File(tree, 'kong/init.lua').append('\n-- not committed\n')
new File(tree, 'not-added.txt').text = 'mine'
new File(basedir as File, 'before.json').text = JsonOutput.toJson(kong.listing(tree))
new File(basedir as File, 'engine.txt').text = kong.engine()
true
