// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.placement;

import io.sparkmmap.core.json.JsonWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a manifest as JSON, with a line for each file, so that two of them can be compared. */
final class ManifestWriter {
  private static final String SEPARATOR = ",\n";

  String write(Manifest manifest) {
    return "{\n  \"version\": 1,\n  \"hosts\": {\n"
        + manifest.entries().stream()
            .map(ManifestWriter::entry)
            .collect(Collectors.joining(SEPARATOR))
        + "\n  }\n}\n";
  }

  private static String entry(Manifest.Entry entry) {
    List<String> aliases = entry.host().aliases();
    return "    "
        + JsonWriter.quoted(entry.host().name())
        + ": {\n"
        + (aliases.isEmpty()
            ? ""
            : "      \"aliases\": ["
                + aliases.stream().map(JsonWriter::quoted).collect(Collectors.joining(", "))
                + "],\n")
        + "      \"files\": [\n"
        + entry.files().stream().map(ManifestWriter::file).collect(Collectors.joining(SEPARATOR))
        + "\n      ]\n    }";
  }

  private static String file(ManifestFile file) {
    return "        {\"path\": "
        + JsonWriter.quoted(file.path())
        + number("length", file.length())
        + number("modificationTimeMs", file.modificationTimeMs())
        + "}";
  }

  private static String number(String name, long value) {
    return value == ManifestFile.UNKNOWN ? "" : ", \"" + name + "\": " + value;
  }
}
