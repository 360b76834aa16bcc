// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.read;

import io.sparkmmap.core.os.PageFaults;
import io.sparkmmap.core.source.ReadStatistics;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/**
 * What a scan reports to the Spark UI: of one task here, for the thread that made it. Spark makes
 * the classes within by name, so they are public.
 */
public final class ReadMetrics {
  /** Spark asks after every batch; to ask the system for page faults takes as long as a few. */
  private static final long FAULTS_EVERY_NANOS = 20_000_000;

  private final ReadStatistics statistics;
  private final Thread thread = Thread.currentThread();
  private final PageFaults atStart = PageFaults.ofThisThread();
  private PageFaults faults = atStart;
  private long faultsAtNanos = System.nanoTime();

  ReadMetrics(ReadStatistics statistics) {
    this.statistics = statistics;
  }

  public static CustomMetric[] all() {
    return new CustomMetric[] {
      new BytesMapped(),
      new BytesCopied(),
      new Records(),
      new RecordsSkipped(),
      new MappingsReused(),
      new MinorFaults(),
      new MajorFaults(),
      new ResidentPercent(),
      new BytesPrefetched(),
      new FilesReadInstead(),
      new FilesSkipped()
    };
  }

  /** Of a driver that has searched in sorted files while it planned. */
  public static CustomTaskMetric[] ofDriver(ReadStatistics statistics) {
    return new CustomTaskMetric[] {new Value(RecordsSkipped.NAME, statistics.recordsSkipped())};
  }

  /** Counts the page faults for the last time: the reader is done. */
  void end() {
    if (thread != Thread.currentThread()) {
      return; // which has had other faults; Spark closes some readers from elsewhere
    }
    faults = PageFaults.ofThisThread();
    faultsAtNanos = System.nanoTime();
  }

  CustomTaskMetric[] values() {
    if (System.nanoTime() - faultsAtNanos > FAULTS_EVERY_NANOS) {
      end();
    }
    List<CustomTaskMetric> values = new ArrayList<>();
    values.add(new Value(BytesMapped.NAME, statistics.bytesMapped()));
    values.add(new Value(BytesCopied.NAME, statistics.bytesCopied()));
    values.add(new Value(Records.NAME, statistics.records()));
    values.add(new Value(RecordsSkipped.NAME, statistics.recordsSkipped()));
    values.add(new Value(MappingsReused.NAME, statistics.mappingsReused()));
    values.add(new Value(MinorFaults.NAME, faults.minor() - atStart.minor()));
    values.add(new Value(MajorFaults.NAME, faults.major() - atStart.major()));
    values.add(new Value(BytesPrefetched.NAME, statistics.bytesPrefetched()));
    values.add(new Value(FilesReadInstead.NAME, statistics.filesReadInstead()));
    values.add(new Value(FilesSkipped.NAME, statistics.filesSkipped()));
    if (statistics.residentPercent() >= 0) {
      values.add(new Value(ResidentPercent.NAME, statistics.residentPercent()));
    }
    return values.toArray(CustomTaskMetric[]::new);
  }

  private record Value(String name, long value) implements CustomTaskMetric {}

  /** Bytes of files that were read in place. */
  public static final class BytesMapped extends MetricFormats.Bytes {
    static final String NAME = "bytesMapped";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "bytes read in place";
    }
  }

  /** Bytes of files that were copied, because they were read and not mapped, or by a column. */
  public static final class BytesCopied extends MetricFormats.Bytes {
    static final String NAME = "bytesCopied";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "bytes copied";
    }
  }

  /** Records that readers read. */
  public static final class Records extends MetricFormats.Count {
    static final String NAME = "records";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "records read";
    }
  }

  /** Records that a search in sorted files found not to be wanted. */
  public static final class RecordsSkipped extends MetricFormats.Count {
    static final String NAME = "recordsSkipped";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "records skipped by search";
    }
  }

  /** Hits of the mapping cache, when files were opened. */
  public static final class MappingsReused extends MetricFormats.Count {
    static final String NAME = "mappingsReused";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "mapping cache hits";
    }
  }

  /** Page faults of the tasks, of whatever memory, for which nothing was read. */
  public static final class MinorFaults extends MetricFormats.Count {
    static final String NAME = "minorFaults";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "minor page faults";
    }
  }

  /** Page faults of the tasks that waited for storage. */
  public static final class MajorFaults extends MetricFormats.Count {
    static final String NAME = "majorFaults";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "major page faults";
    }
  }

  /**
   * How much of what was mapped lay in memory when it was opened, in percent: mean of the tasks.
   */
  public static final class ResidentPercent extends MetricFormats.Percent {
    static final String NAME = "residentPercent";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "resident when opened";
    }
  }

  /** Bytes of mappings that the system was asked to prefetch. */
  public static final class BytesPrefetched extends MetricFormats.Bytes {
    static final String NAME = "bytesPrefetched";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "bytes prefetched";
    }
  }

  /**
   * Files that should have been mapped and were read: there is no native guard, they lie on a
   * network file system, or mappings ran short. The log says once which. Each split counts.
   */
  public static final class FilesReadInstead extends MetricFormats.Count {
    static final String NAME = "filesReadInstead";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "files read instead of mapped";
    }
  }

  /** Files of which the rest was skipped, as ignoreCorruptFiles or ignoreMissingFiles says. */
  public static final class FilesSkipped extends MetricFormats.Count {
    static final String NAME = "filesSkipped";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "files skipped";
    }
  }
}
