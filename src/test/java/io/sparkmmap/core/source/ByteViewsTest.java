// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ByteViewsTest {
  private static final byte[] BYTES = {
    (byte) 0x80, 0x41, 0x12, (byte) 0xF3, 0x7F, 0x05, (byte) 0x9A, 0x3C, 0x01, 0x40, 0x55
  };

  @Test
  void readEveryTypeInBothOrdersAtAnyPositionWhateverTheBufferIsSetTo() {
    for (ByteBuffer bytes : new ByteBuffer[] {ByteBuffer.wrap(BYTES), direct()}) {
      for (int at = 0; at + Long.BYTES <= BYTES.length; at++) {
        for (ByteOrder set : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
          bytes.order(set);
          assertReads(bytes.asReadOnlyBuffer().order(set), at);
        }
      }
    }
  }

  private static void assertReads(ByteBuffer bytes, int at) {
    ByteBuffer little = ByteBuffer.wrap(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer big = ByteBuffer.wrap(BYTES);
    assertThat((short) ByteViews.SHORT_LE.get(bytes, at)).isEqualTo(little.getShort(at));
    assertThat((short) ByteViews.SHORT_BE.get(bytes, at)).isEqualTo(big.getShort(at));
    assertThat((int) ByteViews.INT_LE.get(bytes, at)).isEqualTo(little.getInt(at));
    assertThat((int) ByteViews.INT_BE.get(bytes, at)).isEqualTo(big.getInt(at));
    assertThat((long) ByteViews.LONG_LE.get(bytes, at)).isEqualTo(little.getLong(at));
    assertThat((long) ByteViews.LONG_BE.get(bytes, at)).isEqualTo(big.getLong(at));
    assertThat((Object) (float) ByteViews.FLOAT_LE.get(bytes, at)).isEqualTo(little.getFloat(at));
    assertThat((Object) (float) ByteViews.FLOAT_BE.get(bytes, at)).isEqualTo(big.getFloat(at));
    assertThat((Object) (double) ByteViews.DOUBLE_LE.get(bytes, at))
        .isEqualTo(little.getDouble(at));
    assertThat((Object) (double) ByteViews.DOUBLE_BE.get(bytes, at)).isEqualTo(big.getDouble(at));
  }

  private static ByteBuffer direct() {
    return ByteBuffer.allocateDirect(BYTES.length).put(0, BYTES);
  }
}
