// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.read;

import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.HostFailureException;
import io.sparkmmap.core.file.OutsideAllowedRootsException;
import io.sparkmmap.core.mapping.MappingFailedException;
import io.sparkmmap.core.placement.WrongHostException;
import io.sparkmmap.core.record.UnsortedFileException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.util.List;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;

/**
 * Which errors {@code ignoreCorruptFiles} covers: those of what stands in a file. All others, of
 * the process, of its host and of the way to the file, would hide rows that are there.
 */
final class CorruptFiles {
  private static final List<Class<? extends IOException>> NOT_OF_CONTENT =
      List.of(
          FileChangedException.class, // what was read of it already may be wrong
          UnsortedFileException.class,
          OutsideAllowedRootsException.class,
          WrongHostException.class,
          MappingFailedException.class,
          HostFailureException.class,
          FileSystemException.class, // permissions, descriptors, space, links
          ClosedChannelException.class,
          InterruptedIOException.class,
          SocketException.class,
          UnknownHostException.class,
          RemoteException.class,
          AccessControlException.class,
          BlockMissingException.class);

  private CorruptFiles() {}

  /** Whether an error says that the content of a file is broken; never one of a cancelled task. */
  static boolean isReasonOf(IOException error) {
    if (Thread.currentThread().isInterrupted()) {
      return false;
    }
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      Throwable found = cause;
      if (NOT_OF_CONTENT.stream().anyMatch(type -> type.isInstance(found))) {
        return false;
      }
    }
    return true;
  }
}
