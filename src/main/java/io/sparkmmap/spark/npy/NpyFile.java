// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.layout.NpyHeader;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.TaskLeases;
import io.sparkmmap.spark.format.FileOpener;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads headers out of files. */
final class NpyFile {
  private NpyFile() {}

  /** The header of a local file as it is now, checked against the file's length. */
  static NpyHeader headerOfLocal(PlannedFile file) throws IOException {
    try (LeaseScope scope = TaskLeases.open();
        RegionSource source =
            RegionSources.open(file, MemoryMode.READ, new ReadStatistics(), scope)) {
      return header(source);
    }
  }

  /** The header of a file that nobody has opened yet, checked against the file's length. */
  static NpyHeader header(ListedFile file, FileOpener opener) throws IOException {
    try (LeaseScope scope = TaskLeases.open();
        RegionSource source = opener.open(file, scope)) {
      return header(source);
    }
  }

  /**
   * The header of a file, checked against the file's length.
   *
   * @throws IOException if the file is no {@code .npy} file, damaged, or of a type that cannot be
   *     read
   */
  static NpyHeader header(RegionSource source) throws IOException {
    PlannedFile file = source.file();
    int length = NpyHeader.length(file.path(), start(source, NpyHeader.PREFIX_BYTES));
    NpyHeader header = NpyHeader.parse(file.path(), start(source, length));
    header.checkFileLength(file.path(), file.length());
    return header;
  }

  private static ByteBuffer start(RegionSource source, int length) throws IOException {
    MappedRegion region = source.pieceAt(0, length);
    return region.buffer(0, Math.min(length, region.length()));
  }
}
