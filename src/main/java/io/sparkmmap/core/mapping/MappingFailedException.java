// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;

/**
 * A part of a file could not be mapped. Never has a cause: Spark ends an executor for an {@code
 * OutOfMemoryError} anywhere in the chain of causes, and the JDK puts one there.
 */
public final class MappingFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  MappingFailedException(String path, long offset, long length, String reason) {
    super(
        path
            + ": cannot map "
            + length
            + " bytes at offset "
            + offset
            + " ("
            + reason
            + "); raise vm.max_map_count or the limit on address space (ulimit -v), or set memoryMap=false"
            + " to read the file instead");
  }
}
