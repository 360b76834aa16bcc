// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The table of those whom a user would take instead: ten queries of lines and of records, each
 * asked of everyone in turn, on the same lines and records, with a warm page cache and the same
 * number of threads. Whoever gives another answer ends it.
 */
public final class PeersBenchmark {
  private static final int WARM_UPS = 40;

  private final PeerData data;
  private final List<Peer> peers = new ArrayList<>();

  private PeersBenchmark(PeerData data) {
    this.data = data;
  }

  /**
   * Prints a table, and writes the figures and a chart; ends with 1 if a goal was missed.
   *
   * @param args a folder for the data, the size of the log and of the records in MiB, how often
   *     each query is repeated, for how many seconds a peer warms up for each, a Python that has
   *     the requirements, a file for the figures and one for the chart, and then the queries, or
   *     all; queries that are not asked keep the figures that the file has
   */
  public static void main(String[] args) throws Exception {
    PeerData data = new PeerData(Path.of(args[0]), Long.parseLong(args[1]) << 20);
    int repeats = Integer.parseInt(args[2]);
    double warmUpSeconds = Double.parseDouble(args[3]);
    List<PeerQuery> queries =
        args.length == 7
            ? List.of(PeerQuery.values())
            : Arrays.stream(args).skip(7).map(PeerQuery::ofId).toList();
    data.writeSources();
    PeerResults results = PeerResults.read(Path.of(args[5]), data.bytes());
    try (SparkSession spark = LocalSession.start();
        PythonPeers python = new PythonPeers(Path.of(args[4]), data)) {
      python.writeFiles();
      PeersBenchmark benchmark = new PeersBenchmark(data);
      benchmark.invite(spark, python, queries);
      for (PeerQuery query : queries) {
        results.put(query, benchmark.ask(query, repeats, warmUpSeconds));
        results.write(Path.of(args[5]));
        PeerChart.write(results, Path.of(args[6]));
      }
    }
    results.printTable();
    System.exit(results.printGoals(queries) ? 0 : 1);
  }

  private void invite(SparkSession spark, PythonPeers python, List<PeerQuery> queries)
      throws IOException {
    SparkPeers tables = new SparkPeers(spark, data);
    HadoopPeers hadoop = new HadoopPeers(new JavaSparkContext(spark.sparkContext()), data);
    if (queries.stream().anyMatch(PeerQuery::isOfLines)) {
      peers.addAll(tables.ofLines());
      peers.add(hadoop.ofLines());
    }
    peers.addAll(tables.ofRecords());
    peers.addAll(tables.ofManyRecords());
    peers.addAll(hadoop.ofRecords());
    peers.addAll(python.all());
    peers.addAll(new CommandPeers(data).all());
    peers.add(
        new Peer("Java loop over the mapping", Peer.Kind.LIMIT)
            .can(PeerQuery.SUM, loop(PlainLoop::sumOfSizes))
            .can(PeerQuery.EXPRESSION, loop(PlainLoop::sumOfVolumes)));
    Peer empty = new Peer("Spark, any query", Peer.Kind.LIMIT);
    for (PeerQuery query : PeerQuery.values()) {
      empty.can(query, () -> spark.range(1).count() == 1 ? null : "not one");
    }
    peers.add(empty);
  }

  private Callable<Object> loop(PlainLoop.Loop loop) {
    return () -> Answers.of(PlainLoop.overTicks(data.ticks(), loop));
  }

  private List<PeerResults.Result> ask(PeerQuery query, int repeats, double warmUpSeconds)
      throws Exception {
    Turns turns = new Turns(WARM_UPS, warmUpSeconds);
    List<Peer> asked = peers.stream().filter(peer -> peer.answer(query) != null).toList();
    Object expected = null;
    for (Peer peer : asked) {
      Object answer = peer.answer(query).call();
      if (expected == null) {
        expected = answer;
      } else if (answer != null && !query.accepts(expected, answer)) {
        throw new IllegalStateException(
            query.title()
                + ": "
                + asked.get(0).name()
                + " says "
                + expected
                + ", "
                + peer.name()
                + " says "
                + answer);
      }
      turns.add(peer.name(), peer.answer(query));
    }
    turns.run(repeats);
    List<PeerResults.Result> results =
        asked.stream()
            .map(p -> new PeerResults.Result(p.name(), p.kind(), turns.seconds(p.name())))
            .sorted(Comparator.comparingDouble(PeerResults.Result::median))
            .toList();
    System.out.printf("%n%s%n", query.title());
    for (PeerResults.Result result : results) {
      System.out.printf(
          Locale.ROOT,
          "  %9.4f s  %-30s (%.4f to %.4f s of %d)%s%n",
          result.median(),
          result.peer(),
          Turns.quantile(result.seconds(), 0.25),
          Turns.quantile(result.seconds(), 0.75),
          result.seconds().size(),
          result.kind() == Peer.Kind.OURS ? "  <" : "");
    }
    return results;
  }
}
