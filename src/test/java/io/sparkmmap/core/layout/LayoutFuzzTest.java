// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.fuzz.ParserFuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutFuzzTest {
  private static final List<byte[]> LAYOUTS =
      ParserFuzz.bytes(
          "id int64, price float64be, name char(12), skip(4), d decimal(12,2)be, `a ``b` bool",
          "t timestamp_us, u timestamp_msbe, d date32le, raw binary(7), n uint8");

  private static final List<byte[]> DTYPES =
      ParserFuzz.bytes(
          "<i4",
          "<i8,(2,3)>f8,S12,3u2,?",
          "[('id','<i8'),('sym','S12'),('pos',[('x','<f4'),('y','>f4')],(2,)),('v','<f8',(3,))]",
          "[(('title','a'),'<i4'),('','V4'),(\"b\\x41\\n\",u'b1',2)]",
          "{'names':['a','b'],'formats':['<i4',('<i2',(2,))],'offsets':[8,2],'itemsize':32}",
          "[('t','<M8[25us]'),('d','>m8'),('u','<U3'),('z','<c16'),('h','<f2')]",
          "{'names':['a'],'formats':['<i4'],'titles':[None],'aligned':False}");

  private static final List<byte[]> PIECES =
      ParserFuzz.bytes(
          "[",
          "]",
          "(",
          ")",
          "{",
          "}",
          "'",
          "\"",
          "`",
          ",",
          ":",
          " ",
          "\\",
          "\\x",
          "\\U0010FFFF",
          "-",
          "0",
          "1",
          "99999999999999999999",
          "2147483647",
          "<",
          ">",
          "=",
          "|",
          "?",
          "i4",
          "f2",
          "U",
          "c8",
          "[ns]",
          "S",
          "V4",
          "M8[us]",
          "skip(",
          "decimal(",
          "int32",
          "be",
          "le",
          "None",
          "True",
          "\0",
          "\n",
          "\uD83D\uDC18",
          "\uFFFD",
          "'names':",
          "a");

  @Test
  void anyTextIsALayoutOrAnIllegalArgument() {
    assertHalvesAreFrequent(fuzz("layouts", LAYOUTS));
  }

  @Test
  void anyTextIsANumpyTypeOrAnIllegalArgument() {
    assertHalvesAreFrequent(fuzz("NumPy dtypes", DTYPES));
  }

  private static void assertHalvesAreFrequent(ParserFuzz.Outcome outcome) {
    assertThat(outcome.answers()).isGreaterThan(400);
    assertThat(outcome.refusals()).isGreaterThan(400);
  }

  private static ParserFuzz.Outcome fuzz(String name, List<byte[]> valid) {
    return new ParserFuzz(name, valid, PIECES)
        .refusing(
            error ->
                error instanceof IllegalArgumentException
                    && error.getMessage().startsWith("layout: "))
        .run(
            (input, random) -> {
              // What is no UTF-8 becomes half of a surrogate pair, which no decoder would give.
              String text = new String(input, UTF_8).replace('\uFFFD', '\uD83D');
              StructLayout layout = StructLayout.parse(text, LITTLE_ENDIAN);
              assertThat(StructLayout.parse(layout.toString(), BIG_ENDIAN)).isEqualTo(layout);
            });
  }
}
