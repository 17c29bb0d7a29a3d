def story = evaluate(new File(checks as String))

story.says('no Docker engine: there is no /nowhere/docker.sock (DOCKER_HOST); start Docker, or set DOCKER_HOST to where it listens')
story.says('the driver local runs Kong as processes of this machine, and the driver embedded, which is not Kong, needs nothing')
story.nothingStarted()
true
