// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The types of file systems whose files are not treated like those on a disk of this host. Known by
 * the magic number that statfs(2) gives or, without the native library, by the name in the table of
 * mounts.
 */
public enum FileSystemType {
  NFS("NFS", 0x6969L, Kind.NETWORK),
  SMB("SMB", 0x517BL, Kind.NETWORK),
  SMB2("SMB", 0xFE534D42L, Kind.NETWORK),
  CIFS("CIFS", 0xFF534D42L, Kind.NETWORK),
  FUSE("FUSE", 0x65735546L, Kind.NETWORK),
  NINE_P("9P", 0x01021997L, Kind.NETWORK),
  CEPH("Ceph", 0x00C36400L, Kind.NETWORK),
  LUSTRE("Lustre", 0x0BD00BD0L, Kind.NETWORK),
  GPFS("GPFS", 0x47504653L, Kind.NETWORK),
  AFS("AFS", 0x5346414FL, Kind.NETWORK),
  CODA("Coda", 0x73757245L, Kind.NETWORK),
  OCFS2("OCFS2", 0x7461636FL, Kind.NETWORK),
  GFS2("GFS2", 0x01161970L, Kind.NETWORK),

  PROC("proc", 0x9FA0L, Kind.PSEUDO),
  SYSFS("sysfs", 0x62656572L, Kind.PSEUDO),
  DEBUGFS("debugfs", 0x64626720L, Kind.PSEUDO),
  TRACEFS("tracefs", 0x74726163L, Kind.PSEUDO),
  SECURITYFS("securityfs", 0x73636673L, Kind.PSEUDO),
  CONFIGFS("configfs", 0x62656570L, Kind.PSEUDO),
  CGROUP("cgroup", 0x0027E0EBL, Kind.PSEUDO),
  CGROUP2("cgroup2", 0x63677270L, Kind.PSEUDO),
  BPF("bpf", 0xCAFE4A11L, Kind.PSEUDO),
  SELINUX("selinuxfs", 0xF97CFF8CL, Kind.PSEUDO),
  PSTORE("pstore", 0x6165676CL, Kind.PSEUDO),
  EFIVARS("efivarfs", 0xDE5E81E4L, Kind.PSEUDO),
  BINFMT("binfmt_misc", 0x42494E4DL, Kind.PSEUDO),
  FUSE_CONTROL("fusectl", 0x65735543L, Kind.PSEUDO);

  private enum Kind {
    /**
     * Pages come from another machine or process. A page fault there can wait for long or fail, so
     * such files are read.
     */
    NETWORK,
    /**
     * The kernel makes files up while they are read. They say that they are regular, but their
     * length is not that of their content, and reading some waits, or has effects: they are
     * refused.
     */
    PSEUDO
  }

  /** For messages; of a pseudo file system also the name in the table of mounts. */
  private final String label;

  private final long magic;
  private final Kind kind;

  FileSystemType(String label, long magic, Kind kind) {
    this.label = label;
    this.magic = magic;
    this.kind = kind;
  }

  /** The network file system that has a magic number, if one has. */
  public static Optional<String> network(long magic) {
    return find(Kind.NETWORK, type -> type.magic == magic);
  }

  /** The pseudo file system that has a magic number, if one has. */
  public static Optional<String> pseudo(long magic) {
    return find(Kind.PSEUDO, type -> type.magic == magic);
  }

  /** The pseudo file system that holds a path, symbolic links followed, if one does. */
  public static Optional<String> pseudo(Path path) {
    try {
      String mounted = Files.getFileStore(path).type();
      return find(Kind.PSEUDO, type -> type.label.equals(mounted));
    } catch (IOException e) {
      return Optional.empty(); // not in the table of mounts, as in some containers
    }
  }

  private static Optional<String> find(Kind kind, Predicate<FileSystemType> wanted) {
    return Arrays.stream(values())
        .filter(type -> type.kind == kind && wanted.test(type))
        .map(type -> type.label)
        .findFirst();
  }
}
