// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Memory between pages that nothing may touch, for tests that want to know that a parser reads its
 * region and no byte more.
 *
 * <p>On either side lie 2 GiB without access, so that no {@code int} position can step over them. A
 * read there ends the JVM with SIGSEGV, and the build with it: the report of the crash ({@code
 * hs_err_pid*.log}) has the stack, and {@link io.sparkmmap.fuzz.ParserFuzz} has printed the seed. A
 * region ends or begins right at such a page, as {@link Edge} says; what slack its pages have lies
 * on the other side, so each input should be tried at both edges sooner or later.
 *
 * <p>A parser that reads through {@link MappedRegion#bytes()} is stopped by the buffer's bounds
 * already. The pages are for what reads by {@link MappedRegion#address}, as Spark's strings do.
 *
 * <p>For one thread. There is one content at a time: a new one takes the place of the last, and
 * closing unmaps the memory whoever still has a region.
 */
public final class GuardedPages implements AutoCloseable {
  private static final long GUARD_BYTES = 2L << 30;

  private static final int PROT_NONE = 0;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;

  /** Which end of a region lies at a page without access. */
  public enum Edge {
    START,
    END
  }

  /** What the JDK does not give: numbers are Linux's, the same on x86_64 and aarch64. */
  private interface SystemCalls extends Library {
    SystemCalls LIBC = Native.load("c", SystemCalls.class);

    Pointer mmap(
        Pointer address,
        NativeLong length,
        int protection,
        int flags,
        int descriptor,
        NativeLong offset)
        throws LastErrorException;

    int mprotect(Pointer address, NativeLong length, int protection) throws LastErrorException;

    int munmap(Pointer address, NativeLong length) throws LastErrorException;
  }

  private final Pointer reserved;
  private final Pointer data;
  private final int capacity;

  /**
   * Reserves memory.
   *
   * @param capacity bytes that a content may have; rounded up to whole pages
   */
  public GuardedPages(int capacity) {
    int page = PageSize.bytes();
    this.capacity = Math.toIntExact(((long) Math.max(capacity, 1) + page - 1) / page * page);
    this.reserved =
        SystemCalls.LIBC.mmap(
            Pointer.NULL,
            new NativeLong(reservedBytes()),
            PROT_NONE,
            MAP_PRIVATE_ANONYMOUS_NORESERVE,
            -1,
            new NativeLong(0));
    this.data = reserved.share(GUARD_BYTES);
    SystemCalls.LIBC.mprotect(data, new NativeLong(this.capacity), PROT_READ_WRITE);
  }

  private long reservedBytes() {
    return GUARD_BYTES + capacity + GUARD_BYTES;
  }

  /** The address of the first byte that may be touched. */
  long address() {
    return Pointer.nativeValue(data);
  }

  /** Bytes that may be touched. */
  int capacity() {
    return capacity;
  }

  /**
   * Puts a content in the place of the last one.
   *
   * @return a mapped region over exactly its bytes, at offset 0
   */
  public MappedRegion region(byte[] content, Edge edge) {
    if (content.length > capacity) {
      throw new IllegalArgumentException(content.length + " bytes into " + capacity);
    }
    int at = edge == Edge.START ? 0 : capacity - content.length;
    data.write(at, content, 0, content.length);
    ByteBuffer bytes = data.getByteBuffer(at, content.length);
    return MappedRegion.mapped(bytes, address() + at, 0, this);
  }

  /** A source that gives all of a content in one region. */
  public RegionSource source(byte[] content, Edge edge) {
    return new Source(region(content, edge), Math.max(1, content.length));
  }

  /**
   * A source that gives a content in regions that begin at multiples of {@code chunkBytes} and are
   * no longer than they have to be, as where a file is read.
   */
  public RegionSource source(byte[] content, Edge edge, int chunkBytes) {
    return new Source(region(content, edge), chunkBytes);
  }

  @Override
  public void close() {
    SystemCalls.LIBC.munmap(reserved, new NativeLong(reservedBytes()));
  }

  private static final class Source implements RegionSource {
    private final MappedRegion content;
    private final int chunkBytes;
    private final PlannedFile file;
    private final ReadStatistics statistics = new ReadStatistics();

    Source(MappedRegion content, int chunkBytes) {
      this.content = content;
      this.chunkBytes = chunkBytes;
      this.file = new PlannedFile("guarded pages", content.length(), 0);
    }

    @Override
    public PlannedFile file() {
      return file;
    }

    @Override
    public ReadStatistics statistics() {
      return statistics;
    }

    @Override
    public MappedRegion regionAt(long offset, long minLength) {
      long end = offset + file.checkRange(offset, minLength);
      int start = (int) (offset - offset % chunkBytes);
      long regionEnd = Math.min(content.length(), Math.max(end, (long) start + chunkBytes));
      return content.slice(start, (int) (regionEnd - start));
    }

    @Override
    public void verify() {}

    @Override
    public void close() {}
  }

  /** The content of a region as text, one char for each byte, read by raw address. */
  public static String textByAddress(MappedRegion region) {
    byte[] bytes = new Pointer(region.address(0, region.length())).getByteArray(0, region.length());
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
