// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldFileTest {
  @TempDir Path folder;

  /** The system gives the lowest number that is free: that of the file that was closed. */
  @Test
  void closingTwiceClosesNoOtherFile() throws IOException {
    assumeTrue(HeldFile.isPossible());
    Path first = Files.write(folder.resolve("first"), new byte[10]);
    Path second = Files.write(folder.resolve("second"), new byte[20]);
    HeldFile closed = HeldFile.of(first, AllowedRoots.ANY);
    closed.close();
    try (HeldFile open = HeldFile.of(second, AllowedRoots.ANY)) {
      closed.close();
      assertThat(open.identity().length()).isEqualTo(20);
    }
  }

  @Test
  void aFileThatIsNotHeldAnyMoreIsNoOther() throws IOException {
    assumeTrue(HeldFile.isPossible());
    Path file = Files.write(folder.resolve("file"), new byte[10]);
    HeldFile closed = HeldFile.of(file, AllowedRoots.ANY);
    closed.close();
    assertThatIllegalStateException()
        .isThrownBy(closed::identity)
        .withMessage(file + ": is not held any more");
    assertThatIllegalStateException().isThrownBy(closed::open);
  }
}
