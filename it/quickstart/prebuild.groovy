// The README's command leaves results here, and they are cloned along.
new File(basedir, 'target').deleteDir()
true
