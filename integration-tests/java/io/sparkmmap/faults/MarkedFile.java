// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sparkmmap.examples.TickRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Random;

/**
 * Files whose records can be marked, so that a query notices when it comes to one of them and runs
 * what the {@link Mark} says right then, in the middle of a batch.
 */
enum MarkedFile {
  /** {@link TickRecords}; the size of a marked one is negative. */
  TICKS(TickRecords.RECORD_BYTES, TickRecords.RECORD_BYTES - Integer.BYTES),
  /** Lines of a number, a name and a size; a marked one starts with an {@code M}. */
  LINES(24, 0);

  /** Enough for several partitions of {@link #PARTITION_BYTES}, and several batches in each. */
  static final int RECORDS = 160_000;

  static final int PARTITION_BYTES = 2 << 20;

  private static final String[] NAMES = {"ACME", "BOLT", "CEDAR", "DELTA", "EMBER", "FJORD"};

  private final int recordBytes;
  private final int markPosition;

  MarkedFile(int recordBytes, int markPosition) {
    this.recordBytes = recordBytes;
    this.markPosition = markPosition;
  }

  /** Writes a file without marks, always the same. */
  Path write(Path file) throws IOException {
    if (this == TICKS) {
      TickRecords.write(file, RECORDS, 3);
      return aged(file);
    }
    Random random = new Random(5);
    StringBuilder lines = new StringBuilder(RECORDS * recordBytes);
    for (int i = 0; i < RECORDS; i++) {
      String name = NAMES[random.nextInt(NAMES.length)];
      lines.append(100_000_000 + i).append(' ').append(name);
      lines.append(" ".repeat(9 - name.length())).append(1000 + random.nextInt(4000)).append('\n');
    }
    return aged(Files.writeString(file, lines, US_ASCII));
  }

  /** Copies a file, and marks records of the copy. */
  Path copy(Path good, Path target, int... records) throws IOException {
    Files.copy(good, target);
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      for (int record : records) {
        ByteBuffer mark =
            this == TICKS
                ? ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(-1).flip()
                : ByteBuffer.wrap("M00000000 CEDAR    5999\n".getBytes(US_ASCII));
        channel.write(mark, (long) record * recordBytes + markPosition);
      }
    }
    return aged(target);
  }

  /** A file that is read was not written just now: no change hides in the clock's resolution. */
  private static Path aged(Path file) throws IOException {
    FileTime before = FileTime.fromMillis(System.currentTimeMillis() - 3_600_000);
    return Files.setLastModifiedTime(file, before);
  }

  /** Whether a record is marked. */
  boolean isMarked(byte[] record) {
    return this == TICKS ? record[recordBytes - 1] < 0 : record[0] == 'M';
  }

  /** Bytes of each record. */
  int recordBytes() {
    return recordBytes;
  }
}
