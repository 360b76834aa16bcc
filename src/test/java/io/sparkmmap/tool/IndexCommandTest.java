// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.infer.InferenceSites;
import io.sparkmmap.spark.prefixed.PrefixedFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code mmap index}, and a read that looks for what it made. */
class IndexCommandTest {
  @TempDir Path folder;

  private static ToolResult run(Object... arguments) {
    return ToolResult.of(arguments);
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  @Test
  void anIndexIsMadeOnceAndIsTheOneThatAReadLooksFor() throws IOException {
    byte[] records = new byte[3_000_000]; // two zeros behind each length
    for (int i = 0; i < records.length; i += 3) {
      records[i] = 2;
    }
    Path file = file("events.bin", records);
    Path indexes = folder.resolve("indexes");
    Object[] command = {
      "index",
      "--json",
      "--length-type",
      "uint8",
      "--layout",
      "a int8",
      "--max-record-length",
      "100",
      "--index-directory",
      indexes,
      file
    };

    assertThat(run(command).json().get("made").asBoolean()).isTrue();
    assertThat(run(command).json().get("made").asBoolean()).isFalse();

    Set<Path> before = filesIn(indexes);
    RecordFormat read =
        new PrefixedFormat(
            new CaseInsensitiveStringMap(
                Map.of(
                    "lengthType", "uint8",
                    "layout", "a int8",
                    "maxRecordLength", "100",
                    "index", "true",
                    "indexDirectory", indexes.toString())));
    DataRange second = DataRange.of(1_000_000, 3_000_000, 3_000_000);
    try (LeaseScope scope = new LeaseScope();
        BatchCursor cursor =
            read.reading()
                .cursor(
                    RegionSources.open(
                        PlannedFile.of(file), MemoryMode.READ, new ReadStatistics(), scope),
                    second,
                    read.inferSchema(List.of(), InferenceSites.here()))) {
      assertThat(cursor.next()).isTrue();
    }
    assertThat(filesIn(indexes)).isEqualTo(before);
  }

  private static Set<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.collect(Collectors.toSet());
    }
  }

  @Test
  void anIndexOfWhatHasNoSuchRecordsIsAnError() throws IOException {
    Path file = file("events.bin", new byte[] {9, 0, 0, 0});
    Path indexes = folder.resolve("indexes");

    ToolResult broken = run("index", "--index-directory", indexes, file);
    ToolResult option = run("index", "--length-type", "int3", file);
    ToolResult header = run("index", "--header-bytes", "5", file);

    assertThat(broken.exitCode()).isEqualTo(3);
    assertThat(broken.err()).contains(file.toString()).contains("found");
    assertThat(option.exitCode()).isEqualTo(2);
    assertThat(option.err()).contains("int3");
    assertThat(header.exitCode()).isEqualTo(3);
    assertThat(header.err())
        .contains("expected a header of 5 bytes and a trailer of 0, found the end");
  }
}
