// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import io.sparkmmap.core.os.LocalHost;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** What is said of files that cannot be opened: the path, the host, and what to do. */
public final class FileErrors {
  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int EIO = 5;
  private static final int EACCES = 13;
  private static final int ENOTDIR = 20;
  private static final int ENFILE = 23;
  private static final int EMFILE = 24;
  private static final int ENAMETOOLONG = 36;
  private static final int ENOSYS = 38;
  private static final int ELOOP = 40;
  private static final int ESTALE = 116;

  /** Ahead: without a descriptor no host is looked up, and no class loaded from a directory. */
  private static final String NO_DESCRIPTOR = TooManyOpenFilesException.reason();

  private FileErrors() {}

  /** What has to be allowed besides the permissions of the file. */
  private static final String ALLOW =
      "; have the security module of the host (SELinux, AppArmor, seccomp) allow this process to"
          + " open, stat and read files";

  /** Something that is done with a file by the JDK. */
  interface FileAction<T> {
    T run() throws IOException;
  }

  /** Does something with a file, with the errors of this class in place of the JDK's. */
  static <T> T named(Path path, FileAction<T> action) throws IOException {
    try {
      return action.run();
    } catch (NoSuchFileException e) {
      throw missing(path);
    } catch (AccessDeniedException e) {
      throw denied(path);
    } catch (FileSystemException e) {
      throw isOutOfDescriptors(e)
          ? new TooManyOpenFilesException(path.toString(), NO_DESCRIPTOR)
          : e;
    }
  }

  /** The error for a number of the system's. */
  static IOException of(int error, Path path) {
    return switch (error) {
      case ENOENT, ENOTDIR -> missing(path);
      case EACCES -> denied(path);
      case EPERM, ENOSYS ->
          failed(path, "the system refuses to look it up (error " + error + ")" + ALLOW);
      case ENFILE, EMFILE -> new TooManyOpenFilesException(path.toString(), NO_DESCRIPTOR);
      case ELOOP -> failed(path, "its symbolic links go round in a circle, or are too many");
      case ENAMETOOLONG -> failed(path, "its name is too long");
      case EIO -> failed(path, "the storage under it fails (EIO); check it");
      case ESTALE -> failed(path, "its network file system lost it (ESTALE); mount that again");
      default -> failed(path, "the system refuses to look it up (error " + error + ")");
    };
  }

  static NoSuchFileException missing(Path path) {
    return new NoSuchFileException(
        path.toString(),
        null,
        "no such file on host "
            + LocalHost.name()
            + "; a file that lies on other nodes only must be read there");
  }

  /** What to do about a failed read, by the words of the C library for it. */
  public static String remedyOfReading(String message) {
    String words = String.valueOf(message).toLowerCase(Locale.ROOT);
    return words.contains("not permitted") || words.contains("not implemented")
        ? ALLOW
        : "; check the storage under it";
  }

  static AccessDeniedException denied(Path path) {
    return new AccessDeniedException(
        path.toString(),
        null,
        "may not be read by user "
            + System.getProperty("user.name")
            + " on host "
            + LocalHost.name()
            + "; check the permissions of the file and of the directories above it");
  }

  static IOException notRegular(Path path, boolean isDirectory) {
    return notRegular(path, isDirectory ? "directory" : "FIFO, device or socket");
  }

  static IOException madeUp(Path path, String fileSystem) {
    return notRegular(path, "file that the kernel makes up (file system " + fileSystem + ")");
  }

  private static IOException notRegular(Path path, String found) {
    return new HostFailureException( // whatever the file is that should be there
        path
            + " on host "
            + LocalHost.name()
            + ": expected a regular file, found a "
            + found
            + "; only regular files can be read by offset: copy what it holds into one");
  }

  private static FileSystemException failed(Path path, String reason) {
    return new FileSystemException(
        path.toString(), null, "cannot be opened on host " + LocalHost.name() + ": " + reason);
  }

  /** The JDK has no class for it, but the words of the C library. */
  static boolean isOutOfDescriptors(FileSystemException e) {
    return e.getReason() != null && e.getReason().startsWith("Too many open files");
  }
}
