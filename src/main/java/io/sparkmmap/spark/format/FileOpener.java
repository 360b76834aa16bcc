// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.format;

import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.files.ListedFile;
import java.io.IOException;

/** Opens listed files to read what they say about themselves. */
@FunctionalInterface
public interface FileOpener {
  /**
   * Opens a file to be read, and not mapped.
   *
   * @param scope of the look
   * @return to be closed by the caller
   */
  RegionSource open(ListedFile file, LeaseScope scope) throws IOException;
}
