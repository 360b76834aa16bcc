// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** One who answers some of the queries. */
final class Peer {
  /** What a peer is to the reader of a chart. */
  enum Kind {
    OURS,
    PEER,
    /** Gives no answer, or does nothing else: what the machine could do. */
    LIMIT
  }

  private final String name;
  private final Kind kind;
  private final Map<PeerQuery, Callable<?>> answers = new EnumMap<>(PeerQuery.class);

  Peer(String name, Kind kind) {
    this.name = name;
    this.kind = kind;
  }

  String name() {
    return name;
  }

  Kind kind() {
    return kind;
  }

  /**
   * Adds a query.
   *
   * @param answer rows as {@link Answers} compares them, or null where there is none to compare
   */
  Peer can(PeerQuery query, Callable<?> answer) {
    answers.put(query, answer);
    return this;
  }

  /** How the peer answers, or null if it does not. */
  Callable<?> answer(PeerQuery query) {
    return answers.get(query);
  }
}
