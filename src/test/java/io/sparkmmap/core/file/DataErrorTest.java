// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.os.LocalHost;
import org.junit.jupiter.api.Test;

class DataErrorTest {
  @Test
  void localFilesAreThoseOfThisHost() {
    String host = " on host " + LocalHost.name();
    assertThat(DataError.at("/data/a.bin", 7, "a length", "the end", "write it again"))
        .hasMessage(
            "/data/a.bin"
                + host
                + ": at offset 7: expected a length, found the end; write it"
                + " again");
    assertThat(DataError.of("file:/a", "x", "y", "z"))
        .hasMessage("file:/a" + host + ": expected x, found y; z");
  }

  @Test
  void otherFilesAreTheSameEverywhere() {
    assertThat(DataError.at("hdfs://nn/a.bin", 0, "x", "y", "z"))
        .hasMessage("hdfs://nn/a.bin: at offset 0: expected x, found y; z");
  }
}
