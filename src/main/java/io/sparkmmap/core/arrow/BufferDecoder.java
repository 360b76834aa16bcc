// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import java.io.IOException;

/** Decompresses buffers, by a library that the engine has. */
public interface BufferDecoder {
  /**
   * Decompresses a buffer.
   *
   * @param length bytes that come out; known to be no more than the compression can make of so few
   * @throws IOException if the bytes are damaged, or make another length
   */
  byte[] decode(BufferCompression compression, byte[] compressed, int length) throws IOException;
}
