// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import io.sparkmmap.core.os.FileSystemType;
import io.sparkmmap.core.os.SystemPath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that is opened by its path, where it cannot be held before that.
 *
 * @param fileKey of the file that was found at the path
 */
record NamedFile(SystemPath path, AllowedRoots roots, Object fileKey) implements FileHandle {

  static NamedFile of(Path path, AllowedRoots roots) throws IOException {
    SystemPath systemPath = SystemPath.of(path);
    Object fileKey;
    try {
      roots.check(path);
      fileKey = FileIdentity.ofRegularFile(systemPath).fileKey();
    } catch (NoSuchFileException e) {
      roots.checkName(path);
      throw e;
    }
    Optional<String> pseudo = FileSystemType.pseudo(path);
    if (pseudo.isPresent()) {
      throw FileErrors.madeUp(path, pseudo.get());
    }
    return new NamedFile(systemPath, roots, fileKey);
  }

  @Override
  public FileIdentity identity() throws IOException {
    return FileIdentity.ofRegularFile(path);
  }

  @Override
  public FileChannel open() throws IOException {
    return roots.isLimited()
        ? roots.open(path.path(), fileKey)
        : FileErrors.named(
            path.path(), () -> FileChannel.open(path.path(), StandardOpenOption.READ));
  }

  @Override
  public void close() {}
}
