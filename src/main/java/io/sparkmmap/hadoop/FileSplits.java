// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.file.PlannedFiles;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.core.split.SplitPlanner;
import io.sparkmmap.dfs.RemoteOrigin;
import io.sparkmmap.dfs.SourceOpener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;

/**
 * Divides a local file into as many splits as Hadoop does, but equal ones that begin at page
 * borders; into fewer where splits are so small that rounding up to pages makes a difference. Other
 * files are divided as Hadoop does it, by their blocks.
 */
final class FileSplits {
  /** A last split may be a tenth longer than the others: the number is Hadoop's. */
  private static final double SLOP = 1.1;

  private FileSplits() {}

  static List<MmapFileSplit> of(
      InputFile input, long splitBytes, Configuration conf, AllowedRoots roots) throws IOException {
    FileStatus file = input.status();
    boolean local = SourceOpener.isLocal(file.getPath());
    MmapFileSplit.State state =
        local && input.host().isEmpty()
            ? stateNow(file, roots)
            : new MmapFileSplit.State(
                file.getLen(),
                file.getModificationTime(),
                local
                    ? FileOrigin.UNKNOWN
                    : RemoteOrigin.of(file.getPath().getFileSystem(conf), file));
    long length = state.length();
    if (length == 0) {
      return List.of(new MmapFileSplit(file.getPath(), 0, 0, state, own(input)));
    }
    BlockLocation[] blocks = input.host().isPresent() ? new BlockLocation[0] : blocks(file, conf);
    List<MmapFileSplit> splits = new ArrayList<>();
    for (FileRange range : local ? ranges(length, splitBytes) : hadoopRanges(length, splitBytes)) {
      splits.add(
          new MmapFileSplit(
              file.getPath(),
              range.start(),
              range.length(),
              state,
              input.host().isPresent() ? own(input) : hosts(blocks, range.start())));
    }
    return splits;
  }

  /** The state in which the file is by now, or that of the listing if that is not known. */
  private static MmapFileSplit.State stateNow(FileStatus file, AllowedRoots roots) {
    Path path = LocalPaths.of(file.getPath());
    PlannedFile now = PlannedFiles.of(List.of(path), roots).get(path);
    return now == null
        ? new MmapFileSplit.State(file.getLen(), file.getModificationTime(), FileOrigin.UNKNOWN)
        : new MmapFileSplit.State(now.length(), now.modifiedTimeMs(), now.origin());
  }

  private static List<FileRange> ranges(long length, long splitBytes) {
    return SplitPlanner.of(maxSplitBytes(length, splitBytes), PageSize.bytes()).ranges(0, length);
  }

  /** Hadoop's own, whose borders are those of blocks where split and block are equally long. */
  static List<FileRange> hadoopRanges(long length, long splitBytes) {
    List<FileRange> ranges = new ArrayList<>();
    long start = 0;
    while ((length - start) / (double) splitBytes > SLOP) {
      ranges.add(new FileRange(0, start, start + splitBytes));
      start += splitBytes;
    }
    if (start < length) {
      ranges.add(new FileRange(0, start, length));
    }
    return ranges;
  }

  /** The host that the file belongs to, or none. */
  private static MmapFileSplit.Hosts own(InputFile input) {
    return input
        .host()
        .map(host -> MmapFileSplit.Hosts.only(host.names().toArray(String[]::new)))
        .orElse(MmapFileSplit.Hosts.NONE);
  }

  /** How long splits may be, so that there are as many as Hadoop makes of the length. */
  static long maxSplitBytes(long length, long splitBytes) {
    long count = length / splitBytes;
    long rest = length % splitBytes;
    if (count == 0) {
      return length;
    }
    if (rest > (SLOP - 1) * splitBytes) {
      count++;
    }
    return (length - 1) / count + 1;
  }

  private static BlockLocation[] blocks(FileStatus file, Configuration conf) throws IOException {
    BlockLocation[] blocks =
        file instanceof LocatedFileStatus located
            ? located.getBlockLocations()
            : file.getPath().getFileSystem(conf).getFileBlockLocations(file, 0, file.getLen());
    return blocks == null ? new BlockLocation[0] : blocks;
  }

  /** The hosts of the block that contains an offset; none are known where there is no such. */
  private static MmapFileSplit.Hosts hosts(BlockLocation[] blocks, long offset) throws IOException {
    for (BlockLocation block : blocks) {
      if (block.getOffset() <= offset && offset - block.getOffset() < block.getLength()) {
        return MmapFileSplit.Hosts.near(block.getHosts(), block.getCachedHosts());
      }
    }
    return MmapFileSplit.Hosts.NONE;
  }
}
