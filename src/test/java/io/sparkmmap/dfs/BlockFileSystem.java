// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.HasEnhancedByteBufferAccess;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathHandle;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.ReadOption;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.io.ByteBufferPool;

/**
 * Local files by the scheme {@code blocks:}, in blocks that are lent as HDFS lends them: the
 * mapping of a block is one for all who want it. Block <i>i</i> lies on the hosts {@code host}<i>i
 * % 3</i> and {@code host}<i>(i + 1) % 3</i>.
 */
public final class BlockFileSystem extends RawLocalFileSystem {
  private static final String BLOCK_BYTES = "test.block.bytes";
  private static final String REFUSED_EVERY = "test.refused.every";
  private static final URI ROOT = URI.create("blocks:///");
  private static final int HOSTS = 3;

  private static final Map<java.nio.file.Path, AtomicInteger> LENT = new ConcurrentHashMap<>();
  private static final Map<java.nio.file.Path, AtomicInteger> RETURNED = new ConcurrentHashMap<>();

  static final AtomicInteger LOOKED_AT = new AtomicInteger();
  static final AtomicInteger VECTORED_RANGES = new AtomicInteger();

  private static final Map<String, ByteBuffer> MAPPED = new ConcurrentHashMap<>();

  /**
   * A configuration that has this file system.
   *
   * @param refusedEvery every how many-th block cannot be mapped; 0 for none
   */
  public static Configuration conf(int blockBytes, int refusedEvery) {
    Configuration conf = new Configuration(false);
    conf.setClass("fs.blocks.impl", BlockFileSystem.class, BlockFileSystem.class);
    conf.setBoolean("fs.blocks.impl.disable.cache", true);
    conf.setBoolean("dfs.client.read.shortcircuit", true);
    conf.setInt(BLOCK_BYTES, blockBytes);
    conf.setInt(REFUSED_EVERY, refusedEvery);
    return conf;
  }

  /** The path of a local file in this file system. */
  public static Path path(java.nio.file.Path local) {
    return new Path("blocks", null, local.toString());
  }

  /** How many buffers were lent of a file. */
  static int lent(java.nio.file.Path file) {
    return LENT.getOrDefault(file, new AtomicInteger()).get();
  }

  /** How many of them came back. */
  static int returned(java.nio.file.Path file) {
    return RETURNED.getOrDefault(file, new AtomicInteger()).get();
  }

  private static void count(
      Map<java.nio.file.Path, AtomicInteger> counts, java.nio.file.Path file) {
    counts.computeIfAbsent(file, f -> new AtomicInteger()).incrementAndGet();
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public String getScheme() {
    return ROOT.getScheme();
  }

  @Override
  public long getDefaultBlockSize(Path path) {
    return blockBytes();
  }

  private int blockBytes() {
    return getConf().getInt(BLOCK_BYTES, 1 << 20);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    LOOKED_AT.incrementAndGet();
    return plain(super.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Arrays.stream(super.listStatus(path)).map(this::plain).toArray(FileStatus[]::new);
  }

  /** Not one that looks up permissions by a path of the local file system. */
  private FileStatus plain(FileStatus file) {
    return new FileStatus(
        file.getLen(),
        file.isDirectory(),
        1,
        blockBytes(),
        file.getModificationTime(),
        file.getPath());
  }

  /** Known by the inode, as HDFS knows its files by that. */
  @Override
  protected PathHandle createPathHandle(FileStatus file, Options.HandleOpt... options) {
    try {
      Object inode =
          Files.readAttributes(pathToFile(file.getPath()).toPath(), BasicFileAttributes.class)
              .fileKey();
      return new Handle(inode.toString());
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private record Handle(String inode) implements PathHandle {
    @Override
    public ByteBuffer bytes() {
      return ByteBuffer.wrap(inode.getBytes(UTF_8));
    }
  }

  @Override
  public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length) {
    List<BlockLocation> blocks = new ArrayList<>();
    for (long from = 0; from < file.getLen(); from += blockBytes()) {
      long block = from / blockBytes();
      String[] hosts = {"host" + block % HOSTS, "host" + (block + 1) % HOSTS};
      blocks.add(
          new BlockLocation(hosts, hosts, from, Math.min(blockBytes(), file.getLen() - from)));
    }
    return blocks.toArray(BlockLocation[]::new);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferBytes) throws IOException {
    return new FSDataInputStream(
        new BlockStream(pathToFile(path).toPath(), blockBytes(), getConf()));
  }

  private static final class BlockStream extends FSInputStream
      implements HasEnhancedByteBufferAccess, StreamCapabilities {
    private final java.nio.file.Path path;
    private final FileChannel channel;
    private final int blockBytes;
    private final int refusedEvery;
    private final IdentityHashMap<ByteBuffer, Boolean> lent = new IdentityHashMap<>();
    private long position;

    BlockStream(java.nio.file.Path path, int blockBytes, Configuration conf) throws IOException {
      this.path = path;
      this.channel = FileChannel.open(path, StandardOpenOption.READ);
      this.blockBytes = blockBytes;
      this.refusedEvery = conf.getInt(REFUSED_EVERY, 0);
    }

    @Override
    public ByteBuffer read(ByteBufferPool pool, int maxLength, EnumSet<ReadOption> options)
        throws IOException {
      assertNoPool(pool);
      long block = position / blockBytes;
      long start = block * blockBytes;
      if (position >= channel.size()) {
        return null;
      }
      boolean refused = refusedEvery > 0 && block % refusedEvery == 0;
      if (refused || !options.contains(ReadOption.SKIP_CHECKSUMS)) {
        throw new UnsupportedOperationException("no zero copy of block " + block);
      }
      long length = Math.min(blockBytes, channel.size() - start);
      ByteBuffer whole =
          MAPPED.computeIfAbsent(path + " " + start + " " + length, key -> map(start, length));
      ByteBuffer buffer = whole.asReadOnlyBuffer();
      buffer.position((int) (position - start));
      buffer.limit((int) Math.min(length, position - start + (long) maxLength));
      position += buffer.remaining();
      lent.put(buffer, true);
      count(LENT, path);
      return buffer;
    }

    private static void assertNoPool(ByteBufferPool pool) {
      if (pool != null) {
        throw new AssertionError("a pool would hide a copy");
      }
    }

    private ByteBuffer map(long start, long length) {
      try {
        return channel.map(FileChannel.MapMode.READ_ONLY, start, length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void releaseBuffer(ByteBuffer buffer) {
      if (lent.remove(buffer) == null) {
        throw new IllegalArgumentException("not lent");
      }
      count(RETURNED, path);
    }

    @Override
    public void readVectored(List<? extends FileRange> ranges, IntFunction<ByteBuffer> allocate)
        throws IOException {
      VECTORED_RANGES.addAndGet(ranges.size());
      super.readVectored(ranges, allocate);
    }

    @Override
    public boolean hasCapability(String capability) {
      return capability.equals(StreamCapabilities.VECTOREDIO);
    }

    @Override
    public void seek(long target) throws IOException {
      if (target > channel.size()) {
        throw new EOFException("seek to " + target);
      }
      position = target;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int read = channel.read(ByteBuffer.wrap(target, from, length), position);
      position += Math.max(read, 0);
      return read;
    }

    @Override
    public void close() throws IOException {
      if (!lent.isEmpty()) {
        throw new IOException("closed while " + lent.size() + " buffers are lent");
      }
      channel.close();
    }
  }
}
