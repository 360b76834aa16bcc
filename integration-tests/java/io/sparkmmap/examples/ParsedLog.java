// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** An access log read by plain Java, to check answers against. */
record ParsedLog(List<Request> requests) {
  /** One line of it; the path is without its query. */
  record Request(String line, String client, String path, int status) {
    boolean failed() {
      return status >= 500;
    }
  }

  static ParsedLog of(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return new ParsedLog(lines.map(ParsedLog::parse).toList());
    }
  }

  private static Request parse(String line) {
    int request = line.indexOf('"') + 1;
    int requestEnd = line.indexOf('"', request);
    String target = line.substring(request, requestEnd).split(" ", -1)[1];
    int query = target.indexOf('?');
    return new Request(
        line,
        line.substring(0, line.indexOf(' ')),
        query < 0 ? target : target.substring(0, query),
        Integer.parseInt(line.substring(requestEnd + 2, requestEnd + 5)));
  }

  long count(Predicate<Request> which) {
    return requests.stream().filter(which).count();
  }

  /** How often each value comes, most often first and then in order, at most so many. */
  List<Map.Entry<String, Long>> top(
      int limit, Predicate<Request> which, Function<Request, String> value) {
    return requests.stream()
        .filter(which)
        .collect(Collectors.groupingBy(value, Collectors.counting()))
        .entrySet()
        .stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(limit)
        .toList();
  }
}
