// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

/**
 * What one reader did, in bytes and records. For one thread.
 *
 * <p>{@code bytesCopied} counts every byte of the file that the library put into memory of its own:
 * it stays 0 for as long as records are read in place.
 */
public final class ReadStatistics {
  private long bytesMapped;
  private long bytesCopied;
  private long bytesPrefetched;
  private long records;
  private long recordsSkipped;
  private long filesReadInstead;
  private long filesSkipped;
  private long mappingsReused;
  private long residentPages;
  private long residencySamples;

  /** Counts bytes of the file that were read in place. */
  public void addBytesMapped(long bytes) {
    bytesMapped += bytes;
  }

  public long bytesMapped() {
    return bytesMapped;
  }

  /** Counts bytes of the file that were copied. */
  public void addBytesCopied(long bytes) {
    bytesCopied += bytes;
  }

  public long bytesCopied() {
    return bytesCopied;
  }

  /** Counts bytes of mappings that the system was asked to read. */
  void addBytesPrefetched(long bytes) {
    bytesPrefetched += bytes;
  }

  public long bytesPrefetched() {
    return bytesPrefetched;
  }

  /** Counts records handed out. */
  public void addRecords(long count) {
    records += count;
  }

  public long records() {
    return records;
  }

  /** Counts records that a search found to be none of those wanted. */
  public void addRecordsSkipped(long count) {
    recordsSkipped += count;
  }

  public long recordsSkipped() {
    return recordsSkipped;
  }

  /** Counts a file that was read, since it could not be mapped as it should have been. */
  public void addFileReadInstead() {
    filesReadInstead++;
  }

  public long filesReadInstead() {
    return filesReadInstead;
  }

  /** Counts a file of which nothing, or not all, was read, because the user wants that. */
  public void addFileSkipped() {
    filesSkipped++;
  }

  public long filesSkipped() {
    return filesSkipped;
  }

  /** Counts a file that was mapped already when it was opened. */
  void addMappingReused() {
    mappingsReused++;
  }

  public long mappingsReused() {
    return mappingsReused;
  }

  /** Counts pages that were looked for in memory, and how many were there. */
  public void addResidency(int resident, int samples) {
    residentPages += resident;
    residencySamples += samples;
  }

  /** The share of what was opened that lay in memory then, in percent; -1 if nobody looked. */
  public long residentPercent() {
    return residencySamples == 0 ? -1 : 100 * residentPages / residencySamples;
  }
}
