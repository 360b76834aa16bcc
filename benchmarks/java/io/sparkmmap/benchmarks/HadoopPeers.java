// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import io.sparkmmap.examples.TickRecords;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.FixedLengthInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Hadoop's own input formats, and Spark's RDD of binary records, read by tasks of Spark. */
final class HadoopPeers {
  private static final int TEN = 10;

  private final JavaSparkContext spark;
  private final PeerData data;

  HadoopPeers(JavaSparkContext spark, PeerData data) {
    this.spark = spark;
    this.data = data;
  }

  Peer ofLines() {
    JavaPairRDD<LongWritable, Text> lines =
        spark.newAPIHadoopFile(
            data.log().toString(),
            TextInputFormat.class,
            LongWritable.class,
            Text.class,
            new Configuration());
    return new Peer("Hadoop TextInputFormat", Peer.Kind.PEER)
        .can(PeerQuery.LINES_COUNT, () -> Answers.of(lines.count()))
        .can(
            PeerQuery.LINES_CONTAIN,
            () -> Answers.of(lines.filter(line -> line._2().find("ERROR") >= 0).count()));
  }

  List<Peer> ofRecords() {
    Configuration conf = new Configuration();
    FixedLengthInputFormat.setRecordLength(conf, TickRecords.RECORD_BYTES);
    JavaPairRDD<LongWritable, BytesWritable> fixed =
        spark.newAPIHadoopFile(
            data.ticks().toString(),
            FixedLengthInputFormat.class,
            LongWritable.class,
            BytesWritable.class,
            conf);
    JavaRDD<byte[]> records =
        spark.binaryRecords(data.ticks().toString(), TickRecords.RECORD_BYTES);
    return List.of(
        records("Spark binaryRecords", records, records),
        records(
            "Hadoop FixedLengthInputFormat",
            fixed.map(record -> record._2().getBytes()),
            fixed.map(record -> record._2().copyBytes())));
  }

  /**
   * @param passing each record valid until the next
   * @param kept records that stay
   */
  private Peer records(String name, JavaRDD<byte[]> passing, JavaRDD<byte[]> kept) {
    long wanted = data.wantedId();
    return new Peer(name, Peer.Kind.PEER)
        .can(PeerQuery.COUNT, () -> Answers.of(passing.count()))
        .can(
            PeerQuery.SUM,
            () -> Answers.of(sum(passing, record -> (double) TickFields.size(record))))
        .can(
            PeerQuery.EXPRESSION,
            () ->
                Answers.of(
                    sum(passing, record -> TickFields.price(record) * TickFields.size(record))))
        .can(PeerQuery.GROUP, () -> bySymbol(passing))
        .can(PeerQuery.TOP, () -> top(kept))
        .can(
            PeerQuery.LOOKUP,
            () -> rows(kept.filter(record -> TickFields.id(record) == wanted).collect()))
        .can(PeerQuery.FIRST, () -> rows(kept.take(TEN)))
        .can(PeerQuery.AGAIN, () -> all(passing));
  }

  private interface Value extends Serializable {
    double of(byte[] record);
  }

  private static double sum(JavaRDD<byte[]> records, Value value) {
    return records
        .mapPartitions(
            partition -> {
              double sum = 0;
              while (partition.hasNext()) {
                sum += value.of(partition.next());
              }
              return List.of(sum).iterator();
            })
        .reduce(Double::sum);
  }

  private static Object bySymbol(JavaRDD<byte[]> records) {
    Map<String, long[]> all = new TreeMap<>();
    records
        .mapPartitions(
            partition -> {
              Map<String, long[]> groups = new TreeMap<>();
              while (partition.hasNext()) {
                byte[] record = partition.next();
                add(groups, TickFields.symbol(record), TickFields.size(record), 1);
              }
              return List.of(groups).iterator();
            })
        .collect()
        .forEach(
            groups -> groups.forEach((symbol, values) -> add(all, symbol, values[0], values[1])));
    List<List<Object>> answer = new ArrayList<>();
    all.forEach((symbol, values) -> answer.add(List.of(symbol, values[0], values[1])));
    return answer;
  }

  private static void add(Map<String, long[]> groups, String symbol, long size, long count) {
    long[] values = groups.computeIfAbsent(symbol, name -> new long[2]);
    values[0] += size;
    values[1] += count;
  }

  private static Object top(JavaRDD<byte[]> records) {
    List<List<Object>> answer = new ArrayList<>();
    for (byte[] record : records.takeOrdered(TEN, new DearestFirst())) {
      answer.add(List.of(TickFields.id(record), TickFields.price(record)));
    }
    return answer;
  }

  /** By falling price, and then by id. */
  private static final class DearestFirst implements Comparator<byte[]>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(byte[] one, byte[] other) {
      int byPrice = Double.compare(TickFields.price(other), TickFields.price(one));
      return byPrice != 0 ? byPrice : Long.compare(TickFields.id(one), TickFields.id(other));
    }
  }

  private static Object rows(List<byte[]> records) {
    List<List<Object>> answer = new ArrayList<>();
    for (byte[] record : records) {
      answer.add(
          List.of(
              TickFields.id(record),
              TickFields.symbol(record),
              TickFields.price(record),
              TickFields.size(record)));
    }
    return answer;
  }

  private static Object all(JavaRDD<byte[]> records) {
    double[] totals =
        records
            .mapPartitions(
                partition -> {
                  double[] sums = new double[5];
                  while (partition.hasNext()) {
                    TickFields.addTo(sums, partition.next());
                  }
                  return List.of(sums).iterator();
                })
            .reduce(
                (one, other) ->
                    new double[] {
                      one[0] + other[0],
                      Math.max(one[1], other[1]),
                      one[2] + other[2],
                      one[3] + other[3],
                      one[4] + other[4]
                    });
    return List.of(List.of(totals[0], totals[1], totals[2], totals[3], totals[4]));
  }
}
