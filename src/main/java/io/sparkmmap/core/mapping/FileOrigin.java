// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which file it was that a plan saw at a path: device and inode, and in whose view. A file that was
 * replaced can have any length and modification time, and is known by these alone.
 *
 * <p>Two processes see the same files at the same paths only where they share the mounts of one
 * running kernel. Elsewhere, as on another node, nothing is compared: there the path is that of
 * another file, rightly.
 *
 * @param view the kernel's boot and the mount namespace, or empty if it is not known
 * @param fileKey device and inode as the JDK prints them
 */
public record FileOrigin(String view, String fileKey) implements Serializable {
  /** Agrees with every file. */
  public static final FileOrigin UNKNOWN = new FileOrigin("", "");

  private static final long serialVersionUID = 1L;
  private static final String OWN_VIEW = ownView();

  /**
   * The file at a path of this process.
   *
   * @param length bytes that it has in the plan
   * @param modifiedTimeMs its modification time in the plan, milliseconds since the epoch
   * @return {@link #UNKNOWN} if the file that is there now is in another state
   */
  public static FileOrigin of(Path path, long length, long modifiedTimeMs) {
    try {
      FileIdentity now = FileIdentity.of(path);
      boolean planned = now.length() == length && now.modifiedTime().toMillis() == modifiedTimeMs;
      return planned ? of(now) : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN; // whoever reads it tells
    }
  }

  static FileOrigin of(FileIdentity identity) {
    return OWN_VIEW.isEmpty() || identity.fileKey() == null
        ? UNKNOWN
        : new FileOrigin(OWN_VIEW, identity.fileKey().toString());
  }

  /** Which running kernel saw it, from whatever container; empty if that is not known. */
  public String kernel() {
    return view.substring(0, Math.max(0, view.indexOf(' ')));
  }

  /** Whether a file that this process found at the path is another one for certain. */
  boolean contradicts(FileIdentity found) {
    return !view.isEmpty()
        && view.equals(OWN_VIEW)
        && !fileKey.equals(String.valueOf(found.fileKey()));
  }

  private static String ownView() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), US_ASCII).trim();
      return boot + " " + Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
