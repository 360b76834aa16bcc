// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Contiguous bytes of one file in memory: the only view of bytes that readers see.
 *
 * <p>The bytes are either mapped (no copy of them exists in this process) or, where a file is read
 * instead of mapped, an array that belongs to the region. Both look the same here. A <em>position
 * </em> counts from the start of the region, an <em>offset</em> from the start of the file.
 *
 * <p>A region, and a raw address taken from it, is valid until the {@link LeaseScope} of the task
 * is closed, and for the grace period of the mapping cache after that. Later a mapped region reads
 * as zeros, which {@link io.sparkmmap.core.source.RegionSource#verify} detects; it never fails to
 * be readable while it is reachable, as a raw address may.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class MappedRegion {
  private final long baseAddress;

  private final ByteBuffer bytes;
  private final int length;
  private final Object base;
  private final long offset;

  @SuppressWarnings({"unused", "FieldCanBeLocal"}) // keeps the mapping reachable
  private final Object owner;

  private MappedRegion(ByteBuffer bytes, Object base, long baseAddress, long offset, Object owner) {
    this.bytes = bytes;
    this.length = bytes.limit();
    this.base = base;
    this.baseAddress = baseAddress;
    this.offset = offset;
    this.owner = owner;
  }

  /**
   * A region over mapped memory.
   *
   * @param bytes a direct buffer, from position 0 to its limit
   * @param address of the buffer's first byte
   * @param offset of that byte in the file
   * @param owner what must stay reachable for the mapping to stay
   */
  static MappedRegion mapped(ByteBuffer bytes, long address, long offset, Object owner) {
    return new MappedRegion(bytes.asReadOnlyBuffer(), null, address, offset, owner);
  }

  /**
   * A region over an array of its own.
   *
   * @param length how many of the array's bytes are filled
   * @param offset of the first byte in the file
   */
  public static MappedRegion owned(byte[] array, int length, long offset) {
    ByteBuffer bytes = ByteBuffer.wrap(array, 0, length).slice().asReadOnlyBuffer();
    return new MappedRegion(bytes, array, 0, offset, null);
  }

  /**
   * A region over an array that was made of bytes of the file, such as what a part of it
   * decompresses to.
   *
   * @param array that nobody changes any more
   * @param offset in the file of what it was made of
   */
  public static MappedRegion derived(byte[] array, long offset) {
    return owned(array, array.length, offset);
  }

  /** Offset in the file of the first byte. */
  public long offset() {
    return offset;
  }

  /** Bytes in the region. */
  public int length() {
    return length;
  }

  /** Offset in the file of the first byte after the region. */
  public long endOffset() {
    return offset + length;
  }

  /** Whether the bytes are a mapping, and not a copy. */
  public boolean isMapped() {
    return base == null;
  }

  /**
   * The bytes from position 0 to the limit, read-only, for absolute reads by {@link
   * io.sparkmmap.core.source.ByteViews}. Shared: its own position, limit, mark and order must not
   * be changed.
   */
  public ByteBuffer bytes() {
    return bytes;
  }

  /**
   * The byte at an offset of the file.
   *
   * @throws IndexOutOfBoundsException outside the region
   */
  public byte byteAt(long fileOffset) {
    return bytes.get((int) Objects.checkIndex(fileOffset - offset, (long) length));
  }

  /**
   * A region over some of these bytes, valid as long as this one.
   *
   * @param position of the first byte
   * @param length bytes
   * @throws IndexOutOfBoundsException if they do not lie within this region
   */
  public MappedRegion slice(int position, int length) {
    return new MappedRegion(
        bytes.slice(position, length), base, baseAddress + position, offset + position, owner);
  }

  /**
   * A read-only buffer of its own over some of the bytes, valid as long as this region is.
   *
   * @throws IndexOutOfBoundsException if they do not lie within this region
   */
  public ByteBuffer buffer(int position, int length) {
    return bytes.slice(position, length);
  }

  /** The array that holds the bytes, or null where they are mapped. */
  public Object base() {
    return base;
  }

  /**
   * The address of some of the bytes, to be used together with {@link #base()}: an absolute address
   * where that is null, else an index into that array.
   *
   * @param position of the first byte
   * @param length bytes that the caller may read from there on
   * @throws IndexOutOfBoundsException if they do not lie within the region
   */
  public long address(int position, int length) {
    Objects.checkFromIndexSize(position, length, this.length);
    return baseAddress + position;
  }

  @Override
  public String toString() {
    return "bytes " + offset + " to " + endOffset() + (isMapped() ? ", mapped" : ", read");
  }
}
