// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.SparkJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files a cluster lets its users read, and which no cluster can. */
class AllowedRootsIT {
  @TempDir Path folder;

  @Test
  void nothingOutsideOfTheRootsIsReadWhateverAUserSets() throws Exception {
    Path root = Files.createDirectory(folder.resolve("root"));
    file(root.resolve("in"), "inner\n");
    file(folder.resolve("out"), "outer\n");
    Files.createSymbolicLink(root.resolve("link"), root.resolve("in"));

    ChildJvm.Result result =
        SparkJvm.withTests(Files.createDirectory(folder.resolve("work")))
            .run(AllowedRootsApp.class, folder.toString());

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.out())
        .contains("inside: [[inner]]\n", "through a link: [[inner]]\n")
        .doesNotContain("outer");
    String refused = "OutsideAllowedRootsException: ";
    for (String attempt :
        new String[] {
          "outside",
          "above",
          "glob",
          "folder",
          "set in the session",
          "set by SQL",
          "unset in the session",
          "swapped after planning"
        }) {
      assertThat(line(result, attempt))
          .contains(refused, "spark.mmap.allowedRoots=" + root, "whoever runs this cluster");
    }
    for (String attempt :
        new String[] {"as an option", "as a key", "as an option of the session"}) {
      assertThat(line(result, attempt)).contains("llowedRoots' is not one of format(\"mmap\")");
    }
  }

  private static void file(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
  }

  private static String line(ChildJvm.Result result, String attempt) {
    return result
        .out()
        .lines()
        .filter(line -> line.startsWith(attempt + ": "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(result.output()));
  }

  /** They say that they are empty, so no task would ever read them. */
  @ParameterizedTest
  @ValueSource(strings = {"/dev/zero", "/dev/null", "/proc/self/mem", "/proc/cpuinfo", "FIFO"})
  @Timeout(60)
  void whatIsNoFileIsAnErrorAndNotNoRows(String path) throws Exception {
    Path special = path.equals("FIFO") ? folder.resolve("fifo") : Path.of(path);
    if (path.equals("FIFO")) {
      assertThat(new ProcessBuilder("mkfifo", special.toString()).start().waitFor()).isZero();
    }
    Path link = Files.createSymbolicLink(folder.resolve("link"), special);
    SparkSession spark = LocalSpark.session();
    for (Path name : new Path[] {special, link}) {
      assertThatThrownBy(() -> spark.read().format("mmap").load(name.toString()).count())
          .hasStackTraceContaining(name.toString())
          .hasStackTraceContaining("expected a regular file, found a ");
    }
    assertThatThrownBy(() -> spark.read().format("mmap").load(folder.toString()).count())
        .hasStackTraceContaining("expected a regular file, found a ");
  }

  @Test
  void anEmptyFileHasNoRows() throws IOException {
    Files.createFile(folder.resolve("empty"));
    assertThat(LocalSpark.session().read().format("mmap").load(folder.toString()).count()).isZero();
  }
}
