evaluate(new File(standInChecks as String)).homeAndRepository()
true
