// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import io.sparkmmap.core.file.DataError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * What stands before the text in the header of a {@code .npy} file: magic number, version, length.
 *
 * @param textOffset of the text, in bytes
 * @param textLength of the text, in bytes
 * @param charset of the text
 */
record NpyPrefix(int textOffset, int textLength, Charset charset) {
  static final int MAX_BYTES = 12;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final byte[] ZIP_MAGIC = {'P', 'K'};
  private static final int LENGTH_OFFSET = 8;

  /** As long a text as a layout may have; NumPy itself asks its user from 10,000 bytes on. */
  private static final int MAX_TEXT_BYTES = LayoutText.MAX_LENGTH;

  /** The offset of the array's first element. */
  int headerLength() {
    return textOffset + textLength;
  }

  static NpyPrefix parse(String path, ByteBuffer bytes) throws IOException {
    if (!startsWith(bytes, MAGIC)) {
      boolean zip = startsWith(bytes, ZIP_MAGIC);
      throw DataError.at(
          path,
          0,
          "\\x93NUMPY",
          describeStart(bytes) + (zip ? ", which begins a zip archive" : ""),
          zip
              ? "if it is a .npz file, unzip it: each file in it is a .npy file"
              : "this is no .npy file: check the path, or the option recordFormat");
    }
    require(path, bytes, LENGTH_OFFSET);
    int major = bytes.get(6) & 0xFF;
    int minor = bytes.get(7) & 0xFF;
    if (major < 1 || major > 3 || minor != 0) {
      throw DataError.at(
          path,
          MAGIC.length,
          "version 1.0, 2.0 or 3.0 of the .npy format",
          major + "." + minor,
          "save the array by a NumPy that writes one of these");
    }
    int textOffset = LENGTH_OFFSET + (major == 1 ? Short.BYTES : Integer.BYTES);
    require(path, bytes, textOffset);
    ByteBuffer little = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long length =
        major == 1
            ? Short.toUnsignedInt(little.getShort(LENGTH_OFFSET))
            : Integer.toUnsignedLong(little.getInt(LENGTH_OFFSET));
    if (length > MAX_TEXT_BYTES) {
      throw DataError.at(
          path,
          LENGTH_OFFSET,
          "a header of at most " + MAX_TEXT_BYTES + " bytes",
          "the length " + length,
          "the file is damaged, or its dtype has too many fields");
    }
    Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    return new NpyPrefix(textOffset, (int) length, charset);
  }

  private static boolean startsWith(ByteBuffer bytes, byte[] start) {
    return bytes.limit() >= start.length
        && bytes.slice(0, start.length).equals(ByteBuffer.wrap(start));
  }

  private static String describeStart(ByteBuffer bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(MAGIC.length, bytes.limit()); i++) {
      int b = bytes.get(i) & 0xFF;
      text.append(b >= ' ' && b < 0x7F ? Character.toString(b) : "\\x" + hex(b));
    }
    return bytes.limit() == 0 ? "an empty file" : text.toString();
  }

  private static String hex(int b) {
    return Integer.toHexString(b + 0x100).substring(1);
  }

  private static void require(String path, ByteBuffer bytes, int length) throws IOException {
    if (bytes.limit() < length) {
      throw DataError.at(
          path,
          bytes.limit(),
          "a .npy header of at least " + length + " bytes",
          "the end of the file",
          "the file is cut off: write it again");
    }
  }
}
