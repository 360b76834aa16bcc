// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.text;

import io.sparkmmap.core.source.ByteViews;
import java.nio.ByteBuffer;

/**
 * Tells whether bytes are UTF-8 as the JDK decodes it without replacing anything: <a
 * href="https://www.rfc-editor.org/rfc/rfc3629#section-4">RFC 3629, section 4</a>.
 */
public final class Utf8Text {
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

  private Utf8Text() {}

  public static boolean isValid(ByteBuffer bytes, int start, int end) {
    int position = start;
    while (position < end) {
      if (position <= end - Long.BYTES
          && ((long) ByteViews.LONG_LE.get(bytes, position) & NOT_ASCII) == 0) {
        position += Long.BYTES;
        continue;
      }
      int length = characterLength(bytes, position, end);
      if (length == 0) {
        return false;
      }
      position += length;
    }
    return true;
  }

  /** Bytes of the character at a position, or 0 if there is none. */
  private static int characterLength(ByteBuffer bytes, int position, int end) {
    int first = bytes.get(position) & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || length > end - position) {
      return 0;
    }
    int second = bytes.get(position + 1) & 0xff;
    int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes.get(position + i) & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
