// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.json.JsonWriter;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What all commands that do something have in common: where they write, and whether JSON. */
abstract class ToolCommand extends HelpfulCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print one line of JSON for each file.")
  private boolean json;

  PrintWriter out() {
    return spec().commandLine().getOut();
  }

  PrintWriter err() {
    return spec().commandLine().getErr();
  }

  /** Prints members as JSON, or else runs what prints text. */
  void print(Map<String, Object> members, Runnable text) {
    print(() -> out().println(JsonWriter.ascii(JsonWriter.of(members))), text);
  }

  /** Prints JSON, or else text, by one of two ways. */
  void print(Runnable asJson, Runnable text) {
    (json ? asJson : text).run();
  }

  /** A number of things, whose name takes an s where there is not one of them. */
  static String count(int number, String name) {
    return number + " " + name + (number == 1 ? "" : "s");
  }

  /** A bar for this command, which is drawn for people only. */
  ProgressBar progress(String title, long totalBytes) {
    return new ProgressBar(err(), Terminal.isInteractive(), title, totalBytes);
  }
}
