// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.index.RecordIndex;
import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.sidecar.IndexPlace;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes indexes of length-prefixed files before queries need them. */
@Command(
    name = "index",
    description = {
      "Makes the indexes that let many tasks read a file of length-prefixed records, in one pass"
          + " over each file. A read with index=true and the same options finds them; one that"
          + " finds none makes its own."
    },
    footer = {
      "",
      "Example:",
      "  mmap index --length-type varint /data/events.pb",
    })
final class IndexCommand extends ToolCommand {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of this host.")
  private List<Path> files;

  @Mixin private FramingOptions framing;

  @Option(
      names = "--layout",
      paramLabel = "FIELDS",
      description = "The fields of records, if a read has the option layout.")
  private String layout;

  @Option(
      names = "--index-directory",
      paramLabel = "DIRECTORY",
      description = "Where to keep them (spark-mmap-USER in java.io.tmpdir).")
  private Path directory;

  @Override
  public Integer call() throws IOException {
    LengthPrefix prefix = prefix();
    Path indexes = directory == null ? IndexPlace.defaultDirectory() : directory;
    for (Path file : files) {
      index(PlannedFile.of(file.toAbsolutePath().normalize()), prefix, indexes);
    }
    return ExitCodes.OK;
  }

  private LengthPrefix prefix() {
    try {
      return framing.prefix(
          layout == null ? 0 : StructLayout.parse(layout, framing.byteOrder()).recordLength());
    } catch (IllegalArgumentException e) {
      throw wrongUsage(e.getMessage());
    }
  }

  private void index(PlannedFile file, LengthPrefix prefix, Path indexes) throws IOException {
    DataRange data = DataRange.of(file, framing.headerBytes(), framing.trailerBytes());
    boolean made;
    try (LeaseScope scope = new LeaseScope();
        RegionSource source =
            RegionSources.open(file, MemoryMode.AUTO, new ReadStatistics(), scope);
        ProgressBar bar = progress("Indexing " + file.path(), data.dataEnd())) {
      made = RecordIndex.prepare(source, data, prefix, IndexPlace.of(indexes), bar::update);
    }
    print(
        json(file, indexes, made),
        () ->
            out()
                .println(
                    file.path()
                        + ": "
                        + ByteSize.of(file.length())
                        + (made ? ", index made in " : ", index was there in ")
                        + indexes));
  }

  private static Map<String, Object> json(PlannedFile file, Path indexes, boolean made) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("path", file.path());
    members.put("length", file.length());
    members.put("indexDirectory", indexes.toString());
    members.put("made", made);
    return members;
  }
}
