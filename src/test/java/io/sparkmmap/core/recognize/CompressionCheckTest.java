// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.recognize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompressionCheckTest {
  private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8, 0};

  @Test
  void onlyNoneLeavesOutTheCheck() {
    assertThat(CompressionCheck.of(null, "c", "x")).isEqualTo(CompressionCheck.REFUSED);
    assertThat(CompressionCheck.of("None", "c", "x")).isEqualTo(CompressionCheck.NOT_CHECKED);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompressionCheck.of("gzip", "c", "them elsewhere"))
        .withMessage(
            "c: expected none, found 'gzip'; compressed files cannot be mapped: decompress them, or"
                + " read them elsewhere");
  }

  @Test
  void nameAndFirstBytesAreEvidence() {
    CompressionCheck refused = CompressionCheck.REFUSED;
    assertThat(refused.byName("/a.log.gz").orElseThrow().evidence()).isEqualTo("name");
    assertThat(refused.byName("/a.log")).isEmpty();
    assertThat(refused.byFirstBytes("/a", GZIP).orElseThrow().message(Optional.of("X"), "c"))
        .startsWith("File /a is compressed with gzip, by its first bytes, and compressed files")
        .endsWith(", or read it with X. If it is not compressed, c=none says so");
    assertThat(refused.byFirstBytes("/a", new byte[4])).isEmpty();
    assertThat(CompressionCheck.NOT_CHECKED.byName("/a.log.gz")).isEmpty();
    assertThat(CompressionCheck.NOT_CHECKED.byFirstBytes("/a", GZIP)).isEmpty();
  }
}
