// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.nio.ByteOrder;

/**
 * The buffers of one batch: in place where they are stored as they are, else decompressed, each
 * once.
 */
final class BatchBody {
  private static final MappedRegion EMPTY = MappedRegion.derived(new byte[0], 0);

  /** A byte of LZ4 makes at most so many, a block of ZSTD of four bytes at most 128 KiB. */
  private static final long MAX_LZ4_RATIO = 256;

  private static final long MAX_ZSTD_RATIO = 32 << 10;

  /** As for all that is read into the heap, where an executor ends that has no more. */
  private static final long MAX_DECOMPRESSED_BYTES =
      Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 4);

  private final RegionSource source;
  private final BatchMetadata metadata;
  private final BufferDecoder decoder;

  /** For each buffer the region that was looked into last, which often has what comes next. */
  private final MappedRegion[] regions;

  BatchBody(RegionSource source, BatchMetadata metadata, BufferDecoder decoder) {
    this.source = source;
    this.metadata = metadata;
    this.decoder = decoder;
    this.regions = new MappedRegion[metadata.buffers()];
  }

  BatchMetadata metadata() {
    return metadata;
  }

  Origin origin() {
    return metadata.origin();
  }

  /** Bytes of a buffer, decompressed where it has to be. */
  long length(int buffer) throws IOException {
    if (metadata.compression() == BufferCompression.NONE || metadata.bufferLength(buffer) == 0) {
      return metadata.bufferLength(buffer);
    }
    return decompressed(buffer).length();
  }

  /**
   * Some bytes of a buffer, as a region of just these.
   *
   * @param from of the first of them in the buffer
   * @param length bytes
   * @param what for messages
   * @throws io.sparkmmap.core.source.RecordTooLongException if they cannot be had in one piece
   */
  MappedRegion bytes(int buffer, long from, long length, String what) throws IOException {
    if (length == 0) {
      return EMPTY;
    }
    long available = length(buffer);
    if (from < 0 || length > available || from > available - length) {
      throw new Origin(origin().path(), metadata.bufferOffset(buffer))
          .damaged(0, what, "a buffer of at least " + (from + length) + " bytes", available);
    }
    if (metadata.compression() != BufferCompression.NONE) {
      return decompressed(buffer).slice((int) from, (int) length);
    }
    return stored(buffer, metadata.bufferOffset(buffer) + from, length);
  }

  private MappedRegion stored(int buffer, long offset, long length) throws IOException {
    MappedRegion region = regions[buffer];
    if (region == null || offset < region.offset() || length > region.endOffset() - offset) {
      region = source.regionAt(offset, length);
      regions[buffer] = region;
    }
    source.willRead(offset, length);
    if (region.isMapped()) {
      source.statistics().addBytesMapped(length);
    }
    return region.slice((int) (offset - region.offset()), Math.toIntExact(length));
  }

  private MappedRegion decompressed(int buffer) throws IOException {
    if (regions[buffer] == null) {
      regions[buffer] = decompress(buffer);
    }
    return regions[buffer];
  }

  /** After eight bytes with the length that it has to be, or -1 if it is stored as it is. */
  private MappedRegion decompress(int buffer) throws IOException {
    long offset = metadata.bufferOffset(buffer);
    long stored = metadata.bufferLength(buffer);
    Origin at = new Origin(origin().path(), offset);
    if (stored < Long.BYTES) {
      throw at.damaged(0, "a compressed buffer", "at least 8 bytes", stored);
    }
    MappedRegion region = source.regionAt(offset, stored);
    source.willRead(offset, stored);
    int position = (int) (offset - region.offset());
    int compressed = (int) (stored - Long.BYTES);
    long length = region.buffer(position, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    if (length == -1) {
      if (region.isMapped()) {
        source.statistics().addBytesMapped(compressed);
      }
      return region.slice(position + Long.BYTES, compressed);
    }
    checkLength(length, compressed, at);
    byte[] bytes = new byte[compressed];
    region.bytes().get(position + Long.BYTES, bytes);
    try {
      byte[] decoded = decoder.decode(metadata.compression(), bytes, (int) length);
      source.statistics().addBytesCopied(decoded.length);
      return MappedRegion.derived(decoded, offset);
    } catch (IOException e) {
      throw at.damaged(
          0,
          "a buffer compressed by " + metadata.compression(),
          "what decompresses to " + length + " bytes",
          "an error: " + e.getMessage());
    }
  }

  private void checkLength(long length, int compressed, Origin at) throws ArrowFileException {
    long ratio = metadata.compression() == BufferCompression.ZSTD ? MAX_ZSTD_RATIO : MAX_LZ4_RATIO;
    if (length < 0 || length > (compressed + 1L) * ratio) {
      throw at.damaged(
          0,
          "length of a compressed buffer",
          "from 0 to what " + compressed + " bytes can make",
          length);
    }
    if (length > MAX_DECOMPRESSED_BYTES) {
      throw at.unsupported(
          "a buffer at offset "
              + at.offset()
              + " decompresses to "
              + length
              + " bytes, and at most "
              + MAX_DECOMPRESSED_BYTES
              + " are taken of this heap; write smaller record batches, or none that is"
              + " compressed");
    }
  }
}
