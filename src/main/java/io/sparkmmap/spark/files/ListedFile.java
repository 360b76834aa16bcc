// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.placement.Placement;
import io.sparkmmap.dfs.FileBlocks;
import io.sparkmmap.dfs.SourceOpener;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A file to read, as it was when it was listed. Immutable as long as nobody changes the values of
 * its partition columns; goes from the driver to executors.
 */
public final class ListedFile implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private final String path;
  private final long length;
  private final long modificationTimeMs;
  private final Serializable[] partitionValues;
  private final Placement placement;
  private final FileOrigin origin;

  /** Stays on the driver. */
  private final transient FileBlocks blocks;

  /**
   * A file that was found.
   *
   * @param place whose it is, or null: then a local one is known again by what a query plans
   */
  static ListedFile of(LeafFile file, Serializable[] partitionValues, Placement place) {
    return new ListedFile(
        file.path(),
        file.length(),
        file.modificationTimeMs(),
        partitionValues,
        file.blocks(),
        place,
        place == null && SourceOpener.localPath(file.path()).isPresent()
            ? FileOrigin.UNKNOWN
            : file.origin());
  }

  private ListedFile(
      String path,
      long length,
      long modificationTimeMs,
      Serializable[] partitionValues,
      FileBlocks blocks,
      Placement placement,
      FileOrigin origin) {
    this.path = path;
    this.length = length;
    this.modificationTimeMs = modificationTimeMs;
    this.partitionValues = partitionValues;
    this.placement = placement;
    this.origin = origin;
    this.blocks = blocks;
  }

  /** This file, as one of a host. */
  ListedFile at(Placement place) {
    return new ListedFile(path, length, modificationTimeMs, partitionValues, blocks, place, origin);
  }

  /** This file in the state in which it was found when it was planned. */
  public ListedFile asPlanned(PlannedFile found) {
    return new ListedFile(
        path,
        found.length(),
        found.modifiedTimeMs(),
        partitionValues,
        blocks,
        placement,
        found.origin());
  }

  /** This file, which another host turned out to have as well: it is the very same one. */
  ListedFile sharedWith(ListedFile twin) {
    return at(placement.sharedWith(twin.placement));
  }

  /** The full path with its scheme, not escaped: what {@code new Path(path)} takes. */
  public String path() {
    return path;
  }

  /** The file for reading: a local one by its path there, any other by its full path. */
  public PlannedFile planned() {
    return SourceOpener.planned(path, length, modificationTimeMs, origin);
  }

  /** Which file it is, as far as that is known. */
  FileOrigin origin() {
    return origin;
  }

  /** Whether it is on the disks of nodes. */
  public boolean isLocal() {
    return SourceOpener.localPath(path).isPresent();
  }

  /**
   * Where its blocks lie, as far as its file system reported; elsewhere than on the driver nothing.
   */
  public FileBlocks blocks() {
    return blocks == null ? FileBlocks.UNKNOWN : blocks;
  }

  /** Where the file lies, if that is known; else it is taken to be the same everywhere. */
  public Optional<Placement> placement() {
    return Optional.ofNullable(placement);
  }

  /** The host that the file belongs to, by the name that the user gave it, if that is known. */
  public Optional<String> host() {
    return placement().map(place -> place.host().name());
  }

  /** In bytes; zero for files that give no rows. */
  public long length() {
    return length;
  }

  /** In milliseconds since 1970-01-01T00:00Z. */
  public long modificationTimeMs() {
    return modificationTimeMs;
  }

  /**
   * The value of a partition column in the form that Spark has inside rows: {@code Integer} days
   * for a date, {@code Long} microseconds for a timestamp, {@code UTF8String}, {@code Decimal} of
   * the column's precision and scale, {@code null}.
   *
   * @param column its position in {@link FileListing#partitionSchema()}
   */
  public Object partitionValue(int column) {
    return partitionValues[column];
  }

  /** All of them, in the order of {@link FileListing#partitionSchema()}, in an array of its own. */
  public Object[] partitionValues() {
    return Arrays.copyOf(partitionValues, partitionValues.length, Object[].class);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ListedFile file
        && path.equals(file.path)
        && length == file.length
        && modificationTimeMs == file.modificationTimeMs
        && Objects.equals(placement, file.placement)
        && Arrays.deepEquals(partitionValues, file.partitionValues);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, length, modificationTimeMs, placement);
  }

  @Override
  public String toString() {
    return path
        + host().map(host -> " on " + host).orElse("")
        + " ("
        + length
        + " bytes, "
        + Arrays.deepToString(partitionValues)
        + ")";
  }
}
