// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import io.sparkmmap.core.mapping.MappedTestFile;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import java.util.zip.CRC32;

/**
 * What the tests of the guard let a JVM of its own go through. The arguments are the scenario's
 * name and a directory to work in. It writes "survived" at the end.
 */
final class GuardScenarios {
  /** How often the scenario is gone through, one time if it is not set. */
  static final String ROUNDS_PROPERTY = "sparkmmap.rounds";

  static final int MIB = 1 << 20;
  private static final int ENOUGH_REGISTRATIONS = 5_000;

  private GuardScenarios() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[1]);
    int rounds = Integer.getInteger(ROUNDS_PROPERTY, 1);
    for (int round = 0; round < rounds; round++) {
      run(args[0], directory);
    }
    System.out.println("survived");
  }

  private static void run(String scenario, Path directory) throws Exception {
    switch (scenario) {
      case "hotLoop" -> hotLoop(directory);
      case "manyThreads" -> manyThreads(directory);
      case "churn" -> churn(directory);
      case "store" -> store(directory);
      case "copiesAtOnce" -> HandlerScenarios.copiesAtOnce(directory);
      case "copiesUnderStress" -> HandlerScenarios.copiesUnderStress(directory);
      case "unguarded" -> unguarded(directory);
      case "released" -> released(directory);
      case "copies" -> HandlerScenarios.copies(directory);
      case "copyInFront" -> HandlerScenarios.copyInFront(directory);
      case "replacedHandler" -> HandlerScenarios.replacedHandler(directory);
      case "sentSignal" -> sentSignal();
      case "availability" -> availability();
      default -> throw new IllegalArgumentException(scenario);
    }
  }

  private static long sumInts(ByteBuffer data) {
    IntBuffer ints = data.asIntBuffer();
    int sum = 0;
    for (int i = 0; i < ints.limit(); i++) {
      sum += ints.get(i);
    }
    return sum;
  }

  private static long sumBytes(ByteBuffer data) {
    long sum = 0;
    for (int i = 0; i < data.limit(); i++) {
      sum += data.get(i);
    }
    return sum;
  }

  private static long sumLongs(ByteBuffer data) {
    LongBuffer longs = data.asLongBuffer();
    long sum = 0;
    for (int i = 0; i < longs.limit(); i++) {
      sum ^= longs.get(i) + i;
    }
    return sum;
  }

  private static long crc(ByteBuffer data) {
    CRC32 crc = new CRC32();
    crc.update(data.duplicate());
    return crc.getValue();
  }

  private static long copyOut(ByteBuffer data) {
    byte[] copy = new byte[data.limit()];
    data.get(0, copy);
    return sumBytes(ByteBuffer.wrap(copy));
  }

  private static long mismatch(ByteBuffer data) {
    byte[] ones = new byte[data.limit()];
    Arrays.fill(ones, (byte) 1);
    return data.duplicate().mismatch(ByteBuffer.wrap(ones));
  }

  /** A loop that C2 compiled long ago meets the cut at a random place, again and again. */
  private static void hotLoop(Path directory) throws Exception {
    MappedTestFile good = MappedTestFile.create(directory, 8 * MIB);
    long expected = sumInts(good.buffer());
    for (int i = 0; i < 200; i++) {
      require(sumInts(good.buffer()) == expected, "wrong sum before any fault");
    }
    Random random = new Random(1);
    for (int round = 0; round < 20; round++) {
      MappedTestFile file = MappedTestFile.create(directory, 8 * MIB);
      GuardedRange range = file.guard();
      require(!range.hasFaulted(), "flag set before the cut");
      long length = random.nextInt(8 * MIB);
      long delayMs = random.nextInt(5);
      Thread truncation =
          new Thread(
              () -> {
                sleep(delayMs);
                file.truncate(length);
              });
      truncation.start();
      readUntilFaulted(file, range, GuardScenarios::sumInts, expected);
      truncation.join();
      require(file.buffer().get(8 * MIB - 1) == 0, "past the cut there must be zeros");
      range.release();
      require(range.hasFaulted(), "the answer must outlive the release");
      Files.delete(file.path());
    }
    require(sumInts(good.buffer()) == expected, "another mapping was harmed");
  }

  /** The promise on which a fence rests: a wrong answer never comes without the flag. */
  private static void readUntilFaulted(
      MappedTestFile file, GuardedRange range, ToLongFunction<ByteBuffer> read, long expected) {
    while (true) {
      long result = read.applyAsLong(file.buffer().duplicate().order(file.buffer().order()));
      boolean faulted = range.hasFaulted();
      require(faulted || result == expected, "a wrong result without the flag: " + result);
      if (faulted) {
        return;
      }
    }
  }

  private static void manyThreads(Path directory) throws Exception {
    List<ToLongFunction<ByteBuffer>> reads =
        List.of(
            GuardScenarios::sumInts,
            GuardScenarios::sumBytes,
            GuardScenarios::sumLongs,
            GuardScenarios::crc,
            GuardScenarios::copyOut,
            GuardScenarios::mismatch);
    ExecutorService pool = Executors.newFixedThreadPool(reads.size());
    MappedTestFile good = MappedTestFile.create(directory, 64 * 1024);
    List<Long> expected = new ArrayList<>();
    for (ToLongFunction<ByteBuffer> read : reads) {
      long right = read.applyAsLong(good.buffer());
      for (int i = 0; i < 1_000; i++) {
        require(read.applyAsLong(good.buffer()) == right, "not the same twice");
      }
      expected.add(right);
    }
    for (int round = 0; round < 300; round++) {
      MappedTestFile file = MappedTestFile.create(directory, 64 * 1024);
      GuardedRange range = file.guard();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < reads.size(); i++) {
        ToLongFunction<ByteBuffer> read = reads.get(i);
        long right = expected.get(i);
        running.add(pool.submit(() -> readUntilFaulted(file, range, read, right)));
      }
      sleep(round % 2);
      file.truncate(0);
      for (Future<?> thread : running) {
        thread.get();
      }
      range.release();
      Files.delete(file.path());
    }
    pool.shutdown();
  }

  /** Ranges come and go by the ten thousand while other threads run into faults. */
  static void churn(Path directory) throws Exception {
    NativeMemory memory = NativeMemory.instance().orElseThrow();
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService pool = Executors.newCachedThreadPool();
    AtomicInteger registrations = new AtomicInteger();
    List<Future<?>> churning = new ArrayList<>();
    for (int thread = 0; thread < 3; thread++) {
      long base = 0x1000_0000_0000L + thread * 0x10_0000_0000L;
      churning.add(pool.submit(() -> guardAndReleaseUntil(done, memory, base, registrations)));
    }
    List<Future<?>> faulting = new ArrayList<>();
    for (int thread = 0; thread < 2; thread++) {
      faulting.add(pool.submit(() -> faultRepeatedly(directory, 300, registrations)));
    }
    for (Future<?> thread : faulting) {
      thread.get();
    }
    done.set(true);
    for (Future<?> thread : churning) {
      thread.get();
    }
    pool.shutdown();
    memory.guard(0x1000_0000_0000L, 0x30_0000_0000L).release(); // nothing was left behind
  }

  private static void guardAndReleaseUntil(
      AtomicBoolean done, NativeMemory memory, long base, AtomicInteger registrations) {
    List<GuardedRange> ranges = new ArrayList<>();
    while (!done.get()) {
      for (int i = 0; i < 1_000; i++) {
        ranges.add(memory.guard(base + 0x10_0000L * i, 0x10_0000));
      }
      registrations.addAndGet(ranges.size());
      Collections.shuffle(ranges, ThreadLocalRandom.current());
      for (GuardedRange range : ranges) {
        require(!range.hasFaulted(), "a flag was set that belongs to another range");
        range.release();
      }
      ranges.clear();
    }
  }

  /** So often, and on until the others have had their turn, however busy the machine is. */
  private static void faultRepeatedly(Path directory, int times, AtomicInteger registrations) {
    for (int i = 0; i < times || registrations.get() < ENOUGH_REGISTRATIONS; i++) {
      MappedTestFile file = MappedTestFile.create(directory, 64 * 1024);
      GuardedRange range = file.guard();
      require(!range.hasFaulted(), "flag set before the cut");
      file.truncate(0);
      require(file.buffer().get(40_000) == 0, "past the cut there must be zeros");
      require(range.hasFaulted(), "flag not set after a fault");
      range.release();
      file.path().toFile().delete();
    }
  }

  /** What is written behind the cut of a writable mapping goes nowhere, and sets the flag. */
  private static void store(Path directory) throws Exception {
    Path path = directory.resolve("writable");
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      MappedByteBuffer buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0, MIB);
      NativeMemory memory = NativeMemory.instance().orElseThrow();
      GuardedRange range = memory.guard(memory.address(buffer), MIB);
      channel.truncate(MIB / 2);
      for (int position = MIB / 4; position < MIB; position += 100) {
        buffer.put(position, (byte) 1);
      }
      require(range.hasFaulted(), "flag not set after a store");
      range.release();
    }
    Files.delete(path);
  }

  static void unguarded(Path directory) {
    requireLibrary();
    readCutFile(MappedTestFile.create(directory, MIB));
  }

  private static void released(Path directory) {
    MappedTestFile file = MappedTestFile.create(directory, MIB);
    GuardedRange range = file.guard();
    range.release();
    readCutFile(file);
    require(!range.hasFaulted(), "a fault after the release is none of its own");
  }

  private static void readCutFile(MappedTestFile file) {
    file.truncate(0);
    try {
      System.out.println("read " + file.buffer().get(MIB / 2));
    } catch (InternalError e) {
      System.out.println("InternalError from the JVM");
    }
  }

  /** A SIGBUS that no memory access raised is not for us: the JVM reports it and ends. */
  private static void sentSignal() throws Exception {
    requireLibrary();
    new ProcessBuilder("kill", "-BUS", Long.toString(ProcessHandle.current().pid()))
        .start()
        .waitFor();
    sleep(10_000);
  }

  private static void availability() {
    System.out.println(
        NativeMemory.instance().isPresent()
            ? "available"
            : "unavailable: " + NativeMemory.unavailableReason());
    System.out.println("the same again: " + NativeMemory.instance().isPresent());
  }

  static void requireLibrary() {
    require(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
  }

  static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
