// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What may stand in the way to a file that is as good as ever, for root too. */
enum Trouble {
  DIRECTORY {
    @Override
    void cause(Path file) throws IOException {
      Files.createDirectory(moved(file));
    }
  },
  FIFO {
    @Override
    void cause(Path file) throws IOException, InterruptedException {
      if (new ProcessBuilder("mkfifo", moved(file).toString()).start().waitFor() != 0) {
        throw new IOException("no mkfifo");
      }
    }
  },
  KERNEL_FILE {
    @Override
    void cause(Path file) throws IOException {
      Files.createSymbolicLink(moved(file), Path.of("/proc/version"));
    }
  },
  DEVICE {
    @Override
    void cause(Path file) throws IOException {
      Files.createSymbolicLink(moved(file), Path.of("/dev/zero"));
    }
  },
  CIRCLE {
    @Override
    void cause(Path file) throws IOException {
      Files.createSymbolicLink(moved(file), file);
    }
  },
  LONG_NAME {
    @Override
    void cause(Path file) throws IOException {
      Files.createSymbolicLink(moved(file), Path.of("/" + "x".repeat(300)));
    }
  },
  /** A file, and no directory any more. */
  NO_DIRECTORY {
    @Override
    void cause(Path file) throws IOException {
      Files.move(file.getParent(), Path.of(file.getParent() + "-away"));
      Files.createFile(file.getParent());
    }
  };

  abstract void cause(Path file) throws IOException, InterruptedException;

  /** The path, at which the file is no longer. */
  private static Path moved(Path file) throws IOException {
    Files.move(file, file.resolveSibling("away"));
    return file;
  }
}
