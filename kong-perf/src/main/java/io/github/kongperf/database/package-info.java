/** A private PostgreSQL for Kong, on any node. */
@NullMarked
package io.github.kongperf.database;

import org.jspecify.annotations.NullMarked;
