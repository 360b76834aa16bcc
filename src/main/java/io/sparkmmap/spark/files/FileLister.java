// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.dfs.LostNames;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the files that a scan reads, as Spark's file sources do it.
 *
 * <p>Directories are walked to their leaves. Where that finds partition directories, the files
 * below them are read, with a column for each level; otherwise the files right in the given
 * directories are. With {@code recursiveFileLookup} all files are read, and directories give no
 * columns.
 *
 * <p>Safe for use by many threads. Nothing is kept between listings.
 */
public final class FileLister {
  private static final Logger LOG = LoggerFactory.getLogger(FileLister.class);
  private static final Serializable[] NO_VALUES = {};

  private final Configuration conf;
  private final ListingOptions options;
  private final SessionSettings session;
  private final LocalPlaces places;

  /**
   * Checks the options and takes them over.
   *
   * @param conf the session's; it is copied, and the options are added to the copy, as Spark does
   * @throws IllegalArgumentException naming an option and its value, if the value is invalid
   */
  public FileLister(Configuration conf, CaseInsensitiveStringMap options, SessionSettings session) {
    this(conf, options, session, AllowedRoots.ANY);
  }

  /**
   * Lists files below some directories only.
   *
   * @param roots the directories, as far as local files are concerned
   */
  public FileLister(
      Configuration conf,
      CaseInsensitiveStringMap options,
      SessionSettings session,
      AllowedRoots roots) {
    this.conf = withOptions(conf, options);
    this.options = ListingOptions.of(options, session);
    this.session = session;
    this.places = new LocalPlaces(roots);
  }

  /**
   * Lists the files.
   *
   * @param paths files, directories and globs; those without a scheme belong to the default file
   *     system
   * @param userSchema the schema that the user declared: partition columns named in it have its
   *     types and, unless case matters, its spelling
   * @throws java.io.FileNotFoundException if a path does not exist, naming it and this host
   * @throws io.sparkmmap.core.file.OutsideAllowedRootsException if a path leads out of the roots
   * @throws IOException if listing fails, or a local file without content is not a regular one
   * @throws IllegalArgumentException if the directories do not form one partitioned table, or
   *     {@code basePath} does not fit the paths
   */
  public FileListing list(List<String> paths, Optional<StructType> userSchema) throws IOException {
    FileListing listing = arrange(List.of(find(paths)), userSchema);
    checkEmpty(listing);
    return listing;
  }

  /**
   * Looks at listed files of this host that have no content.
   *
   * @throws IOException if one of them is not a regular file
   */
  public void checkEmpty(FileListing listing) throws IOException {
    for (ListedFile file : listing.files()) {
      places.checkEmpty(file);
    }
  }

  /**
   * Finds the files below some paths on the host where this is called: the part of the listing that
   * needs the file system.
   *
   * @throws java.io.FileNotFoundException if a path does not exist, naming it and this host
   * @throws io.sparkmmap.core.file.OutsideAllowedRootsException if a path leads out of the roots
   * @throws IOException if listing fails
   */
  public FoundFiles find(List<String> paths) throws IOException {
    RootPaths rootPaths = new RootPaths(conf, options, session, places);
    LostNames lost = new LostNames();
    RootPaths.Roots roots = rootPaths.resolve(paths, lost);
    LeafFiles leaves = LeafFiles.below(roots, conf, options.ignoreMissingFiles(), places, lost);
    lost.warn();
    return new FoundFiles(roots.paths(), leaves, rootPaths.basePaths(roots.paths(), leaves), null);
  }

  /**
   * Chooses among found files, and gives them the values of their directories: the part of the
   * listing that needs no file system. Directories of several hosts are taken for those of one
   * table, as if they lay next to each other.
   *
   * @param userSchema as in {@link #list}
   * @throws IllegalArgumentException as in {@link #list}
   */
  public FileListing arrange(List<FoundFiles> found, Optional<StructType> userSchema) {
    Partitioning partitioning = partitioning(found, userSchema);
    FilesOfHosts files = new FilesOfHosts(found.size());
    for (FoundFiles ofHost : found) {
      List<ListedFile> accepted = new ArrayList<>();
      if (partitioning.schema().isEmpty()) {
        addOutsidePartitions(accepted, ofHost);
      } else {
        partitioning
            .values()
            .forEach(
                (directory, values) ->
                    addAccepted(accepted, ofHost, ofHost.leaves().in(directory), values));
      }
      warnOfFilesLeftOut(ofHost.leaves(), accepted, partitioning);
      accepted.forEach(files::add);
    }
    return new FileListing(files.all(), partitioning.schema());
  }

  private Partitioning partitioning(List<FoundFiles> found, Optional<StructType> userSchema) {
    if (options.recursive()) {
      return Partitioning.none();
    }
    Set<Path> directories = new LinkedHashSet<>();
    Set<Path> basePaths = new LinkedHashSet<>();
    for (FoundFiles ofHost : found) {
      basePaths.addAll(ofHost.basePaths());
      ofHost.leaves().directories().stream()
          .filter(path -> ofHost.leaves().in(path).stream().anyMatch(FileLister::isData))
          .forEach(directories::add);
    }
    return new Partitioning.Inference(options, session, userSchema)
        .of(List.copyOf(directories), basePaths);
  }

  private void addOutsidePartitions(List<ListedFile> accepted, FoundFiles found) {
    if (options.recursive()) {
      addAccepted(accepted, found, found.leaves().all(), NO_VALUES);
    } else {
      found
          .roots()
          .forEach(root -> addAccepted(accepted, found, found.leaves().ofRoot(root), NO_VALUES));
    }
  }

  private void addAccepted(
      List<ListedFile> files,
      FoundFiles found,
      Iterable<LeafFile> candidates,
      Serializable[] values) {
    for (LeafFile file : candidates) {
      if (options.filters().accept(file)) {
        files.add(found.listed(file, values));
      }
    }
  }

  /** Spark leaves them out without a word, so that data that a user expects is just not there. */
  private void warnOfFilesLeftOut(
      LeafFiles leaves, List<ListedFile> files, Partitioning partitioning) {
    long accepted = leaves.all().stream().filter(options.filters()::accept).count();
    long leftOut = accepted - files.stream().map(ListedFile::path).distinct().count();
    if (leftOut > 0 && partitioning.schema().isEmpty()) {
      LOG.warn(
          "Not read: {} file(s) in subdirectories that are no partitions; the option"
              + " recursiveFileLookup=true reads them",
          leftOut);
    } else if (leftOut > 0) {
      LOG.warn("Not read: {} file(s) next to partition directories", leftOut);
    }
  }

  private static boolean isData(LeafFile file) {
    return PathFilters.isData(file.name());
  }

  private static Configuration withOptions(Configuration conf, CaseInsensitiveStringMap options) {
    Configuration copy = new Configuration(conf);
    options
        .asCaseSensitiveMap()
        .forEach(
            (name, value) -> {
              if (value != null && !name.equals("path") && !name.equals("paths")) {
                copy.set(name, value);
              }
            });
    return copy;
  }
}
