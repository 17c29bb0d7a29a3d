// What the prebuild.groovy of stories with the stand-in for Kong asks; bound to its story by evaluate(new File(standIn)).

/** Runs a script of the stand-in. */
void make(String script, Object... arguments) {
    def output = File.createTempFile('stand-in', '.txt')
    def command = [new File(standIn as String, script).path] + arguments*.toString()
    def process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start()
    assert process.waitFor() == 0 : "${command}: ${output.text}"
    output.delete()
}

/** Its home and its repository, as a user would have Kong's. */
void homeAndRepository() {
    make('make-home.sh', new File(basedir as File, 'home'))
    make('make-repository.sh', new File(basedir as File, 'kong'))
}

/** Every file below a folder, with what it holds and when it was changed. */
Map<String, String> listing(File folder) {
    def all = new TreeMap()
    folder.eachFileRecurse { file ->
        def sum = file.file ? java.security.MessageDigest.getInstance('SHA-256').digest(file.bytes).encodeHex().toString() : 'folder'
        all[folder.toPath().relativize(file.toPath()).toString()] = "${sum} ${file.lastModified()}".toString()
    }
    all
}

/** How many processes name something in a folder. */
int processes(File folder) {
    new File('/proc').listFiles().count { file ->
        try {
            file.name ==~ /[0-9]+/ && new File(file, 'cmdline').text.contains(folder.path + '/')
        } catch (IOException gone) {
            false
        }
    }
}
this
