// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.placement;

import java.io.Serializable;

/**
 * A file that a manifest names.
 *
 * @param path absolute, on the host's local file system
 * @param length bytes, or {@link #UNKNOWN}
 * @param modificationTimeMs milliseconds since 1970-01-01T00:00Z, or {@link #UNKNOWN}
 * @param line of the manifest on which it is named; 0 if it was not read from a text
 */
public record ManifestFile(String path, long length, long modificationTimeMs, int line)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What the manifest does not say. */
  public static final long UNKNOWN = -1;
}
