// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import java.io.IOException;
import java.net.UnknownHostException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Finds the file system of a path, and says what to do where there is none. */
public final class FileSystems {
  private FileSystems() {}

  /**
   * The file system of a path.
   *
   * @throws IllegalArgumentException if the path is the address of a web server, for which Hadoop
   *     has a file system in which every path exists and no directory can be listed
   * @throws IOException if there is none for the scheme of the path
   */
  public static FileSystem of(Path path, Configuration conf) throws IOException {
    String scheme = path.toUri().getScheme();
    if ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme)) {
      throw new IllegalArgumentException(
          path
              + ": expected a path of a file system, found the address of a web server, whose files"
              + " cannot be mapped; download the file, as by curl -O, and give its path");
    }
    try {
      return path.getFileSystem(conf);
    } catch (UnsupportedFileSystemException e) {
      throw missing(path, scheme, e);
    } catch (RuntimeException e) { // so Hadoop says that there is no such class
      if (e.getCause() instanceof ClassNotFoundException) {
        throw missing(path, scheme, e);
      }
      if (e.getCause() instanceof UnknownHostException) {
        throw new IOException(
            path
                + ": the host in it is not known here ("
                + e.getMessage()
                + "); correct its name, or make it known to the name service",
            e);
      }
      throw e;
    }
  }

  private static IOException missing(Path path, String scheme, Exception e) {
    return new IOException(
        path
            + ": there is no file system for '"
            + scheme
            + "' in this process ("
            + e.getMessage()
            + "); correct the scheme, or add the library that has it, as by spark-submit"
            + " --packages, or copy the files to the nodes' own disks",
        e);
  }
}
