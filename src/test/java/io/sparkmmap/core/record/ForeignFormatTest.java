// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

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
        Arguments.of("Obj\u0001\u0004\u0016avro.schema", ForeignFormat.AVRO));
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
        "Object\n"
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
