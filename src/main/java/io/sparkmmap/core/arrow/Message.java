// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An <a
 * href="https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format">encapsulated
 * message</a>: metadata, and where its body lies.
 *
 * @param kind of its header
 * @param version of its metadata
 * @param header the table
 * @param bodyOffset of the body in the file
 * @param bodyLength bytes; all of them lie within the file
 */
record Message(
    int kind, MetadataVersion version, FlatTable header, long bodyOffset, long bodyLength) {
  static final int SCHEMA = 1;
  static final int DICTIONARY_BATCH = 2;
  static final int RECORD_BATCH = 3;

  private static final int CONTINUATION = -1;
  private static final int PREFIX_BYTES = 8;

  /**
   * Reads the message at an offset, without its body.
   *
   * @param limit offset up to which messages can be
   * @return null at the end of a stream: where it says so, or nothing follows
   */
  static Message read(RegionSource source, long offset, long limit) throws IOException {
    if (offset == limit) {
      return null;
    }
    Origin origin = new Origin(source.file().path(), offset);
    if (offset < 0 || offset > limit - Integer.BYTES) {
      throw origin.damaged(0, "a message", "at least 4 bytes", Math.max(0, limit - offset));
    }
    int most = (int) Math.min(PREFIX_BYTES, limit - offset);
    MappedRegion prefix = source.regionAt(offset, most);
    ByteBuffer lengths =
        prefix.buffer((int) (offset - prefix.offset()), most).order(ByteOrder.LITTLE_ENDIAN);
    boolean marked = lengths.getInt(0) == CONTINUATION;
    if (marked && most < PREFIX_BYTES) {
      throw origin.damaged(0, "a message", "at least 8 bytes", most);
    }
    int length = lengths.getInt(marked ? Integer.BYTES : 0);
    long start = offset + (marked ? PREFIX_BYTES : Integer.BYTES);
    if (length < 0 || length > limit - start) {
      throw origin.damaged(
          0, "length of a message's metadata", "from 0 to " + (limit - start), length);
    }
    return length == 0 ? null : parse(source, prefix, start, length, limit);
  }

  private static Message parse(
      RegionSource source, MappedRegion prefix, long start, int length, long limit)
      throws IOException {
    Origin origin = new Origin(source.file().path(), start);
    MappedRegion region =
        start + length <= prefix.endOffset() ? prefix : source.regionAt(start, length);
    FlatTable message =
        FlatTable.root(region.buffer((int) (start - region.offset()), length), origin);
    MetadataVersion version = MetadataVersion.of(message, 0);
    long bodyOffset = start + length;
    long bodyLength = message.int64(3, 0);
    if (bodyLength < 0 || bodyLength > limit - bodyOffset) {
      throw origin.damaged(
          0, "length of a message's body", "from 0 to " + (limit - bodyOffset), bodyLength);
    }
    int kind = message.int8(1, 0);
    return new Message(kind, version, message.requiredTable(2, "header"), bodyOffset, bodyLength);
  }

  long endOffset() {
    return bodyOffset + bodyLength;
  }

  /** Fails unless the message is of a kind. */
  Message require(int expected, String what) throws ArrowFileException {
    if (kind != expected) {
      throw header.origin().damaged(0, "kind of message", expected + " (" + what + ")", kind);
    }
    return this;
  }
}
