// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;

/**
 * The system refused to map a part of a file. Never has a cause: Spark ends an executor for an
 * {@code OutOfMemoryError} anywhere in the chain of causes, and the JDK puts one there.
 */
public final class MappingFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  MappingFailedException(String path, long offset, long length, String reason) {
    super(
        path
            + ": the system refused to map "
            + length
            + " bytes at offset "
            + offset
            + " ("
            + reason.replace("Map failed", "refused")
            + "); raise vm.max_map_count or the limit on address space (ulimit -v), or set memoryMap=false"
            + " to read the file instead");
  }
}
