// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the native library for this platform inside the jar, and loads it.
 *
 * <p>The library is written to a directory of its own that only this user can enter, read back and
 * compared with what the jar holds, loaded, and deleted. Stateless; threads may share it.
 */
final class NativeLibrary {
  /** {@code false} keeps the native library from being loaded. */
  static final String ENABLED_PROPERTY = "io.sparkmmap.native";

  /** A directory to extract to before the temporary one is tried, such as where that is noexec. */
  static final String DIRECTORY_PROPERTY = "io.sparkmmap.nativeDirectory";

  private static final String FILE_NAME = "libsparkmmap.so";
  private static final Path OWN_MAPPINGS = Path.of("/proc/self/maps");

  private NativeLibrary() {}

  /** Says why the library cannot be had, as the end of a sentence. */
  static final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnavailableException(String reason) {
      super(reason);
    }
  }

  /** Loads the library into the class loader of this class. */
  static void load() throws UnavailableException {
    if (turnedOff()) {
      throw new UnavailableException("turned off by -D" + ENABLED_PROPERTY + "=false");
    }
    byte[] content =
        content(platform(System.getProperty("os.name"), System.getProperty("os.arch")));
    List<String> failures = new ArrayList<>();
    for (String directory : directories()) {
      try {
        loadFrom(Path.of(directory), content);
        return;
      } catch (IOException | LinkageError | RuntimeException e) {
        failures.add(explained(e));
      }
    }
    throw new UnavailableException(
        "it could not be loaded ("
            + String.join("; ", failures)
            + "); -D"
            + DIRECTORY_PROPERTY
            + "=DIR names another directory to load it from");
  }

  private static String explained(Throwable failure) {
    String words = failure.toString();
    return words.contains("failed to map segment")
        ? words + ": programs may not be loaded from there, as that file system is mounted noexec"
        : words;
  }

  /** Whether it is the user who wants no native library. */
  static boolean turnedOff() {
    return System.getProperty(ENABLED_PROPERTY, "true").equalsIgnoreCase("false");
  }

  /** The directory of the jar that holds the library for a platform, as in {@code linux-x86_64}. */
  static String platform(String osName, String osArch) throws UnavailableException {
    if (!osName.equals("Linux")) {
      throw new UnavailableException("there is none for " + osName + ", only for Linux");
    }
    if (usesMusl(ownMappings())) {
      throw new UnavailableException(
          "this JVM runs on the C library musl, and it is built for glibc");
    }
    return switch (osArch.toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> "linux-x86_64";
      case "aarch64", "arm64" -> "linux-aarch64";
      default ->
          throw new UnavailableException(
              "there is none for " + osArch + ", only for x86_64 and aarch64");
    };
  }

  /** Whether the mappings of a process, as in {@code /proc/self/maps}, show musl's loader. */
  static boolean usesMusl(List<String> mappings) {
    return mappings.stream().anyMatch(line -> line.contains("/ld-musl-"));
  }

  /** Whether an address lies in this library or in another copy of it. */
  static boolean holds(long address) {
    for (String line : ownMappings()) {
      String range = line.substring(0, line.indexOf(' '));
      int dash = range.indexOf('-');
      long start = Long.parseUnsignedLong(range, 0, dash, 16);
      long end = Long.parseUnsignedLong(range, dash + 1, range.length(), 16);
      if (Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0) {
        return line.contains("/" + FILE_NAME);
      }
    }
    return false;
  }

  /**
   * Writes the library below a directory, loads it and deletes it again: what is mapped stays. Each
   * call makes a file of its own, so that the system takes each for a library of its own.
   */
  static void loadFrom(Path directory, byte[] content) throws IOException {
    Path file = extract(directory, content);
    try {
      System.load(file.toString());
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.getParent());
    }
  }

  /**
   * Writes the library into a new directory, mode 0700, below an existing one.
   *
   * @return the absolute path of the file, mode 0500
   * @throws IOException if it cannot be written, or holds other bytes than were written
   */
  static Path extract(Path directory, byte[] content) throws IOException {
    Path own =
        Files.createTempDirectory(directory.toAbsolutePath(), "sparkmmap", only("rwx------"));
    Path file = own.resolve(FILE_NAME);
    try {
      Set<StandardOpenOption> create =
          Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
      try (var channel = Files.newByteChannel(file, create, only("r-x------"))) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      if (!MessageDigest.isEqual(sha256(content), sha256(Files.readAllBytes(file)))) {
        throw new IOException(
            file + " holds other bytes than were written: somebody changes files there");
      }
      return file;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      Files.deleteIfExists(own);
      throw e;
    }
  }

  /** The bytes of the library for a platform. */
  static byte[] content(String platform) throws UnavailableException {
    String resource = platform + "/" + FILE_NAME;
    try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new UnavailableException("the jar does not hold " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UnavailableException(resource + " cannot be read from the jar: " + e);
    }
  }

  private static List<String> directories() {
    return Stream.of(DIRECTORY_PROPERTY, "java.io.tmpdir")
        .map(System::getProperty)
        .filter(directory -> directory != null && !directory.isEmpty())
        .toList();
  }

  private static List<String> ownMappings() {
    try {
      // Reads any bytes: the names of mapped files may be in any charset.
      return Files.readAllLines(OWN_MAPPINGS, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // No /proc here. What the mappings would have shown is seen when the library is loaded.
      return List.of();
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> only(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
