// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/** The address of a direct buffer: from the native library, else from the JDK's own field. */
public final class BufferAddress {
  private BufferAddress() {}

  /**
   * The address of the byte at index 0.
   *
   * @throws IllegalStateException if neither can be had
   */
  public static long of(ByteBuffer direct) {
    return NativeMemory.instance()
        .map(memory -> memory.address(direct))
        .orElseGet(() -> ofField(direct));
  }

  private static long ofField(ByteBuffer direct) {
    try {
      Field address = Buffer.class.getDeclaredField("address");
      address.setAccessible(true);
      return address.getLong(direct);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw new IllegalStateException(
          "the native library is not there ("
              + NativeMemory.unavailableReason()
              + "), so mapping needs --add-opens=java.base/java.nio=ALL-UNNAMED, which Spark sets"
              + " for its own JVMs",
          e);
    }
  }
}
