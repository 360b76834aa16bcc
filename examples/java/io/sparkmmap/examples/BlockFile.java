// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.LongStream;

/**
 * Writes a file whose blocks do not depend on one another, on all cores. What is in a block follows
 * from its offset, so the file is the same however many cores there are.
 */
final class BlockFile {
  private BlockFile() {}

  /** Makes the bytes of one block. */
  @FunctionalInterface
  interface Filler {
    /**
     * Fills a block, from its first byte to its last.
     *
     * @param offset where the block begins in the file
     */
    void fill(long offset, byte[] block);
  }

  /**
   * Writes the file under another name and renames it when it is whole, so that what stands under
   * its own name is never half a file. The last block takes what remains too: it is up to twice as
   * long as the others.
   */
  static void write(Path file, long bytes, int blockBytes, Filler filler) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Path partial = Files.createTempFile(parent, file.getFileName().toString(), ".part");
    try {
      try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        long blocks = Math.max(1, bytes / blockBytes);
        LongStream.range(0, blocks)
            .parallel()
            .forEach(
                block -> {
                  long offset = block * blockBytes;
                  long length = block == blocks - 1 ? bytes - offset : blockBytes;
                  byte[] content = new byte[Math.toIntExact(length)];
                  filler.fill(offset, content);
                  writeAt(channel, offset, content);
                });
      }
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void writeAt(FileChannel channel, long offset, byte[] content) {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer, offset + buffer.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
