// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.mapping.MappedTestFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeMemoryTest {
  private static final int LENGTH = 1 << 20;

  /** Addresses that no mapping has: a guard needs none. */
  private static final long NOWHERE = 0x1000_0000_0000L;

  private static final int ENOENT = 2;
  private static final int ENOMEM = 12;

  @TempDir Path directory;

  private NativeMemory memory;

  @BeforeEach
  void needsTheNativeLibrary() {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
    memory = NativeMemory.instance().orElseThrow();
  }

  @Test
  void itIsAvailableWhereItWasBuiltFor() {
    assertThat(NativeMemory.instance()).containsSame(memory);
    assertThat(NativeMemory.unavailableReason()).isEmpty();
    assertThat(memory.handlerInstalled()).isTrue();
  }

  @Test
  void theAddressIsThatOfIndexZero() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    long address = memory.address(buffer);
    assertThat(address).isNotZero();
    assertThat(memory.address(buffer.position(5))).isEqualTo(address);
    assertThat(memory.address(buffer.slice())).isEqualTo(address + 5);
  }

  @Test
  void aHeapBufferHasNoAddress() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory.address(ByteBuffer.allocate(8)))
        .withMessageStartingWith("a buffer on the heap has no address: ");
  }

  @Test
  void thePageSizeIsTheSystems() {
    assertThat(memory.pageSize()).isGreaterThanOrEqualTo(4096);
    assertThat(Integer.bitCount(memory.pageSize())).isOne();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void aRangeHasAPositiveLength(long length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory.guard(NOWHERE, length))
        .withMessage("length must be positive: " + length);
  }

  @Test
  void rangesMayTouchButShareNoPage() {
    int page = memory.pageSize();
    GuardedRange middle = memory.guard(NOWHERE + 4L * page, 2L * page);
    GuardedRange before = memory.guard(NOWHERE + 3L * page, page);
    GuardedRange after = memory.guard(NOWHERE + 6L * page, 1);
    for (long[] taken :
        new long[][] {
          {4, 1}, {5, 1}, {3, 2}, {5, 2}, {0, 10}, {6, 1}, {2, 2}, {4, 2},
        }) {
      assertThatIllegalStateException()
          .isThrownBy(() -> memory.guard(NOWHERE + taken[0] * page, taken[1] * page))
          .withMessageContaining("some are guarded already; release that range first")
          .withMessageContaining("0x" + Long.toHexString(NOWHERE + taken[0] * page));
    }
    middle.release();
    memory.guard(NOWHERE + 4L * page, 2L * page).release();
    before.release();
    after.release();
    memory.guard(NOWHERE, 10L * page).release();
  }

  @Test
  void aRangeTooManyIsRefusedAndAllCanBeReleased() {
    int page = memory.pageSize();
    List<GuardedRange> ranges = new ArrayList<>();
    assertThatIllegalStateException()
        .isThrownBy(
            () -> {
              while (ranges.size() <= 65_536) {
                ranges.add(memory.guard(NOWHERE + (long) ranges.size() * page, page));
              }
            })
        .withMessage("all 65536 guarded ranges are in use; release some or map less");
    try {
      assertThat(ranges.size()).as("the rest is of other tests").isGreaterThan(32_768);
      MappedTestFile file = MappedTestFile.create(directory, LENGTH);
      ranges.remove(ranges.size() - 1).release();
      GuardedRange last = file.guard();
      file.truncate(0);
      assertThat(file.buffer().get(0)).isZero();
      assertThat(last.hasFaulted()).isTrue();
      last.release();
      assertThat(ranges).noneMatch(GuardedRange::hasFaulted);
    } finally {
      for (int i = ranges.size() - 1; i >= 0; i--) {
        ranges.get(i).release();
      }
    }
    memory.guard(NOWHERE, 65_536L * page).release();
  }

  @ParameterizedTest
  @EnumSource
  void everyAdviceIsTakenForAnyPartOfAMapping(ReadAdvice advice) {
    MappedTestFile file = MappedTestFile.create(directory, LENGTH);
    assertThat(memory.advise(file.address() + 100, LENGTH - 200, advice)).isZero();
    assertThat(memory.advise(file.address(), 0, advice)).isZero();
    assertThat(file.buffer().get(LENGTH - 1)).isEqualTo((byte) 1);
  }

  @Test
  void adviceAboutNothingIsAnError() {
    assertThat(memory.advise(NOWHERE, LENGTH, ReadAdvice.WILL_NEED)).isEqualTo(ENOMEM);
  }

  @Test
  void residencyIsCountedInPagesUpToTheLength() throws IOException {
    Path path = directory.resolve("sparse");
    int length = 64 << 20; // more pages than are asked about at once
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), length);
      MappedByteBuffer sparse = channel.map(FileChannel.MapMode.READ_ONLY, 0, length);
      long address = memory.address(sparse);
      assertThat(memory.advise(address, length, ReadAdvice.RANDOM)).isZero();
      assertThat(memory.residentBytes(address, length)).isZero();
      assertThat(sparse.get(length - 1)).isZero();
      assertThat(memory.residentBytes(address, length))
          .isBetween((long) memory.pageSize(), length / 2L);
      assertThat(memory.residentBytes(address + length - 10, 3)).isEqualTo(3);
      assertThat(memory.residentBytes(address, 0)).isZero();
      for (int i = 0; i < length; i += memory.pageSize()) {
        assertThat(sparse.get(i)).isZero();
      }
      assertThat(memory.residentBytes(address, length)).isEqualTo(length);
    }
  }

  @Test
  void residencyOfNothingIsNotKnown() {
    assertThat(memory.residentBytes(NOWHERE, LENGTH)).isEqualTo(-1);
  }

  /** The next one would have been, and its faults would have reached the JVM. */
  @Test
  void aRangeThatIsNotGuardedIsNotReleased() {
    int page = memory.pageSize();
    GuardedRange next = memory.guard(NOWHERE + 4L * page, page);
    for (long address : new long[] {NOWHERE, NOWHERE + 5L * page}) {
      assertThatIllegalStateException()
          .isThrownBy(() -> memory.removeRange(address))
          .withMessage(
              "no guarded range begins at 0x"
                  + Long.toHexString(address)
                  + ", so none can be released");
    }
    assertThatIllegalStateException()
        .as("it is there")
        .isThrownBy(() -> memory.guard(NOWHERE + 4L * page, page));
    next.release();
  }

  @Test
  void theFileSystemTypeIsTheSystems() {
    assertThat(memory.fileSystemMagic(Path.of("/proc/self/maps"))).isEqualTo(0x9fa0);
    assertThat(memory.fileSystemMagic(directory)).isPositive().isNotEqualTo(0x9fa0);
    assertThat(memory.fileSystemMagic(directory.resolve("missing"))).isEqualTo(-ENOENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "with space", "100%41", "ünï", "a+b?c#d"})
  void theFileSystemTypeIsFoundForEveryName(String name) throws IOException {
    assumeTrue(canName(name), "this JVM's charset has no " + name);
    Path file = Files.createFile(directory.resolve(name));
    assertThat(memory.fileSystemMagic(file)).isEqualTo(memory.fileSystemMagic(directory));
  }

  @Test
  void theFileSystemTypeIsOfTheDefaultFileSystemOnly() throws IOException {
    Path archive = directory.resolve("archive.zip");
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> memory.fileSystemMagic(zip.getPath("/")))
          .withMessage("not a path of the default file system: /");
    }
  }

  private boolean canName(String name) {
    try {
      return directory.resolve(name).isAbsolute();
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
