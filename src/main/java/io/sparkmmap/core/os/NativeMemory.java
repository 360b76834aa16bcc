// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the JDK cannot do with memory: guard mapped ranges against faults, advise the system about
 * them, ask what of them is resident.
 *
 * <p>It is there where the native library is ({@link #instance()}), and one per class loader.
 * Threads may share it. Addresses and lengths are in bytes and need no alignment: every method
 * works on the whole pages that hold the range. Addresses are not checked against anything; a wrong
 * one is answered with an error number at best.
 */
public final class NativeMemory {
  private static final Logger LOG = System.getLogger(NativeMemory.class.getName());

  /** Past so many handlers in a row the search for ours is given up. */
  private static final int MAX_COPIES = 1_000;

  private final Object tableLock = new Object();
  private final BitSet usedSlots = new BitSet();
  private final ByteBuffer flags;
  private final int pageSize;

  /** Handlers of other copies of the library. They stay what they are: no copy is unloaded. */
  private final Set<Long> otherCopies = ConcurrentHashMap.newKeySet();

  private NativeMemory() throws NativeLibrary.UnavailableException {
    int error = installHandler();
    if (error != 0) {
      throw new NativeLibrary.UnavailableException(
          "its SIGBUS handler could not be installed (error " + error + ")");
    }
    this.flags = faultFlags().order(ByteOrder.nativeOrder());
    this.pageSize = systemPageSize();
  }

  /** The one instance, or empty where the native library is not; that is logged once, with why. */
  public static Optional<NativeMemory> instance() {
    return Loaded.MEMORY;
  }

  /** Why {@link #instance()} is empty, as the end of a sentence; the empty string if it is not. */
  public static String unavailableReason() {
    return Loaded.REASON;
  }

  /** Where {@link PageSize} has its answer from. */
  int pageSize() {
    return pageSize;
  }

  /**
   * The address of the byte at index 0 of a direct buffer, whatever its position. It is valid for
   * as long as the buffer's memory, which the caller keeps reachable.
   *
   * @throws IllegalArgumentException if the buffer is on the heap
   */
  public long address(ByteBuffer direct) {
    if (!direct.isDirect()) {
      throw new IllegalArgumentException("a buffer on the heap has no address: " + direct);
    }
    return directAddress(direct);
  }

  /**
   * Guards a mapping, from now until the release of what this returns. The range must cover all of
   * a mapping or a part of one, since after a fault it is mapped again from the faulting page to
   * its end. Should another library have replaced the signal handler, ours is put in front again.
   *
   * @throws IllegalArgumentException if the length is not positive
   * @throws IllegalStateException if a page of the range is guarded already, all 65,536 ranges are
   *     in use, or the signal handler cannot be put in front
   */
  public GuardedRange guard(long address, long length) {
    if (length <= 0) {
      throw new IllegalArgumentException("length must be positive: " + length);
    }
    synchronized (tableLock) {
      ensureHandlerInstalled();
      int slot = usedSlots.nextClearBit(0);
      if (slot >= flags.capacity() / Integer.BYTES) {
        throw new IllegalStateException(
            "all " + slot + " guarded ranges are in use; release some or map less");
      }
      if (guardRange(address, length, slot) != 0) {
        throw new IllegalStateException(
            String.format(
                "of the %d bytes at 0x%x some are guarded already; release that range first",
                length, address));
      }
      usedSlots.set(slot);
      return new GuardedRange(this, flags, address, length, slot);
    }
  }

  /**
   * Whether a fault in a guarded range would reach us: our signal handler is in front, or only
   * other copies of this library are before it. False after another library has replaced the
   * handler; the next {@link #guard} mends that.
   */
  boolean handlerInstalled() {
    long own = ownHandler();
    long handler = currentHandler();
    for (int i = 0; i < MAX_COPIES && handler != own; i++) {
      if (!isOfAnotherCopy(handler)) {
        return false;
      }
      handler = handlerBehind(handler);
    }
    return handler == own;
  }

  /**
   * Advises the system about a mapped range.
   *
   * @return 0, or the error number of {@code madvise}, such as {@code ENOMEM} (12) where part of
   *     the range is not mapped
   */
  public int advise(long address, long length, ReadAdvice advice) {
    return length <= 0 ? 0 : adviseRange(address, length, advice.madvise());
  }

  /**
   * How much of a mapped range is in memory, in bytes: whole pages, but never more than {@code
   * length}. Of a file that this user may not write, Linux says that all of it is.
   *
   * @return -1 where the system does not say: some containers are refused the question
   */
  public long residentBytes(long address, long length) {
    if (length <= 0) {
      return 0;
    }
    long pages = residentPages(address, length);
    return pages < 0 ? -1 : Math.min(pages * pageSize, length);
  }

  /**
   * The number of the file system type that holds a path: {@code f_type} of {@code statfs},
   * symbolic links followed. It waits as long as the file system does.
   *
   * @return the number, at most 32 bits, or the error number negated, such as -2 ({@code ENOENT})
   * @throws IllegalArgumentException if the path is not of the default file system
   */
  public long fileSystemMagic(Path path) {
    return fileSystemType(SystemPath.of(path).bytes());
  }

  /**
   * Maps a part of a file for reading. The mapping is the caller's to end and to unmap.
   *
   * @param offset a multiple of the page
   * @param wanted address, which is taken if all of it is free there
   * @return the address, or the error number negated; that of {@code EOPNOTSUPP} (95) where this
   *     JDK keeps the descriptor of a channel in a place that is not known
   */
  public long map(FileChannel channel, long offset, long length, long wanted) {
    return mapChannel(channel, offset, length, wanted);
  }

  /**
   * Puts zeros in the place of all of a mapping, in one step.
   *
   * @return 0, or the error number, and then nothing has changed
   */
  public int end(long address, long length) {
    return endRange(address, length);
  }

  /**
   * Gives addresses back, which nothing may read any more.
   *
   * @return 0, or the error number
   */
  public int unmap(long address, long length) {
    return unmapRange(address, length);
  }

  /** A buffer over memory that the caller keeps mapped for as long as the buffer is used. */
  public ByteBuffer buffer(long address, int length) {
    return bufferAt(address, length);
  }

  /**
   * Called by {@link GuardedRange#release()}; its slot stays taken until {@link #freeSlot}.
   *
   * @throws IllegalStateException if no guarded range begins there
   */
  void removeRange(long address) {
    synchronized (tableLock) {
      if (releaseRange(address) != 0) {
        throw new IllegalStateException(
            String.format("no guarded range begins at 0x%x, so none can be released", address));
      }
    }
  }

  void freeSlot(int slot) {
    synchronized (tableLock) {
      usedSlots.clear(slot);
    }
  }

  private boolean isOfAnotherCopy(long handler) {
    if (otherCopies.contains(handler)) {
      return true;
    }
    boolean copy = NativeLibrary.holds(handler);
    if (copy) {
      otherCopies.add(handler);
    }
    return copy;
  }

  private void ensureHandlerInstalled() {
    if (handlerInstalled()) {
      return;
    }
    int error = installHandler();
    if (error != 0) {
      throw new IllegalStateException(
          "the SIGBUS handler is one of another library or cannot be asked for, and ours cannot be"
              + " put in front again (error "
              + error
              + " of sigaction); leave out the other library, or have the security module of the"
              + " host (SELinux, AppArmor, seccomp) allow sigaction");
    }
    LOG.log(Level.INFO, "another library replaced the SIGBUS handler; ours is in front again");
  }

  private static native int installHandler();

  private static native long ownHandler();

  private static native long currentHandler();

  private static native long handlerBehind(long handler);

  private static native ByteBuffer faultFlags();

  private static native int guardRange(long address, long length, int slot);

  private static native int releaseRange(long address);

  private static native long mapChannel(FileChannel channel, long offset, long length, long wanted);

  private static native int endRange(long address, long length);

  private static native int unmapRange(long address, long length);

  private static native ByteBuffer bufferAt(long address, int length);

  private static native long directAddress(ByteBuffer direct);

  private static native int systemPageSize();

  private static native int adviseRange(long address, long length, int advice);

  private static native long residentPages(long address, long length);

  private static native long fileSystemType(byte[] zeroTerminatedPath);

  /** Loads on first use, once. */
  private static final class Loaded {
    static final Optional<NativeMemory> MEMORY;
    static final String REASON;

    static {
      Optional<NativeMemory> memory = Optional.empty();
      String reason = "";
      try {
        NativeLibrary.load();
        memory = Optional.of(new NativeMemory());
      } catch (NativeLibrary.UnavailableException e) {
        reason = e.getMessage();
      } catch (LinkageError | RuntimeException e) {
        reason = "it does not work with these classes: " + e;
      }
      if (memory.isEmpty()) {
        LOG.log(
            NativeLibrary.turnedOff() ? Level.INFO : Level.WARNING,
            "The native library of spark-mmap is not available: {0}. Without its guard a mapped"
                + " file that is cut off can end the JVM, so files are read instead of mapped.",
            reason);
      }
      MEMORY = memory;
      REASON = reason;
    }
  }
}
