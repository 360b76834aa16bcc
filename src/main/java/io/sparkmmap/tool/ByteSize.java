// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Numbers of bytes, read as the options take them ({@code 4096}, {@code 64k}, {@code 256m}) and
 * written for people ({@code 1.5 GiB}).
 */
final class ByteSize implements ITypeConverter<Long> {
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

  @Override
  public Long convert(String value) {
    String text = value.toLowerCase(Locale.ROOT);
    int unit = text.isEmpty() ? -1 : "bkmgt".indexOf(text.charAt(text.length() - 1));
    String digits = unit < 0 ? text : text.substring(0, text.length() - 1);
    try {
      long number = Long.parseLong(digits);
      if (number >= 0) {
        return Math.multiplyExact(number, 1L << (10 * Math.max(0, unit)));
      }
    } catch (NumberFormatException | ArithmeticException e) {
      // reported below
    }
    throw new TypeConversionException(
        "'" + value + "' is no number of bytes; write it as in 4096, 64k, 256m or 1g");
  }

  /** A number of bytes in the largest unit of which there is one. */
  static String of(long bytes) {
    int unit = 0;
    double number = bytes;
    while (number >= 1024 && unit < UNITS.size() - 1) {
      number /= 1024;
      unit++;
    }
    String format = unit == 0 || number == Math.rint(number) ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, format, number, UNITS.get(unit));
  }
}
