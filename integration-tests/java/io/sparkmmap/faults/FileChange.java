// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What may be done to a file that is being read, besides cutting it off. */
enum FileChange {
  OVERWRITE("overwritten in place, same length", false) {
    @Override
    void apply(Path file) throws IOException {
      write(file, 0, Files.size(file));
    }
  },
  APPEND("appended to", true) {
    @Override
    void apply(Path file) throws IOException {
      write(file, Files.size(file), 100_000);
    }
  },
  REPLACE("replaced by rename, same length", false) {
    @Override
    void apply(Path file) throws IOException {
      replace(file, Files.size(file));
    }
  },
  REPLACE_LONGER("replaced by rename, longer", false) {
    @Override
    void apply(Path file) throws IOException {
      replace(file, Files.size(file) + 100_000);
    }
  },
  UNLINK("deleted", false) {
    @Override
    void apply(Path file) throws IOException {
      Files.delete(file);
    }
  };

  private final String description;
  private final boolean answered;

  FileChange(String description, boolean answered) {
    this.description = description;
    this.answered = answered;
  }

  abstract void apply(Path file) throws IOException;

  /** Whether the query gives the rows of the planned file; it fails otherwise. */
  boolean isAnswered() {
    return answered;
  }

  @Override
  public String toString() {
    return description;
  }

  private static void replace(Path file, long length) throws IOException {
    Path other = file.resolveSibling(file.getFileName() + "-other");
    Files.createFile(other);
    write(other, 0, length);
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void write(Path file, long offset, long length) throws IOException {
    ByteBuffer junk = ByteBuffer.wrap("7\n".repeat((int) length / 2).getBytes(US_ASCII));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      while (junk.hasRemaining()) {
        channel.write(junk, offset + junk.position());
      }
    }
  }
}
