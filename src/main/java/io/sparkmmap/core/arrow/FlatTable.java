// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A table of a <a href="https://flatbuffers.dev/internals/">FlatBuffer</a>. Every reference is
 * checked to lie within the buffer before it is followed, so that damaged bytes give an exception
 * and never a read elsewhere.
 */
final class FlatTable {
  private static final int VTABLE_HEADER_BYTES = 4;
  private static final int SLOT_BYTES = 2;

  private final ByteBuffer bytes;
  private final Origin origin;
  private final int position;
  private final int vtable;
  private final int vtableLength;

  /**
   * Elements that lie one after the other.
   *
   * @param position of the first
   * @param length how many
   */
  record Vector(int position, int length) {}

  private FlatTable(ByteBuffer bytes, Origin origin, long at) throws ArrowFileException {
    this.bytes = bytes;
    this.origin = origin;
    this.position = checked(at, Integer.BYTES, "a table");
    this.vtable = checked((long) position - bytes.getInt(position), VTABLE_HEADER_BYTES, "vtable");
    this.vtableLength = Short.toUnsignedInt(bytes.getShort(vtable));
    checked(vtable, Math.max(vtableLength, VTABLE_HEADER_BYTES), "vtable");
  }

  /**
   * The root of a buffer.
   *
   * @param buffer all of its bytes
   */
  static FlatTable root(ByteBuffer buffer, Origin origin) throws ArrowFileException {
    ByteBuffer bytes = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.limit() < Integer.BYTES) {
      throw origin.damaged(0, "metadata", "at least 4 bytes", bytes.limit());
    }
    return new FlatTable(bytes, origin, Integer.toUnsignedLong(bytes.getInt(0)));
  }

  private int checked(long at, long length, String what) throws ArrowFileException {
    if (at < 0 || length < 0 || length > bytes.limit() || at > bytes.limit() - length) {
      throw origin.damaged(
          0,
          what + " of the metadata",
          length + " bytes within the " + bytes.limit() + " bytes of it",
          "them at " + at);
    }
    return (int) at;
  }

  /** Position of a field, or 0 if it is absent. */
  private int field(int slot, int length) throws ArrowFileException {
    int entry = VTABLE_HEADER_BYTES + slot * SLOT_BYTES;
    if (entry + SLOT_BYTES > vtableLength) {
      return 0;
    }
    int offset = Short.toUnsignedInt(bytes.getShort(vtable + entry));
    return offset == 0 ? 0 : checked((long) position + offset, length, "field " + slot);
  }

  Origin origin() {
    return origin;
  }

  /** Bytes of the whole buffer. */
  int bufferLength() {
    return bytes.limit();
  }

  int int8(int slot, int otherwise) throws ArrowFileException {
    int at = field(slot, Byte.BYTES);
    return at == 0 ? otherwise : bytes.get(at);
  }

  boolean bool(int slot) throws ArrowFileException {
    return int8(slot, 0) != 0;
  }

  int int16(int slot, int otherwise) throws ArrowFileException {
    int at = field(slot, Short.BYTES);
    return at == 0 ? otherwise : bytes.getShort(at);
  }

  int int32(int slot, int otherwise) throws ArrowFileException {
    int at = field(slot, Integer.BYTES);
    return at == 0 ? otherwise : bytes.getInt(at);
  }

  long int64(int slot, long otherwise) throws ArrowFileException {
    int at = field(slot, Long.BYTES);
    return at == 0 ? otherwise : bytes.getLong(at);
  }

  private long reference(int at) {
    return at + Integer.toUnsignedLong(bytes.getInt(at));
  }

  /** A table, or null if it is absent. */
  FlatTable table(int slot) throws ArrowFileException {
    int at = field(slot, Integer.BYTES);
    return at == 0 ? null : new FlatTable(bytes, origin, reference(at));
  }

  /** A table that the format requires. */
  FlatTable requiredTable(int slot, String what) throws ArrowFileException {
    FlatTable table = table(slot);
    if (table == null) {
      throw origin.damaged(position, what, "a table", "none");
    }
    return table;
  }

  /** A vector, empty if it is absent; all of it lies within the buffer. */
  Vector vector(int slot, int elementBytes) throws ArrowFileException {
    int at = field(slot, Integer.BYTES);
    if (at == 0) {
      return new Vector(0, 0);
    }
    int start = checked(reference(at), Integer.BYTES, "vector");
    long length = Integer.toUnsignedLong(bytes.getInt(start));
    int first = checked((long) start + Integer.BYTES, length * elementBytes, "vector");
    return new Vector(first, (int) length);
  }

  /** One of a vector of tables. */
  FlatTable tableAt(Vector tables, int index) throws ArrowFileException {
    return new FlatTable(bytes, origin, reference(tables.position + index * Integer.BYTES));
  }

  /** A long of a vector of structs, {@code position} bytes after the vector's start. */
  long longAt(Vector structs, int position) {
    return bytes.getLong(structs.position + position);
  }

  /** An int of a vector of structs, {@code position} bytes after the vector's start. */
  int intAt(Vector structs, int position) {
    return bytes.getInt(structs.position + position);
  }

  /** A text, or null if it is absent. */
  String string(int slot) throws ArrowFileException {
    if (field(slot, Integer.BYTES) == 0) {
      return null;
    }
    Vector text = vector(slot, Byte.BYTES);
    byte[] utf8 = new byte[text.length];
    bytes.get(text.position, utf8);
    return new String(utf8, UTF_8);
  }
}
