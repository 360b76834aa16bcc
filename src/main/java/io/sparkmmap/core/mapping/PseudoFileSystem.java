// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * File systems whose files the kernel makes up while they are read. They say that they are regular,
 * but their length is not that of their content, and reading some waits, or has effects.
 *
 * <p>Known by the magic number of statfs(2) or, without the native library, by the name in the
 * table of mounts.
 */
enum PseudoFileSystem {
  PROC("proc", 0x9FA0L),
  SYSFS("sysfs", 0x62656572L),
  DEBUGFS("debugfs", 0x64626720L),
  TRACEFS("tracefs", 0x74726163L),
  SECURITYFS("securityfs", 0x73636673L),
  CONFIGFS("configfs", 0x62656570L),
  CGROUP("cgroup", 0x0027E0EBL),
  CGROUP2("cgroup2", 0x63677270L),
  BPF("bpf", 0xCAFE4A11L),
  SELINUX("selinuxfs", 0xF97CFF8CL),
  PSTORE("pstore", 0x6165676CL),
  EFIVARS("efivarfs", 0xDE5E81E4L),
  BINFMT("binfmt_misc", 0x42494E4DL),
  FUSE_CONTROL("fusectl", 0x65735543L);

  private final String type;
  private final long magic;

  PseudoFileSystem(String type, long magic) {
    this.type = type;
    this.magic = magic;
  }

  /** The type of the pseudo file system that has a magic number, if one has. */
  static Optional<String> ofMagic(long magic) {
    for (PseudoFileSystem fileSystem : values()) {
      if (fileSystem.magic == magic) {
        return Optional.of(fileSystem.type);
      }
    }
    return Optional.empty();
  }

  /** The same for the file system that holds a path, symbolic links followed. */
  static Optional<String> ofMount(Path path) {
    String type;
    try {
      type = Files.getFileStore(path).type();
    } catch (IOException e) {
      return Optional.empty(); // not in the table of mounts, as in some containers
    }
    for (PseudoFileSystem fileSystem : values()) {
      if (fileSystem.type.equals(type)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
