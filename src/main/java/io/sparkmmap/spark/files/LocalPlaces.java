// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.dfs.SourceOpener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Looks at where listed files lie on the disks of this host. Files elsewhere pass where there is no
 * limit, and are refused where there is one. Safe for use by many threads.
 *
 * @param roots below which files may be read
 */
record LocalPlaces(AllowedRoots roots) {
  /**
   * Checks a path that a user gave, or a directory, before anything is listed there.
   *
   * @throws io.sparkmmap.core.file.OutsideAllowedRootsException if it leads out of the roots
   */
  void checkBeforeListing(Path path) throws IOException {
    if (!isLocal(path)) {
      roots.checkElsewhere(path.toString());
    } else if (roots.isLimited()) {
      roots.check(local(path));
    }
  }

  /**
   * Looks up a local file by one question.
   *
   * @return nothing if it is no regular file, is elsewhere, or cannot be looked up by the JDK
   */
  Optional<LeafFile> file(Path path, LeafFile.Directories directories) {
    if (!isLocal(path)) {
      return Optional.empty();
    }
    try {
      BasicFileAttributes file = Files.readAttributes(local(path), BasicFileAttributes.class);
      String text = path.toString();
      return file.isRegularFile()
          ? Optional.of(
              new LeafFile(
                  directories.of(path, text),
                  text,
                  file.size(),
                  file.lastModifiedTime().toMillis()))
          : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty(); // Hadoop says what is wrong
    }
  }

  /**
   * Checks a file in a directory that passed: only a link leads elsewhere.
   *
   * @throws io.sparkmmap.core.file.OutsideAllowedRootsException if it leads out of the roots
   */
  void checkFile(Path path) throws IOException {
    if (roots.isLimited() && isLocal(path) && Files.isSymbolicLink(local(path))) {
      roots.check(local(path));
    }
  }

  /**
   * Checks a file without content, for which no task will look: devices, FIFOs and the files in
   * {@code /proc} say that they have none, and would give no rows without a word.
   *
   * @throws IOException if it is not a regular file
   */
  void checkEmpty(ListedFile file) throws IOException {
    Path path = new Path(file.path());
    if (file.length() > 0 || !isLocal(path)) {
      return;
    }
    try {
      FileIdentity.of(local(path), roots);
    } catch (NoSuchFileException e) {
      return; // gone since, with the nothing that was in it
    }
  }

  private static boolean isLocal(Path path) {
    return SourceOpener.isLocal(path);
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }
}
