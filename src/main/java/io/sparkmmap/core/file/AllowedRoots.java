// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The directories below which files may be read: a limit that is set by whoever runs a cluster.
 *
 * <p>What counts is where a file really lies: symbolic links may lead from anywhere to a file
 * inside, and none leads out. A root may be a link itself; it is followed, for the one who
 * configures it knows where it leads. The directories from a root to a file must be readable, not
 * passable only.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class AllowedRoots {
  /** No limit. */
  public static final AllowedRoots ANY = new AllowedRoots("", List.of());

  /** How often links may change under a walk before the path is refused. */
  private static final int ATTEMPTS = 5;

  private final String setting;
  private final List<Path> roots;

  private AllowedRoots(String setting, List<Path> roots) {
    this.setting = setting;
    this.roots = roots;
  }

  /**
   * Reads a setting.
   *
   * @param setting its name, for messages
   * @param value absolute directories with commas between them, or null for no limit. They need not
   *     exist: one that does not holds no file
   * @throws IllegalArgumentException if it names no directory, or one that is not absolute or has
   *     {@code .} or {@code ..} in it
   */
  public static AllowedRoots parse(String setting, String value) {
    if (value == null) {
      return ANY;
    }
    List<Path> roots = new ArrayList<>();
    for (String text : value.split(",", -1)) {
      if (!text.isBlank()) {
        roots.add(root(setting, text.trim()));
      }
    }
    if (roots.isEmpty()) {
      throw refused(setting, value);
    }
    return new AllowedRoots(setting, List.copyOf(roots));
  }

  private static Path root(String setting, String text) {
    Path root = Path.of(text);
    if (!root.isAbsolute() || !root.normalize().equals(root)) {
      throw refused(setting, text);
    }
    return root;
  }

  private static IllegalArgumentException refused(String setting, String found) {
    return new IllegalArgumentException(
        setting
            + ": expected absolute directories without . and .. in them, and commas between them,"
            + " found '"
            + found
            + "'; leave the setting out for no limit");
  }

  /** Whether there is a limit. */
  public boolean isLimited() {
    return !roots.isEmpty();
  }

  /**
   * Checks where a path leads now, for a plan: whoever opens it checks again, in a way that no
   * change can mislead. A path that leads nowhere is judged by its name, so that nothing is
   * revealed of what there is outside.
   *
   * @param path of a file or directory
   * @throws OutsideAllowedRootsException if it leads out of the roots
   * @throws IOException if that cannot be found out
   */
  public void check(Path path) throws IOException {
    if (!isLimited()) {
      return;
    }
    try {
      Path real = FileErrors.named(path, path::toRealPath);
      if (realRoots().stream().noneMatch(real::startsWith)) {
        throw outside(path, "it does not lie where files may be read");
      }
    } catch (NoSuchFileException e) {
      checkName(path);
    }
  }

  /**
   * Refuses a file that is on no disk of this host: the roots are directories there.
   *
   * @param path with its scheme
   * @throws OutsideAllowedRootsException if there is a limit
   */
  public void checkElsewhere(String path) throws OutsideAllowedRootsException {
    if (isLimited()) {
      throw new OutsideAllowedRootsException(
          path, "it does not lie on a disk of this host", toString());
    }
  }

  /**
   * Checks a path that leads to nothing, or to what cannot be read.
   *
   * @throws OutsideAllowedRootsException if its name is none of a place inside
   */
  void checkName(Path path) throws IOException {
    Path name = path.toAbsolutePath().normalize();
    if (isLimited()
        && roots.stream().noneMatch(name::startsWith)
        && realRoots().stream().noneMatch(name::startsWith)) {
      throw outside(path, "it does not lie where files may be read");
    }
  }

  /**
   * Makes sure that a file which is held, by whatever path, lies inside: walks from a root to where
   * the path leads, through no link, and finds that very file there. While it is held no other file
   * can have its key, so nobody can swap anything in time.
   *
   * @param fileKey device and inode, with the text that the JDK's keys have
   * @throws OutsideAllowedRootsException if it lies elsewhere, or the links on the way change again
   *     and again while they are checked
   */
  void checkHeld(Path path, Object fileKey) throws IOException {
    if (isLimited()) {
      walk(path, (directory, name) -> DirectoryWalk.find(directory, name, fileKey));
    }
  }

  /**
   * Opens a file inside through no link, where a file cannot be held before it is opened.
   *
   * @param fileKey of the file that is expected there
   * @throws OutsideAllowedRootsException like {@link #checkHeld}
   */
  FileChannel open(Path path, Object fileKey) throws IOException {
    return walk(path, (directory, name) -> DirectoryWalk.open(directory, name, fileKey));
  }

  private <T> T walk(Path path, DirectoryWalk.Visit<T> visit) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      Path real = FileErrors.named(path, path::toRealPath);
      Path root = rootOf(path, real);
      Optional<T> found = FileErrors.named(path, () -> DirectoryWalk.walk(root, real, visit));
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw outside(path, "another file is there, again and again, while it is opened");
  }

  private Path rootOf(Path path, Path real) throws IOException {
    for (Path root : realRoots()) {
      if (real.startsWith(root) && !real.equals(root)) {
        return root;
      }
    }
    throw outside(path, "it does not lie where files may be read");
  }

  private List<Path> realRoots() throws IOException {
    List<Path> real = new ArrayList<>(roots.size());
    for (Path root : roots) {
      if (Files.exists(root)) { // on this node
        real.add(root.toRealPath());
      }
    }
    return real;
  }

  private OutsideAllowedRootsException outside(Path path, String reason) {
    return new OutsideAllowedRootsException(path.toString(), reason, toString());
  }

  /** The setting as in {@code spark.mmap.allowedRoots=/data,/logs}; empty for no limit. */
  @Override
  public String toString() {
    return isLimited()
        ? setting + "=" + roots.stream().map(Path::toString).collect(Collectors.joining(","))
        : "";
  }
}
