// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sparkmmap.core.NameRule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructLayoutTest {
  private static final FieldType INT32 = FieldType.of(FieldKind.INT32, LITTLE_ENDIAN);

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '\0',
      value = {
        "id int32, price float64be # id int32le, price float64be",
        "a int8be,b bool,c char(3) # a int8, b bool, c char(3)",
        "skip(4), skip(4), `a b` decimal(12,2), skip(1) # skip(8), `a b` decimal(12,2)le, skip(1)",
        "t timestamp_us, d date32be # t timestamp_usle, d date32be",
        "`x``,` uint64 # `x``,` uint64le",
        "<i4 # value int32le",
        "[('a','<i4'),('','V4'),('b','>u2')] # a int32le, skip(4), b uint16be",
        "[('p',[('x','>f4')]),('','V3'),('v','S4',(3,))] #"
            + " [('p',[('x','>f4')]),('','|V3'),('v','|S4',(3,))]",
        "[('p',([('x','f4')],2),3)] # [('p',[('x','<f4')],(3,2,))]",
        "{'names':['a','b'],'formats':['<i4','<i2'],'offsets':[0,2],'itemsize':8} #"
            + " {'names':['a','b'],'formats':['<i4','<i2'],'offsets':[0,2],'itemsize':8}",
        "{'names':['a','b'],'formats':['?','<f8'],'offsets':[8,0]} #"
            + " {'names':['a','b'],'formats':['|b1','<f8'],'offsets':[8,0],'itemsize':9}",
        "[('it\\'s \\\\ \\n', 'u1', 2)] # [('it\\'s \\\\ \\x0a','|u1',(2,))]",
      })
  void textIsCanonicalAndReadBackWhateverTheDefaultOrder(String text, String canonical) {
    StructLayout layout = StructLayout.parse(text, LITTLE_ENDIAN);
    assertThat(layout).hasToString(canonical);
    assertThat(StructLayout.parse(canonical, LITTLE_ENDIAN)).isEqualTo(layout);
    assertThat(StructLayout.parse(canonical, BIG_ENDIAN)).isEqualTo(layout);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id int32, price float64be, name char(8), raw binary(2), d decimal(30,2)be, skip(3)",
        "[('p',[('x','<f4'),('y','>f4')],(2,3)),('v','<f8',(3,))]",
        "{'names':['a','b'],'formats':['<i4','<i2'],'offsets':[0,2],'itemsize':8}"
      })
  void aSerializedLayoutComesBackEqual(String text) throws Exception {
    StructLayout layout = StructLayout.parse(text, BIG_ENDIAN);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(layout);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(layout).hasSameHashCodeAs(layout);
    }
  }

  @Test
  void aRecordLengthThatFitsChangesNothing() {
    StructLayout layout = StructLayout.parse("id int32", LITTLE_ENDIAN);
    assertThat(layout.withRecordLength(4)).isSameAs(layout);
  }

  @Test
  void anotherRecordLengthIsRefused() {
    StructLayout layout = StructLayout.parse("id int32", LITTLE_ENDIAN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layout.withRecordLength(32))
        .withMessage(
            "recordLength: found 32, but the fields of layout \"id int32le\" take 4 bytes:"
                + " add skip(28) where the bytes without a field lie, or set recordLength to 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layout.withRecordLength(3))
        .withMessage(
            "recordLength: found 3, but the fields of layout \"id int32le\" take 4 bytes:"
                + " leave 1 bytes of fields out, or set recordLength to 4");
  }

  @Test
  void aRecordLengthAloneGivesOneBinaryField() {
    assertThat(StructLayout.ofBinary(100))
        .isEqualTo(StructLayout.parse("value binary(100)", LITTLE_ENDIAN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StructLayout.ofBinary(0))
        .withMessage("layout: binary(n) must have at least 1 byte, found 0");
  }

  @Test
  void aSessionSaysWhetherCaseCounts() {
    StructLayout layout = StructLayout.parse("a int32, A int32, b int32", LITTLE_ENDIAN);
    assertThat(layout.field("A").position()).isEqualTo(4);
    assertThat(layout.field("A", NameRule.CASE_SENSITIVE).position()).isEqualTo(4);
    assertThat(layout.field("B", NameRule.CASE_INSENSITIVE).position()).isEqualTo(8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layout.field("B", NameRule.CASE_SENSITIVE))
        .withMessageStartingWith("layout: no field 'B'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layout.field("a", NameRule.CASE_INSENSITIVE))
        .withMessageContaining("field 'a' may be any of [a, A]")
        .withMessageContaining("spark.sql.caseSensitive=true");
  }

  @Test
  void fieldsAreFoundByNameWhateverTheCase() {
    StructLayout layout = StructLayout.parse("id int32, price float64", LITTLE_ENDIAN);
    assertThat(layout.field("price").position()).isEqualTo(4);
    assertThat(layout.field("PRICE")).isSameAs(layout.field("price"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layout.field("prise"))
        .withMessage("layout: no field 'prise': did you mean price?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layout.field("quantity"))
        .withMessage("layout: no field 'quantity': the fields are id, price");
  }

  @Test
  void aLayoutMadeByHandIsChecked() {
    Field a = new Field("a", INT32, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StructLayout(List.of(), 4))
        .withMessage("layout: a record must have at least one field");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StructLayout(List.of(a), 3))
        .withMessage("layout: field 'a' ends at 4, after the record's 3 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StructLayout(List.of(a, new Field("a", INT32, 4)), 8))
        .withMessage("layout: there are two fields 'a'; rename one of them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Field("", INT32, 0))
        .withMessage("layout: a field has an empty name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Field("a", INT32, Integer.MAX_VALUE - 3))
        .withMessageContaining("field 'a' of 4 bytes at position 2147483644 must lie between 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Field("a", INT32, -1))
        .withMessageContaining("at position -1 must lie between 0");
  }

  @Test
  void theListOfFieldsIsACopy() {
    List<Field> fields = new ArrayList<>(List.of(new Field("a", INT32, 0)));
    StructLayout layout = new StructLayout(fields, 4);
    fields.clear();
    assertThat(layout.fields()).hasSize(1);
  }
}
