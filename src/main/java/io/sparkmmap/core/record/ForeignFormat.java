// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Formats of records that Spark reads by sources of its own, and that this library would take for
 * lines if it did not know them. Each is told by first bytes that no text begins with.
 */
public enum ForeignFormat {
  /** A magic number and then the header of a page, as Thrift's compact protocol begins one. */
  PARQUET("Parquet", "parquet", "PAR1\u0015"),
  /** Three letters and then protocol buffers or compressed ones, which have zero bytes early. */
  ORC("ORC", "orc", "ORC"),
  AVRO("Avro", "avro", "Obj\u0001");

  /** As many of a file's first bytes as {@link #byMagic} looks at, at most. */
  public static final int MAGIC_BYTES = 64;

  private final String title;
  private final String sparkSource;
  private final String magic;

  ForeignFormat(String title, String sparkSource, String magic) {
    this.title = title;
    this.sparkSource = sparkSource;
    this.magic = magic;
  }

  /**
   * What a file's first bytes say.
   *
   * @param firstBytes the first {@value #MAGIC_BYTES} bytes of the file, or fewer if it is shorter
   */
  public static Optional<ForeignFormat> byMagic(byte[] firstBytes) {
    String start = new String(firstBytes, StandardCharsets.ISO_8859_1);
    return Arrays.stream(values())
        .filter(format -> start.startsWith(format.magic))
        .filter(format -> format != ORC || start.indexOf('\0') > 0)
        .findFirst();
  }

  /** What to do about such a file: {@code read it by Spark's own source: format("parquet")}. */
  public String remedy() {
    return "read it by Spark's own source: format(\"" + sparkSource + "\")";
  }

  /** The name that people know it by. */
  @Override
  public String toString() {
    return title;
  }
}
