// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.os.LocalHost;
import io.sparkmmap.core.placement.Manifest;
import io.sparkmmap.tool.manifest.ManifestComparison;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares a manifest with the files of this host. */
@Command(
    name = "check",
    description = {
      "Checks a manifest, and compares the lengths and times of its files of one host with those"
          + " that lie on this one."
    },
    footer = {
      "",
      "Examples:",
      "  mmap manifest check shards.json",
      "  mmap manifest check --host 10.0.0.1 --json shards.json | jq .problems"
    })
final class ManifestCheckCommand extends ToolCommand {
  @Parameters(
      paramLabel = "MANIFEST",
      description = "A file with a manifest; - is the standard input.")
  private String file;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "What the manifest calls this host (its own name).")
  private String host;

  @Override
  public Integer call() throws IOException {
    String text = ManifestText.text(file);
    Manifest manifest;
    try {
      manifest = Manifest.parse(file, text);
    } catch (IOException e) {
      print(invalid(e), () -> out().println(e.getMessage()));
      return ExitCodes.FINDING;
    }
    Manifest.Entry entry = entry(manifest);
    ManifestComparison found = ManifestComparison.of(entry);
    print(json(entry, found), () -> text(entry, found));
    return found.problems().isEmpty() ? ExitCodes.OK : ExitCodes.FINDING;
  }

  private Map<String, Object> invalid(IOException e) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("manifest", file);
    members.put("problems", List.of(Map.of("problem", e.getMessage())));
    return members;
  }

  private Manifest.Entry entry(Manifest manifest) {
    String wanted = host == null ? LocalHost.name() : host;
    try {
      return manifest.entries().stream()
          .filter(entry -> entry.host().isCalled(wanted))
          .findFirst()
          .orElseThrow(
              () ->
                  wrongUsage(
                      "manifest "
                          + file
                          + " has no host "
                          + wanted
                          + "; say by --host which of these this is: "
                          + manifest.entries().stream()
                              .map(entry -> entry.host().name())
                              .collect(Collectors.joining(", "))));
    } catch (IllegalArgumentException e) {
      throw wrongUsage(e.getMessage());
    }
  }

  private Map<String, Object> json(Manifest.Entry entry, ManifestComparison found) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("manifest", file);
    members.put("host", entry.host().name());
    members.put("files", found.files());
    members.put("length", found.bytes());
    members.put("filesWithoutLengthOrTime", found.incomplete());
    members.put("problems", found.problems().stream().map(ManifestCheckCommand::json).toList());
    return members;
  }

  private static Map<String, Object> json(ManifestComparison.Problem problem) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("line", problem.line());
    members.put("path", problem.path());
    members.put("problem", problem.text());
    return members;
  }

  private void text(Manifest.Entry entry, ManifestComparison found) {
    List<ManifestComparison.Problem> problems = found.problems();
    out()
        .printf(
            "%s: %s of host %s, %s, %s%n",
            file,
            count(found.files(), "file"),
            entry.host().name(),
            ByteSize.of(found.bytes()),
            problems.isEmpty() ? "as the manifest says" : count(problems.size(), "problem"));
    for (ManifestComparison.Problem problem : problems) {
      out().printf("  line %d, %s: %s%n", problem.line(), problem.path(), problem.text());
    }
    if (found.incomplete() > 0) {
      out()
          .printf(
              "  no length or no time, which MapReduce asks for, of %s%n",
              count(found.incomplete(), "file"));
    }
  }
}
