// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;

/**
 * Where the blocks of a file lie, as far as its file system reports. For the driver alone: a task
 * gets the hosts of what it reads. Immutable.
 */
public final class FileBlocks {
  /** Of a file that is everywhere the same, or of which nothing is known. */
  public static final FileBlocks UNKNOWN = new FileBlocks(List.of());

  /** What file systems say that know nothing of hosts. */
  private static final String NO_HOST = "localhost";

  private static final int MOST_HOSTS = 3;

  private final List<Block> blocks;

  private FileBlocks(List<Block> blocks) {
    this.blocks = blocks;
  }

  private record Block(long start, long end, List<String> hosts) {}

  /** The blocks of a listed file, if it was listed with them. */
  public static FileBlocks of(FileStatus file) {
    try {
      return file instanceof LocatedFileStatus located && located.getBlockLocations() != null
          ? of(located.getBlockLocations())
          : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN; // where it lies is a hint
    }
  }

  static FileBlocks of(BlockLocation[] locations) throws IOException {
    List<Block> blocks = new ArrayList<>();
    boolean placed = false;
    for (BlockLocation location : locations) {
      List<String> hosts = new ArrayList<>(List.of(location.getHosts()));
      hosts.remove(NO_HOST);
      placed |= !hosts.isEmpty();
      long start = location.getOffset();
      blocks.add(new Block(start, start + location.getLength(), List.copyOf(hosts)));
    }
    return placed ? new FileBlocks(List.copyOf(blocks)) : UNKNOWN;
  }

  /** The offsets at which the blocks begin; none if they are not known. */
  public long[] starts() {
    return blocks.stream().mapToLong(Block::start).sorted().toArray();
  }

  /**
   * The hosts that have most of a range, at most three of them; the one with the most comes first.
   *
   * @param start offset of the first byte
   * @param end offset after the last one
   */
  public List<String> hostsOf(long start, long end) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (Block block : blocks) {
      long common = Math.min(end, block.end) - Math.max(start, block.start);
      if (common > 0) {
        block.hosts.forEach(host -> bytes.merge(host, common, Long::sum));
      }
    }
    return most(bytes);
  }

  /** The keys with the greatest numbers, at most three; of equal ones the first. */
  public static List<String> most(Map<String, Long> bytesByHost) {
    return bytesByHost.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MOST_HOSTS)
        .map(Map.Entry::getKey)
        .toList();
  }
}
