// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import io.sparkmmap.core.mapping.MappedTestFile;
import io.sparkmmap.process.ChildJvm;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
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

  private static final int MIB = 1 << 20;
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
      case "copiesAtOnce" -> copiesAtOnce(directory);
      case "copiesUnderStress" -> copiesUnderStress(directory);
      case "unguarded" -> unguarded(directory);
      case "released" -> released(directory);
      case "copies" -> copies(directory);
      case "copyInFront" -> copyInFront(directory);
      case "replacedHandler" -> replacedHandler(directory);
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

  /** Two copies put their handlers in front at the same moment: each must still be asked. */
  private static void copiesAtOnce(Path directory) throws Exception {
    for (int pair = 0; pair < 20; pair++) {
      URLClassLoader one = secondClassLoader();
      URLClassLoader other = secondClassLoader();
      callInCopy(one, "loadOnly", directory);
      callInCopy(other, "loadOnly", directory);
      AtomicInteger ready = new AtomicInteger();
      Thread thread = new Thread(() -> installTogether(one, directory, ready));
      thread.start();
      installTogether(other, directory, ready);
      thread.join();
      callInCopy(one, "faultByHand", directory);
      callInCopy(other, "faultByHand", directory);
    }
  }

  /** Three copies of the library in one process, each of which has its own faults and ranges. */
  private static void copiesUnderStress(Path directory) throws Exception {
    ExecutorService pool = Executors.newCachedThreadPool();
    List<Future<?>> copies = new ArrayList<>();
    for (int copy = 0; copy < 2; copy++) {
      URLClassLoader loader = secondClassLoader();
      copies.add(
          pool.submit(
              () -> {
                callInCopy(loader, "churn", directory);
                return null;
              }));
    }
    churn(directory);
    for (Future<?> copy : copies) {
      copy.get();
    }
    pool.shutdown();
  }

  private static void installTogether(ClassLoader copy, Path directory, AtomicInteger ready) {
    try {
      Method install = method(copy, "reinstall");
      ready.incrementAndGet();
      while (ready.get() < 2) {
        Thread.onSpinWait();
      }
      install.invoke(null, directory);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static void loadOnly(Path directory) throws Exception {
    NativeLibrary.loadFrom(directory, NativeLibrary.content(platform()));
  }

  /** Without an instance, which would put its handler in front again. */
  static void faultByHand(Path directory) throws Exception {
    MappedTestFile file = MappedTestFile.create(directory, MIB);
    long address =
        (long) nativeMethod("directAddress", ByteBuffer.class).invoke(null, file.buffer());
    Method guard = nativeMethod("guardRange", long.class, long.class, int.class);
    require((int) guard.invoke(null, address, (long) MIB, 0) == 0, "not guarded");
    file.truncate(0);
    require(file.buffer().get(MIB / 2) == 0, "past the cut there must be zeros");
    nativeMethod("releaseRange", long.class).invoke(null, address);
  }

  private static Method nativeMethod(String name, Class<?>... parameters) throws Exception {
    Method method = NativeMemory.class.getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return method;
  }

  private static void unguarded(Path directory) {
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

  /** Each copy guards its own ranges, whichever handler is in front, and leaves the rest alone. */
  private static void copies(Path directory) throws Exception {
    requireLibrary();
    try (URLClassLoader second = secondClassLoader()) {
      callInCopy(second, "cutGuardedFile", directory);
      cutGuardedFile(directory);
      callInCopy(second, "cutGuardedFile", directory);
    }
    require(NativeMemory.instance().orElseThrow().handlerInstalled(), "the copy leads to us");
    unguarded(directory);
  }

  /** A copy whose class loader is gone stays in front, and must still lead to us. */
  private static void copyInFront(Path directory) throws Exception {
    requireLibrary();
    for (int i = 0; i < 5; i++) {
      try (URLClassLoader copy = secondClassLoader()) {
        callInCopy(copy, "cutGuardedFile", directory);
      }
    }
    for (int i = 0; i < 10; i++) {
      System.gc();
      sleep(20);
    }
    require(NativeMemory.instance().orElseThrow().handlerInstalled(), "the copies lead to us");
    cutGuardedFile(directory);
    unguarded(directory);
  }

  /**
   * A handler of another library gets in front: a copy under a name that does not say what it is.
   * It passes on to us what we pass on to it, and that must come to an end.
   */
  private static void replacedHandler(Path directory) throws Exception {
    NativeMemory memory = NativeMemory.instance().orElseThrow();
    require(memory.handlerInstalled(), "just loaded");
    URLClassLoader other = secondClassLoader();
    callInCopy(other, "installUnderAnotherName", directory);
    require(!memory.handlerInstalled(), "another handler is in front");
    cutGuardedFile(directory);
    require(memory.handlerInstalled(), "guarding a range puts ours in front again");
    callInCopy(other, "reinstall", directory);
    require(!memory.handlerInstalled(), "it pushed itself in front once more");
    cutGuardedFile(directory);
    require(memory.handlerInstalled(), "in front again");
    unguarded(directory);
    other.close();
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

  static void cutGuardedFile(Path directory) {
    MappedTestFile file = MappedTestFile.create(directory, MIB);
    GuardedRange range = file.guard();
    file.truncate(0);
    require(file.buffer().get(MIB / 2) == 0, "past the cut there must be zeros");
    require(range.hasFaulted(), "flag not set after a fault");
    range.release();
  }

  static void installUnderAnotherName(Path directory) throws Exception {
    Path library = directory.resolve("libother.so");
    Files.write(library, NativeLibrary.content(platform()));
    System.load(library.toString());
    reinstall(directory);
  }

  static void reinstall(Path directory) throws Exception {
    require(
        (int) nativeMethod("installHandler").invoke(null) == 0,
        "cannot install the other handler in " + directory);
  }

  private static String platform() throws NativeLibrary.UnavailableException {
    return NativeLibrary.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  private static URLClassLoader secondClassLoader() throws IOException {
    URL[] classPath = {
      ChildJvm.location(NativeMemory.class).toUri().toURL(),
      ChildJvm.location(GuardScenarios.class).toUri().toURL()
    };
    return new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
  }

  private static void callInCopy(ClassLoader copy, String method, Path directory)
      throws ReflectiveOperationException {
    method(copy, method).invoke(null, directory);
  }

  private static Method method(ClassLoader copy, String name) throws ReflectiveOperationException {
    Class<?> type = Class.forName(GuardScenarios.class.getName(), true, copy);
    require(type != GuardScenarios.class, "not a copy");
    Method method = type.getDeclaredMethod(name, Path.class);
    method.setAccessible(true);
    return method;
  }

  private static void requireLibrary() {
    require(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
