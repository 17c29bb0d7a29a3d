evaluate(new File(standInChecks as String)).needsEngine('docker-killed')
