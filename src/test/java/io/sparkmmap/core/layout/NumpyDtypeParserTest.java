// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteOrder;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyDtypeParserTest {
  /**
   * Item sizes, offsets and types as NumPy 2.4.6 gives them on a little-endian machine: {@code
   * python -c "import numpy as np; t = np.dtype([('a','<i4')]); print(t.itemsize, t.fields)"}. Two
   * things are not in NumPy's words: a subarray of a subarray is one with the shapes joined, and
   * the unnamed V is left out, as NumPy leaves it out when it reads a file.
   */
  static Stream<Arguments> dtypesAsNumpyReadsThem() {
    return Stream.of(
        arguments("'<i4'", 4, "value@0:<i4"),
        arguments("'>f8'", 8, "value@0:>f8"),
        arguments("'|S12'", 12, "value@0:|S12"),
        arguments("'|b1'", 1, "value@0:|b1"),
        arguments("'?'", 1, "value@0:|b1"),
        arguments("'u1'", 1, "value@0:|u1"),
        arguments("'<i8,<f8,S12'", 28, "f0@0:<i8 f1@8:<f8 f2@16:|S12"),
        arguments("'<i4,(2,3)<f8'", 52, "f0@0:<i4 f1@4:(2,3)<f8"),
        arguments("'3<i4'", 12, "value@0:(3)<i4"),
        arguments("'(3,)>i4'", 12, "value@0:(3)>i4"),
        arguments("'i1, 3<f4'", 13, "f0@0:|i1 f1@1:(3)<f4"),
        arguments("'<i4,'", 4, "f0@0:<i4"),
        arguments("'S5,V3'", 8, "f0@0:|S5 f1@5:|V3"),
        arguments("'<S5'", 5, "value@0:|S5"),
        arguments("'()<i4'", 4, "value@0:<i4"),
        arguments("'1<i4'", 4, "value@0:(1)<i4"),
        arguments(
            "[('id','<i8'),('sym','S12'),('pos',[('x','<f4'),('y','<f4')]),('v','<f8',(3,))]",
            52,
            "id@0:<i8 sym@8:|S12 pos.x@20:<f4 pos.y@24:<f4 v@28:(3)<f8"),
        arguments("[('a','<i4'),(('title','b'),'>i2')]", 6, "a@0:<i4 b@4:>i2"),
        arguments("[('a','<i4',3),('b','u1')]", 13, "a@0:(3)<i4 b@12:|u1"),
        arguments("[('a','<i4',()),('b','u1')]", 5, "a@0:<i4 b@4:|u1"),
        arguments("[('a','3<i4',(2,))]", 24, "a@0:(2,3)<i4"),
        arguments("[('a','(2,2)<i2',(3,))]", 24, "a@0:(3,2,2)<i2"),
        arguments("[('a','<i4,>f8'),('b','b1')]", 13, "a.f0@0:<i4 a.f1@4:>f8 b@12:|b1"),
        arguments("[('a',('<i4',(3,)))]", 12, "a@0:(3)<i4"),
        arguments("[('a','<u2'),('','V4',(2,)),('b','<f8')]", 18, "a@0:<u2 b@10:<f8"),
        arguments("[('','<i4'),('b','<f8')]", 12, "f0@0:<i4 b@4:<f8"),
        arguments("{'names':['a','b'],'formats':['<i4','<f8']}", 12, "a@0:<i4 b@4:<f8"),
        arguments(
            "{'names':['a','b'],'formats':['<i4','<f8'],'offsets':[4,16],'itemsize':32}",
            32,
            "a@4:<i4 b@16:<f8"),
        arguments(
            "{'names':['a','b'],'formats':['<i4','<i2'],'offsets':[0,2]}", 4, "a@0:<i4 b@2:<i2"),
        arguments(
            "{'names':['a','b'],'formats':['<i4','<i2'],'offsets':[8,2]}", 12, "a@8:<i4 b@2:<i2"),
        arguments(
            "{'names':['a','b'],'formats':['<i4','<i8'],'offsets':[0,8],'itemsize':16,'aligned':True}",
            16,
            "a@0:<i4 b@8:<i8"),
        arguments(
            "{'names':['a','b'],'formats':['<i4','<i8'],'titles':['A',None],'aligned':False}",
            12,
            "a@0:<i4 b@4:<i8"),
        arguments(
            "[('p',[('x','<f4'),('q',{'names':['m'],'formats':['>u2'],'offsets':[6],'itemsize':16})],(2,)),('z','u1')]",
            41,
            "p@0:(2)struct20 p.x@0:<f4 p.q.m@10:>u2 z@40:|u1"),
        arguments(
            "[('a','V8'),('b','<u4'),('c','>u8'),('d','i1')]",
            21,
            "a@0:|V8 b@8:<u4 c@12:>u8 d@20:|i1"),
        arguments(
            "[('sid','<u4'),('t','<i8'),('px','<f8',(2,)),('sz','<u2',(2,)),('ex','S4'),('f','?')]",
            37,
            "sid@0:<u4 t@4:<i8 px@12:(2)<f8 sz@28:(2)<u2 ex@32:|S4 f@36:|b1"),
        arguments("('<f4',(2,3))", 24, "value@0:(2,3)<f4"),
        arguments(
            "([('x','<f4'),('y','<f4')],(2,))",
            16,
            "value@0:(2)struct8 value.x@0:<f4 value.y@4:<f4"));
  }

  @ParameterizedTest
  @MethodSource("dtypesAsNumpyReadsThem")
  void lengthsPositionsAndTypesAreThoseOfNumpy(String dtype, int itemsize, String fields) {
    StructLayout layout = parse(dtype);
    assertThat(layout.recordLength()).isEqualTo(itemsize);
    StringJoiner described = new StringJoiner(" ");
    describe(layout, "", 0, described);
    assertThat(described).hasToString(fields);
  }

  /** What NumPy 2.4.6 gives for {@code repr(d)}, {@code str(d)} and {@code str(d.descr)}. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      quoteCharacter = '\0',
      value = {
        "dtype('int64') -> value@0:<i8",
        "int64 -> value@0:<i8",
        "dtype('bool') -> value@0:|b1",
        "bool -> value@0:|b1",
        "dtype('>c16') -> real@0:>f8 imag@8:>f8",
        "complex64 -> real@0:<f4 imag@4:<f4",
        "datetime64[ns] -> value@0:<M8[ns]",
        "dtype('<M8[25s]') -> value@0:<M8[25s]",
        "timedelta64[D] -> value@0:<m8[D]",
        "int8, float16 -> f0@0:|i1 f1@1:<f2",
        "dtype('S5') -> value@0:|S5",
        "[('', '|V8')] -> f0@0:|V8",
        "[('', '<i8')] -> f0@0:<i8",
        "dtype('V8') -> value@0:|V8",
        "|V8 -> value@0:|V8",
        "dtype(('<f8', (3,))) -> value@0:(3)<f8",
        "dtype([('id', '<i8'), ('p', 'S3')]) -> id@0:<i8 p@8:|S3",
        "np.dtype([('id', 'int64'), ('p', 'float')]) -> id@0:<i8 p@8:<f8",
        "numpy.dtype( [('id', '<i8')] , ) -> id@0:<i8",
        "dtype([('id', '<i8')], align=False) -> id@0:<i8",
        "(numpy.record, [('a', '<i4'), ('b', '<f8')]) -> a@0:<i4 b@4:<f8",
        "dtype((numpy.record, [('a', '<i4'), ('b', '<f8')])) -> a@0:<i4 b@4:<f8",
        "[('r', (numpy.record, [('a', '<i4')]), (2,))] -> r@0:(2)struct4 r.a@0:<i4",
        "dtype({'names': ['a', 'b'], 'formats': ['<i4', '<f8'], 'offsets': [0, 8], 'itemsize': 16,"
            + " 'aligned': True}) -> a@0:<i4 b@8:<f8",
      })
  void whatNumpyPrintsIsRead(String printed, String fields) {
    StringJoiner described = new StringJoiner(" ");
    describe(parse(printed), "", 0, described);
    assertThat(described).hasToString(fields);
  }

  @ParameterizedTest
  @MethodSource("dtypesAsNumpyReadsThem")
  void aQuotedStringMayStandWithoutItsQuotes(String dtype, int itemsize, String fields) {
    if (dtype.startsWith("'")) {
      assertThat(parse(dtype.substring(1, dtype.length() - 1))).isEqualTo(parse(dtype));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "i1, int8",
    "i2, int16",
    "i4, int32",
    "i8, int64",
    "u1, uint8",
    "u2, uint16",
    "u4, uint32",
    "u8, uint64",
    "f4, float32",
    "f8, float64",
    "b1, bool",
    "?, bool",
    "S12, char(12)",
    "a12, char(12)",
    "V3, binary(3)"
  })
  void everyTypeEqualsItsNameInBothOrders(String code, String name) {
    for (Endian order : Endian.values()) {
      StructLayout expected = StructLayout.parse("value " + name, order.order());
      assertThat(StructLayout.parse(code, order.order())).isEqualTo(expected);
      assertThat(StructLayout.parse("|" + code, order.order())).isEqualTo(expected);
      assertThat(StructLayout.parse("[('value','" + code + "')]", order.order()))
          .isEqualTo(expected);
      for (ByteOrder other : List.of(LITTLE_ENDIAN, BIG_ENDIAN)) {
        assertThat(StructLayout.parse(order.numpyCode() + code, other)).isEqualTo(expected);
      }
      assertThat(StructLayout.parse("=" + code, order.order()))
          .isEqualTo(StructLayout.parse("value " + name, ByteOrder.nativeOrder()));
    }
  }

  @Test
  void bothGrammarsSayTheSame() {
    StructLayout own =
        parse("id int64, sym char(12), skip(4), px float64be, ok bool, raw binary(3)");
    assertThat(parse("[('id','<i8'),('sym','S12'),('','V4'),('px','>f8'),('ok','?'),('raw','V3')]"))
        .isEqualTo(own);
    assertThat(
            parse(
                "{'names':['id','sym','px','ok','raw'],'formats':['<i8','S12','>f8','b1','|V3'],"
                    + "'offsets':[0,8,24,32,33]}"))
        .isEqualTo(own);
    assertThat(parse("i8,S12,>f8")).isEqualTo(parse("f0 int64, f1 char(12), f2 float64be"));
  }

  @Test
  void nestedTypesKeepTheirShape() {
    StructLayout layout = parse("[('p',[('x','<f4'),('y','>f4')],(2,3)),('v','>i2',4)]");
    FieldType.Array points = (FieldType.Array) layout.field("p").type();
    assertThat(points.shape()).containsExactly(2, 3);
    assertThat(points.elementCount()).isEqualTo(6);
    assertThat(points.length()).isEqualTo(48);
    FieldType.Struct point = (FieldType.Struct) points.element();
    assertThat(point.layout()).isEqualTo(parse("x float32, y float32be"));
    assertThat(layout.field("v").position()).isEqualTo(48);
    assertThat(layout.field("v").type().order()).isEqualTo(BIG_ENDIAN);
  }

  @Test
  void unnamedVoidsAreSkippedAndOtherUnnamedFieldsGetTheirPlaceAsName() {
    StructLayout layout = parse("[('','V4'),('','<i4'),('','|V2'),('a','V1')]");
    assertThat(layout.fields())
        .extracting(field -> field.name() + "@" + field.position())
        .containsExactly("f1@4", "a@10");
    assertThat(parse("{'names':['','a'],'formats':['V4','u1'],'offsets':[8,2]}"))
        .isEqualTo(parse("skip(2), a uint8, skip(9)"));
  }

  @Test
  void stringsAreReadAsPythonReadsThem() {
    StructLayout layout =
        parse(
            "[(\"it's\", u'<i4'), ('a\\'b\\\\\\n"
                + "', b'<i4'), ('\\x41\\u00e9\\U0001F418\\101', 'u1',)]");
    assertThat(layout.fields())
        .extracting(Field::name)
        .containsExactly("it's", "a'b\\\n", "A\u00e9\uD83D\uDC18A");
  }

  @Test
  void halvesComplexNumbersTextAndTimesAreRead() {
    assertThat(parse("<f2")).isEqualTo(parse("value float16"));
    assertThat(parse(">e")).isEqualTo(parse("value float16be"));
    assertThat(parse(">c8")).isEqualTo(parse("[('real','>f4'),('imag','>f4')]"));
    assertThat(parse("[('z','<c16',(2,))]"))
        .isEqualTo(parse("[('z',[('real','<f8'),('imag','<f8')],(2,))]"));
    assertThat(type("<U3")).isEqualTo(new FieldType.Utf32(3, Endian.LITTLE));
    assertThat(type("<U3").length()).isEqualTo(12);
    for (Endian endian : Endian.values()) {
      for (CountUnit unit : CountUnit.values()) {
        String code = unit == CountUnit.NONE ? "" : "[" + unit.numpyCode() + "]";
        assertThat(type(endian.numpyCode() + "M8" + code))
            .isEqualTo(new FieldType.Count64(FieldKind.DATETIME64, unit, 1, endian));
        assertThat(type(endian.numpyCode() + "m8" + code))
            .isEqualTo(new FieldType.Count64(FieldKind.TIMEDELTA64, unit, 1, endian));
      }
    }
    assertThat(type("<M8[25us]"))
        .isEqualTo(
            new FieldType.Count64(FieldKind.DATETIME64, CountUnit.MICROSECOND, 25, Endian.LITTLE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<f2",
        ">U7",
        "<M8[ns]",
        ">m8[25D]",
        "<m8",
        "[('a','<M8[D]'),('','V3'),('b','>U2',(2,)),('c',[('t','<m8[s]')])]"
      })
  void theTextOfEachIsReadBack(String text) {
    StructLayout layout = parse(text);
    assertThat(StructLayout.parse(layout.toString(), BIG_ENDIAN)).isEqualTo(layout);
  }

  private static FieldType type(String text) {
    return parse(text).fields().get(0).type();
  }

  @Test
  void whiteSpaceTrailingCommasAndOldLongsAreAccepted() {
    assertThat(parse(" [ ( 'a' , '<f8' , ( 3L , ) , ) ,\n ('b', ('<i4')) , ] "))
        .isEqualTo(parse("[('a','<f8',(3,)),('b','<i4')]"));
  }

  private static void describe(StructLayout layout, String path, int base, StringJoiner out) {
    for (Field field : layout.fields()) {
      String name = path + field.name();
      int position = base + field.position();
      FieldType type = field.type();
      String shape = "";
      if (type instanceof FieldType.Array array) {
        shape =
            array.shape().stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
        type = array.element();
      }
      if (type instanceof FieldType.Struct struct) {
        if (!shape.isEmpty()) {
          out.add(name + "@" + position + ":" + shape + "struct" + type.length());
        }
        describe(struct.layout(), name + ".", position, out);
      } else {
        String code = LayoutWriter.numpyFormat(type);
        out.add(name + "@" + position + ":" + shape + code.substring(1, code.length() - 1));
      }
    }
  }

  static StructLayout parse(String text) {
    return StructLayout.parse(text, LITTLE_ENDIAN);
  }
}
