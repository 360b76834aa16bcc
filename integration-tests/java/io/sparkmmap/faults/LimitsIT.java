// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.Jdk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits of the process: a clean error, or reading instead of mapping, and a JVM that lives on. */
class LimitsIT {
  private static final int FILES = 200;
  private static final int LINES = 6_000;
  private static final String ALL_LINES = "lines=" + FILES * LINES + " files=" + FILES;
  private static final String FEW_DESCRIPTORS = "ulimit -n 64, " + FILES + " files";
  private static final String LITTLE_SPACE = "ulimit -v below the file's length";

  @TempDir Path folder;

  static Stream<Jdk> jdks() throws IOException {
    return Jdk.installed().stream();
  }

  private void writeFiles() throws IOException {
    String lines = "a line of text\n".repeat(LINES);
    for (int i = 0; i < FILES; i++) {
      Files.writeString(folder.resolve("file" + i), lines);
    }
  }

  private static List<String> printed(ChildJvm.Result result) {
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.out().lines().toList();
  }

  private static void survived(String description, Jdk jdk, String mode) throws IOException {
    FaultMatrix.add(LimitsIT.class, new FaultMatrix.Row(7, description, jdk.feature(), mode, 1, 1));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void mappingsNeedNoDescriptors(Jdk jdk, @TempDir Path work) throws Exception {
    writeFiles();
    for (String memoryMap : List.of("true", "auto")) {
      List<String> printed =
          printed(
              ChildJvm.in(work)
                  .on(jdk)
                  .behind("prlimit", "--nofile=64")
                  .run(LimitedReader.class, "hold", folder.toString(), memoryMap));

      assertThat(printed).containsExactly("held=" + FILES, ALL_LINES + " mapped=" + FILES);
    }
    survived(FEW_DESCRIPTORS, jdk, "mapped");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void tooFewDescriptorsAreAnErrorThatPasses(Jdk jdk, @TempDir Path work) throws Exception {
    writeFiles();

    List<String> printed =
        printed(
            ChildJvm.in(work)
                .on(jdk)
                .behind("prlimit", "--nofile=64")
                .run(LimitedReader.class, "hold", folder.toString(), "false"));

    assertThat(printed).hasSize(2);
    assertThat(printed.get(0))
        .startsWith("error io.sparkmmap.core.file.TooManyOpenFilesException: " + folder)
        .contains("too many open files")
        .contains("ulimit -n");
    assertThat(printed.get(1)).isEqualTo(ALL_LINES + " mapped=0");
    survived(FEW_DESCRIPTORS, jdk, "read");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aFileThatDoesNotFitTheAddressSpaceIsReadOrACleanError(Jdk jdk, @TempDir Path work)
      throws Exception {
    Path large = folder.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      for (long end = 1; end <= 800; end++) {
        file.seek((end << 20) - 1);
        file.write('\n');
      }
    }
    for (String memoryMap : List.of("true", "auto", "false")) {
      List<String> printed =
          printed(
              ChildJvm.in(work)
                  .on(jdk)
                  .run(LimitedReader.class, "space", large.toString(), memoryMap, "400"));

      assertThat(printed).hasSize(2);
      if (memoryMap.equals("true")) {
        assertThat(printed.get(0))
            .startsWith("error io.sparkmmap.core.mapping.MappingFailedException: " + large)
            .contains("out of address space")
            .contains("ulimit -v")
            .endsWith(" caused by null");
      } else {
        assertThat(printed.get(0)).isEqualTo("lines=800 files=1 mapped=0");
      }
      int mapped = memoryMap.equals("false") ? 0 : 1;
      assertThat(printed.get(1)).isEqualTo("lines=800 files=1 mapped=" + mapped);
      survived(LITTLE_SPACE, jdk, memoryMap.equals("false") ? "read" : "mapped");
    }
  }
}
