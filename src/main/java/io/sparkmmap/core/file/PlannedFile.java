// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * A file as the plan of a query saw it. Readers compare what they find with it, so that a file that
 * changed between planning and reading is an error and never a mixture of two states.
 *
 * @param path the path on the local file system; of a file elsewhere, with its scheme
 * @param length bytes that the query reads; a file that has only grown since is read up to here
 * @param modifiedTimeMs modification time, milliseconds since the epoch
 * @param origin which file it was, as far as that is known
 */
public record PlannedFile(String path, long length, long modifiedTimeMs, FileOrigin origin)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A file of which nothing else is known. */
  public PlannedFile(String path, long length, long modifiedTimeMs) {
    this(path, length, modifiedTimeMs, FileOrigin.UNKNOWN);
  }

  /** Plans a file as it is now. */
  public static PlannedFile of(Path path) throws IOException {
    return of(path, AllowedRoots.ANY);
  }

  /**
   * The same of a file that may lie below some directories only.
   *
   * @throws OutsideAllowedRootsException if it lies elsewhere
   */
  public static PlannedFile of(Path path, AllowedRoots roots) throws IOException {
    return PlannedFiles.of(path, roots);
  }

  /** Whether it lies on a disk of the node, as far as the path says. */
  public boolean isLocal() {
    return Path.of(path).isAbsolute();
  }

  /** The same file, of which more is known. */
  public PlannedFile withOrigin(FileOrigin known) {
    return new PlannedFile(path, length, modifiedTimeMs, known);
  }

  /**
   * The same file for a reader of its start that plans no query by it: what it has grown by since
   * it was listed does not matter, and of a file system that hangs no more is touched than is asked
   * for.
   */
  public PlannedFile forLook() {
    return origin.witness().isNone()
        ? withOrigin(origin.withWitness(ContentWitness.OF_START))
        : this;
  }

  /**
   * Checks what is asked of a source.
   *
   * @param offset from 0 to the length of the file
   * @param minLength bytes wanted from there on
   * @return as many of them as the plan has
   * @throws IndexOutOfBoundsException if the offset lies outside of the file
   */
  public long checkRange(long offset, long minLength) {
    if (offset < 0 || offset > length || minLength < 0) {
      throw new IndexOutOfBoundsException(
          path + ": " + minLength + " bytes at offset " + offset + " of " + length);
    }
    return Math.min(minLength, length - offset);
  }

  /**
   * Looks at the file that was found for this one, and compares it with the plan.
   *
   * @return the file as it is
   * @throws FileChangedException if it is not as planned
   */
  public FileIdentity check(FileHandle found) throws IOException {
    FileIdentity actual =
        AppendDetector.awaitStable(
            found::identity,
            now ->
                now.length() == length
                    ? now.modifiedTime().toMillis() != modifiedTimeMs || origin.contradictsTime(now)
                    : now.length() > length && now.hasOtherTimeThanOfChange());
    check(actual);
    return actual;
  }

  /**
   * Compares the file as it is with the plan.
   *
   * <p>A longer file passes whatever its modification time: it is taken for one that was appended
   * to, whose first {@link #length} bytes are those of the plan.
   *
   * @throws FileChangedException if it is another one, shorter, or of equal length but modified
   *     since
   */
  private void check(FileIdentity actual) throws FileChangedException {
    if (origin.contradicts(actual)) {
      throw new FileChangedException(
          path,
          0,
          "the file that was planned, " + origin.fileKey(),
          "another one, " + actual.fileKey() + ", so it was replaced");
    }
    check(actual.length(), actual.modifiedTime().toMillis());
    if (actual.length() > length) {
      actual.checkTimesOfAppended(path);
    } else if (origin.contradictsTime(actual)) {
      throw new FileChangedException(
          path,
          0,
          "change time " + origin.changedTime() + " as planned",
          actual.changedTime()
              + " at the same modification time, so the file was overwritten and given its old time"
              + " again (as by rsync --inplace --times, or cp --preserve), or its permissions,"
              + " owner or links were changed, which cannot be distinguished from that");
    }
  }

  /**
   * Compares length and time of the file as it is with the plan. A longer file passes, as one that
   * was appended to.
   *
   * @param actualModifiedTimeMs milliseconds since the epoch
   * @throws FileChangedException if it is shorter, or of equal length but modified since
   */
  public void check(long actualLength, long actualModifiedTimeMs) throws FileChangedException {
    if (actualLength < length) {
      throw new FileChangedException(
          path,
          actualLength,
          "length " + length + " as planned",
          "length " + actualLength + ", so the file was truncated");
    }
    if (actualLength == length && actualModifiedTimeMs != modifiedTimeMs) {
      throw new FileChangedException(
          path,
          0,
          "modification time " + modifiedTimeMs + " ms as planned",
          actualModifiedTimeMs + " ms, so the file was overwritten");
    }
  }
}
