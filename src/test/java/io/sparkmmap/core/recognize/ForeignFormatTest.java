// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.recognize;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignFormatTest {
  private static List<Arguments> starts() {
    return List.of(
        Arguments.of("PAR1\u0015\u0004\u0015\u0010", ForeignFormat.PARQUET),
        Arguments.of("ORC\n\u0006\u0012\u0004\u0008\u0001P\0", ForeignFormat.ORC),
        Arguments.of("ORC\u0011\0\0\n\u0006", ForeignFormat.ORC),
        Arguments.of("Obj\u0001\u0004\u0016avro.schema", ForeignFormat.AVRO),
        Arguments.of("SEQ\u0006\u0019org.apache\0", ForeignFormat.SEQUENCE_FILE),
        Arguments.of("SQLite format 3\0\u0010\0", ForeignFormat.SQLITE),
        Arguments.of("\u0089HDF\r\n\u001a\n\0", ForeignFormat.HDF5),
        Arguments.of("CDF\u0001\0\0", ForeignFormat.NETCDF),
        Arguments.of("MATLAB 5.0 MAT-file, by scipy\0", ForeignFormat.MATLAB),
        Arguments.of("\0".repeat(16) + "\u00de\u00c0\u00ef\u00be\u0001", ForeignFormat.LMDB),
        Arguments.of("\u0080\u0004\u0095\u000b", ForeignFormat.PICKLE),
        Arguments.of("\u0080\u0002}q", ForeignFormat.PICKLE),
        Arguments.of("@\0\0\0\0\0\0\0{\"a\":", ForeignFormat.SAFETENSORS),
        Arguments.of("\u0001\0\0\0\0\0\0\0" + tfChecksum(1), ForeignFormat.TFRECORD),
        Arguments.of("\u00d4\u00c3\u00b2\u00a1\u0002\0", ForeignFormat.PCAP),
        Arguments.of("a.txt" + "\0".repeat(252) + "ustar\00000", ForeignFormat.TAR),
        Arguments.of("\u0089PNG\r\n\u001a\n\0", ForeignFormat.PNG),
        Arguments.of("\u00ff\u00d8\u00ff\u00e0", ForeignFormat.JPEG),
        Arguments.of("%PDF-1.7\n", ForeignFormat.PDF));
  }

  /** As TensorFlow's record_writer.cc has it, bit by bit. */
  private static String tfChecksum(long length) {
    int crc = ~0;
    for (int i = 0; i < 64; i++) {
      crc ^= (int) (length >>> i & 1);
      crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
    }
    crc = ~crc;
    int masked = (crc >>> 15 | crc << 17) + 0xa282ead8;
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      bytes.append((char) ((masked >>> (8 * i)) & 0xff));
    }
    return bytes.toString();
  }

  @ParameterizedTest
  @MethodSource("starts")
  void firstBytesTellTheFormat(String start, ForeignFormat expected) {
    assertThat(ForeignFormat.byMagic(start.getBytes(ISO_8859_1))).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PAR1",
        "PAR1 of the book\n",
        "ORC",
        "ORC\nELF\n",
        "ORCHARD",
        "Obj",
        "Object\n",
        "SEQUENCE of things",
        "GIF89a is a format",
        "GRIB and RIFF",
        "MATLAB 5.0 MAT-file is what it begins with",
        "{\"a\": 1}\n{\"a\": 2}\n",
        "1,2,3\n4,5,6\n",
        "%PDF"
      })
  void textIsNone(String start) {
    assertThat(ForeignFormat.byMagic(start.getBytes(ISO_8859_1))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PARQUET, parquet", "ORC, orc", "AVRO, avro"})
  void theRemedyNamesTheSource(ForeignFormat format, String source) {
    assertThat(format.remedy()).contains("format(\"" + source + "\")");
  }
}
