// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the names that one listing lacks. Java decodes a name by the locale, and puts a character
 * in place of what it cannot decode; nothing exists by the name that comes of that, and Hadoop's
 * local file system leaves it out without a word. For one thread.
 */
public final class LostNames {
  private static final Logger LOG = LoggerFactory.getLogger(LostNames.class);

  /** What Java puts in place of bytes that it cannot decode, by the JDK and the locale. */
  private static final String REPLACEMENTS = "\ufffd?";

  private final Set<Path> directories = new LinkedHashSet<>();
  private int count;

  /**
   * Counts in a directory that was listed; one that is not local has no such names.
   *
   * @param wanted whether a name would be listed
   */
  public void countIn(Path directory, Predicate<String> wanted) {
    if (!SourceOpener.isLocal(directory)) {
      return;
    }
    File local = new File(directory.toUri().getPath());
    String[] names = local.list();
    for (String name : names == null ? new String[0] : names) {
      if (isReplaced(name) && wanted.test(name) && !exists(local, name)) {
        count++;
        directories.add(directory);
      }
    }
  }

  /** Warns if there were any. */
  public void warn() {
    if (count > 0) {
      LOG.warn(
          "Left out {} files or directories in {}{}, for their names cannot be written in {}, the"
              + " encoding of the locale of this process; start Java with LC_ALL=C.UTF-8, or rename"
              + " them",
          count,
          directories.iterator().next(),
          directories.size() == 1 ? "" : " and " + (directories.size() - 1) + " more directories",
          System.getProperty("sun.jnu.encoding"));
    }
  }

  private static boolean isReplaced(String name) {
    return name.chars().anyMatch(c -> REPLACEMENTS.indexOf(c) >= 0);
  }

  private static boolean exists(File directory, String name) {
    try {
      return Files.exists(new File(directory, name).toPath(), LinkOption.NOFOLLOW_LINKS);
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
