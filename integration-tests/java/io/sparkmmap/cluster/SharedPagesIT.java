// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.SparkJvm;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executors of one node, in processes of their own, and one file between them. */
class SharedPagesIT {
  private static final long BYTES = 1L << 30;

  @TempDir Path folder;

  @Test
  void executorsOfANodeShareTheMemoryOfAFile() throws Exception {
    Path file = folder.resolve("lines");
    byte[] block = ("x".repeat(255) + "\n").repeat(1 << 12).getBytes(StandardCharsets.US_ASCII);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long written = 0; written < BYTES; written += block.length) {
        out.write(block);
      }
    }

    ChildJvm.Result result = SparkJvm.withTests(folder).run(SharedPagesApp.class, file.toString());

    assertThat(result.exitCode()).as(result.output()).isZero();
    String printed = result.out();

    Matcher memory =
        Pattern.compile("executors=2 rss=(\\d+) pss=(\\d+) rows=(\\d+)").matcher(printed);
    assertThat(memory.find()).as(printed).isTrue();
    long rss = Long.parseLong(memory.group(1));
    long pss = Long.parseLong(memory.group(2));
    assertThat(Long.parseLong(memory.group(3))).isEqualTo(6 * BYTES / 256);
    assertThat(rss)
        .as("both have most of the file: " + memory.group())
        .isGreaterThan(3 * BYTES / 2);
    assertThat(pss).as("together they have it once").isLessThan(BYTES + BYTES / 8);
  }
}
