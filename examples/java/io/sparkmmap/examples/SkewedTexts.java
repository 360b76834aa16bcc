// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.random.RandomGenerator;

/** Texts of which the first are drawn most often, as by Zipf's law. */
final class SkewedTexts {
  private static final int DRAWS = 1 << 16;

  private final byte[][] texts;

  /** The number of a text for each of equally likely draws. */
  private final char[] draws = new char[DRAWS];

  private SkewedTexts(byte[][] texts) {
    this.texts = texts;
  }

  /**
   * Texts with weights of 1, 2<sup>-exponent</sup>, 3<sup>-exponent</sup> and so on. Those too rare
   * for one draw in 65536 are never drawn.
   */
  static SkewedTexts of(List<String> texts, double exponent) {
    SkewedTexts skewed =
        new SkewedTexts(texts.stream().map(text -> text.getBytes(US_ASCII)).toArray(byte[][]::new));
    double total = 0;
    for (int i = 0; i < texts.size(); i++) {
      total += weight(i, exponent);
    }
    int text = 0;
    double upTo = weight(0, exponent);
    for (int draw = 0; draw < DRAWS; draw++) {
      while (draw >= upTo / total * DRAWS && text < texts.size() - 1) {
        text++;
        upTo += weight(text, exponent);
      }
      skewed.draws[draw] = (char) text;
    }
    return skewed;
  }

  private static double weight(int text, double exponent) {
    return StrictMath.pow(text + 1.0, -exponent);
  }

  /** One of the texts in ASCII, not to be written to. */
  byte[] draw(RandomGenerator random) {
    return texts[draws[random.nextInt(DRAWS)]];
  }
}
