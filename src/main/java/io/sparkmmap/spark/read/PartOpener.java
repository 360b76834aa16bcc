// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.read;

import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.pagecache.FileResidency;
import io.sparkmmap.core.recognize.Compression;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.PagePolicy;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.dfs.SourceOpener;
import io.sparkmmap.spark.format.Narrowing;
import io.sparkmmap.spark.task.MmapInputPartition.FilePart;
import io.sparkmmap.spark.task.ReadPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens the parts of a partition, and searches in those that are sorted before it reads them. */
final class PartOpener {
  /** Less than this is asked for as a whole: reading ahead of a cursor begins later. */
  private static final long MIN_SCAN_BYTES = 1 << 20;

  private final ReadPlan plan;
  private final ReadStatistics statistics;
  private final LeaseScope leases;
  private final SourceOpener opener;
  private final Narrowing.Wanted wanted;
  private final List<Narrowing> narrowings;

  PartOpener(ReadPlan plan, ReadStatistics statistics, LeaseScope leases) {
    this.plan = plan;
    this.statistics = statistics;
    this.leases = leases;
    this.opener = plan.files().remote().opener(plan.files().mode());
    this.wanted = plan.wanted();
    this.narrowings =
        plan.reading().narrowings().stream()
            .filter(narrowing -> narrowing.asked() == Narrowing.Asked.BY_TASKS_TOO)
            .filter(narrowing -> narrowing.appliesTo(wanted))
            .toList();
  }

  /** A cursor over a part, which owns what it reads from; the columns are pointed at it. */
  BatchCursor open(FilePart part, BatchColumns columns) throws IOException {
    ReadPlan.FileAccess access = plan.files();
    if (part.listed().placement().isPresent()) {
      access.hostCheck().check(part.listed().placement().get(), part.file().path());
    }
    DataRange whole = access.dataRange(part.listed(), part.start(), part.end());
    DataRange range = narrowed(part, whole);
    RegionSource source = opener.open(part.path(), part.file(), statistics, leases);
    try {
      byte[] firstBytes = source.firstBytes(Compression.MAGIC_BYTES);
      access.compressed().checkFirstBytes(part.file().path(), firstBytes);
      if (part.start() == 0) { // once for each file is enough
        access.lines().check(source);
      }
      PagePolicy.Pattern pattern = pattern(part, range, columns);
      boolean resident = part.listed().isLocal() && sampleResidency(source, range);
      askForPages(source, range, pattern, resident);
      columns.startPart(part, source, range);
      BatchCursor cursor = plan.reading().cursor(source, range, columns.ofRecords());
      if (!resident) {
        cursor.prefetch(access.pages().prefetchFor(pattern), range.end());
      }
      return cursor;
    } catch (IOException | RuntimeException e) {
      try (source) {
        source.verify(); // the better reason: a file that is being cut can look like anything
        throw e;
      }
    }
  }

  private DataRange narrowed(FilePart part, DataRange whole) throws IOException {
    DataRange range = whole;
    for (Narrowing narrowing : narrowings) {
      range =
          narrowing.narrow(
              () -> opener.openForLookups(part.path(), part.file(), statistics, leases),
              range,
              wanted);
    }
    return range;
  }

  /**
   * Short ranges of longer files, and columns that lie apart from those that nobody wants, are no
   * scans: what the system reads around them may be more than themselves.
   */
  private PagePolicy.Pattern pattern(FilePart part, DataRange range, BatchColumns columns) {
    long length = range.end() - range.start();
    boolean few = length < MIN_SCAN_BYTES && length < part.file().length();
    boolean apart = plan.reading().partRead(columns.ofRecords()) < 1;
    return few || apart ? PagePolicy.Pattern.SELECTIVE : PagePolicy.Pattern.SEQUENTIAL;
  }

  private void askForPages(
      RegionSource source, DataRange range, PagePolicy.Pattern pattern, boolean resident)
      throws IOException {
    PagePolicy pages = plan.files().pages();
    if (!resident || pages.advice() != null) {
      source.advise(pages.adviceFor(pattern));
    }
    if (!resident && range.end() - range.start() < MIN_SCAN_BYTES) {
      source.willRead(range.start(), range.end() - range.start());
    }
  }

  /** Whether all of the range seems to lie in memory; false where that is not known. */
  private boolean sampleResidency(RegionSource source, DataRange range) throws IOException {
    if (range.start() >= range.end()) {
      return false;
    }
    MappedRegion region = source.regionAt(range.start(), 1);
    if (region.isMapped()) {
      int from = (int) (range.start() - region.offset());
      int to = (int) (Math.min(range.end(), region.endOffset()) - region.offset());
      return FileResidency.sample(region, from, to, statistics)
          // Of files that this user may not write, Linux says that all of it is.
          && Files.isWritable(Path.of(source.file().path()));
    }
    return false;
  }
}
