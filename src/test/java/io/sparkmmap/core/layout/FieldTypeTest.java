// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldTypeTest {
  private static final FieldType INT16 = FieldType.of(FieldKind.INT16, BIG_ENDIAN);

  @Test
  void theOrderOfOneByteDoesNotCount() {
    assertThat(FieldType.of(FieldKind.UINT8, BIG_ENDIAN))
        .isEqualTo(FieldType.of(FieldKind.UINT8, LITTLE_ENDIAN));
    assertThat(FieldType.of(FieldKind.INT16, BIG_ENDIAN))
        .isNotEqualTo(FieldType.of(FieldKind.INT16, LITTLE_ENDIAN));
  }

  @Test
  void anArrayOfArraysIsOneArray() {
    FieldType inner = new FieldType.Array(INT16, List.of(3, 4));
    FieldType.Array outer = new FieldType.Array(inner, List.of(2));
    assertThat(outer).isEqualTo(new FieldType.Array(INT16, List.of(2, 3, 4)));
    assertThat(outer.length()).isEqualTo(48);
    assertThat(outer).hasToString("('>i2',(2,3,4,))");
  }

  @Test
  void impossibleTypesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldType.of(FieldKind.CHAR, BIG_ENDIAN))
        .withMessage("layout: char(n) has no fixed length");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FieldType.Bytes(FieldKind.INT8, 1))
        .withMessage("layout: int8 is not char or binary");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldType.ofChar(0))
        .withMessage("layout: char(n) must have at least 1 byte, found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FieldType.Decimal(39, 0, Endian.BIG))
        .withMessageContaining("decimal(39,0) must have a precision of 1 to 38");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FieldType.Decimal(5, 6, Endian.BIG))
        .withMessageContaining("a scale of 0 to the precision");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FieldType.Array(INT16, List.of()))
        .withMessage("layout: an array must have 1 to 32 dimensions, found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FieldType.Array(INT16, Collections.nCopies(33, 1)))
        .withMessage("layout: an array must have 1 to 32 dimensions, found 33");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FieldType.Array(INT16, List.of(2, -1)))
        .withMessageContaining("at least 1 element along each dimension, found [2, -1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FieldType.Array(INT16, List.of(1 << 15, 1 << 15)))
        .withMessageContaining("is longer than 2147483647 bytes");
  }
}
