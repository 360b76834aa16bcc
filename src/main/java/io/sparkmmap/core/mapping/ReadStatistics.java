// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

/**
 * What one reader did, in bytes and records. For one thread.
 *
 * <p>{@code bytesCopied} counts every byte of the file that the library put into memory of its own:
 * it stays 0 for as long as records are read in place.
 */
public final class ReadStatistics {
  private long bytesMapped;
  private long bytesCopied;
  private long records;
  private long filesReadInstead;
  private long filesSkipped;

  /** Counts bytes of the file that were read in place. */
  public void addBytesMapped(long bytes) {
    bytesMapped += bytes;
  }

  /** Counts bytes of the file that were copied. */
  public void addBytesCopied(long bytes) {
    bytesCopied += bytes;
  }

  /** Counts records handed out. */
  public void addRecords(long count) {
    records += count;
  }

  /** Counts a file that was read, since it could not be mapped as it should have been. */
  void addFileReadInstead() {
    filesReadInstead++;
  }

  /** Counts a file of which nothing, or not all, was read, because the user wants that. */
  public void addFileSkipped() {
    filesSkipped++;
  }

  public long bytesMapped() {
    return bytesMapped;
  }

  public long bytesCopied() {
    return bytesCopied;
  }

  public long records() {
    return records;
  }

  public long filesReadInstead() {
    return filesReadInstead;
  }

  public long filesSkipped() {
    return filesSkipped;
  }
}
