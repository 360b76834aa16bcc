// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sparkmmap.core.json.JsonWriter;
import io.sparkmmap.core.placement.Manifest;
import io.sparkmmap.core.placement.ManifestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the commands that write a manifest have in common. */
abstract class ManifestOutput extends ToolCommand {
  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write the manifest, in place of a file that is there (the output).")
  private Path output;

  /** The manifest to write. */
  abstract Manifest manifest() throws IOException;

  @Override
  public Integer call() throws IOException {
    Manifest manifest = manifest();
    if (output == null) {
      String text = JsonWriter.ascii(manifest.toJson());
      // One line, since no text in it has a line end of its own.
      print(() -> out().println(text.replaceAll("\n *", "")), () -> out().print(text));
    } else {
      write(manifest.toJson());
      Map<String, Object> members = summary(manifest);
      print(members, () -> text(members, String.join(", ", hosts(manifest))));
    }
    return ExitCodes.OK;
  }

  /** Writes all of it or nothing: a query may read the old one meanwhile. */
  private void write(String json) throws IOException {
    Path target = output.toAbsolutePath();
    Path written = target.resolveSibling("." + target.getFileName() + ".new");
    try {
      Files.writeString(written, json, UTF_8);
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private Map<String, Object> summary(Manifest manifest) {
    List<ManifestFile> files =
        manifest.entries().stream().flatMap(entry -> entry.files().stream()).toList();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("manifest", output.toString());
    members.put("hosts", hosts(manifest));
    members.put("files", files.size());
    members.put("length", files.stream().mapToLong(file -> Math.max(0, file.length())).sum());
    return members;
  }

  private static List<String> hosts(Manifest manifest) {
    return manifest.entries().stream().map(entry -> entry.host().name()).toList();
  }

  private void text(Map<String, Object> members, String hosts) {
    out()
        .println(
            output
                + ": "
                + count((int) members.get("files"), "file")
                + ", "
                + ByteSize.of((long) members.get("length"))
                + ", of "
                + hosts);
  }
}
