// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.os.LocalHost;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.pagecache.Folios;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.core.source.SafetyProbe;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells whether mapped files are safe on this host, and what the library makes of a file. */
@Command(
    name = "verify",
    description = {
      "Tells whether mapped files are safe on this host: tries out the guard against files that are"
          + " cut off while they are read. With a FILE, also where it lies, and what memoryMap=auto"
          + " makes of it and why."
    },
    footer = {
      "",
      "Examples:",
      "  mmap verify",
      "  mmap verify --json /data/ticks.bin | jq .memoryMap"
    })
final class VerifyCommand extends ToolCommand {
  @Parameters(paramLabel = "FILE", arity = "0..1", description = "A file of this host.")
  private Path file;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "Where to make the file that the guard is tried with (java.io.tmpdir).")
  private Path directory;

  @Override
  public Integer call() throws IOException {
    Path trial = directory == null ? Path.of(System.getProperty("java.io.tmpdir")) : directory;
    SafetyProbe probe = SafetyProbe.run(trial);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("host", LocalHost.name());
    members.put("java", System.getProperty("java.version"));
    members.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    members.put("guard", guard(probe));
    members.put("pageBytes", PageSize.bytes());
    members.put("maxMapCount", probe.maxMappings());
    members.put("limits", probe.limits());
    if (file != null) {
      addFile(members);
    }
    print(members, () -> text(members));
    return probe.guard() == SafetyProbe.Guard.CAUGHT_A_FAULT ? ExitCodes.OK : ExitCodes.FINDING;
  }

  private static String guard(SafetyProbe probe) {
    return switch (probe.guard()) {
      case CAUGHT_A_FAULT -> "loaded, and caught a fault that was provoked";
      case UNTRIED -> "loaded, but not tried: " + probe.reason();
      case MISSED_A_FAULT ->
          "loaded, but a fault went by it: do not use memoryMap=true here, and report this";
      case MISSING -> "not there (" + probe.reason() + "), so auto reads all files";
    };
  }

  private void addFile(Map<String, Object> members) throws IOException {
    PlannedFile planned = PlannedFile.of(file);
    FileStore store = Files.getFileStore(file);
    Optional<String> whyRead = RegionSources.whyRead(planned);
    Optional<Folios> folios = Folios.of(file);
    members.put("path", file.toString());
    members.put("length", planned.length());
    members.put("fileSystem", store.type() + " (" + store.name() + ")");
    members.put("largestFolioBytes", folios.map(Folios::largestBytes).orElse(null));
    members.put(
        "averageFolioBytes", folios.map(found -> found.bytes() / found.count()).orElse(null));
    members.put("memoryMap", whyRead.isPresent() ? "read" : "map");
    members.put("reason", whyRead.orElse("the guard is there, and the file system is a local one"));
  }

  private void text(Map<String, Object> members) {
    line("host", members.get("host"));
    line("Java", members.get("java") + " on " + members.get("system"));
    line("guard", members.get("guard"));
    line("page", ByteSize.of((int) members.get("pageBytes")));
    line("mappings", "vm.max_map_count is " + members.get("maxMapCount"));
    line("limits", members.get("limits"));
    if (file == null) {
      return;
    }
    line("file", file + ", " + ByteSize.of((long) members.get("length")));
    line("file system", members.get("fileSystem"));
    line("folios", folios(members));
    line(
        "auto",
        (members.get("memoryMap").equals("map") ? "maps it: " : "reads it: ")
            + members.get("reason"));
  }

  private static String folios(Map<String, Object> members) {
    if (members.get("largestFolioBytes") == null) {
      return "not known, since the kernel shows them to root only, and of resident pages only";
    }
    return "up to "
        + ByteSize.of((long) members.get("largestFolioBytes"))
        + ", on average "
        + ByteSize.of((long) members.get("averageFolioBytes"));
  }

  private void line(String name, Object value) {
    out().printf("%-12s %s%n", name, value);
  }
}
