// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.mapping.ReadStatistics;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/**
 * What a scan tells of itself in the Spark UI. Spark makes the classes by name, so they are public.
 */
public final class ReadMetrics {
  private ReadMetrics() {}

  static CustomMetric[] all() {
    return new CustomMetric[] {
      new BytesMapped(),
      new BytesCopied(),
      new Records(),
      new FilesReadInstead(),
      new FilesSkipped()
    };
  }

  static CustomTaskMetric[] valuesOf(ReadStatistics statistics) {
    return new CustomTaskMetric[] {
      new Value(BytesMapped.NAME, statistics.bytesMapped()),
      new Value(BytesCopied.NAME, statistics.bytesCopied()),
      new Value(Records.NAME, statistics.records()),
      new Value(FilesReadInstead.NAME, statistics.filesReadInstead()),
      new Value(FilesSkipped.NAME, statistics.filesSkipped())
    };
  }

  private record Value(String name, long value) implements CustomTaskMetric {}

  /** Bytes of files that were read in place. */
  public static final class BytesMapped extends CustomSumMetric {
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
  public static final class BytesCopied extends CustomSumMetric {
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

  /** Records that readers found. */
  public static final class Records extends CustomSumMetric {
    static final String NAME = "records";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "records found";
    }
  }

  /**
   * Files that should have been mapped and were read: there is no native guard, they lie on a
   * network file system, or mappings ran short. The log says once which. Each split counts.
   */
  public static final class FilesReadInstead extends CustomSumMetric {
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
  public static final class FilesSkipped extends CustomSumMetric {
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
