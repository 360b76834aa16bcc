// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tables of Spark: ours, and those of its own sources on the same bytes. */
final class SparkPeers {
  /** {@link io.sparkmmap.examples.TickRecords}, with its times as numbers. */
  private static final String LAYOUT =
      "id int64, time int64, symbol char(8), price float64, size int32";

  private static final String SCHEMA =
      "id BIGINT, time BIGINT, symbol STRING, price DOUBLE, size INT";

  private static final List<String> CODECS = List.of("snappy", "uncompressed");

  private final SparkSession spark;
  private final PeerData data;
  private int views;

  SparkPeers(SparkSession spark, PeerData data) {
    this.spark = spark;
    this.data = data;
  }

  List<Peer> ofLines() {
    List<Peer> peers = new ArrayList<>();
    Dataset<Row> ours = mmap().load(data.log().toString());
    peers.add(table("mmap text", Peer.Kind.OURS, ours, true));
    peers.add(table("Spark text", Peer.Kind.PEER, spark.read().text(data.log().toString()), true));
    for (String codec : CODECS) {
      String path = PeerData.parquet(ours, data.logParquet(codec), codec).toString();
      peers.add(table(parquetName(codec), Peer.Kind.PEER, spark.read().parquet(path), true));
    }
    // With an option of its own, or Spark would take the cached rows for ours as well.
    Dataset<Row> cached = mmap().option("splitAlignment", "1m").load(data.log().toString());
    peers.add(cached("Spark .cache()", cached, true));
    peers.add(wholeFiles());
    return peers;
  }

  List<Peer> ofRecords() {
    List<Peer> peers = new ArrayList<>();
    Dataset<Row> ours = fixed().load(data.ticks().toString());
    peers.add(table("mmap fixed", Peer.Kind.OURS, ours, false));
    Dataset<Row> sorted = fixed().option("sortedBy", "id").load(data.ticks().toString());
    peers.add(ask(new Peer("mmap fixed, sortedBy", Peer.Kind.OURS), PeerQuery.LOOKUP, sorted));
    Dataset<Row> arrow = mmap().load(data.ticks("arrow").toString());
    peers.add(table("mmap arrow", Peer.Kind.OURS, arrow, false));
    String csv = data.ticks("csv").toString();
    peers.add(table("mmap csv", Peer.Kind.OURS, mmap().schema(SCHEMA).load(csv), false));
    peers.add(table("Spark csv", Peer.Kind.PEER, spark.read().schema(SCHEMA).csv(csv), false));
    for (String codec : CODECS) {
      String path = PeerData.parquet(ours, data.ticks(codec + ".parquet"), codec).toString();
      peers.add(table(parquetName(codec), Peer.Kind.PEER, spark.read().parquet(path), false));
    }
    Dataset<Row> cached = fixed().option("splitAlignment", "1m").load(data.ticks().toString());
    peers.add(cached("Spark .cache()", cached, false));
    return peers;
  }

  /** Ten rows of a file of 40 GiB, compared with ten numbers. */
  List<Peer> ofManyRecords() {
    Dataset<Row> many = fixed().load(data.manyTicks().toString());
    Dataset<Row> ten = spark.range(10).toDF();
    return List.of(
        new Peer("mmap fixed", Peer.Kind.OURS)
            .can(PeerQuery.FIRST_OF_MANY, () -> Answers.of(many.takeAsList(10).size())),
        new Peer("spark.range(10)", Peer.Kind.PEER)
            .can(PeerQuery.FIRST_OF_MANY, () -> Answers.of(ten.takeAsList(10).size())));
  }

  private static String parquetName(String codec) {
    return "Spark Parquet, " + (codec.equals("uncompressed") ? "plain" : codec);
  }

  private DataFrameReader mmap() {
    return spark.read().format("mmap");
  }

  private DataFrameReader fixed() {
    return mmap().option("recordFormat", "fixed").option("layout", LAYOUT);
  }

  private Peer table(String name, Peer.Kind kind, Dataset<Row> rows, boolean lines) {
    Peer peer = new Peer(name, kind);
    for (PeerQuery query : PeerQuery.values()) {
      if (query.isOfLines() == lines && query != PeerQuery.FIRST_OF_MANY) {
        ask(peer, query, rows);
      }
    }
    return peer;
  }

  /** Planned again each time, as a user's query would be. */
  private Peer ask(Peer peer, PeerQuery query, Dataset<Row> rows) {
    String view = "peer_" + views++;
    rows.createOrReplaceTempView(view);
    return peer.can(
        query, () -> Answers.of(spark.sql(query.sql(view, data.wantedId())).collectAsList()));
  }

  /** Fills the cache when it is asked first. */
  private Peer cached(String name, Dataset<Row> rows, boolean lines) {
    return table(name, Peer.Kind.PEER, rows.cache(), lines);
  }

  private Peer wholeFiles() {
    Dataset<byte[]> files =
        spark
            .read()
            .format("binaryFile")
            .load(data.logPieces().toString())
            .select("content")
            .as(Encoders.BINARY());
    return new Peer("Spark binaryFile", Peer.Kind.PEER)
        .can(PeerQuery.LINES_COUNT, () -> sum(files, ByteLines::count))
        .can(PeerQuery.LINES_CONTAIN, () -> sum(files, ByteLines::countErrors));
  }

  private static Object sum(Dataset<byte[]> files, MapFunction<byte[], Long> count) {
    return Answers.of(
        files.map(count, Encoders.LONG()).collectAsList().stream().mapToLong(n -> n).sum());
  }
}
