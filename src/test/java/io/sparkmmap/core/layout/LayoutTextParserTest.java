// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LayoutTextParserTest {
  @ParameterizedTest
  @CsvSource({
    "int8, 1",
    "int16, 2",
    "int32, 4",
    "int64, 8",
    "uint8, 1",
    "uint16, 2",
    "uint32, 4",
    "uint64, 8",
    "float32, 4",
    "float64, 8",
    "date32, 4",
    "timestamp_ms, 8",
    "timestamp_us, 8"
  })
  void numbersHaveTheDefaultOrderUnlessASuffixNamesOne(String name, int length) {
    FieldKind kind = FieldKind.valueOf(name.toUpperCase(Locale.ROOT));
    for (ByteOrder order : List.of(LITTLE_ENDIAN, BIG_ENDIAN)) {
      assertThat(type(name, order)).isEqualTo(FieldType.of(kind, order));
      assertThat(type(name + "le", order)).isEqualTo(FieldType.of(kind, LITTLE_ENDIAN));
      assertThat(type(name + "be", order)).isEqualTo(FieldType.of(kind, BIG_ENDIAN));
      assertThat(type(name, order).length()).isEqualTo(length);
      if (length > 1) {
        assertThat(type(name, order).order()).isEqualTo(order);
      }
    }
  }

  @Test
  void boolCharAndBinaryHaveNoOrder() {
    for (ByteOrder order : List.of(LITTLE_ENDIAN, BIG_ENDIAN)) {
      assertThat(type("bool", order)).isEqualTo(FieldType.of(FieldKind.BOOL, LITTLE_ENDIAN));
      assertThat(type("char(12)", order)).isEqualTo(FieldType.ofChar(12));
      assertThat(type("binary(3)", order)).isEqualTo(FieldType.ofBinary(3));
    }
    assertThat(type("bool", LITTLE_ENDIAN).length()).isEqualTo(1);
    assertThat(type("char(12)", LITTLE_ENDIAN).length()).isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource({"1,0,4", "9,9,4", "10,2,8", "18,0,8", "19,5,16", "38,38,16"})
  void decimalsTakeTheBytesThatTheirPrecisionNeeds(int precision, int scale, int length) {
    String text = "decimal(" + precision + "," + scale + ")";
    for (Endian endian : Endian.values()) {
      FieldType expected = new FieldType.Decimal(precision, scale, endian);
      assertThat(type(text, endian.order())).isEqualTo(expected);
      assertThat(type(text + endian.suffix(), LITTLE_ENDIAN)).isEqualTo(expected);
      assertThat(expected.length()).isEqualTo(length);
      assertThat(expected.order()).isEqualTo(endian.order());
    }
  }

  @ParameterizedTest
  @EnumSource(FieldKind.class)
  void everySignatureIsReadAsItsKind(FieldKind kind) {
    if (!kind.isNamed()) {
      assertThat(FieldKind.signatures()).doesNotContain(kind.signature());
      return;
    }
    String text = kind.signature().replace("n", "7").replace("p,s", "7,2");
    if (kind.length() > 0) {
      text = kind.signature();
    } else if (kind == FieldKind.BINARY) {
      text = "binary(7)";
    }
    assertThat(type(text, LITTLE_ENDIAN).kind()).isEqualTo(kind);
    assertThat(FieldKind.signatures()).contains(kind.signature(), "skip(n)");
    assertThat(kind.meaning()).isNotEmpty();
    assertThat(kind.lengthText()).isNotEmpty();
  }

  @Test
  void positionsFollowOneAnotherAndSkipMovesOn() {
    StructLayout layout =
        parse("skip(4), id int64, flag bool, skip(7), name char(12), price decimal(12,2), skip(1)");
    assertThat(layout.fields())
        .extracting(field -> field.name() + "@" + field.position() + "-" + field.end())
        .containsExactly("id@4-12", "flag@12-13", "name@20-32", "price@32-40");
    assertThat(layout.recordLength()).isEqualTo(41);
  }

  @Test
  void whiteSpaceIsFree() {
    assertThat(parse(" \n id\tint32be ,skip ( 4 ),d decimal ( 12 , 2 )be\n,c char( 3 ) "))
        .isEqualTo(parse("id int32be, skip(4), d decimal(12,2)be, c char(3)"));
  }

  @Test
  void namesMayBeQuoted() {
    StructLayout layout = parse("`a b` int8, `x,y``z` int8, `skip`int8, `(` int8, größe_1 int8");
    assertThat(layout.fields())
        .extracting(Field::name)
        .containsExactly("a b", "x,y`z", "skip", "(", "größe_1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "byte | int8",
        "tinyint | int8",
        "short | int16",
        "SMALLINT | int16",
        "int | int32",
        "Integer | int32",
        "long | int64",
        "BIGINT | int64",
        "float | float32",
        "REAL | float32",
        "double | float64",
        "boolean | bool",
        "string(12) | char(12)",
        "VARCHAR(12) | char(12)",
        "bytes(3) | binary(3)",
        "date | date32",
        "timestamp | timestamp_us",
        "TIMESTAMP_LTZ | timestamp_us",
        "dec(12,2) | decimal(12,2)",
        "NUMERIC(12, 2) | decimal(12,2)",
        "uint16_t | uint16",
        "INT32 | int32",
      })
  void namesOfSparkAndCStandForTheSameTypes(String other, String name) {
    for (Endian endian : Endian.values()) {
      assertThat(type(other, endian.order())).isEqualTo(type(name, endian.order()));
      if (type(name, LITTLE_ENDIAN).kind().takesOrder()) {
        assertThat(type(other + endian.suffix(), LITTLE_ENDIAN))
            .isEqualTo(type(name, endian.order()));
      }
    }
  }

  @Test
  void theTextOfSparksSchemaIsRead() {
    StructLayout layout = parse("id int64, `a b` float64, price decimal(12,2)");
    assertThat(parse("id BIGINT NOT NULL,`a b` DOUBLE,price DECIMAL(12,2) not null"))
        .isEqualTo(layout);
    assertThat(parse("id:bigint,`a b`: double , price :decimal(12,2)")).isEqualTo(layout);
    assertThat(parse("skip:int32, skip(4), not int8"))
        .isEqualTo(parse("skip int32, skip(4), not int8"));
  }

  @Test
  void aFieldMayBeCalledSkip() {
    assertThat(parse("skip int32, skip(4)").field("skip").position()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "id int23, price float64 | unknown type 'int23' of field 'id' at column 4 of"
            + " \"id int23, price float64\": did you mean int32?",
        "id INT23 | unknown type 'INT23' of field 'id' at column 4 of \"id INT23\": did you mean"
            + " int32?",
        "id flaot64be | unknown type 'flaot64be' of field 'id' at column 4 of \"id flaot64be\":"
            + " did you mean float64?",
        "id string | expected '(' before the length of field 'id' at column 10 of \"id string\":"
            + " found the end; write the bytes it has, as in char(8)",
        "id string(5)be | expected ',' or the end after field 'id', for char(n) has no byte order"
            + " at column 13 of \"id string(5)be\": found 'be'",
        "id int NOT x | expected NULL after NOT at column 12 of \"id int NOT x\": found 'x'",
        "id i4 | unknown type 'i4' of field 'id' at column 4 of \"id i4\":"
            + " NumPy's i4 is written int32 here",
        "id S12 | unknown type 'S12' of field 'id' at column 4 of \"id S12\":"
            + " NumPy's S12 is written char(n) here",
        "id xyzzy | unknown type 'xyzzy' of field 'id' at column 4 of \"id xyzzy\": the types are"
            + " int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, float32,"
            + " float64, bool, char(n), binary(n), date32, timestamp_ms, timestamp_us,"
            + " decimal(p,s), skip(n)",
        "id skip(4) | type 'skip' of field 'id' at column 4 of \"id skip(4)\":"
            + " skip takes no name: write skip(n) alone",
        "id | expected the type of field 'id' at column 3 of \"id\": found the end",
        "id, x int8 | expected the type of field 'id' at column 3 of \"id, x int8\": found ','",
        "id: | expected the type of field 'id' at column 4 of \"id:\": found the end",
        "id::int32 | expected the type of field 'id' at column 4 of \"id::int32\": found ':'",
        "id int32, | expected the name of a field at column 10 of \"id int32,\": found the end",
        "id int32,, x int8 | expected the name of a field at column 10 of"
            + " \"id int32,, x int8\": found ','",
        "a int32 b int8 | expected ',' or the end at column 9 of \"a int32 b int8\": found 'b'",
        "a int8, b int8, a int8 | duplicate field 'a' at column 17 of \"a int8, b int8, a int8\":"
            + " the field at column 1 has the same name; rename one of them",
        "`` int8 | a field has an empty name at column 1 of \"`` int8\": give it a name",
        "`ab int8 | a quoted name has no end at column 1 of \"`ab int8\": close it with a backtick",
        "a char | expected '(' before the length of field 'a' at column 7 of \"a char\":"
            + " found the end; write the bytes it has, as in char(8)",
        "a char(0) | the length of field 'a' must be 1 to 2147483647, found 0 at column 8 of"
            + " \"a char(0)\": correct the number",
        "a char(-1) | the length of field 'a' must be 1 to 2147483647, found -1 at column 8 of"
            + " \"a char(-1)\": correct the number",
        "a char(99999999999999999999) | the length of field 'a' must be 1 to 2147483647,"
            + " found 99999999999999999999 at column 8 of \"a char(99999999999999999999)\":"
            + " correct the number",
        "a char(x) | expected the length of field 'a' at column 8 of \"a char(x)\": found 'x'",
        "a char(4 | expected ')' after the length of field 'a' at column 9 of \"a char(4\":"
            + " found the end",
        "a char(4)be | expected ',' or the end after field 'a', for char(n) has no byte order"
            + " at column 10 of \"a char(4)be\": found 'be'",
        "a boolbe | misplaced byte order in 'boolbe', the type of field 'a' at column 3 of"
            + " \"a boolbe\": bool has no byte order",
        "a binaryle(4) | misplaced byte order in 'binaryle', the type of field 'a' at column 3 of"
            + " \"a binaryle(4)\": binary(n) has no byte order",
        "a decimalbe(4,2) | misplaced byte order in 'decimalbe', the type of field 'a' at column 3"
            + " of \"a decimalbe(4,2)\": write it after the parenthesis, as in decimal(12,2)be",
        "a decimal(4,2)xe | unknown byte order 'xe' of field 'a' at column 15 of"
            + " \"a decimal(4,2)xe\": expected be or le",
        "a decimal(39,2) | the precision of field 'a' must be 1 to 38, found 39 at column 11 of"
            + " \"a decimal(39,2)\": correct the number",
        "a decimal(0,0) | the precision of field 'a' must be 1 to 38, found 0 at column 11 of"
            + " \"a decimal(0,0)\": correct the number",
        "a decimal(4,5) | the scale of field 'a' must be 0 to 4, found 5 at column 13 of"
            + " \"a decimal(4,5)\": correct the number",
        "a decimal(4) | expected ',' between precision and scale of field 'a' at column 12 of"
            + " \"a decimal(4)\": found ')'",
        "a decimal | expected '(' before precision and scale of field 'a' at column 10 of"
            + " \"a decimal\": found the end; write both, as in decimal(18,2)",
        "a decimal(4,2 | expected ')' after the scale of field 'a' at column 14 of"
            + " \"a decimal(4,2\": found the end",
        "skip(4) | expected at least one field at column 1 of \"skip(4)\": found none",
        "skip(0), a int8 | the length of skip(n) must be 1 to 2147483647, found 0 at column 6 of"
            + " \"skip(0), a int8\": correct the number",
        "a char(2147483647), b int8 | the record must have at most 2147483647 bytes, but field 'b'"
            + " ends at 2147483648 at column 21 of \"a char(2147483647), b int8\": make it shorter",
        "a int8, skip(2147483647) | the record must have at most 2147483647 bytes, but"
            + " skip(2147483647) ends at 2147483648 at column 9 of \"a int8, skip(2147483647)\":"
            + " make it shorter",
        "& int8 | expected the name of a field at column 1 of \"& int8\": found '&'",
        "\uD83D\uDC18 int8 | expected the name of a field at column 1 of \"\uD83D\uDC18 int8\":"
            + " found '\uD83D\uDC18'",
        "`\uD83D\uDC18` intt8 | unknown type 'intt8' of field '\uD83D\uDC18' at column 5 of"
            + " \"`\uD83D\uDC18` intt8\": did you mean int8?",
      })
  void errorsNameTheFieldTheColumnAndTheRemedy(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(text))
        .withMessage("layout: " + message);
  }

  @Test
  void anEmptyTextIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(" \n"))
        .withMessage(
            "layout: expected a layout, found nothing at column 3 of \"  \":"
                + " write: name type, ...");
  }

  @Test
  void aLongTextIsShownAroundTheFault() {
    String before = "a int8, ".replace("a", "x".repeat(200));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(before + "id int23, " + "y".repeat(200) + " int8"))
        .withMessageStartingWith(
            "layout: unknown type 'int23' of field 'id' at column 211 of \"...x")
        .withMessageContaining("x int8, id int23, y")
        .withMessageEndingWith("y...\": did you mean int32?");
  }

  @Test
  void aTextOfMoreThanAMebibyteIsRefused() {
    String most = "a int8" + " ".repeat((1 << 20) - 6);
    assertThat(parse(most).recordLength()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(most + " "))
        .withMessageStartingWith(
            "layout: the text must have at most 1048576 characters, found 1048577: \"a int8 ");
  }

  private static FieldType type(String text, ByteOrder order) {
    return StructLayout.parse("x " + text, order).field("x").type();
  }

  private static StructLayout parse(String text) {
    return StructLayout.parse(text, LITTLE_ENDIAN);
  }
}
