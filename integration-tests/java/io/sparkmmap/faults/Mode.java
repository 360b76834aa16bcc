// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The ways in which files get into memory. */
enum Mode {
  /** Mapped, with the guard. */
  MAPPED("auto"),
  /** Read by position. */
  READ("false");

  private final String memoryMap;

  Mode(String memoryMap) {
    this.memoryMap = memoryMap;
  }

  /** The value of the option {@code memoryMap}. */
  String memoryMap() {
    return memoryMap;
  }

  /** As the matrix names it. */
  String label() {
    return this == MAPPED ? "mapped" : "read";
  }

  /** Makes sure that a file that this process has read got into memory in this way. */
  void check(Path file) throws IOException {
    boolean mapped =
        Files.readAllLines(Path.of("/proc/self/maps"), ISO_8859_1).stream()
            .anyMatch(line -> line.endsWith(file.toString()));
    assertThat(mapped).as(file + " is mapped").isEqualTo(this == MAPPED);
  }
}
