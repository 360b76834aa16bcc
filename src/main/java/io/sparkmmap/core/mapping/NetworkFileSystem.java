// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.util.Optional;

/**
 * File systems whose pages come from another machine or process, known by the magic number that
 * statfs(2) gives. A page fault there can wait for long or fail, so their files are read.
 */
enum NetworkFileSystem {
  NFS("NFS", 0x6969L),
  SMB("SMB", 0x517BL),
  SMB2("SMB", 0xFE534D42L),
  CIFS("CIFS", 0xFF534D42L),
  FUSE("FUSE", 0x65735546L),
  NINE_P("9P", 0x01021997L),
  CEPH("Ceph", 0x00C36400L),
  LUSTRE("Lustre", 0x0BD00BD0L),
  GPFS("GPFS", 0x47504653L),
  AFS("AFS", 0x5346414FL),
  CODA("Coda", 0x73757245L),
  OCFS2("OCFS2", 0x7461636FL),
  GFS2("GFS2", 0x01161970L);

  private final String label;
  private final long magic;

  NetworkFileSystem(String label, long magic) {
    this.label = label;
    this.magic = magic;
  }

  /** The network file system of a magic number, or empty for a local one. */
  static Optional<String> of(long magic) {
    for (NetworkFileSystem fileSystem : values()) {
      if (fileSystem.magic == (magic & 0xFFFF_FFFFL)) {
        return Optional.of(fileSystem.label);
      }
    }
    return Optional.empty();
  }
}
