// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappingBudget;
import io.sparkmmap.core.mapping.MappingCache;
import io.sparkmmap.core.mapping.Retention;
import io.sparkmmap.core.mapping.WindowGeometry;
import io.sparkmmap.core.os.LocalHost;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.source.MappedRegionSource;
import io.sparkmmap.core.source.ReadRegionSource;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A file that is planned, opened in a way, and then changed. */
abstract class FenceFixture {
  static final int PAGE = PageSize.bytes();
  static final int LENGTH = 8 * PAGE;

  enum Access {
    MAPPED,
    READ
  }

  @TempDir Path directory;
  final LeaseScope scope = new LeaseScope();
  Path file;
  PlannedFile planned;

  @BeforeEach
  void create() throws IOException {
    file = Files.write(directory.resolve("data"), new byte[LENGTH]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    planned = PlannedFile.of(file);
  }

  @AfterEach
  void end() {
    scope.close();
  }

  RegionSource open(Access access) throws IOException {
    if (access == Access.READ) {
      return ReadRegionSource.open(planned, PAGE, new ReadStatistics(), scope);
    }
    MappingCache cache =
        new MappingCache(
            WindowGeometry.DEFAULT,
            new MappingBudget(100, 1L << 40),
            Retention.DEFAULT,
            System::currentTimeMillis);
    return MappedRegionSource.open(planned, cache, new ReadStatistics(), scope);
  }

  RegionSource openAndRead(Access access) throws IOException {
    RegionSource source = open(access);
    assertThat(source.regionAt(0, LENGTH).byteAt(LENGTH - 1)).isZero();
    source.verify();
    return source;
  }

  void truncate(long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  /** Both by the check of a batch and by the last one. */
  void assertChanged(RegionSource source, String... texts) {
    for (String text : texts) {
      assertThatExceptionOfType(FileChangedException.class)
          .isThrownBy(source::verify)
          .withNoCause()
          .withMessageContaining(file + " on host " + LocalHost.name())
          .withMessageContaining(text);
    }
    assertThatExceptionOfType(FileChangedException.class).isThrownBy(source::close).withNoCause();
  }
}
