import groovy.json.JsonOutput

def kong = evaluate(new File(standInChecks as String))
kong.homeAndRepository()
kong.make('make-deb.sh', '2.8.1', new File(basedir as File, 'packages/kong_2.8.1_amd64.deb').with { it.parentFile.mkdirs(); it })
// A working tree with changes that nobody has committed.
def tree = new File(basedir as File, 'kong')
new File(tree, 'kong/init.lua').append('\n-- not committed\n')
new File(tree, 'not-added.txt').text = 'mine'
new File(basedir as File, 'before.json').text = JsonOutput.toJson(kong.listing(tree))
true
