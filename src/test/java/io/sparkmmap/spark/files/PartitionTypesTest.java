// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionTypesTest {
  private static final ZoneId ZONE = ZoneId.of("UTC");
  private final PartitionTypes types = new PartitionTypes(SessionSettings.defaults("UTC"), ZONE);

  @ParameterizedTest
  @CsvSource({
    "7, int",
    "-007, int",
    "2147483648, bigint",
    "9223372036854775808, 'decimal(19,0)'",
    "1e3, 'decimal(4,0)'",
    "1.5, double",
    "NaN, double",
    "1e99, double",
    "1e999999999, double",
    "123456789012345678901234567890123456789, double",
    "2020-01-31, date",
    "2020-02-31, string",
    "2020-01-31 01%3A02%3A03, timestamp",
    "2020-01-31 01%3A02%3A03.5, timestamp",
    "2020-01-31 01%3A02%3A03.55, string",
    "01%3A02%3A03.123456, time(6)",
    "a%2Fb, string",
    "true, string",
    "__HIVE_DEFAULT_PARTITION__, void"
  })
  void infersTypes(String raw, String expected) {
    assertThat(types.infer(raw).catalogString()).isEqualTo(expected);
  }

  @Test
  void infersStringsOnlyWithoutInference() {
    SessionSettings off =
        new SessionSettings("UTC", false, false, true, false, false, false, false);
    assertThat(new PartitionTypes(off, ZONE).infer("7")).isEqualTo(DataTypes.StringType);
    assertThat(new PartitionTypes(off, ZONE).infer(PartitionTypes.NULL_VALUE))
        .isEqualTo(DataTypes.NullType);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 2147483648, bigint",
    "7, 1.5, double",
    "2147483648, 1.5, string",
    "1e3, 1.5, string",
    "7, 1e3, 'decimal(10,0)'",
    "2147483648, 1e3, 'decimal(20,0)'",
    "7, 2020-01-31, string",
    "2020-01-31, 2020-01-31 01%3A02%3A03, timestamp",
    "2020-01-31, 01%3A02%3A03, string",
    "7, __HIVE_DEFAULT_PARTITION__, int",
    "7, x, string"
  })
  void widensBothWays(String a, String b, String expected) {
    DataType one = types.infer(a);
    DataType other = types.infer(b);
    assertThat(PartitionTypes.widen(one, other).catalogString()).isEqualTo(expected);
    assertThat(PartitionTypes.widen(other, one).catalogString()).isEqualTo(expected);
  }

  @Test
  void widensToTheSameTypeInEveryOrder() {
    List<DataType> all =
        List.of(
                "1",
                "2147483648",
                "1e3",
                "1.5",
                "2020-01-31",
                "2020-01-31 01%3A02%3A03",
                "x",
                "01%3A02%3A03",
                PartitionTypes.NULL_VALUE)
            .stream()
            .map(types::infer)
            .toList();
    for (DataType a : all) {
      for (DataType b : all) {
        for (DataType c : all) {
          assertThat(PartitionTypes.widen(PartitionTypes.widen(a, b), c))
              .isEqualTo(PartitionTypes.widen(a, PartitionTypes.widen(b, c)));
        }
      }
    }
  }

  @Test
  void castsToSparksInternalForm() {
    assertThat(PartitionValues.cast("7", DataTypes.IntegerType, ZONE)).isEqualTo(7);
    assertThat(PartitionValues.cast("7", DataTypes.LongType, ZONE)).isEqualTo(7L);
    assertThat(PartitionValues.cast("300", DataTypes.ByteType, ZONE)).isEqualTo((byte) 44);
    assertThat(PartitionValues.cast("7", DataTypes.DoubleType, ZONE)).isEqualTo(7.0);
    assertThat(PartitionValues.cast("TRUE", DataTypes.BooleanType, ZONE)).isEqualTo(true);
    assertThat(PartitionValues.cast("a%2Fb", DataTypes.StringType, ZONE))
        .isEqualTo(UTF8String.fromString("a/b"));
    assertThat(PartitionValues.cast("1970-01-02", DataTypes.DateType, ZONE)).isEqualTo(1);
    assertThat(PartitionValues.cast("1970-01-02", DataTypes.TimestampType, ZONE))
        .isEqualTo(86_400_000_000L);
    assertThat(PartitionValues.cast("1.255", DataTypes.createDecimalType(5, 2), ZONE))
        .isEqualTo(Decimal.apply("1.26"));
    assertThat(PartitionValues.cast("1000", DataTypes.createDecimalType(3, 0), ZONE)).isNull();
    assertThat(PartitionValues.cast(PartitionTypes.NULL_VALUE, DataTypes.LongType, ZONE)).isNull();
  }

  @Test
  void refusesWhatIsNotOfTheType() {
    assertThatThrownBy(() -> PartitionValues.cast("x", DataTypes.IntegerType, ZONE))
        .isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> PartitionValues.cast("yes", DataTypes.BooleanType, ZONE))
        .hasMessageContaining("Neither true nor false: yes");
    assertThatThrownBy(
            () -> PartitionValues.cast("x", DataTypes.createArrayType(DataTypes.IntegerType), ZONE))
        .hasMessageContaining("cannot have the type array<int>");
  }
}
