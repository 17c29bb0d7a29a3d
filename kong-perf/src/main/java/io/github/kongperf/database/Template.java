package io.github.kongperf.database;

/** A database that is kept as it is, to be copied. Nobody can log in to it. */
public record Template(String name) {}
