// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.ForeignMapping;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.MappingFailedException;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.ReadOption;

/**
 * The blocks of a file that have a replica on this host, as the file system maps them for its
 * clients. Never a copy: the file system is given no pool to put one in.
 *
 * <p>For one thread. Blocks are asked for once each, and stay mapped until the task has ended.
 */
final class BlockMappings implements Closeable {
  private final PlannedFile file;
  private final FSDataInputStream in;
  private final EnumSet<ReadOption> options;
  private final MemoryMode mode;
  private final long blockBytes;
  private final LeaseScope scope;
  private final ReadStatistics statistics;
  private final TreeMap<Long, MappedRegion> regions = new TreeMap<>();
  private final Set<Long> refused = new HashSet<>();

  /** Why the last attempt failed, where the file system said so. */
  private IOException failure;

  private MappedRegion current;
  private BlockBuffers buffers;

  /**
   * @param in whose position it moves
   * @param policy whether it is an error if a block cannot be mapped
   * @param scope of the task, which the mapped blocks stay for
   */
  BlockMappings(
      RemoteFile file,
      FSDataInputStream in,
      ReadPolicy policy,
      LeaseScope scope,
      ReadStatistics statistics) {
    this.file = file.planned();
    this.in = in;
    this.options =
        policy.checksums() == Checksums.SKIPPED
            ? EnumSet.of(ReadOption.SKIP_CHECKSUMS)
            : EnumSet.noneOf(ReadOption.class);
    this.mode = policy.mode();
    this.blockBytes = Math.max(1, file.status().getBlockSize());
    this.scope = scope;
    this.statistics = statistics;
  }

  /**
   * The mapped region that contains an offset, from there to the end of the block at least.
   *
   * @param offset before the planned end
   * @return null if the block cannot be mapped here
   * @throws MappingFailedException in place of that, if blocks have to be mapped
   */
  MappedRegion regionAt(long offset) throws IOException {
    if (current != null && contains(current, offset)) {
      return current;
    }
    Map.Entry<Long, MappedRegion> before = regions.floorEntry(offset);
    MappedRegion found = before == null ? null : before.getValue();
    if (found == null || !contains(found, offset)) {
      found = askFor(offset);
    }
    current = found;
    return found;
  }

  private static boolean contains(MappedRegion region, long offset) {
    return region.offset() <= offset && offset < region.endOffset();
  }

  private MappedRegion askFor(long offset) throws IOException {
    long block = offset / blockBytes;
    if (refused.contains(block)) {
      return null;
    }
    // All of the block, so that it is asked for once. Blocks of a file can be shorter than they
    // should be, after an append for example; then it is asked for what is there.
    MappedRegion region = map(block * blockBytes);
    if (region != null && !contains(region, offset)) {
      region = map(offset);
    }
    if (region == null) {
      refuse(block, offset);
    }
    return region;
  }

  private void refuse(long block, long offset) throws IOException {
    if (mode == MemoryMode.MAP) {
      throw new MappingFailedException(
          file.path(),
          offset,
          Math.min(blockBytes, file.length() - offset),
          "the file system gave no zero-copy read of the block: it has no replica on this host that"
              + " this process may open"
              + (options.isEmpty() ? ", or none whose checksums its DataNode has compared" : "")
              + ", or the process has as many mappings as it may",
          "see docs/operations.md on HDFS",
          failure);
    }
    if (refused.isEmpty()) {
      statistics.addFileReadInstead();
    }
    refused.add(block);
    in.unbuffer(); // which was opened for the attempt, maybe to another host
  }

  private MappedRegion map(long offset) throws IOException {
    ByteBuffer buffer;
    try {
      in.seek(offset);
      buffer = in.read(null, Integer.MAX_VALUE, options);
    } catch (UnsupportedOperationException e) {
      return null;
    } catch (ClosedChannelException | InterruptedIOException e) {
      throw e; // somebody wants the task to end
    } catch (IOException e) {
      failure = e; // the replica is not there any more: reading finds another one, or says why
      return null;
    }
    if (buffer == null) {
      return null;
    }
    ForeignMapping mapping = buffer.isDirect() ? guarded(buffer) : null;
    if (mapping == null) {
      in.releaseBuffer(buffer);
      return null;
    }
    boolean first = buffers == null;
    buffers = first ? new BlockBuffers(in) : buffers;
    buffers.add(buffer, mapping);
    if (first) {
      scope.keep(buffers); // with the block in it, which else nobody would give back
    }
    int length = (int) Math.min(buffer.remaining(), file.length() - offset);
    MappedRegion region = mapping.region(buffer.position(), length, offset, buffers);
    regions.put(offset, region);
    return region;
  }

  private static ForeignMapping guarded(ByteBuffer buffer) {
    try {
      ForeignMapping mapping = ForeignMapping.of(buffer);
      if (!mapping.hasFaulted()) {
        return mapping;
      }
      mapping.giveBack(() -> {});
      return null;
    } catch (IllegalStateException e) {
      return null;
    }
  }

  /**
   * @throws FileChangedException if zeros may have been read in place of the file
   */
  void verify() throws FileChangedException {
    if (buffers != null && buffers.haveFaulted()) {
      throw new FileChangedException(
          file.path(),
          0,
          "every page of the mapped blocks to be readable",
          "a page that is gone (SIGBUS), so the disk of this DataNode failed or somebody cut the"
              + " file of the block");
    }
  }

  /** Closes the stream, unless blocks of it stay mapped: then that is done when they go. */
  @Override
  public void close() throws IOException {
    if (buffers == null) {
      in.close();
    } else {
      in.unbuffer();
    }
  }
}
