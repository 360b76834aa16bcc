// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.recognize;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileFormatTest {
  @ParameterizedTest
  @CsvSource({
    "a.csv, CSV",
    "a.CSV, CSV",
    "file:/d/part-0.csv, CSV",
    "a.npy, NPY",
    "a.npz, NPY",
    "a.arrow, ARROW",
    "a.arrows, ARROW",
    "a.feather, ARROW",
    "a.ipc, ARROW",
    ".csv, CSV"
  })
  void knowsFormatsByExtension(String name, FileFormat expected) {
    assertThat(FileFormat.byExtension(name)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "feather", "/d/csv", "a.csv/b", "a.txt", "acsv", "a.", ""})
  void otherNamesSayNothing(String name) {
    assertThat(FileFormat.byExtension(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'ARROW1\0\0', ARROW",
    "'\u00ff\u00ff\u00ff\u00ff\u0080\0\0\0\u0010\0\0\0', ARROW",
    "\u0093NUMPY\u0001, NPY"
  })
  void knowsFormatsByMagic(String start, FileFormat expected) {
    assertThat(FileFormat.byMagic(start.getBytes(ISO_8859_1))).contains(expected);
    assertThat(FileFormat.byMagic(start.substring(0, 5).getBytes(ISO_8859_1))).isEmpty();
  }
}
