// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What some pieces of a file contained: how a file that was appended to is distinguished from one
 * that something longer was written over. A short file is witnessed whole; of a longer one the
 * first and the last piece are, and others in between, at places that differ from file to file.
 *
 * <p>An overwrite that leaves every witnessed piece as it was passes. Text that was changed in
 * length anywhere moves all that follows, which the last piece shows.
 *
 * <p>Immutable.
 */
public final class ContentWitness implements Serializable {
  /** Knows nothing. */
  public static final ContentWitness NONE = new ContentWitness(0, 0, 0, new int[0]);

  public static final int PIECE_BYTES = 4096;

  /** Knows nothing either, and of a file that is opened it wants to know the first piece only. */
  static final ContentWitness OF_START = new ContentWitness(PIECE_BYTES, 0, 0, new int[0]);

  /** So many are read in well under a millisecond where the file is in memory. */
  static final int PIECES = 64;

  /** The first and the last, which are read anyway, or are the same for all tasks of a file. */
  static final int EDGES = 2;

  private static final long serialVersionUID = 1L;

  /** One hash is kept for so many pieces. */
  private static final int PIECES_PER_HASH = 4;

  private final long length;
  private final long seed;
  private final int pieces;
  private final int[] hashes;

  private ContentWitness(long length, long seed, int pieces, int[] hashes) {
    this.length = length;
    this.seed = seed;
    this.pieces = pieces;
    this.hashes = hashes;
  }

  /**
   * Reads the pieces of a file.
   *
   * @param length bytes from the start of the file that are witnessed
   * @param pieces how many, at least 2
   * @param seed of their places
   * @throws FileChangedException if the file is shorter
   */
  static ContentWitness of(FileChannel channel, String path, long length, int pieces, long seed)
      throws IOException {
    ContentWitness places = new ContentWitness(length, seed, pieces, new int[0]);
    int[] hashes = new int[places.groups()];
    ByteBuffer buffer = ByteBuffer.allocate(PIECES_PER_HASH * PIECE_BYTES);
    for (int group = 0; group < hashes.length; group++) {
      hashes[group] = places.read(channel, path, group, buffer);
    }
    return new ContentWitness(length, seed, pieces, hashes);
  }

  public boolean isNone() {
    return pieces == 0;
  }

  private boolean isOfStart() {
    return isNone() && length > 0;
  }

  /**
   * What is known of a file that has just been opened, of which nothing was known.
   *
   * @param fileLength bytes of the plan
   */
  public ContentWitness whenOpened(FileChannel channel, String path, long fileLength)
      throws IOException {
    long bytes = isOfStart() ? Math.min(length, fileLength) : fileLength;
    return of(channel, path, bytes, EDGES, 0);
  }

  /**
   * Reads the pieces once more.
   *
   * @throws FileChangedException if any of them is another one now
   */
  public void check(FileChannel channel, String path) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(PIECES_PER_HASH * PIECE_BYTES);
    for (int group = 0; group < hashes.length; group++) {
      if (read(channel, path, group, buffer) != hashes[group]) {
        throw changed(path, offset(group * PIECES_PER_HASH));
      }
    }
  }

  /** What is said of a file in which something else stands now. */
  public static FileChangedException changed(String path, long offset) {
    return new FileChangedException(
        path,
        offset,
        "the bytes that were there when the query was planned or read them",
        "others there or soon after, so the file was overwritten");
  }

  private boolean isWhole() {
    return length <= (long) pieces * PIECE_BYTES;
  }

  private int count() {
    return isWhole() ? (int) ((length + PIECE_BYTES - 1) / PIECE_BYTES) : pieces;
  }

  private int groups() {
    return (count() + PIECES_PER_HASH - 1) / PIECES_PER_HASH;
  }

  /** Where a piece begins. Each lies in its own part of the file. */
  private long offset(int piece) {
    if (isWhole()) {
      return (long) piece * PIECE_BYTES;
    }
    if (piece == pieces - 1) {
      return length - PIECE_BYTES;
    }
    long part = length / pieces;
    long random = piece == 0 ? 0 : Math.floorMod(mixed(seed + piece), part - PIECE_BYTES + 1);
    return (piece * part + random) / PIECE_BYTES * PIECE_BYTES;
  }

  /** The finalizer of MurmurHash3. */
  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }

  private int read(FileChannel channel, String path, int group, ByteBuffer buffer)
      throws IOException {
    CRC32C hash = new CRC32C();
    int first = group * PIECES_PER_HASH;
    int last = Math.min(count(), first + PIECES_PER_HASH) - 1;
    if (isWhole()) {
      long start = offset(first);
      update(
          hash, channel, path, start, Math.min(length, offset(last) + PIECE_BYTES) - start, buffer);
      return (int) hash.getValue();
    }
    for (int piece = first; piece <= last; piece++) {
      update(hash, channel, path, offset(piece), PIECE_BYTES, buffer);
    }
    return (int) hash.getValue();
  }

  /** Adds some bytes of a file, as many as the buffer holds at most. */
  private static void update(
      CRC32C hash, FileChannel channel, String path, long offset, long bytes, ByteBuffer buffer)
      throws IOException {
    buffer.clear().limit((int) bytes);
    while (buffer.hasRemaining()) {
      long at = offset + buffer.position();
      if (channel.read(buffer, at) < 0) {
        throw new FileChangedException(
            path,
            at,
            "the bytes that were there when the query was planned",
            "the end of the file, so it was truncated");
      }
    }
    hash.update(buffer.flip());
  }

  /** Hash of a piece that is still in a file. */
  public static int hash(FileChannel channel, String path, long offset, int bytes)
      throws IOException {
    CRC32C hash = new CRC32C();
    update(hash, channel, path, offset, bytes, ByteBuffer.allocate(bytes));
    return (int) hash.getValue();
  }

  /** Hash of a piece in memory; the buffer is used up. */
  public static int hash(ByteBuffer piece) {
    CRC32C hash = new CRC32C();
    hash.update(piece);
    return (int) hash.getValue();
  }

  /** Writes it in a form that {@link #read} takes. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(length);
    out.writeLong(seed);
    out.writeInt(pieces);
    out.writeInt(hashes.length);
    for (int hash : hashes) {
      out.writeInt(hash);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ContentWitness read(DataInput in) throws IOException {
    long length = in.readLong();
    long seed = in.readLong();
    int pieces = in.readInt();
    int[] hashes = new int[in.readInt()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = in.readInt();
    }
    return new ContentWitness(length, seed, pieces, hashes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ContentWitness that
        && length == that.length
        && seed == that.seed
        && pieces == that.pieces
        && Arrays.equals(hashes, that.hashes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hashes);
  }

  @Override
  public String toString() {
    return isNone() ? "nothing" : "some bytes of the first " + length;
  }
}
