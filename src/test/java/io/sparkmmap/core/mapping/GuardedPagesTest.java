// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GuardedPagesTest {
  private static final long TWO_GIB = 2L << 30;

  /** The access that /proc/self/maps shows for an address, as in {@code rw-p}. */
  private static String accessAt(long address) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"), ISO_8859_1)) {
      int dash = line.indexOf('-');
      int space = line.indexOf(' ');
      long start = Long.parseUnsignedLong(line, 0, dash, 16);
      long end = Long.parseUnsignedLong(line, dash + 1, space, 16);
      if (start <= address && address < end) {
        return line.substring(space + 1, space + 5);
      }
    }
    return "nothing";
  }

  @Test
  void nothingMayBeReadWithinTwoGibOfTheDataOnEitherSide() throws IOException {
    try (GuardedPages pages = new GuardedPages(10_000)) {
      long first = pages.address();
      long end = first + pages.capacity();
      assertThat(accessAt(first)).isEqualTo("rw-p");
      assertThat(accessAt(end - 1)).isEqualTo("rw-p");
      assertThat(accessAt(first - 1)).isEqualTo("---p");
      assertThat(accessAt(first - TWO_GIB)).isEqualTo("---p");
      assertThat(accessAt(end)).isEqualTo("---p");
      assertThat(accessAt(end + TWO_GIB - 1)).isEqualTo("---p");
    }
  }

  @Test
  void aRegionLiesAtTheEdgeThatWasAskedFor() {
    byte[] content = "a content".getBytes(ISO_8859_1);
    try (GuardedPages pages = new GuardedPages(content.length)) {
      MappedRegion atStart = pages.region(content, Edge.START);
      assertThat(atStart.address(0, content.length)).isEqualTo(pages.address());
      assertThat(GuardedPages.textByAddress(atStart)).isEqualTo("a content");

      MappedRegion atEnd = pages.region(content, Edge.END);
      assertThat(atEnd.address(0, content.length) + content.length)
          .isEqualTo(pages.address() + pages.capacity());
      assertThat(GuardedPages.textByAddress(atEnd)).isEqualTo("a content");
    }
  }

  @Test
  void aSourceInChunksGivesNoMoreThanItHasTo() throws IOException {
    try (GuardedPages pages = new GuardedPages(100)) {
      RegionSource source = pages.source(new byte[100], Edge.END, 8);
      assertThat(source.regionAt(10, 1)).hasToString("bytes 8 to 16, mapped");
      assertThat(source.regionAt(10, 20)).hasToString("bytes 8 to 30, mapped");
      assertThat(source.regionAt(97, 20)).hasToString("bytes 96 to 100, mapped");
      assertThatThrownBy(() -> source.regionAt(101, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
