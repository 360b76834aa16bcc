// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Who answered which query how fast: the figures behind the table and the chart, kept as JSON. */
final class PeerResults {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final List<Goal> GOALS =
      List.of(
          new Goal(PeerQuery.LINES_COUNT, "mmap text", "Spark text", 10),
          new Goal(PeerQuery.LINES_CONTAIN, "mmap text", "Spark text", 10),
          new Goal(PeerQuery.LINES_CONTAIN, "mmap text", "grep -c -F", 1),
          new Goal(PeerQuery.SUM, "mmap csv", "Spark csv", 15),
          new Goal(PeerQuery.SUM, "mmap csv", "DuckDB CSV", 2.5),
          new Goal(PeerQuery.SUM, "mmap fixed", "Spark binaryRecords", 15),
          new Goal(PeerQuery.SUM, "mmap fixed", "Spark Parquet, plain", 2),
          new Goal(PeerQuery.SUM, "mmap fixed", "Spark .cache()", 3),
          new Goal(PeerQuery.GROUP, "mmap fixed", "Spark Parquet, plain", 1),
          new Goal(PeerQuery.GROUP, "mmap arrow", "Spark Parquet, plain", 1),
          new Goal(PeerQuery.FIRST_OF_MANY, "mmap fixed", "spark.range(10)", 1 / 1.5));

  private final Map<PeerQuery, List<Result>> results = new EnumMap<>(PeerQuery.class);
  private final long bytes;

  /**
   * How long one peer took for one query.
   *
   * @param seconds of each answer
   */
  record Result(String peer, Peer.Kind kind, List<Double> seconds) {
    double median() {
      return Turns.median(seconds);
    }
  }

  /**
   * What is to be reached.
   *
   * @param ratio of the peer's time to ours, at least
   */
  private record Goal(PeerQuery query, String ours, String peer, double ratio) {}

  private PeerResults(long bytes) {
    this.bytes = bytes;
  }

  /**
   * The results in a file; none if there is no such file, or it is of data of another size.
   *
   * @param bytes of the log, and of the records
   */
  static PeerResults read(Path file, long bytes) throws IOException {
    PeerResults results = new PeerResults(bytes);
    if (!Files.exists(file)) {
      return results;
    }
    JsonNode root = JSON.readTree(file.toFile());
    if (root.get("bytes").asLong() != bytes) {
      return results;
    }
    for (JsonNode query : root.get("queries")) {
      List<Result> own = new ArrayList<>();
      for (JsonNode result : query.get("results")) {
        List<Double> seconds = new ArrayList<>();
        result.get("seconds").forEach(value -> seconds.add(value.asDouble()));
        Peer.Kind kind = Peer.Kind.valueOf(result.get("kind").asText().toUpperCase(Locale.ROOT));
        own.add(new Result(result.get("peer").asText(), kind, seconds));
      }
      results.put(PeerQuery.ofId(query.get("id").asText()), own);
    }
    return results;
  }

  /** Bytes of the log, and of the records. */
  long bytes() {
    return bytes;
  }

  /** The queries that were asked. */
  List<PeerQuery> queries() {
    return List.copyOf(results.keySet());
  }

  /** Fastest first. */
  List<Result> of(PeerQuery query) {
    return results.get(query);
  }

  /**
   * @param own fastest first
   */
  void put(PeerQuery query, List<Result> own) {
    results.put(query, own);
  }

  void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("bytes", bytes);
    root.put("java", Runtime.version().toString());
    root.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    root.put("cores", Runtime.getRuntime().availableProcessors());
    ArrayNode queries = root.putArray("queries");
    results.forEach(
        (query, own) -> {
          ObjectNode node = queries.addObject();
          node.put("id", query.id());
          node.put("title", query.title());
          ArrayNode array = node.putArray("results");
          for (Result result : own) {
            ObjectNode entry = array.addObject();
            entry.put("peer", result.peer());
            entry.put("kind", result.kind().name().toLowerCase(Locale.ROOT));
            entry.put("median", rounded(result.median()));
            ArrayNode seconds = entry.putArray("seconds");
            result.seconds().forEach(value -> seconds.add(rounded(value)));
          }
        });
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, JSON.writeValueAsString(root) + "\n");
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1e6) / 1e6;
  }

  /** Prints everyone's median for each query, in milliseconds. */
  void printTable() {
    Map<String, Map<PeerQuery, Double>> medians = new LinkedHashMap<>();
    results.forEach(
        (query, own) ->
            own.forEach(
                result ->
                    medians
                        .computeIfAbsent(result.peer, name -> new EnumMap<>(PeerQuery.class))
                        .put(query, result.median())));
    StringBuilder table = new StringBuilder(String.format("%n%-30s", "milliseconds"));
    results.keySet().forEach(query -> table.append(String.format("%9s", query.column())));
    for (String peer : medians.keySet().stream().sorted().toList()) {
      table.append(String.format("%n%-30s", peer));
      for (PeerQuery query : results.keySet()) {
        Double median = medians.get(peer).get(query);
        table.append(
            median == null ? " ".repeat(9) : String.format(Locale.ROOT, "%9.1f", median * 1000));
      }
    }
    System.out.println(table);
  }

  /** Prints how far the goals of some queries were reached, and returns whether all were. */
  boolean printGoals(List<PeerQuery> queries) {
    System.out.printf("%n%-28s %-12s %-24s %9s %9s%n", "goals", "", "", "ratio", "goal");
    boolean reached = true;
    for (Goal goal : GOALS) {
      OptionalDouble ours = median(goal.query, goal.ours);
      OptionalDouble peer = median(goal.query, goal.peer);
      if (!queries.contains(goal.query) || ours.isEmpty() || peer.isEmpty()) {
        continue;
      }
      double ratio = peer.getAsDouble() / ours.getAsDouble();
      reached &= ratio >= goal.ratio;
      System.out.printf(
          Locale.ROOT,
          "%-28s %-12s %-24s %7.2f x %7.2f x  %s%n",
          goal.query.title(),
          goal.ours,
          goal.peer,
          ratio,
          goal.ratio,
          ratio >= goal.ratio ? "reached" : "MISSED");
    }
    return reached;
  }

  private OptionalDouble median(PeerQuery query, String peer) {
    return results.getOrDefault(query, List.of()).stream()
        .filter(result -> result.peer.equals(peer))
        .mapToDouble(Result::median)
        .findFirst();
  }
}
