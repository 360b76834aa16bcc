// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import io.sparkmmap.core.os.ReaderThreads;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Plans files as they are now, by one check of each. Of those that were written to last it reads
 * some of the content too, so that readers know a file that was appended to since. Where the file
 * system does not answer in some seconds, it plans without: reading can be cancelled, planning
 * cannot.
 */
public final class PlannedFiles {
  private static final System.Logger LOG = System.getLogger(PlannedFiles.class.getName());

  /**
   * After how long no further file's content is read: a disk needs milliseconds for each piece that
   * is not in memory.
   */
  private static final long READING_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** After how long a file system counts as one that does not answer. */
  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A file that is appended to all the time is never found unchanged. */
  private static final int ATTEMPTS = 3;

  private PlannedFiles() {}

  private record Found(Path path, FileIdentity identity, long lookedAtMs) {
    PlannedFile planned(ContentWitness witness) {
      return new PlannedFile(
          path.toString(),
          identity.length(),
          identity.modifiedTime().toMillis(),
          FileOrigin.of(identity, lookedAtMs, witness));
    }
  }

  /**
   * Plans a file with what is needed to know it again.
   *
   * @param roots below which it has to lie
   * @throws IOException if there is no such regular file on this host; one that may not be read is
   *     planned without its content
   */
  static PlannedFile of(Path path, AllowedRoots roots) throws IOException {
    Found file = look(path, roots);
    return witnessed(List.of(file), roots).getOrDefault(path, file.planned(ContentWitness.NONE));
  }

  /**
   * Plans files.
   *
   * @param roots below which they have to lie
   * @return those whose attributes could be read, by their paths
   */
  public static Map<Path, PlannedFile> of(Collection<Path> paths, AllowedRoots roots) {
    Map<Path, PlannedFile> planned = new HashMap<>();
    List<Found> files = new ArrayList<>();
    for (Path path : paths) {
      try {
        files.add(look(path, roots));
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "{0} is not known when it is planned: {1}", path, e.getMessage());
      }
    }
    files.sort(Comparator.comparing((Found file) -> file.identity.modifiedTime()).reversed());
    Map<Path, PlannedFile> witnessed = witnessed(files, roots);
    for (Found file : files) {
      PlannedFile known = witnessed.get(file.path);
      planned.put(file.path, known != null ? known : file.planned(ContentWitness.NONE));
    }
    return planned;
  }

  /**
   * Reads some of the content of files, the first ones, as far as there is time.
   *
   * @return those whose content was read
   */
  private static Map<Path, PlannedFile> witnessed(List<Found> files, AllowedRoots roots) {
    Map<Path, PlannedFile> witnessed = new ConcurrentHashMap<>();
    CompletableFuture<Void> reading =
        ReaderThreads.run(
            () -> {
              long start = System.nanoTime();
              for (Found file : files) {
                if (System.nanoTime() - start > READING_NANOS) {
                  break;
                }
                witnessed.put(file.path, witnessed(file, roots));
              }
              return null;
            });
    try {
      reading.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // Whoever reads the files says what is wrong.
      LOG.log(Level.DEBUG, "{0} files are planned without their content: {1}", files.size(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Map.copyOf(witnessed);
  }

  private static Found look(Path path, AllowedRoots roots) throws IOException {
    try (FileHandle file = FileHandle.of(path, roots)) {
      return new Found(path, file.identity(), System.currentTimeMillis());
    }
  }

  private static PlannedFile witnessed(Found file, AllowedRoots roots) {
    if (file.identity.length() == 0) {
      return file.planned(ContentWitness.NONE);
    }
    try (FileHandle handle = FileHandle.of(file.path, roots);
        FileChannel channel = handle.open()) {
      Found now = file;
      ContentWitness witness = ContentWitness.NONE;
      for (int i = 0; i < ATTEMPTS; i++) {
        Found before = new Found(file.path, handle.identity(), System.currentTimeMillis());
        witness = witness(channel, before);
        now = before;
        if (handle.identity().equals(before.identity)) {
          break;
        }
      }
      return now.planned(witness);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0} is planned without its content: {1}", file.path, e.getMessage());
      return file.planned(ContentWitness.NONE); // whoever reads it says what is wrong
    }
  }

  private static ContentWitness witness(FileChannel channel, Found file) throws IOException {
    FileIdentity state = file.identity;
    long seed = 31L * String.valueOf(state.fileKey()).hashCode() + state.modifiedTime().hashCode();
    return ContentWitness.of(
        channel, file.path.toString(), state.length(), ContentWitness.PIECES, seed);
  }
}
