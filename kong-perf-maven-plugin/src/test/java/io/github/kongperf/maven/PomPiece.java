package io.github.kongperf.maven;

import io.github.kongperf.maven.PluginDescriptor.Xml;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Element;

/** A piece of a pom.xml in the guide. */
record PomPiece(Element root) {

    static PomPiece parse(String xml) {
        return new PomPiece(Xml.parse(xml).getDocumentElement());
    }

    /** What it names that {@code plugin} doesn't have. */
    List<String> faults(PluginDescriptor plugin) {
        List<String> faults = new ArrayList<>();
        for (Element properties : Xml.all(root, "properties")) {
            Xml.children(properties).stream()
                    .map(Element::getTagName)
                    .filter(name -> name.startsWith("kong-perf.") && !name.equals("kong-perf.version"))
                    .filter(name -> !plugin.properties().contains(name))
                    .forEach(name -> faults.add("property " + name));
        }
        for (Element own : Xml.all(root, "plugin")) {
            if (Xml.text(own, "artifactId").equals("kong-perf-maven-plugin")) {
                faults.addAll(faults(own, plugin));
            }
        }
        return faults;
    }

    private static List<String> faults(Element own, PluginDescriptor plugin) {
        List<String> faults = new ArrayList<>();
        if (!Xml.text(own, "version").equals(plugin.version())) {
            faults.add("version " + Xml.text(own, "version"));
        }
        for (Element configuration : Xml.all(own, "configuration")) {
            Xml.children(configuration).stream()
                    .map(Element::getTagName)
                    .filter(name -> !plugin.parameters().contains(name))
                    .forEach(name -> faults.add("parameter " + name));
        }
        for (String list : List.of("goal", "report")) {
            Xml.all(own, list).stream()
                    .map(goal -> goal.getTextContent().strip())
                    .filter(goal -> !plugin.goals().containsKey(goal))
                    .forEach(goal -> faults.add("goal " + goal));
        }
        Xml.all(own, "execution").stream()
                .filter(execution -> Xml.text(execution, "phase").isEmpty())
                .forEach(execution -> faults.add("execution without phase"));
        return faults;
    }
}
