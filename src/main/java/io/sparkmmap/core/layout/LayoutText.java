// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

/** The text of a layout, and the errors that show where in it something is wrong. */
record LayoutText(String value) {
  /** Far more than any real layout; it bounds the work that a text can cause. */
  static final int MAX_LENGTH = 1 << 20;

  private static final int SHOWN_LENGTH = 120;

  LayoutText {
    if (value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "layout: the text must have at most %d characters, found %d: \"%s\""
              .formatted(MAX_LENGTH, value.length(), shorten(value)));
    }
  }

  /**
   * An error to throw: {@code layout: problem at column N of "text": remedy}.
   *
   * @param at index of the character at fault; the column shown counts from 1
   */
  IllegalArgumentException error(int at, String problem, String remedy) {
    return new IllegalArgumentException(
        "layout: %s at column %d of \"%s\": %s"
            .formatted(problem, column(at), excerpt(at), remedy));
  }

  /** The column of a character, counted from 1 as an editor does. */
  int column(int at) {
    return value.codePointCount(0, Math.min(at, value.length())) + 1;
  }

  /** The beginning of a text, on one line. */
  static String shorten(String text) {
    return onOneLine(
        text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "...");
  }

  private String excerpt(int at) {
    int from = Math.max(0, Math.min(at - SHOWN_LENGTH / 2, value.length() - SHOWN_LENGTH));
    int to = Math.min(value.length(), from + SHOWN_LENGTH);
    return onOneLine(
        (from > 0 ? "..." : "") + value.substring(from, to) + (to < value.length() ? "..." : ""));
  }

  private static String onOneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.chars().forEach(c -> line.append(Character.isISOControl(c) ? ' ' : (char) c));
    return line.toString();
  }
}
