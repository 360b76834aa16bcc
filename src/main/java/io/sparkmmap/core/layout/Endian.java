// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.nio.ByteOrder;

/** A byte order that can be serialized, which {@link ByteOrder} itself cannot. */
public enum Endian {
  /** The lowest byte first. */
  LITTLE(ByteOrder.LITTLE_ENDIAN, "le", '<'),
  /** The highest byte first. */
  BIG(ByteOrder.BIG_ENDIAN, "be", '>');

  private final ByteOrder order;
  private final String suffix;
  private final char numpyCode;

  Endian(ByteOrder order, String suffix, char numpyCode) {
    this.order = order;
    this.suffix = suffix;
    this.numpyCode = numpyCode;
  }

  /** The constant that stands for {@code order}. */
  public static Endian of(ByteOrder order) {
    return order == ByteOrder.BIG_ENDIAN ? BIG : LITTLE;
  }

  /** The byte order that this stands for, to make a buffer or a {@code VarHandle} with. */
  public ByteOrder order() {
    return order;
  }

  /** How a type's name ends to ask for this order: {@code le} or {@code be}. */
  public String suffix() {
    return suffix;
  }

  char numpyCode() {
    return numpyCode;
  }
}
