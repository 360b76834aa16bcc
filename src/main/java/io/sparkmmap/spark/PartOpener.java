// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.mapping.FileResidency;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.ReadStatistics;
import io.sparkmmap.core.mapping.RegionSource;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.Compression;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.dfs.SourceOpener;
import io.sparkmmap.spark.MmapInputPartition.FilePart;
import io.sparkmmap.spark.filter.Bounds;
import java.io.IOException;
import java.util.Optional;

/** Opens the parts of a partition, and searches in those that are sorted before it reads them. */
final class PartOpener {
  private final ReadPlan plan;
  private final ReadStatistics statistics;
  private final LeaseScope leases;
  private final SourceOpener opener;
  private final Optional<Bounds> bounds;

  PartOpener(ReadPlan plan, ReadStatistics statistics, LeaseScope leases) {
    this.plan = plan;
    this.statistics = statistics;
    this.leases = leases;
    this.opener = plan.files().remote().opener(plan.files().mode());
    this.bounds =
        plan.format().sortedBy().flatMap(plan.columns()::record).flatMap(plan.pushdown()::boundsOf);
  }

  /** A cursor over a part, which owns what it reads from; the columns are told of it. */
  BatchCursor open(FilePart part, BatchColumns columns) throws IOException {
    ReadPlan.FileAccess access = plan.files();
    if (part.listed().placement().isPresent()) {
      access.hostCheck().check(part.listed().placement().get(), part.file().path());
    }
    DataRange whole = access.dataRange(part.listed(), part.start(), part.end());
    DataRange range = bounds.isPresent() ? search(part, whole, bounds.get()) : whole;
    RegionSource source = opener.open(part.path(), part.file(), statistics, leases);
    try {
      byte[] firstBytes = source.firstBytes(Compression.MAGIC_BYTES);
      access.compressed().checkFirstBytes(part.file().path(), firstBytes);
      if (part.listed().isLocal()) {
        sampleResidency(source, range);
      }
      columns.startPart(part, source, range);
      return plan.format().cursor(source, range, columns.ofRecords());
    } catch (IOException | RuntimeException e) {
      try (source) {
        source.verify(); // the better reason: a file that is being cut can look like anything
        throw e;
      }
    }
  }

  private DataRange search(FilePart part, DataRange range, Bounds wanted) throws IOException {
    try (RegionSource lookups =
        opener.openForLookups(part.path(), part.file(), statistics, leases)) {
      return plan.format().search(lookups, range, wanted);
    }
  }

  private void sampleResidency(RegionSource source, DataRange range) throws IOException {
    if (range.start() >= range.end()) {
      return;
    }
    MappedRegion region = source.regionAt(range.start(), 1);
    if (region.isMapped()) {
      int from = (int) (range.start() - region.offset());
      int to = (int) (Math.min(range.end(), region.endOffset()) - region.offset());
      FileResidency.sample(region, from, to, statistics);
    }
  }
}
