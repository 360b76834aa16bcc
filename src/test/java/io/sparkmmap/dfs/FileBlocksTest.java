// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.hadoop.fs.BlockLocation;
import org.junit.jupiter.api.Test;

class FileBlocksTest {
  private static BlockLocation block(long offset, long length, String... hosts) {
    return new BlockLocation(hosts, hosts, offset, length);
  }

  @Test
  void theHostsWithMostOfARangeComeFirst() throws IOException {
    FileBlocks blocks =
        FileBlocks.of(
            new BlockLocation[] {
              block(0, 100, "a", "b"), block(100, 100, "b", "c"), block(200, 50, "d", "e")
            });

    assertThat(blocks.starts()).containsExactly(0, 100, 200);
    assertThat(blocks.hostsOf(10, 20)).containsExactly("a", "b");
    assertThat(blocks.hostsOf(50, 200)).containsExactly("b", "c", "a");
    assertThat(blocks.hostsOf(0, 250)).hasSize(3).startsWith("b");
    assertThat(blocks.hostsOf(250, 300)).isEmpty();
  }

  @Test
  void aHostThatIsNoneTellsNothing() throws IOException {
    FileBlocks blocks = FileBlocks.of(new BlockLocation[] {block(0, 100, "localhost")});

    assertThat(blocks.starts()).isEmpty();
    assertThat(blocks.hostsOf(0, 100)).isEmpty();
  }
}
