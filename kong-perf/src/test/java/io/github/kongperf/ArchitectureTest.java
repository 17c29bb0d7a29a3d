package io.github.kongperf;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps the table of the rooms. A new arrow is a change of {@link #MAY_USE}, made on purpose. */
class ArchitectureTest {

    private static final String BASE = "io.github.kongperf";

    /** Which room may use which others. A room may always use itself; a room that isn't here may not exist. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            // A case names the metric that decides it.
            Map.entry("scenario", Set.of("result")),
            Map.entry("version", Set.of()),
            Map.entry("result", Set.of()),
            Map.entry("plan", Set.of("scenario", "version", "compare", "result")),
            Map.entry("node", Set.of()),
            Map.entry("node.local", Set.of("node")),
            Map.entry("node.docker", Set.of("node")),
            Map.entry("kong", Set.of("node", "version", "scenario")),
            Map.entry("upstream", Set.of("node", "version", "scenario")),
            Map.entry("database", Set.of("node", "version", "scenario")),
            Map.entry("machine", Set.of("node", "result")),
            Map.entry("load", Set.of("node", "scenario", "result")),
            Map.entry("load.jvm", Set.of("node", "load", "scenario", "result")),
            Map.entry("load.wrk", Set.of("node", "load", "scenario", "result")),
            Map.entry("driver", Set.of("node", "scenario", "version", "result", "load", "machine", "profile")),
            Map.entry(
                    "driver.embedded",
                    Set.of("driver", "scenario", "version", "result", "load", "load.jvm", "machine")),
            Map.entry(
                    "driver.nodes",
                    Set.of(
                            "driver",
                            "node",
                            "kong",
                            "upstream",
                            "database",
                            "scenario",
                            "version",
                            "result",
                            "load",
                            "load.jvm",
                            "machine",
                            "profile")),
            Map.entry(
                    "driver.local",
                    Set.of(
                            "driver",
                            "driver.nodes",
                            "node",
                            "node.local",
                            "kong",
                            "upstream",
                            "database",
                            "scenario",
                            "version",
                            "result",
                            "load",
                            "load.jvm",
                            "load.wrk",
                            "machine",
                            "profile")),
            Map.entry(
                    "driver.docker",
                    Set.of(
                            "driver",
                            "driver.nodes",
                            "node",
                            "node.docker",
                            "kong",
                            "upstream",
                            "database",
                            "scenario",
                            "version",
                            "result",
                            "load",
                            "load.jvm",
                            "load.wrk",
                            "machine",
                            "profile")),
            Map.entry(
                    "experiment",
                    Set.of(
                            "driver",
                            "plan",
                            "compare",
                            "scenario",
                            "version",
                            "result",
                            "load",
                            "machine",
                            "node",
                            "profile")),
            Map.entry("profile", Set.of("node", "scenario", "result")),
            Map.entry("compare", Set.of("result")),
            Map.entry("flamegraph", Set.of("result")),
            Map.entry("report", Set.of("result", "compare", "flamegraph")),
            Map.entry(
                    "api",
                    Set.of(
                            "compare",
                            "database",
                            "driver",
                            "driver.docker",
                            "driver.local",
                            "experiment",
                            "kong",
                            "load",
                            "machine",
                            "flamegraph",
                            "node",
                            "profile",
                            "result",
                            "scenario",
                            "version")));

    private static final Set<String> KNOW_FREEMARKER = Set.of("scenario", "report");

    /** The only room that may start a process. */
    private static final String STARTS_PROCESSES = BASE + ".node.local";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    @Test
    void roomsUseOnlyWhatTheTableAllows() {
        assertThat(forbidden(CLASSES, MAY_USE)).isEmpty();
    }

    @Test
    void noticesAnArrowThatTheTableLacks() {
        Map<String, Set<String>> without = new HashMap<>(MAY_USE);
        without.put("scenario", Set.of());
        assertThat(forbidden(CLASSES, without))
                .isNotEmpty()
                .allSatisfy(arrow -> assertThat(arrow).startsWith("scenario may not use result: "));
    }

    @Test
    void everyRoomIsInTheTable() {
        assertThat(unlisted(CLASSES, MAY_USE)).isEmpty();
    }

    @Test
    void theTableNamesOnlyRooms() {
        MAY_USE.forEach((room, others) ->
                assertThat(MAY_USE.keySet()).as(room).containsAll(others).doesNotContain("util", "common"));
    }

    @Test
    void noticesARoomThatIsNotInTheTable() {
        Map<String, Set<String>> without = new HashMap<>(MAY_USE);
        without.remove("result");
        assertThat(unlisted(CLASSES, without)).containsExactly("result");
    }

    @Test
    void roomsFormNoCycle() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nodesGeneratorsAndDriversAreStrangersToEachOther() {
        for (String port : List.of("node", "load", "driver")) {
            slices().matching(BASE + "." + port + ".(*)..")
                    .should()
                    .notDependOnEachOther()
                    // What drivers on nodes have in common is none of them.
                    .ignoreDependency(resideInAPackage(BASE + ".driver.."), resideInAPackage(BASE + ".driver.nodes"))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void onlyScenarioAndReportKnowFreeMarker() {
        ArchRule rule = noClasses()
                .that(describe("are in another room", type -> !KNOW_FREEMARKER.contains(room(type))))
                .should()
                .dependOnClassesThat(resideInAPackage("freemarker.."));
        rule.check(CLASSES);
    }

    @Test
    void oneRoomStartsProcesses() {
        onlyThisRoomStartsProcesses().check(CLASSES);
    }

    @Test
    void noticesAProcessThatAnotherRoomStarts() {
        JavaClasses starting = new ClassFileImporter().importClasses(StartsAProcess.class);
        assertThat(onlyThisRoomStartsProcesses()
                        .evaluate(starting)
                        .getFailureReport()
                        .getDetails())
                .hasSize(3);
    }

    @Test
    void staticsAreFinal() {
        staticsAreFinalRule().check(CLASSES);
    }

    @Test
    void noticesAStaticThatIsNotFinal() {
        JavaClasses loose = new ClassFileImporter().importClasses(HasALooseStatic.class);
        assertThat(staticsAreFinalRule().evaluate(loose).hasViolation()).isTrue();
    }

    @Test
    void theBasePackageIsEmpty() {
        noClasses().should().resideInAPackage(BASE).check(CLASSES);
    }

    @Test
    void nothingIsParkedInUtilOrCommon() {
        noClasses().should().resideInAnyPackage("..util..", "..common..").check(CLASSES);
    }

    @Test
    void nothingKnowsMaven() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.maven.."))
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> marked = CLASSES.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .filter(type -> type.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .map(ArchitectureTest::room)
                .collect(Collectors.toSet());
        assertThat(marked).isEqualTo(rooms(CLASSES));
    }

    private static ArchRule onlyThisRoomStartsProcesses() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(STARTS_PROCESSES)
                .should()
                .callMethodWhere(describe(
                        "starts a process",
                        call -> call.getName().equals("exec")
                                && call.getTargetOwner().isEquivalentTo(Runtime.class)))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class);
    }

    private static ArchRule staticsAreFinalRule() {
        // Made by the compiler: the table of a switch over an enum, and whether assertions are on.
        return fields().that()
                .areStatic()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .beFinal();
    }

    private static Set<String> rooms(JavaClasses classes) {
        return classes.stream().map(ArchitectureTest::room).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> unlisted(JavaClasses classes, Map<String, Set<String>> mayUse) {
        Set<String> rooms = rooms(classes);
        rooms.removeAll(mayUse.keySet());
        return rooms;
    }

    /** The package below {@link #BASE}. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(BASE) ? "" : name.substring(BASE.length() + 1);
    }

    private static Set<String> forbidden(JavaClasses classes, Map<String, Set<String>> mayUse) {
        Set<String> arrows = new TreeSet<>();
        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.getPackageName().startsWith(BASE + ".")
                        || room(type).equals(room(target))) {
                    continue;
                }
                if (!mayUse.getOrDefault(room(type), Set.of()).contains(room(target))) {
                    arrows.add(
                            "%s may not use %s: %s".formatted(room(type), room(target), dependency.getDescription()));
                }
            }
        }
        return arrows;
    }

    /** What {@link #onlyThisRoomStartsProcesses} refuses. */
    static final class StartsAProcess {
        static Process byBuilder() throws IOException {
            return new ProcessBuilder("true").start();
        }

        static Process byRuntime() throws IOException {
            return Runtime.getRuntime().exec(new String[] {"true"});
        }
    }

    /** What {@link #staticsAreFinalRule} refuses. */
    static final class HasALooseStatic {
        static int count;
    }
}
