// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import java.util.Iterator;
import java.util.Random;
import org.apache.spark.util.random.BernoulliCellSampler;
import org.apache.spark.util.random.BernoulliSampler;
import org.apache.spark.util.random.RandomSampler;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * The sample that Spark's inference takes: by its samplers and from its seeds, so that the same
 * rows decide. For one task.
 */
final class RowSample {
  private static final long SEED = 1;

  /** Of a greater ratio Spark takes all. */
  private static final double ALL_ROWS = 0.99;

  private final double ratio;
  private final RandomSampler<String, String> ofLines;
  private final RandomSampler<String[], String[]> ofRows;

  /**
   * @param ratio of the rows that are taken
   * @param task number of the task among those of the job
   */
  RowSample(double ratio, int task) {
    this.ratio = ratio;
    this.ofLines = new BernoulliCellSampler<>(0, ratio, false);
    ofLines.setSeed(SEED + task);
    this.ofRows = new BernoulliSampler<>(ratio, ClassTag$.MODULE$.apply(String[].class));
    ofRows.setSeed(seedOfRows(task));
  }

  /**
   * Refuses a ratio as Spark does.
   *
   * @throws IllegalArgumentException if nothing would be taken
   */
  static void check(double ratio) {
    if (!(ratio > 0)) {
      throw new IllegalArgumentException(
          "Option 'samplingRatio' should be greater than 0, but is "
              + ratio
              + "; leave it out to read all rows");
    }
  }

  static boolean isOfAll(double ratio) {
    return ratio > ALL_ROWS;
  }

  private static long seedOfRows(int task) {
    Random seeds = new Random(SEED);
    long seed = seeds.nextLong();
    for (int i = 0; i < task; i++) {
      seed = seeds.nextLong();
    }
    return seed;
  }

  /** A sample of all lines, headers and comments included. */
  Iterator<String> ofLines(Iterator<String> lines) {
    return isOfAll(ratio) ? lines : sampled(ofLines, lines);
  }

  /** A sample of the rows of files in which those are not lines. */
  Iterator<String[]> ofRows(Iterator<String[]> rows) {
    return isOfAll(ratio) ? rows : sampled(ofRows, rows);
  }

  private static <T> Iterator<T> sampled(RandomSampler<T, T> sampler, Iterator<T> all) {
    return CollectionConverters.asJava(sampler.sample(CollectionConverters.asScala(all)));
  }
}
