// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Files for jobs. */
final class TestFiles {
  /** Bytes of a record: a key of 4, big-endian, and a number of 8. */
  static final int RECORD_LENGTH = 12;

  private TestFiles() {}

  /** Lines of words, with line ends of all kinds. */
  static Path words(Path file, long seed) throws IOException {
    Random random = new Random(seed);
    String[] ends = {"\n", "\r\n", "\r", "\n\n"};
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < 20_000; line++) {
      for (int word = random.nextInt(12); word > 0; word--) {
        text.append("word").append(random.nextInt(300)).append(' ');
      }
      text.append(ends[random.nextInt(ends.length)]);
    }
    return Files.writeString(file, text.append("the end"));
  }

  /** Records with keys from 0 to 99 and the numbers from 0 on. */
  static Path records(Path file, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count * RECORD_LENGTH);
    for (int i = 0; i < count; i++) {
      bytes.putInt(i % 100).putLong(i);
    }
    return Files.write(file, bytes.array());
  }
}
