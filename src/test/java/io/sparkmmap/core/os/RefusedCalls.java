// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.SharedMappings;
import io.sparkmmap.core.pagecache.FileResidency;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads files while the system refuses one of the library's calls after the other, as a container's
 * seccomp profile does, and prints what came of each. A filter holds for the thread that sets it,
 * so each case has a thread of its own.
 */
final class RefusedCalls {
  private static final int LENGTH = 300_000;
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;

  // prctl(2), seccomp(2) and linux/bpf_common.h
  private static final int PR_SET_SECCOMP = 22;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SECCOMP_MODE_FILTER = 2;
  private static final int LOAD_WORD = 0x20;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_AT_LEAST = 0x35;
  private static final int JUMP_IF_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;
  private static final int ALLOW = 0x7fff0000;
  private static final int FAIL = 0x00050000;
  private static final int ARGUMENTS = 16;

  private static final int MAP_SHARED = 0x01;
  private static final int MAP_FIXED = 0x10;
  private static final int O_PATH = 0x200000;

  private static final boolean IS_ARM = System.getProperty("os.arch").equals("aarch64");

  private final Path folder;
  private int files;

  private RefusedCalls(Path folder) {
    this.folder = folder;
  }

  private interface SystemCalls extends Library {
    SystemCalls LIBC = Native.load("c", SystemCalls.class);

    int prctl(int option, NativeLong one, Pointer two, NativeLong three, NativeLong four)
        throws LastErrorException;
  }

  /** What the library asks of the system, and which bits of an argument make it the library's. */
  private enum Call {
    MINCORE(27, 232),
    MADVISE(28, 233),
    STATFS(137, 43),
    FSTATFS(138, 44),
    FSTAT(5, 80),
    NEWFSTATAT(262, 79),
    OPEN_TO_HOLD(257, 56, 2, O_PATH),
    MAP_FILE(9, 222, 3, MAP_SHARED),
    MAP_ZEROS(9, 222, 3, MAP_FIXED),
    MUNMAP(11, 215),
    RT_SIGACTION(13, 134),
    RT_SIGPROCMASK(14, 135),
    SCHED_YIELD(24, 124),
    PREAD64(17, 67),
    LSEEK(8, 62),
    READ(0, 63),
    FCNTL(72, 25);

    private final int number;
    private final int argument;
    private final int bits;

    Call(int x86, int arm) {
      this(x86, arm, 0, 0);
    }

    Call(int x86, int arm, int argument, int bits) {
      this.number = IS_ARM ? arm : x86;
      this.argument = argument;
      this.bits = bits;
    }

    /** Has the system refuse the call to this thread from now on. */
    void refuse(int error) {
      Memory program = new Memory(6 * Long.BYTES);
      instruction(program, 0, LOAD_WORD, 0, 0, 0);
      instruction(program, 1, JUMP_IF_EQUAL, 0, 3, number);
      instruction(program, 2, LOAD_WORD, 0, 0, ARGUMENTS + argument * Long.BYTES);
      instruction(program, 3, bits == 0 ? JUMP_IF_AT_LEAST : JUMP_IF_ANY_BIT, 0, 1, bits);
      instruction(program, 4, RETURN, 0, 0, FAIL | error);
      instruction(program, 5, RETURN, 0, 0, ALLOW);
      Memory header = new Memory(2 * Long.BYTES);
      header.clear();
      header.setShort(0, (short) 6);
      header.setPointer(Long.BYTES, program);
      NativeLong none = new NativeLong(0);
      SystemCalls.LIBC.prctl(PR_SET_NO_NEW_PRIVS, new NativeLong(1), Pointer.NULL, none, none);
      SystemCalls.LIBC.prctl(
          PR_SET_SECCOMP, new NativeLong(SECCOMP_MODE_FILTER), header, none, none);
    }

    private static void instruction(
        Memory program, int index, int code, int ifTrue, int ifFalse, int operand) {
      long at = (long) index * Long.BYTES;
      program.setShort(at, (short) code);
      program.setByte(at + 2, (byte) ifTrue);
      program.setByte(at + 3, (byte) ifFalse);
      program.setInt(at + 4, operand);
    }
  }

  /** How many calls are refused. */
  static int count() {
    return Call.values().length;
  }

  /**
   * Tries all.
   *
   * @param args an empty folder
   */
  public static void main(String[] args) throws Exception {
    RefusedCalls calls = new RefusedCalls(Path.of(args[0]));
    if (NativeMemory.instance().isEmpty()) {
      throw new IllegalStateException(NativeMemory.unavailableReason());
    }
    for (MemoryMode mode : MemoryMode.values()) { // and loads the classes
      System.out.println("NONE 0 " + mode + " " + outcome(mode, calls.file()));
      outcome(mode, Path.of("/none/" + mode));
    }
    for (Call call : Call.values()) {
      for (int error : new int[] {EPERM, ENOSYS}) {
        for (MemoryMode mode : MemoryMode.values()) {
          calls.attempt(call, error, mode);
        }
      }
    }
    SharedMappings.letGo();
    System.out.println("left " + SharedMappings.count());
  }

  private void attempt(Call call, int error, MemoryMode mode) throws Exception {
    Path file = file();
    String[] outcome = new String[1];
    Thread thread =
        new Thread(
            () -> {
              call.refuse(error);
              outcome[0] = outcome(mode, file);
            });
    thread.start();
    thread.join();
    System.out.println(call + " " + error + " " + mode + " " + outcome[0]);
  }

  private Path file() throws IOException {
    byte[] content = new byte[LENGTH];
    Arrays.fill(content, (byte) ++files);
    return Files.write(folder.resolve("file" + files), content);
  }

  private static String outcome(MemoryMode mode, Path path) {
    try {
      PlannedFile file =
          new PlannedFile(path.toString(), LENGTH, Files.getLastModifiedTime(path).toMillis());
      String how = read(file, mode);
      SharedMappings.letGo();
      return "right, " + how;
    } catch (IOException | RuntimeException | Error e) {
      return "error " + e;
    }
  }

  private static String read(PlannedFile file, MemoryMode mode) throws IOException {
    byte expected = (byte) Integer.parseInt(file.path().replaceAll(".*file", ""));
    ReadStatistics statistics = new ReadStatistics();
    boolean mapped = true;
    try (LeaseScope scope = new LeaseScope();
        RegionSource source = RegionSources.open(file, mode, statistics, scope)) {
      source.advise(ReadAdvice.RANDOM);
      source.prefetch(0, LENGTH);
      for (long at = 0; at < LENGTH; ) {
        MappedRegion region = source.regionAt(at, 1);
        FileResidency.sample(region, 0, region.length(), statistics);
        mapped &= region.isMapped();
        for (; at < region.endOffset(); at++) {
          if (region.byteAt(at) != expected) {
            throw new AssertionError("wrong byte at " + at + ": " + region.byteAt(at));
          }
        }
        source.verifySoFar(0);
      }
      source.verify();
    }
    return mapped ? "mapped" : "read";
  }
}
