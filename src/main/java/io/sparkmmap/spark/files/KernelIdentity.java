// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Tells one running Linux kernel from every other, also from within containers. */
final class KernelIdentity {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private KernelIdentity() {}

  /** That of this host, if the system tells it. */
  static Optional<String> here() {
    try {
      return Optional.of(Files.readString(BOOT_ID).trim()).filter(id -> !id.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
