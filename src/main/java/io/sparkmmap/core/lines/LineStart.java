// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import io.sparkmmap.core.recognize.ForeignFormat;
import java.util.Optional;

/** What the first bytes of a file say against taking it for lines. */
public final class LineStart {
  /** As many of a file's first bytes as are searched: real binary data has a zero byte by then. */
  public static final int SAMPLE_BYTES = 8 << 10;

  private LineStart() {}

  /** Whether a zero byte is taken for a sign of data that is no text. */
  public enum ZeroBytes {
    /** In lines of an encoding that has none but for the character U+0000. */
    REFUSED,
    /** In lines of UTF-16 or UTF-32, and where the name of a file says that it is text. */
    ALLOWED
  }

  /**
   * Looks for signs of other data.
   *
   * @param firstBytes the first {@value #SAMPLE_BYTES} bytes of the file, or fewer if it is shorter
   * @return what speaks against lines and what to do, to follow the path of the file
   */
  public static Optional<String> refusal(byte[] firstBytes, ZeroBytes zeroBytes) {
    Optional<ForeignFormat> foreign = ForeignFormat.byMagic(firstBytes);
    if (foreign.isPresent()) {
      return Optional.of(
          "is a file of "
              + foreign.get()
              + ", by its first bytes; "
              + foreign.get().remedy()
              + ". If it is something else, the option recordFormat says what");
    }
    if (zeroBytes == ZeroBytes.ALLOWED) {
      return Optional.empty();
    }
    if (isUtf16(firstBytes)) {
      return Optional.of(
          "is text of UTF-16, by its byte-order mark; convert it to UTF-8, or read it by"
              + " recordFormat=csv with encoding=UTF-16 and multiLine=true");
    }
    for (int i = 0; i < firstBytes.length; i++) {
      if (firstBytes[i] == 0) {
        return Optional.of(
            "is no text, for it has a zero byte at offset "
                + i
                + "; the option recordFormat says what it is: fixed and a layout for records of one"
                + " length, or text to read it as lines all the same");
      }
    }
    return Optional.empty();
  }

  private static boolean isUtf16(byte[] bytes) {
    return bytes.length >= 2
        && ((bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe)
            || (bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff));
  }
}
