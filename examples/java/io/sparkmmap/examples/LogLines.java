// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** The lines of one block of a {@link WebServerLog}. */
final class LogLines {
  /** No line is longer, but for the last of a block, which is less than twice as long. */
  static final int MAX_LINE_BYTES = 512;

  private static final long FIRST_SECOND = Instant.parse("2026-03-01T00:00:00Z").getEpochSecond();

  /** Some forty requests a second. */
  private static final int BYTES_PER_SECOND = 8 << 10;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss Z']'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final SkewedTexts STATUSES =
      SkewedTexts.of(
          List.of("200", "304", "302", "404", "301", "206", "403", "500", "503", "401", "502"),
          2.4);
  private static final SkewedTexts USERS =
      SkewedTexts.of(List.of("-", "alice", "bob", "carol", "dave", "erin", "frank"), 3.0);
  private static final SkewedTexts REFERRERS =
      SkewedTexts.of(
          List.of(
              "-",
              "https://shop.example.com/",
              "https://shop.example.com/search",
              "https://shop.example.com/cart",
              "https://www.example.org/furniture-for-small-rooms"),
          0.9);
  private static final SkewedTexts AGENTS =
      SkewedTexts.of(
          List.of(
              "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                  + " Chrome/145.0.0.0 Safari/537.36",
              "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15"
                  + " (KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1",
              "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko)"
                  + " Chrome/145.0.0.0 Mobile Safari/537.36",
              "Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0",
              "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example.com/about)",
              "curl/8.12.1",
              "kube-probe/1.33"),
          0.8);

  private static final byte[] ERROR_REPORT = ascii("POST /api/reports?level=ERROR&code=");
  private static final byte[] HTTP = ascii(" HTTP/1.1");
  private static final byte[] NO_IDENTITY = ascii(" - ");
  private static final int REQUESTS_PER_ERROR_REPORT = 200;

  private final SkewedTexts clients;
  private final SkewedTexts requests;
  private final SplittableRandom random;
  private final long offset;
  private final byte[] block;
  private int position;
  private long second = -1;
  private byte[] time = {};

  LogLines(
      SkewedTexts clients,
      SkewedTexts requests,
      SplittableRandom random,
      long offset,
      byte[] block) {
    this.clients = clients;
    this.requests = requests;
    this.random = random;
    this.offset = offset;
    this.block = block;
  }

  /** How many bytes of the block are written. */
  int position() {
    return position;
  }

  /** Adds a line, for which there has to be room. */
  void add() {
    upToAgent();
    end();
  }

  /** Adds a line that ends where the block ends: its agent has a name of the right length. */
  void addLast() {
    upToAgent();
    int spare = block.length - position - 2;
    Arrays.fill(block, position, position + spare, (byte) 'x');
    position += spare;
    end();
  }

  private void upToAgent() {
    append(clients.draw(random));
    append(NO_IDENTITY);
    append(USERS.draw(random));
    append(' ');
    append(time());
    append(' ');
    append('"');
    request();
    append('"');
    append(' ');
    append(STATUSES.draw(random));
    append(' ');
    append(Integer.toString(random.nextInt(1 << random.nextInt(5, 18))));
    append(' ');
    append('"');
    append(REFERRERS.draw(random));
    append('"');
    append(' ');
    append('"');
    append(AGENTS.draw(random));
  }

  private void end() {
    append('"');
    append('\n');
  }

  private void request() {
    if (random.nextInt(REQUESTS_PER_ERROR_REPORT) == 0) {
      append(ERROR_REPORT);
      append(Integer.toString(random.nextInt(1000)));
      append(HTTP);
    } else {
      append(requests.draw(random));
    }
  }

  /** The time stands still within {@link #BYTES_PER_SECOND}, so that it is seldom formatted. */
  private byte[] time() {
    long now = FIRST_SECOND + (offset + position) / BYTES_PER_SECOND;
    if (now != second) {
      second = now;
      time = ascii(TIME.format(Instant.ofEpochSecond(now)));
    }
    return time;
  }

  private void append(String text) {
    append(ascii(text));
  }

  private void append(byte[] text) {
    System.arraycopy(text, 0, block, position, text.length);
    position += text.length;
  }

  private void append(char character) {
    block[position++] = (byte) character;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
