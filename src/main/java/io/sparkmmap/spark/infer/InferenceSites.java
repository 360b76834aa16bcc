// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.infer;

import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.format.InferenceSite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** The places where columns are inferred. */
public final class InferenceSites {
  private InferenceSites() {}

  /** The one that this thread is at. */
  public static InferenceSite here() {
    return TaskContext.get() == null ? new Driver() : new Task();
  }

  /** Uses the active session, if it needs one. */
  private static final class Driver implements InferenceSite {
    @Override
    public RegionSource open(ListedFile file, LeaseScope scope) throws IOException {
      return FileStart.open(file, scope, Driver::conf);
    }

    private static Configuration conf() {
      return SparkSession.active().sessionState().newHadoopConf();
    }

    @Override
    public boolean isTask() {
      return false;
    }

    @Override
    public int cores() {
      return SparkSession.active().sparkContext().defaultParallelism();
    }

    @Override
    public <P, R> List<R> map(List<P> parts, PartFunction<P, R> function) throws IOException {
      if (parts.size() <= 1) {
        return mapHere(parts, function, this);
      }
      SparkSession spark = SparkSession.active();
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      Broadcast<SerializableConfiguration> conf =
          context.broadcast(new SerializableConfiguration(conf()));
      return ExecutorConf.propagated(
          spark,
          () ->
              context
                  .parallelize(parts, parts.size())
                  .mapPartitionsWithIndex(
                      (index, all) ->
                          List.of(
                                  function.apply(
                                      all.next(),
                                      index,
                                      (file, scope) ->
                                          FileStart.open(file, scope, () -> conf.value().value())))
                              .iterator(),
                      false)
                  .collect());
    }
  }

  /** Has no session, and local files only. */
  private static final class Task implements InferenceSite {
    @Override
    public RegionSource open(ListedFile file, LeaseScope scope) throws IOException {
      return FileStart.open(
          file,
          scope,
          () -> {
            throw new IllegalStateException("files of hosts are local");
          });
    }

    @Override
    public boolean isTask() {
      return true;
    }

    @Override
    public int cores() {
      return 1;
    }

    @Override
    public <P, R> List<R> map(List<P> parts, PartFunction<P, R> function) throws IOException {
      return mapHere(parts, function, this);
    }
  }

  private static <P, R> List<R> mapHere(
      List<P> parts, InferenceSite.PartFunction<P, R> function, InferenceSite site)
      throws IOException {
    List<R> results = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      results.add(function.apply(parts.get(i), i, site));
    }
    return results;
  }
}
