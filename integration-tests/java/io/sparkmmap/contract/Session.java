// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Settings of a session that decide answers, and two that must not.
 *
 * @param ansi whether what overflows is an error
 * @param caseSensitive whether names that differ in case differ
 * @param zone the session's time zone
 * @param engine how Spark runs the query
 */
record Session(boolean ansi, boolean caseSensitive, String zone, Engine engine) {
  private static final String ANSI = "spark.sql.ansi.enabled";
  private static final String CASE_SENSITIVE = "spark.sql.caseSensitive";
  private static final String ZONE = "spark.sql.session.timeZone";
  private static final String ADAPTIVE = "spark.sql.adaptive.enabled";
  private static final String CODEGEN = "spark.sql.codegen.wholeStage";
  private static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "Pacific/Apia");

  /** How a plan is made and run. */
  enum Engine {
    DEFAULT,
    NO_ADAPTIVE,
    NO_CODEGEN
  }

  /** Each setting of names, errors and zones, with the engines in turn. */
  static List<Session> all() {
    List<Session> sessions = new ArrayList<>();
    Engine[] engines = Engine.values();
    for (String zone : ZONES) {
      for (int i = 0; i < 4; i++) {
        Engine engine = engines[sessions.size() % engines.length];
        sessions.add(new Session(i % 2 == 0, i / 2 == 0, zone, engine));
      }
    }
    return sessions;
  }

  void set(SparkSession spark) {
    spark.conf().set(ANSI, ansi);
    spark.conf().set(CASE_SENSITIVE, caseSensitive);
    spark.conf().set(ZONE, zone);
    spark.conf().set(ADAPTIVE, engine != Engine.NO_ADAPTIVE);
    spark.conf().set(CODEGEN, engine != Engine.NO_CODEGEN);
  }

  /** Gives a session back the settings that it was built with. */
  static void reset(SparkSession spark) {
    for (String key : List.of(ANSI, CASE_SENSITIVE, ADAPTIVE, CODEGEN)) {
      spark.conf().unset(key);
    }
    spark.conf().set(ZONE, "UTC");
  }
}
