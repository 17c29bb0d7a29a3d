evaluate(new File(standInChecks as String)).needsPerf('flame-killed')
