// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.index;

import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.prefixed.LengthPrefix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * An index as it is kept: magic number, length and bytes of what it is the index of, the starts,
 * and a CRC-32C of all that; numbers are big endian.
 *
 * @param path of the indexed file
 * @param identity the state of the file, its change time too: where records begin in one that was
 *     overwritten and given its old time again is elsewhere
 * @param dataStart offset of the first record
 * @param dataEnd offset after the last one
 * @param prefix what stands before each record
 */
record IndexFile(
    Path path, FileIdentity identity, long dataStart, long dataEnd, LengthPrefix prefix) {
  /** More than the longest index has. */
  static final int MAX_BYTES = 4 << 20;

  private static final long MAGIC = 0x534D_4D41_5049_4431L; // SMMAPID1

  /** By path and by how the file is read, but not by its state: a new one takes the place. */
  String name() {
    String what = path.toAbsolutePath() + "\0" + dataStart + "\0" + prefix;
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(what.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private byte[] subject() {
    String text =
        String.join(
            "\0",
            path.toAbsolutePath().toString(),
            String.valueOf(identity.fileKey()),
            String.valueOf(identity.length()),
            identity.modifiedTime().toString(),
            String.valueOf(identity.changedTime()),
            String.valueOf(dataStart),
            String.valueOf(dataEnd),
            prefix.toString());
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The starts, for keeping. */
  ByteBuffer encode(RecordStarts starts) {
    byte[] subject = subject();
    long[] offsets = starts.toArray();
    ByteBuffer bytes =
        ByteBuffer.allocate(
            Long.BYTES + Integer.BYTES + subject.length + offsets.length * Long.BYTES + Long.BYTES);
    bytes.putLong(MAGIC).putInt(subject.length).put(subject);
    for (long offset : offsets) {
      bytes.putLong(offset);
    }
    return bytes.putLong(checksum(bytes, bytes.position())).flip();
  }

  /** The starts that were kept; none if these are not those of this file in this state. */
  Optional<RecordStarts> decode(ByteBuffer bytes) {
    byte[] subject = subject();
    int count = RecordStarts.count(dataStart, dataEnd);
    int startsAt = Long.BYTES + Integer.BYTES + subject.length;
    int checksumAt = startsAt + count * Long.BYTES;
    if (bytes.limit() != checksumAt + Long.BYTES
        || bytes.getLong(0) != MAGIC
        || bytes.getInt(Long.BYTES) != subject.length
        || !bytes.slice(Long.BYTES + Integer.BYTES, subject.length).equals(ByteBuffer.wrap(subject))
        || bytes.getLong(checksumAt) != checksum(bytes, checksumAt)) {
      return Optional.empty();
    }
    long[] offsets = new long[count];
    bytes.slice(startsAt, count * Long.BYTES).asLongBuffer().get(offsets);
    RecordStarts starts = new RecordStarts(dataStart, dataEnd, offsets);
    return starts.areValid() ? Optional.of(starts) : Optional.empty();
  }

  private static long checksum(ByteBuffer bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.slice(0, length));
    return checksum.getValue();
  }

  /** Whether the file is still in the state that this names. */
  boolean isCurrent() throws IOException {
    return FileIdentity.of(path).equals(identity);
  }
}
