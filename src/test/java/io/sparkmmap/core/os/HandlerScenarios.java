// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import io.sparkmmap.core.mapping.MappedTestFile;
import io.sparkmmap.process.ChildJvm;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Scenarios of several copies of the library, and of other handlers of SIGBUS, in one process. */
final class HandlerScenarios {
  private HandlerScenarios() {}

  /** Two copies put their handlers in front at the same moment: each must still be asked. */
  static void copiesAtOnce(Path directory) throws Exception {
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
  static void copiesUnderStress(Path directory) throws Exception {
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
    GuardScenarios.churn(directory);
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

  static void churn(Path directory) throws Exception {
    GuardScenarios.churn(directory);
  }

  static void loadOnly(Path directory) throws Exception {
    NativeLibrary.loadFrom(directory, NativeLibrary.content(platform()));
  }

  /** Without an instance, which would put its handler in front again. */
  static void faultByHand(Path directory) throws Exception {
    MappedTestFile file = MappedTestFile.create(directory, GuardScenarios.MIB);
    long address =
        (long) nativeMethod("directAddress", ByteBuffer.class).invoke(null, file.buffer());
    Method guard = nativeMethod("guardRange", long.class, long.class, int.class);
    GuardScenarios.require(
        (int) guard.invoke(null, address, (long) GuardScenarios.MIB, 0) == 0, "not guarded");
    file.truncate(0);
    GuardScenarios.require(
        file.buffer().get(GuardScenarios.MIB / 2) == 0, "past the cut there must be zeros");
    nativeMethod("releaseRange", long.class).invoke(null, address);
  }

  private static Method nativeMethod(String name, Class<?>... parameters) throws Exception {
    Method method = NativeMemory.class.getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return method;
  }

  /** Each copy guards its own ranges, whichever handler is in front, and leaves the rest alone. */
  static void copies(Path directory) throws Exception {
    GuardScenarios.requireLibrary();
    try (URLClassLoader second = secondClassLoader()) {
      callInCopy(second, "cutGuardedFile", directory);
      cutGuardedFile(directory);
      callInCopy(second, "cutGuardedFile", directory);
    }
    GuardScenarios.require(
        NativeMemory.instance().orElseThrow().handlerInstalled(), "the copy leads to us");
    GuardScenarios.unguarded(directory);
  }

  /** A copy whose class loader is gone stays in front, and must still lead to us. */
  static void copyInFront(Path directory) throws Exception {
    GuardScenarios.requireLibrary();
    for (int i = 0; i < 5; i++) {
      try (URLClassLoader copy = secondClassLoader()) {
        callInCopy(copy, "cutGuardedFile", directory);
      }
    }
    for (int i = 0; i < 10; i++) {
      System.gc();
      GuardScenarios.sleep(20);
    }
    GuardScenarios.require(
        NativeMemory.instance().orElseThrow().handlerInstalled(), "the copies lead to us");
    cutGuardedFile(directory);
    GuardScenarios.unguarded(directory);
  }

  /**
   * A handler of another library gets in front: a copy under a name that does not say what it is.
   * It passes on to us what we pass on to it, and that must come to an end.
   */
  static void replacedHandler(Path directory) throws Exception {
    NativeMemory memory = NativeMemory.instance().orElseThrow();
    GuardScenarios.require(memory.handlerInstalled(), "just loaded");
    URLClassLoader other = secondClassLoader();
    callInCopy(other, "installUnderAnotherName", directory);
    GuardScenarios.require(!memory.handlerInstalled(), "another handler is in front");
    cutGuardedFile(directory);
    GuardScenarios.require(memory.handlerInstalled(), "guarding a range puts ours in front again");
    callInCopy(other, "reinstall", directory);
    GuardScenarios.require(!memory.handlerInstalled(), "it pushed itself in front once more");
    cutGuardedFile(directory);
    GuardScenarios.require(memory.handlerInstalled(), "in front again");
    GuardScenarios.unguarded(directory);
    other.close();
  }

  static void cutGuardedFile(Path directory) {
    MappedTestFile file = MappedTestFile.create(directory, GuardScenarios.MIB);
    GuardedRange range = file.guard();
    file.truncate(0);
    GuardScenarios.require(
        file.buffer().get(GuardScenarios.MIB / 2) == 0, "past the cut there must be zeros");
    GuardScenarios.require(range.hasFaulted(), "flag not set after a fault");
    range.release();
  }

  static void installUnderAnotherName(Path directory) throws Exception {
    Path library = directory.resolve("libother.so");
    Files.write(library, NativeLibrary.content(platform()));
    System.load(library.toString());
    reinstall(directory);
  }

  static void reinstall(Path directory) throws Exception {
    GuardScenarios.require(
        (int) nativeMethod("installHandler").invoke(null) == 0,
        "cannot install the other handler in " + directory);
  }

  private static String platform() throws NativeLibrary.UnavailableException {
    return NativeLibrary.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  private static URLClassLoader secondClassLoader() throws IOException {
    URL[] classPath = {
      ChildJvm.location(NativeMemory.class).toUri().toURL(),
      ChildJvm.location(HandlerScenarios.class).toUri().toURL()
    };
    return new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
  }

  private static void callInCopy(ClassLoader copy, String method, Path directory)
      throws ReflectiveOperationException {
    method(copy, method).invoke(null, directory);
  }

  private static Method method(ClassLoader copy, String name) throws ReflectiveOperationException {
    Class<?> type = Class.forName(HandlerScenarios.class.getName(), true, copy);
    GuardScenarios.require(type != HandlerScenarios.class, "not a copy");
    Method method = type.getDeclaredMethod(name, Path.class);
    method.setAccessible(true);
    return method;
  }
}
