package io.github.kongperf.scenario;

import tools.jackson.databind.JsonNode;

/**
 * What Kong is filled with, in its declarative format.
 *
 * @param text rendered, to hand to Kong
 * @param root the same, parsed: a mapping
 */
public record Entities(String text, JsonNode root) {}
