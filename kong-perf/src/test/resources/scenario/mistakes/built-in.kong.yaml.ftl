a: ${kong.version?upper}
