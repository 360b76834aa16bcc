// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which classes reach files, by which calls, and why that opens nothing that is not allowed. */
final class AllowedFileCalls {
  private static final String[][] ALL = {
    // The one way to the files that are read.
    {
      "core.file.HeldFile",
      "FileChannel.open Files.isDirectory",
      "opens the file that it holds, after the roots were asked; asks for /proc/self/fd"
    },
    {
      "core.file.NamedFile",
      "FileChannel.open",
      "opens where there is no limit, and else through AllowedRoots"
    },
    {
      "core.file.DirectoryWalk",
      "Files.newDirectoryStream SecureDirectoryStream.newByteChannel"
          + " SecureDirectoryStream.newDirectoryStream",
      "is the walk from a root to a file"
    },
    {"core.file.AllowedRoots", "Files.exists Path.toRealPath", "is the limit itself"},
    {
      "core.file.FileIdentity",
      "FileSystem.supportedFileAttributeViews Files.readAttributes",
      "reads attributes, for a NamedFile and a fence, after the roots were asked"
    },
    {"core.os.FileSystemType", "Files.getFileStore", "asks for the type, of the same"},
    // What the system says of itself, at fixed paths.
    {
      "core.file.FileOrigin",
      "Files.readString Files.readSymbolicLink",
      "reads the number of the boot and of the mounts in /proc"
    },
    {"core.pagecache.Folios", "FileChannel.open", "reads /proc/self/pagemap and /proc/kpageflags"},
    {"core.mapping.MapRefusal", "Files.newBufferedReader", "reads maps and limits in /proc/self"},
    {"core.mapping.MappingBudget", "Files.newInputStream", "reads limits in /proc and /sys"},
    {"core.os.PageFaults", "Files.readAllBytes", "reads /proc/thread-self/stat"},
    {"core.os.PageSize", "Files.readAllBytes", "reads /proc/self/auxv"},
    // What the process keeps for itself.
    {
      "core.os.NativeLibrary",
      "Files.createTempDirectory Files.deleteIfExists Files.newByteChannel Files.readAllBytes"
          + " Files.readAllLines System.load",
      "writes the library to a directory that the process was started with"
    },
    {
      "core.source.SafetyProbe",
      "FileChannel.open Files.createTempFile Files.delete Files.write",
      "maps a file of its own in java.io.tmpdir"
    },
    {
      "core.sidecar.DirectoryMaker",
      "Files.createDirectories Files.createDirectory Files.exists Files.newDirectoryStream"
          + " Path.toRealPath SecureDirectoryStream.newDirectoryStream",
      "walks from the root of indexes to their directory"
    },
    {
      "core.sidecar.OpenDirectory",
      "FileChannel.open Files.delete Files.move Files.readAttributes"
          + " SecureDirectoryStream.deleteFile SecureDirectoryStream.move"
          + " SecureDirectoryStream.newByteChannel",
      "works in a directory that DirectoryMaker opened, through no link"
    },
    // Files of Hadoop's, all refused where there is a limit.
    {
      "dfs.RemoteFile",
      "FileSystem.getFileStatus FileSystem.openFile",
      "opens what SourceOpener found to be of another file system, after the roots were asked"
    },
    {"dfs.RemoteFence", "FileSystem.getFileStatus", "checks what RemoteFile opened"},
    {"dfs.RemoteOrigin", "FileSystem.getPathHandle", "asks which file was looked up, likewise"},
    {"dfs.WholeFile", "FileSystem.getFileStatus", "asks another file system, after the same"},
    {"hadoop.SplitReader", "FileSystem.getFileStatus", "asks another file system, likewise"},
    {"hadoop.FileSplits", "FileSystem.getFileBlockLocations", "asks for blocks, likewise"},
    // Listings.
    {
      "spark.files.RootPaths",
      "FileSystem.exists FileSystem.getFileStatus FileSystem.globStatus",
      "looks up paths after LocalPlaces was asked; a glob reveals nothing outside"
    },
    {
      "spark.files.LeafFiles",
      "FileSystem.listLocatedStatus FileSystem.listStatus",
      "lists after LocalPlaces was asked"
    },
    {
      "spark.files.LocalPlaces",
      "Files.isSymbolicLink Files.readAttributes",
      "asks the roots of what links lead to; RootPaths looks up a path after it was asked"
    },
    {"dfs.LostNames", "File.list Files.exists", "lists once more what was listed"},
    {
      "hadoop.LostInputs",
      "FileSystem.globStatus FileSystem.listStatus",
      "lists once more what Hadoop has listed, and hands out nothing of it"
    },
    {
      "spark.table.SourceFileIndex",
      "PartitioningAwareFileIndex.<init>",
      "is one for Spark's questions, and lists through TableFiles"
    },
    {"spark.table.CatalogTable", "PartitioningAwareFileIndex.inputFiles", "asks a SourceFileIndex"},
    {"spark.read.PartOpener", "Files.isWritable", "asks it of a file that is open"},
    {
      "spark.MmapManifest",
      "FileSystem.create",
      "writes where the program says that calls it; no option and no SQL gets there"
    },
    // The tool: a process of the user's own, which reads what its user may read.
    {"tool.CachedFile", "Files.getOwner Files.isWritable", "asks it of a file that is open"},
    {
      "tool.ManifestOutput",
      "Files.deleteIfExists Files.move Files.writeString",
      "writes the manifest that it is for"
    },
    {"tool.ManifestText", "Files.readAllBytes", "reads a manifest, which may come from a pipe"},
    {"tool.VerifyCommand", "Files.getFileStore", "names the file system of a file"},
    {"tool.manifest.ManifestComparison", "Files.isReadable Files.readAttributes", "compares"},
    {
      "tool.manifest.ManifestListing",
      "Files.exists Files.isDirectory Files.walkFileTree",
      "lists the files for a manifest"
    },
  };

  private AllowedFileCalls() {}

  static Map<String, Set<String>> byClass() {
    Map<String, Set<String>> all = new TreeMap<>();
    for (String[] entry : ALL) {
      all.put(entry[0], new TreeSet<>(Arrays.asList(entry[1].split(" ", -1))));
    }
    return all;
  }
}
