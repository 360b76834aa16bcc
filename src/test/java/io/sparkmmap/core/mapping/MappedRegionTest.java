// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.source.ByteViews;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappedRegionTest {
  private static final int LENGTH = 16;
  private static final long OFFSET = 5_000_000_000L;
  private static final long ADDRESS = 0x7000_0000_0000L;

  enum Kind {
    MAPPED,
    OWNED;

    /** Byte i of the region is i; an owned one fills only a part of its array. */
    MappedRegion region() {
      ByteBuffer bytes = this == MAPPED ? ByteBuffer.allocateDirect(LENGTH) : null;
      byte[] array = new byte[LENGTH + 4];
      for (int i = 0; i < LENGTH; i++) {
        array[i] = (byte) i;
      }
      if (bytes == null) {
        return MappedRegion.owned(array, LENGTH, OFFSET);
      }
      bytes.put(0, array, 0, LENGTH);
      return MappedRegion.mapped(bytes, ADDRESS, OFFSET, bytes);
    }

    long firstAddress() {
      return this == MAPPED ? ADDRESS : 0;
    }
  }

  @ParameterizedTest
  @EnumSource
  void countsOffsetsFromTheStartOfTheFile(Kind kind) {
    MappedRegion region = kind.region();
    assertThat(region.length()).isEqualTo(LENGTH);
    assertThat(region.offset()).isEqualTo(OFFSET);
    assertThat(region.endOffset()).isEqualTo(OFFSET + LENGTH);
    assertThat(region.byteAt(OFFSET)).isZero();
    assertThat(region.byteAt(OFFSET + LENGTH - 1)).isEqualTo((byte) (LENGTH - 1));
    assertThat(region.isMapped()).isEqualTo(kind == Kind.MAPPED);
    assertThat(region.base() == null).isEqualTo(kind == Kind.MAPPED);
    assertThat(region)
        .hasToString(
            "bytes 5000000000 to 5000000016, " + (kind == Kind.MAPPED ? "mapped" : "read"));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        Long.MIN_VALUE,
        -1,
        0,
        OFFSET - 1,
        OFFSET + LENGTH,
        OFFSET + (1L << 32),
        OFFSET + Integer.MAX_VALUE + 1,
        Long.MAX_VALUE
      })
  void noByteCanBeReadOutsideOfTheRegion(long offset) {
    for (Kind kind : Kind.values()) {
      assertOutOfBounds(() -> kind.region().byteAt(offset));
    }
  }

  @ParameterizedTest
  @EnumSource
  void slicesKeepTheirPlaceInTheFileAndInMemory(Kind kind) {
    MappedRegion inner = kind.region().slice(3, 10).slice(2, 5);
    assertThat(inner.offset()).isEqualTo(OFFSET + 5);
    assertThat(inner.length()).isEqualTo(5);
    assertThat(inner.byteAt(OFFSET + 5)).isEqualTo((byte) 5);
    assertThat(inner.bytes().get(4)).isEqualTo((byte) 9);
    assertThat(inner.address(1, 4)).isEqualTo(kind.firstAddress() + 6);
    assertOutOfBounds(() -> inner.byteAt(OFFSET + 4));
    assertOutOfBounds(() -> inner.byteAt(OFFSET + 10));
    assertOutOfBounds(() -> inner.bytes().get(5));
    assertOutOfBounds(() -> inner.address(1, 5));
    assertThat(kind.region().slice(LENGTH, 0).length()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void nothingReachesBeyondTheRegion(Kind kind) {
    MappedRegion region = kind.region();
    int[][] outside = {
      {-1, 1},
      {0, LENGTH + 1},
      {LENGTH, 1},
      {LENGTH + 1, 0},
      {1, LENGTH},
      {1, -1},
      {1, Integer.MAX_VALUE},
      {Integer.MAX_VALUE, Integer.MAX_VALUE},
      {Integer.MIN_VALUE, 0}
    };
    for (int[] range : outside) {
      assertOutOfBounds(() -> region.slice(range[0], range[1]));
      assertOutOfBounds(() -> region.buffer(range[0], range[1]));
      assertOutOfBounds(() -> region.address(range[0], range[1]));
    }
    assertThat(region.address(0, LENGTH)).isEqualTo(kind.firstAddress());
    assertThat(region.address(LENGTH, 0)).isEqualTo(kind.firstAddress() + LENGTH);
    assertOutOfBounds(() -> region.bytes().get(LENGTH));
    assertOutOfBounds(() -> ByteViews.LONG_LE.get(region.bytes(), LENGTH - 7));
    assertOutOfBounds(() -> ByteViews.LONG_LE.get(region.bytes(), -1));
  }

  @ParameterizedTest
  @EnumSource
  void theBytesCannotBeWritten(Kind kind) {
    MappedRegion region = kind.region();
    assertThatThrownBy(() -> region.bytes().put(0, (byte) 1))
        .isInstanceOf(ReadOnlyBufferException.class);
    assertThatThrownBy(() -> region.buffer(0, 1).put(0, (byte) 1))
        .isInstanceOf(ReadOnlyBufferException.class);
    assertThatThrownBy(() -> ByteViews.INT_LE.set(region.bytes(), 0, 1))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aBufferHasAPositionOfItsOwn(Kind kind) {
    MappedRegion region = kind.region();
    ByteBuffer first = region.buffer(2, 4);
    assertThat(first.remaining()).isEqualTo(4);
    assertThat(first.get()).isEqualTo((byte) 2);
    assertThat(region.buffer(2, 4).position()).isZero();
    assertThat(region.bytes().position()).isZero();
    assertThat(region.bytes().limit()).isEqualTo(LENGTH);
  }

  private static void assertOutOfBounds(ThrowingCallable access) {
    assertThatThrownBy(access).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
