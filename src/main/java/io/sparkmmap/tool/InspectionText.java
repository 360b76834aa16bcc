// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.tool.inspect.Inspection;
import io.sparkmmap.tool.inspect.Inspection.Exactness;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An inspection as people and programs read it. */
record InspectionText(Inspection inspection) {

  Map<String, Object> json() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("path", inspection.file().path());
    members.put("length", inspection.file().length());
    members.put("modifiedTimeMs", inspection.file().modifiedTimeMs());
    members.put("recordFormat", inspection.format().recordFormat());
    members.put("recognizedBy", inspection.recognizedBy());
    members.put("details", inspection.details());
    members.put("columns", inspection.columns().stream().map(InspectionText::json).toList());
    Exactness exactness = inspection.records().exactness();
    members.put("records", exactness == Exactness.UNKNOWN ? null : inspection.records().count());
    members.put("recordsAre", exactness.name().toLowerCase(Locale.ROOT));
    members.put("splitCount", inspection.splitCount());
    members.put("splits", inspection.splits().stream().map(InspectionText::json).toList());
    members.put("problems", inspection.problems());
    return members;
  }

  private static Map<String, Object> json(Inspection.Column column) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", column.name());
    members.put("type", column.type());
    return members;
  }

  private static Map<String, Object> json(Inspection.Split split) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("start", split.start());
    members.put("end", split.end());
    members.put("firstRecord", split.firstRecord() < 0 ? null : split.firstRecord());
    members.put("records", split.records() < 0 ? null : split.records());
    return members;
  }

  void print(PrintWriter out) {
    out.println(inspection.file().path());
    line(out, "format", format());
    line(
        out,
        "size",
        ByteSize.of(inspection.file().length())
            + " ("
            + inspection.file().length()
            + " bytes), modified "
            + Instant.ofEpochMilli(inspection.file().modifiedTimeMs()));
    line(out, "records", records());
    inspection.details().forEach((name, value) -> line(out, name, value));
    printColumns(out);
    printSplits(out);
    inspection.problems().forEach(problem -> line(out, "PROBLEM", problem));
  }

  private String format() {
    String name = inspection.format().recordFormat();
    return switch (inspection.recognizedBy()) {
      case "option" -> name + ", as asked for";
      case "nothing" -> name + ", since neither first bytes nor name say anything else";
      default -> name + ", by its " + inspection.recognizedBy();
    };
  }

  private String records() {
    long count = inspection.records().count();
    return switch (inspection.records().exactness()) {
      case EXACT -> String.format(Locale.ROOT, "%,d", count);
      case ESTIMATED -> String.format(Locale.ROOT, "about %,d (--count counts them)", count);
      case UNKNOWN -> "not known";
    };
  }

  private void printColumns(PrintWriter out) {
    List<Inspection.Column> columns = inspection.columns();
    int width = columns.stream().mapToInt(column -> column.name().length()).max().orElse(0);
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      String padding = " ".repeat(width - name.length() + 2);
      line(out, i == 0 ? "columns" : "", name + padding + columns.get(i).type());
    }
  }

  private void printSplits(PrintWriter out) {
    if (inspection.splitCount() == 0) {
      return;
    }
    line(out, "splits", inspection.splitCount());
    out.printf("    %6s %15s %15s %15s %15s%n", "split", "start", "end", "first record", "records");
    for (int i = 0; i < inspection.splits().size(); i++) {
      Inspection.Split split = inspection.splits().get(i);
      out.printf(
          "    %6d %15d %15d %15s %15s%n",
          i, split.start(), split.end(), first(split), known(split.records()));
    }
    int more = inspection.splitCount() - inspection.splits().size();
    if (more > 0) {
      out.println("    and " + more + " more (--splits 0 shows all)");
    }
  }

  private static String first(Inspection.Split split) {
    return split.firstRecord() == split.end() ? "none" : known(split.firstRecord());
  }

  private static String known(long number) {
    return number < 0 ? "-" : Long.toString(number);
  }

  private static void line(PrintWriter out, String name, Object value) {
    out.printf("  %-10s %s%n", name, value);
  }
}
