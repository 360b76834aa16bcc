// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.recognize;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * Formats of files that are no records of this library, and that it would take for lines if it did
 * not know them. Each is recognised by first bytes that no text has.
 */
public enum ForeignFormat {
  /** A magic number and then the header of a page, as Thrift's compact protocol begins one. */
  PARQUET("Parquet", "parquet", begins("PAR1\u0015")),
  /** Three letters and then protocol buffers or compressed ones, which have zero bytes early. */
  ORC("ORC", "orc", begins("ORC").and(ForeignFormat::hasZero)),
  AVRO("Avro", "avro", begins("Obj\u0001")),
  /** Which sources of Spark's RDDs read. */
  SEQUENCE_FILE("Hadoop's SequenceFile", null, begins("SEQ").and(ForeignFormat::hasZero)),
  SQLITE("SQLite", null, begins("SQLite format 3\0")),
  /** Also what MATLAB 7.3, netCDF 4 and Keras write. */
  HDF5("HDF5", null, begins("\u0089HDF\r\n\u001a\n")),
  NETCDF("netCDF", null, begins("CDF\u0001").or(begins("CDF\u0002")).or(begins("CDF\u0005"))),
  MATLAB("MATLAB", null, begins("MATLAB 5.0 MAT-file").and(ForeignFormat::hasZero)),
  LMDB("LMDB", null, at(16, "\u00de\u00c0\u00ef\u00be")),
  PICKLE("Python's pickle", null, ForeignFormat::isPickle),
  SAFETENSORS("safetensors", null, ForeignFormat::isSafetensors),
  TFRECORD("TFRecord", null, ForeignFormat::isTfRecord),
  PCAP(
      "pcap",
      null,
      begins("\u00d4\u00c3\u00b2\u00a1")
          .or(begins("\u00a1\u00b2\u00c3\u00d4"))
          .or(begins("M<\u00b2\u00a1"))
          .or(begins("\n\r\r\n").and(ForeignFormat::hasZero))),
  TAR("tar", null, at(257, "ustar")),
  SEVEN_ZIP("7z", null, begins("7z\u00bc\u00af'\u001c")),
  RAR("RAR", null, begins("Rar!\u001a\u0007")),
  PNG("PNG", null, begins("\u0089PNG\r\n\u001a\n")),
  JPEG("JPEG", null, begins("\u00ff\u00d8\u00ff")),
  GIF("GIF", null, begins("GIF8").and(ForeignFormat::hasZero)),
  TIFF("TIFF", null, begins("II*\0").or(begins("MM\0*"))),
  RIFF("RIFF (WAV, AVI, WebP)", null, begins("RIFF").and(ForeignFormat::hasZero)),
  PDF("PDF", null, begins("%PDF-1.").or(begins("%PDF-2."))),
  GRIB("GRIB", null, begins("GRIB").and(ForeignFormat::hasZero)),
  OFFICE("Microsoft Office", null, begins("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")),
  ELF("ELF", null, begins("\u007fELF")),
  JAVA_CLASS("a Java class", null, begins("\u00ca\u00fe\u00ba\u00be"));

  /** As many of a file's first bytes as {@link #byMagic} reads, at most. */
  public static final int MAGIC_BYTES = 512;

  private static final long MAX_SAFETENSORS_HEADER = 100_000_000;
  private static final int CRC_MASK = 0xa282ead8;

  private final String title;
  private final String sparkSource;

  @SuppressWarnings("ImmutableEnumChecker") // keeps no state
  private final Predicate<String> magic;

  ForeignFormat(String title, String sparkSource, Predicate<String> magic) {
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
    return Arrays.stream(values()).filter(format -> format.magic.test(start)).findFirst();
  }

  /** What to do about such a file: {@code read it by Spark's own source: format("parquet")}. */
  public String remedy() {
    return sparkSource != null
        ? "read it by Spark's own source: format(\""
            + sparkSource
            + (this == AVRO ? "\") with the package spark-avro" : "\")")
        : "convert it to a format that has records, such as Parquet, or read it whole by Spark's"
            + " own source: format(\"binaryFile\")";
  }

  /** The name that people know it by. */
  @Override
  public String toString() {
    return title;
  }

  private static Predicate<String> begins(String magic) {
    return at(0, magic);
  }

  private static Predicate<String> at(int offset, String magic) {
    return start -> start.startsWith(magic, offset);
  }

  private static boolean hasZero(String start) {
    return start.indexOf('\0') >= 0;
  }

  /** Protocols 2 and 3 begin with an opcode of a few, the later ones with a frame. */
  private static boolean isPickle(String start) {
    return start.length() > 2
        && start.charAt(0) == 0x80
        && start.charAt(1) >= 2
        && start.charAt(1) <= 5
        && (start.charAt(1) < 4 || start.charAt(2) == 0x95);
  }

  /** The length of a JSON object, and this. */
  private static boolean isSafetensors(String start) {
    return start.startsWith("{\"", Long.BYTES)
        && littleEndian(start).getLong(0) > 0
        && littleEndian(start).getLong(0) <= MAX_SAFETENSORS_HEADER;
  }

  /** A length and its checksum. */
  private static boolean isTfRecord(String start) {
    if (start.length() < Long.BYTES + Integer.BYTES) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(littleEndian(start).slice(0, Long.BYTES));
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK;
    return littleEndian(start).getInt(Long.BYTES) == masked;
  }

  private static ByteBuffer littleEndian(String start) {
    return ByteBuffer.wrap(start.getBytes(StandardCharsets.ISO_8859_1))
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
