// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A file that is opened by its path, where it cannot be held before that. */
record NamedFile(Path path, AllowedRoots roots, FileIdentity identity) implements FileHandle {

  static NamedFile of(Path path, AllowedRoots roots) throws IOException {
    FileIdentity identity;
    try {
      roots.check(path);
      identity = FileIdentity.ofRegularFile(SystemPath.of(path));
    } catch (NoSuchFileException e) {
      roots.checkName(path);
      throw e;
    }
    Optional<String> pseudo = PseudoFileSystem.ofMount(path);
    if (pseudo.isPresent()) {
      throw FileErrors.madeUp(path, pseudo.get());
    }
    return new NamedFile(path, roots, identity);
  }

  @Override
  public FileChannel open() throws IOException {
    return roots.isLimited()
        ? roots.open(path, identity.fileKey())
        : FileErrors.named(path, () -> FileChannel.open(path, StandardOpenOption.READ));
  }

  @Override
  public void close() {}
}
