// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.pagecache.FileResidency;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarsTest {
  @Test
  void onlyWhatIsAllOrNothingLooksLikeIt() {
    FileResidency.Blocks blocks =
        new FileResidency.Blocks(
            9500, 1000, List.of(0L, 1L, 334L, 667L, 999L, 1000L, 0L, 0L, 0L, 500L));

    assertThat(ResidencyBar.forTerminal(false).of(blocks)).isEqualTo("[ .oOO#   #]");
    assertThat(ResidencyBar.forTerminal(true).of(blocks))
        .startsWith("[ \u2591")
        .endsWith("\u2588]");
  }

  @Test
  void progressIsDrawnWhereItIsWantedAndWipedAway() {
    StringWriter shown = new StringWriter();
    try (ProgressBar bar = new ProgressBar(new PrintWriter(shown), true, "Reading x", 1 << 20)) {
      bar.update(1 << 19);
      bar.update((1 << 19) + 1);
    }
    assertThat(shown.toString())
        .containsOnlyOnce("Reading x [####################                    ]  50.0 % of 1 MiB")
        .endsWith("\r\u001b[K");

    StringWriter hidden = new StringWriter();
    try (ProgressBar bar = new ProgressBar(new PrintWriter(hidden), false, "Reading x", 1 << 20)) {
      bar.update(1 << 19);
    }
    assertThat(hidden.toString()).isEmpty();
  }

  @Test
  void sizesAreReadAndWritten() {
    ByteSize size = new ByteSize();
    assertThat(List.of("0", "4096", "64k", "3M", "1g", "2t").stream().map(size::convert))
        .containsExactly(0L, 4096L, 65536L, 3L << 20, 1L << 30, 2L << 40);
    for (String wrong : List.of("", "k", "-1", "1.5g", "9999999999g", "1x")) {
      assertThatThrownBy(() -> size.convert(wrong)).hasMessageContaining("is no number of bytes");
    }
    assertThat(ByteSize.of(1023)).isEqualTo("1023 B");
    assertThat(ByteSize.of(1536)).isEqualTo("1.5 KiB");
    assertThat(ByteSize.of(1L << 30)).isEqualTo("1 GiB");
  }
}
