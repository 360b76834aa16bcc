// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.os.GuardedRange;
import io.sparkmmap.core.os.NativeMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A file of ones, mapped read-only, that can be cut off under its mapping. */
public record MappedTestFile(Path path, MappedByteBuffer buffer) {

  public static MappedTestFile create(Path directory, int length) {
    try {
      Path path = Files.createTempFile(directory, "mapped", ".bin");
      byte[] ones = new byte[length];
      Arrays.fill(ones, (byte) 1);
      Files.write(path, ones);
      try (FileChannel channel = FileChannel.open(path)) {
        MappedByteBuffer buffer = channel.map(FileChannel.MapMode.READ_ONLY, 0, length);
        buffer.order(ByteOrder.nativeOrder());
        return new MappedTestFile(path, buffer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long address() {
    return memory().address(buffer);
  }

  public GuardedRange guard() {
    return memory().guard(address(), buffer.capacity());
  }

  public void truncate(long length) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NativeMemory memory() {
    return NativeMemory.instance().orElseThrow();
  }
}
