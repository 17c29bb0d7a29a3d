package io.github.kongperf.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * What Maven is told of the plugin.
 *
 * @param goals each with the parameters that a user may set
 */
record PluginDescriptor(String version, Map<String, Map<String, Parameter>> goals) {

    private static final Pattern PLAIN = Pattern.compile("`([^`$]*)`");

    /**
     * @param property that sets it on the command line
     * @param defaultValue as a user sees it; empty if only the code knows it
     */
    record Parameter(String property, String defaultValue) {}

    static PluginDescriptor read(Path file) {
        try {
            Element plugin = Xml.parse(Files.readString(file)).getDocumentElement();
            Map<String, Map<String, Parameter>> goals = new TreeMap<>();
            for (Element mojo : Xml.all(plugin, "mojo")) {
                goals.put(Xml.text(mojo, "goal"), parameters(mojo));
            }
            return new PluginDescriptor(Xml.text(plugin, "version"), goals);
        } catch (IOException e) {
            throw new AssertionError("the plugin's descriptor is made by mvn process-classes", e);
        }
    }

    Set<String> properties() {
        Set<String> properties = new TreeSet<>();
        goals.values()
                .forEach(parameters -> parameters.values().forEach(parameter -> properties.add(parameter.property())));
        return properties;
    }

    Set<String> parameters() {
        Set<String> names = new TreeSet<>();
        goals.values().forEach(parameters -> names.addAll(parameters.keySet()));
        return names;
    }

    /** {@code cell} if it is but a value in code quotes, else nothing: then it explains a default. */
    static String onlyDefault(String cell) {
        Matcher plain = PLAIN.matcher(cell);
        return plain.matches() ? plain.group(1) : "";
    }

    private static Map<String, Parameter> parameters(Element mojo) {
        Map<String, Parameter> parameters = new TreeMap<>();
        Element configuration = Xml.all(mojo, "configuration").get(0);
        for (Element parameter : Xml.all(mojo, "parameter")) {
            String name = Xml.text(parameter, "name");
            if (Xml.text(parameter, "editable").equals("true")) {
                Element setting = Xml.all(configuration, name).get(0);
                parameters.put(
                        name,
                        new Parameter(
                                setting.getTextContent().replaceAll("^\\$\\{|}$", ""),
                                setting.getAttribute("default-value").replace("${project.build.directory}", "target")));
            }
        }
        return parameters;
    }

    /** As little of DOM as is needed. */
    static final class Xml {
        private Xml() {}

        static Document parse(String text) {
            try {
                javax.xml.parsers.DocumentBuilder builder =
                        javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder();
                return builder.parse(new org.xml.sax.InputSource(new java.io.StringReader(text)));
            } catch (javax.xml.parsers.ParserConfigurationException | org.xml.sax.SAXException | IOException e) {
                throw new AssertionError("no XML: " + e.getMessage() + "\n" + text, e);
            }
        }

        /** All elements of that name below {@code parent}, however deep. */
        static List<Element> all(Element parent, String name) {
            return elements(parent.getElementsByTagName(name));
        }

        static List<Element> children(Element parent) {
            return elements(parent.getChildNodes());
        }

        /** The text of the child of that name; empty if there is none. */
        static String text(Element parent, String name) {
            return children(parent).stream()
                    .filter(child -> child.getTagName().equals(name))
                    .map(child -> child.getTextContent().strip())
                    .findFirst()
                    .orElse("");
        }

        private static List<Element> elements(NodeList nodes) {
            List<Element> elements = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                Node node = nodes.item(i);
                if (node instanceof Element element) {
                    elements.add(element);
                }
            }
            return elements;
        }
    }
}
