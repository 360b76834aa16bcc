// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.source.ByteViews;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.hadoop.io.WritableComparable;
import org.apache.hadoop.io.WritableComparator;
import org.apache.hadoop.io.WritableUtils;

/**
 * The bytes of one record, seen where they lie in a mapped file: nothing is copied until the record
 * is written.
 *
 * <p><b>Valid until the next record.</b> The reader moves one and the same object from record to
 * record, as Hadoop's readers do with their values. To keep a record, keep a {@link #copy()} of it
 * or its {@link #copyBytes()}. A buffer taken by {@link #bytes()} is not moved along and stays safe
 * to read for as long as it is reachable, but later changes of the file, or the next {@link
 * #readFields}, may show in it, and zeros once the task has ended a while ago.
 *
 * <p>The order is that of the bytes as unsigned numbers, from the first to the last, a prefix
 * first; the registered raw comparator gives the same without reading the records. As a writable it
 * is a vint of its length, and then its bytes. A record that was read by {@link #readFields} owns
 * its bytes.
 *
 * <p>Read-only but for {@link #readFields}; for one thread.
 */
public final class MappedRecord implements WritableComparable<MappedRecord> {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final int WRITE_CHUNK_BYTES = 8 << 10;

  static {
    WritableComparator.define(MappedRecord.class, new Comparator());
  }

  /** Shared with others that read the same bytes: its position and limit are never changed. */
  private ByteBuffer source = NOTHING;

  private int position;
  private int length;

  /** What {@link #readFields} fills. */
  private byte[] owned = new byte[0];

  private ByteBuffer ownedBuffer = NOTHING;

  /** What {@link #write} copies by, made when first needed. */
  private byte[] chunk;

  /** A record of no bytes, to be pointed at others or filled by {@link #readFields}. */
  public MappedRecord() {}

  /**
   * A record that owns a copy of some bytes.
   *
   * @param bytes all of which are copied
   */
  public static MappedRecord copyOf(byte[] bytes) {
    MappedRecord record = new MappedRecord();
    record.own(bytes.clone(), bytes.length);
    return record;
  }

  /** Makes this one a view of other bytes, which must stay in place for as long as it is one. */
  void pointTo(ByteBuffer newSource, int newPosition, int newLength) {
    source = newSource;
    position = newPosition;
    length = newLength;
  }

  private void own(byte[] bytes, int newLength) {
    if (bytes != owned) {
      owned = bytes;
      ownedBuffer = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }
    pointTo(ownedBuffer, 0, newLength);
  }

  /** Bytes in the record, without its separator. */
  public int length() {
    return length;
  }

  /**
   * A byte of the record.
   *
   * @param index from 0
   * @throws IndexOutOfBoundsException outside the record
   */
  public byte byteAt(int index) {
    Objects.checkIndex(index, length);
    return source.get(position + index);
  }

  /**
   * The record as a read-only buffer of its own, from position 0 to its limit, in big-endian order.
   */
  public ByteBuffer bytes() {
    return source.slice(position, length);
  }

  /** A copy of the bytes. */
  public byte[] copyBytes() {
    byte[] bytes = new byte[length];
    source.get(position, bytes);
    return bytes;
  }

  /** A record that owns a copy of the bytes of this one. */
  public MappedRecord copy() {
    MappedRecord record = new MappedRecord();
    record.own(copyBytes(), length);
    return record;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    WritableUtils.writeVInt(out, length);
    if (chunk == null) {
      chunk = new byte[WRITE_CHUNK_BYTES];
    }
    for (int written = 0; written < length; ) {
      int bytes = Math.min(chunk.length, length - written);
      source.get(position + written, chunk, 0, bytes);
      out.write(chunk, 0, bytes);
      written += bytes;
    }
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    int newLength = WritableUtils.readVInt(in);
    if (newLength < 0) {
      throw new IOException(
          "a MappedRecord begins with its length: expected at least 0, found " + newLength);
    }
    byte[] target = owned.length >= newLength ? owned : new byte[newLength];
    in.readFully(target, 0, newLength);
    own(target, newLength);
  }

  @Override
  public int compareTo(MappedRecord other) {
    int common = Math.min(length, other.length);
    int index = 0;
    for (; index <= common - Long.BYTES; index += Long.BYTES) {
      long here = (long) ByteViews.LONG_BE.get(source, position + index);
      long there = (long) ByteViews.LONG_BE.get(other.source, other.position + index);
      if (here != there) {
        return Long.compareUnsigned(here, there);
      }
    }
    for (; index < common; index++) {
      int order =
          Byte.compareUnsigned(
              source.get(position + index), other.source.get(other.position + index));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(length, other.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MappedRecord record
        && length == record.length
        && compareTo(record) == 0;
  }

  /** Of the bytes alone, the same in every process: partitioners go by it. */
  @Override
  public int hashCode() {
    int hash = 1;
    for (int index = position; index < position + length; index++) {
      hash = 31 * hash + source.get(index);
    }
    return hash;
  }

  /** The bytes as UTF-8, with replacement characters for what is none. */
  @Override
  public String toString() {
    return new String(copyBytes(), StandardCharsets.UTF_8);
  }

  /** Compares records as they were written, without reading them. */
  private static final class Comparator extends WritableComparator {
    Comparator() {
      super(MappedRecord.class);
    }

    @Override
    public int compare(byte[] b1, int s1, int l1, byte[] b2, int s2, int l2) {
      int n1 = WritableUtils.decodeVIntSize(b1[s1]);
      int n2 = WritableUtils.decodeVIntSize(b2[s2]);
      return compareBytes(b1, s1 + n1, l1 - n1, b2, s2 + n2, l2 - n2);
    }
  }
}
