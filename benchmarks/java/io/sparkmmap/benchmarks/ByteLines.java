// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.nio.charset.StandardCharsets;

/** Lines of an array, as someone who got a whole file would count them. */
final class ByteLines {
  private static final byte[] ERROR = "ERROR".getBytes(StandardCharsets.US_ASCII);

  private ByteLines() {}

  static long count(byte[] bytes) {
    long lines = 0;
    for (byte b : bytes) {
      lines += b == '\n' ? 1 : 0;
    }
    return lines;
  }

  /** Lines that contain {@code ERROR}. */
  static long countErrors(byte[] bytes) {
    long lines = 0;
    for (int i = 0; i + ERROR.length <= bytes.length; i++) {
      if (bytes[i] == ERROR[0] && isErrorAt(bytes, i)) {
        lines++;
        while (i < bytes.length && bytes[i] != '\n') {
          i++;
        }
      }
    }
    return lines;
  }

  private static boolean isErrorAt(byte[] bytes, int at) {
    for (int i = 1; i < ERROR.length; i++) {
      if (bytes[at + i] != ERROR[i]) {
        return false;
      }
    }
    return true;
  }
}
