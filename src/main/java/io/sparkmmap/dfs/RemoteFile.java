// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.ForeignMapping;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappingFailedException;
import io.sparkmmap.core.os.KeptCause;
import io.sparkmmap.core.os.LocalHost;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.HasEnhancedByteBufferAccess;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.functional.FutureIO;

/**
 * A file of one of Hadoop's file systems, found to be as it was planned.
 *
 * @param status as it was found
 */
record RemoteFile(FileSystem fileSystem, Path path, FileStatus status, PlannedFile planned) {
  private static final String SHORT_CIRCUIT = "dfs.client.read.shortcircuit";
  private static final String MAPPINGS = "dfs.client.mmap.enabled";

  /** Looks up a file, and compares it with the plan. */
  static RemoteFile find(Path path, PlannedFile planned, Configuration conf, LeaseScope scope)
      throws IOException {
    scope.checkElsewhere(planned.path());
    FileSystem fileSystem = path.getFileSystem(conf);
    FileStatus status;
    try {
      status = fileSystem.getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw missing(planned, e);
    } catch (AccessControlException e) {
      throw denied(planned, e);
    }
    if (!status.isFile()) {
      throw new IOException(planned.path() + ": expected a file, found a directory or a link");
    }
    RemoteOrigin.check(planned, RemoteOrigin.of(fileSystem, status));
    planned.check(status.getLen(), status.getModificationTime());
    return new RemoteFile(fileSystem, path, status, planned);
  }

  private static NoSuchFileException missing(PlannedFile planned, FileNotFoundException e) {
    NoSuchFileException missing =
        new NoSuchFileException(
            planned.path(), null, "no such file, as seen from host " + LocalHost.name());
    missing.initCause(KeptCause.of(e));
    return missing;
  }

  private static AccessDeniedException denied(PlannedFile planned, AccessControlException e) {
    AccessDeniedException denied =
        new AccessDeniedException(
            planned.path(), null, "may not be read from host " + LocalHost.name() + ": " + e);
    denied.initCause(KeptCause.of(e));
    return denied;
  }

  /** Opens it. */
  RegionSource open(ReadPolicy policy, ReadStatistics statistics, LeaseScope scope)
      throws IOException {
    MemoryMode mode = policy.mode();
    FSDataInputStream in = stream();
    BlockMappings mappings = null;
    try {
      Optional<String> reason = reasonToRead(in, mode);
      if (reason.isEmpty()) {
        mappings = new BlockMappings(this, in, policy, scope, statistics);
      } else if (mode == MemoryMode.MAP) {
        throw new MappingFailedException(
            planned.path(), 0, planned.length(), reason.get(), "see docs/operations.md on HDFS");
      } else if (mode == MemoryMode.AUTO && planned.length() > 0) {
        statistics.addFileReadInstead();
      }
    } catch (IOException | RuntimeException e) {
      try (in) {
        throw e;
      }
    }
    RemoteFence fence = new RemoteFence(this, scope);
    PositionedReads reads = new PositionedReads(planned, in);
    return new RemoteSource(fence, reads, mappings, policy.chunks(), statistics);
  }

  private FSDataInputStream stream() throws IOException {
    try {
      // With the status no object store has to ask for it once more.
      return FutureIO.awaitFuture(fileSystem.openFile(path).withFileStatus(status).build());
    } catch (FileNotFoundException e) {
      throw missing(planned, e);
    } catch (AccessControlException e) {
      throw denied(planned, e);
    }
  }

  /** Why none of its blocks can be mapped, as a part of a sentence, if that is known already. */
  private Optional<String> reasonToRead(FSDataInputStream in, MemoryMode mode) {
    if (mode == MemoryMode.READ || planned.length() == 0) {
      return Optional.of("nothing is to be mapped");
    }
    if (!(in.getWrappedStream() instanceof HasEnhancedByteBufferAccess)) {
      return Optional.of("the file system " + fileSystem.getUri() + " has no zero-copy reads");
    }
    Configuration conf = fileSystem.getConf();
    if (!conf.getBoolean(SHORT_CIRCUIT, false) || !conf.getBoolean(MAPPINGS, true)) {
      return Optional.of(SHORT_CIRCUIT + " or " + MAPPINGS + " is off");
    }
    if (status.isEncrypted()) {
      return Optional.of("what a mapping shows of an encrypted file is not its content");
    }
    if (mode == MemoryMode.AUTO && !ForeignMapping.canBeGuarded()) {
      return Optional.of("there is no native guard");
    }
    return Optional.empty();
  }
}
