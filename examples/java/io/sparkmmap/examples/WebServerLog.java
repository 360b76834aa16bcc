// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Generates the access log of a web shop in the <a
 * href="https://httpd.apache.org/docs/2.4/logs.html#combined">Combined Log Format</a>: few pages
 * and clients make most of the requests, most requests succeed, time goes by.
 *
 * <p>About one line in 200 says that a server failed (status 500, 502 or 503), and as many carry
 * the word {@code ERROR}, being error reports of browsers. A gigabyte takes seconds.
 */
public final class WebServerLog {
  /** The smallest file that can be asked for: room for one line of any kind. */
  public static final int MIN_BYTES = LogLines.MAX_LINE_BYTES;

  private static final int BLOCK_BYTES = 1 << 20;

  private final SkewedTexts clients;
  private final SkewedTexts requests;
  private final long seed;

  private WebServerLog(long seed) {
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    this.clients =
        SkewedTexts.of(
            Stream.generate(() -> address(random)).distinct().limit(20_000).toList(), 0.8);
    this.requests = SkewedTexts.of(requests(random), 1.0);
  }

  /**
   * Writes a log of exactly so many bytes in whole lines. The same length and seed give the same
   * bytes on every machine. Directories are made as needed, and a file that is there is replaced.
   *
   * @throws IllegalArgumentException if there are fewer bytes than {@link #MIN_BYTES}
   */
  public static void write(Path file, long bytes, long seed) throws IOException {
    if (bytes < MIN_BYTES) {
      throw new IllegalArgumentException(
          "a log has to be " + MIN_BYTES + " bytes long or more, but " + bytes + " were asked for");
    }
    BlockFile.write(file, bytes, BLOCK_BYTES, new WebServerLog(seed)::fill);
  }

  private void fill(long offset, byte[] block) {
    SplittableRandom random = new SplittableRandom(seed ^ Long.rotateLeft(offset + 1, 32));
    LogLines lines = new LogLines(clients, requests, random, offset, block);
    while (block.length - lines.position() >= 2 * LogLines.MAX_LINE_BYTES) {
      lines.add();
    }
    lines.addLast();
  }

  private static String address(SplittableRandom random) {
    return IntStream.generate(() -> random.nextInt(1, 255))
        .limit(4)
        .mapToObj(Integer::toString)
        .reduce((a, b) -> a + "." + b)
        .orElseThrow();
  }

  private static List<String> requests(SplittableRandom random) {
    List<String> requests =
        new ArrayList<>(
            List.of(
                "GET / HTTP/1.1",
                "GET /static/app.js HTTP/1.1",
                "GET /static/site.css HTTP/1.1",
                "GET /favicon.ico HTTP/1.1",
                "GET /search HTTP/1.1",
                "GET /cart HTTP/1.1",
                "POST /login HTTP/1.1",
                "POST /cart/items HTTP/1.1",
                "GET /health HTTP/1.0",
                "POST /checkout HTTP/1.1"));
    String[] words = {"lamp", "desk", "chair", "shelf", "sofa", "rug", "mirror", "clock"};
    for (int i = 0; i < 3000; i++) {
      String word = words[random.nextInt(words.length)];
      requests.add(
          switch (random.nextInt(4)) {
            case 0 -> "GET /search?q=" + word + "&page=" + random.nextInt(1, 40) + " HTTP/1.1";
            case 1 -> "GET /images/" + word + "-" + random.nextInt(10_000) + ".webp HTTP/1.1";
            default -> "GET /products/" + word + "/" + random.nextInt(10_000) + " HTTP/1.1";
          });
    }
    return List.copyOf(requests);
  }
}
