package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.flamegraph.FrameKind;
import io.github.kongperf.report.Views.Link;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The page of a case that tells where CPU time goes, and the graphs that it links to. */
final class ProfilePage {

    private final ScenarioResults results;
    private final CaseResult result;
    private final PageNames names;
    private final String path;
    private final CaseProfiles profiles;
    private final Map<String, byte[]> graphs = new LinkedHashMap<>();

    private ProfilePage(ScenarioResults results, CaseResult result, PageNames names, CaseProfiles profiles) {
        this.results = results;
        this.result = result;
        this.names = names;
        this.profiles = profiles;
        this.path = names.profile(
                results.input().module(), results.scenario(), result.plan().name());
    }

    /** Empty if nothing was sampled. */
    static Optional<ProfilePage> of(ScenarioResults results, CaseResult result, PageNames names) {
        CaseProfiles profiles = results.input().profiles().of(result);
        return profiles.any() ? Optional.of(new ProfilePage(results, result, names, profiles)) : Optional.empty();
    }

    Page page(Templates templates) {
        String title = "%s, %s: where CPU time goes"
                .formatted(results.scenario(), result.plan().name());
        return new Page(path, title, templates.render("profile.ftlh", view(title)));
    }

    /** Self-contained pages by path; there once {@link #page} was made. */
    Map<String, byte[]> graphs() {
        return graphs;
    }

    private Views.ProfilePage view(String title) {
        List<Views.Profiler> profilers = profiles.profilers().stream()
                .map(profiler -> new ProfilerSection(results, result, profiles, profiler, this::graph).view())
                .toList();
        return new Views.ProfilePage(
                title,
                Stream.of(Wording.notKong(results.session()))
                        .filter(text -> !text.isEmpty())
                        .toList(),
                new Link(
                        results.scenario(),
                        PageNames.link(path, names.scenario(results.input().module(), results.scenario()))
                                + "#"
                                + results.anchors().getOrDefault(result.plan().name(), "")),
                Arrays.stream(FrameKind.values())
                        .filter(kind -> kind != FrameKind.LEFT_OUT)
                        .map(kind -> new Link(kind.words(), ProfilerSection.style(kind)))
                        .toList(),
                profilers);
    }

    /** Keeps a graph, and gives the link to it. */
    private String graph(String name, String html) {
        String file = names.graph(
                results.input().module(), results.scenario(), result.plan().name(), name);
        graphs.put(file, html.getBytes(StandardCharsets.UTF_8));
        return PageNames.link(path, file);
    }
}
