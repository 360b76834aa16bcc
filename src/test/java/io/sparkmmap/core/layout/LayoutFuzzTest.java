// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LayoutFuzzTest {
  private static final int TEXTS = 20_000;

  private static final List<String> SEEDS =
      List.of(
          "id int64, price float64be, name char(12), skip(4), d decimal(12,2)be, `a ``b` bool",
          "t timestamp_us, u timestamp_msbe, d date32le, raw binary(7), n uint8",
          "<i4",
          "<i8,(2,3)>f8,S12,3u2,?",
          "[('id','<i8'),('sym','S12'),('pos',[('x','<f4'),('y','>f4')],(2,)),('v','<f8',(3,))]",
          "[(('title','a'),'<i4'),('','V4'),(\"b\\x41\\n\",u'b1',2)]",
          "{'names':['a','b'],'formats':['<i4',('<i2',(2,))],'offsets':[8,2],'itemsize':32}",
          "[('t','<M8[25us]'),('d','>m8'),('u','<U3'),('z','<c16'),('h','<f2')]",
          "{'names':['a'],'formats':['<i4'],'titles':[None],'aligned':False}");

  private static final List<String> PIECES =
      List.of(
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
          "\uD83D",
          "'names':",
          "a");

  /** Replay a failure with {@code -Dsparkmmap.seed=N}. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void anyTextIsALayoutOrAnIllegalArgument() {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    System.out.println("LayoutFuzzTest: -Dsparkmmap.seed=" + seed);
    Random random = new Random(seed);
    int parsed = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = mutate(random);
      try {
        StructLayout layout = StructLayout.parse(text, LITTLE_ENDIAN);
        assertThat(StructLayout.parse(layout.toString(), BIG_ENDIAN))
            .as("seed %d, text %s", seed, text)
            .isEqualTo(layout);
        parsed++;
      } catch (IllegalArgumentException expected) {
        assertThat(expected.getMessage()).as("seed %d, text %s", seed, text).startsWith("layout: ");
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        fail("seed %d, text %s".formatted(seed, text), e);
      }
    }
    assertThat(parsed).as("texts that are layouts, seed %d", seed).isGreaterThan(TEXTS / 50);
  }

  private static String mutate(Random random) {
    StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
      int from = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), from + random.nextInt(6));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(from, text.substring(from, to).repeat(1 + random.nextInt(40)));
        case 2 -> text.insert(from, PIECES.get(random.nextInt(PIECES.size())));
        case 3 -> text.replace(from, to, PIECES.get(random.nextInt(PIECES.size())));
        default -> text.insert(from, SEEDS.get(random.nextInt(SEEDS.size())));
      }
    }
    return text.toString();
  }
}
