// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

/**
 * Where some bytes come from, for messages.
 *
 * @param path of the file
 * @param offset of the first of the bytes in the file
 */
record Origin(String path, long offset) {

  ArrowFileException damaged(long position, String what, Object expected, Object found) {
    return ArrowFileException.damaged(
        path, offset + position, what, String.valueOf(expected), String.valueOf(found));
  }

  ArrowFileException unsupported(String message) {
    return ArrowFileException.unsupported(path, message);
  }
}
