// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.prefixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixOptionsTest {
  private static LengthPrefix prefix(Map<String, String> options, int least) {
    return new PrefixOptions(options::get, option -> "--" + option, Long::parseLong).prefix(least);
  }

  @Test
  void defaultsAreThoseOfTheFormat() {
    assertThat(prefix(Map.of(), 0))
        .isEqualTo(
            new LengthPrefix(
                LengthType.UINT32_LE,
                LengthPrefix.Counts.RECORD,
                0,
                LengthPrefix.MAX_RECORD_LENGTH));
  }

  @Test
  void everyOptionCounts() {
    Map<String, String> options =
        Map.of(
            "lengthType",
            "UINT16",
            "byteOrder",
            "Big",
            "lengthIncludesHeader",
            "TRUE",
            "maxRecordLength",
            "9");
    assertThat(prefix(options, 3))
        .isEqualTo(
            new LengthPrefix(LengthType.UINT16_BE, LengthPrefix.Counts.PREFIX_AND_RECORD, 3, 9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "lengthType | int | --lengthType: expected uint8, uint16, uint32, uint64 or varint, found"
            + " 'int'",
        "byteOrder | middle | --byteOrder: expected little, big or native, found 'middle'",
        "lengthIncludesHeader | 1 | --lengthIncludesHeader: expected true or false, found '1'",
        "maxRecordLength | 2 | --maxRecordLength: expected a number of bytes from 3 to 1073741808,"
            + " found '2'",
        "maxRecordLength | 1073741809 | --maxRecordLength: expected a number of bytes from 3 to"
            + " 1073741808, found '1073741809'",
        "maxRecordLength | x | --maxRecordLength: expected a number of bytes from 3 to 1073741808,"
            + " found 'x'"
      })
  void whatIsWrongIsNamed(String option, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> prefix(Map.of(option, value), 3))
        .withMessage(message);
  }
}
