// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads dates, times and timestamps out of strings as a cast in Spark SQL does, since the public
 * interface of Spark offers no such cast outside a query.
 *
 * @see <a href="https://spark.apache.org/docs/latest/sql-ref-literals.html#datetime-literal">Spark
 *     SQL's datetime literals</a>
 */
final class DateTimeStrings {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private static final Pattern DATE =
      Pattern.compile(
          "(?<sign>[+-])?(?<year>\\d{4,7})"
              + "(?:-(?<month>\\d{1,2})(?:-(?<day>\\d{1,2})(?:[ T].*)?)?)?",
          Pattern.DOTALL);

  private static final String TIME_OF_DAY =
      "(?<hour>\\d{1,2})(?<rest>:(?<minute>\\d{1,2})"
          + "(?::(?<second>\\d{1,2})(?:\\.(?<fraction>\\d*))?(?<zone>\\D.*)?)?)?";

  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "(?<sign>[+-])?(?<year>\\d{4,6})"
              + "(?:-(?<month>\\d{1,2})(?:-(?<day>\\d{1,2})(?:[ T]"
              + TIME_OF_DAY
              + ")?)?)?",
          Pattern.DOTALL);

  private static final Pattern TIME = Pattern.compile("(?<t>T)?" + TIME_OF_DAY, Pattern.DOTALL);

  private static final Pattern HALF_OF_DAY = Pattern.compile("[AaPp][Mm] *\\z");
  private static final Pattern ONE_DIGIT_HOURS = Pattern.compile("([+-])(\\d):");
  private static final Pattern ONE_DIGIT_MINUTES = Pattern.compile("([+-])(\\d\\d):(\\d)$");

  private DateTimeStrings() {}

  /** The days from 1970-01-01 to a date, or nothing if the string is none. */
  static OptionalInt days(String string) {
    Matcher match = DATE.matcher(trim(string));
    if (!match.matches()) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Math.toIntExact(date(match).toEpochDay()));
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalInt.empty();
    }
  }

  /**
   * The microseconds from 1970-01-01T00:00Z to a timestamp, or nothing if the string is none.
   *
   * @param zone where the string names no zone of its own
   */
  static OptionalLong timestampMicros(String string, ZoneId zone) {
    try {
      Optional<Matcher> timeOnly = timeOnly(string);
      if (timeOnly.isPresent()) {
        ZoneId actual = zone(timeOnly.get(), zone);
        LocalDate today = LocalDate.now(actual);
        return OptionalLong.of(micros(today.atTime(time(timeOnly.get())).atZone(actual)));
      }
      Matcher match = TIMESTAMP.matcher(trim(string));
      return match.matches()
          ? OptionalLong.of(micros(date(match).atTime(time(match)).atZone(zone(match, zone))))
          : OptionalLong.empty();
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  /** The microseconds from 1970-01-01T00:00 to a local timestamp; a zone is read and ignored. */
  static OptionalLong timestampNtzMicros(String string) {
    Matcher match = TIMESTAMP.matcher(trim(string));
    try {
      if (!match.matches()) {
        return OptionalLong.empty();
      }
      zone(match, ZoneOffset.UTC);
      return OptionalLong.of(micros(date(match).atTime(time(match)).atZone(ZoneOffset.UTC)));
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  /** The nanoseconds from midnight to a time of day, or nothing if the string is none. */
  static OptionalLong timeNanos(String string) {
    Matcher half = HALF_OF_DAY.matcher(string);
    boolean twelveHours = half.find();
    Optional<Matcher> match = timeOnly(twelveHours ? string.substring(0, half.start()) : string);
    if (match.isEmpty() || match.get().group("zone") != null) {
      return OptionalLong.empty();
    }
    try {
      LocalTime time = time(match.get());
      if (!twelveHours) {
        return OptionalLong.of(time.toNanoOfDay());
      }
      if (time.getHour() < 1 || time.getHour() > 12) {
        return OptionalLong.empty();
      }
      boolean morning = Character.toLowerCase(half.group().charAt(0)) == 'a';
      int hour = time.getHour() % 12 + (morning ? 0 : 12);
      return OptionalLong.of(time.withHour(hour).toNanoOfDay());
    } catch (DateTimeException e) {
      return OptionalLong.empty();
    }
  }

  /** The microseconds from 1970-01-01T00:00 to the start of a day, both local. */
  static long midnightMicros(int days) {
    return micros(LocalDate.ofEpochDay(days).atStartOfDay(ZoneOffset.UTC));
  }

  /** What a clock on the wall in {@code zone} shows at an instant, read as if it were in UTC. */
  static long wallClockMicros(Instant instant, ZoneId zone) {
    return micros(LocalDateTime.ofInstant(instant, zone).atZone(ZoneOffset.UTC));
  }

  /**
   * A zone by its id, with the short ids of the JDK, and hours or minutes of one digit.
   *
   * @throws DateTimeException if there is no such zone
   */
  static ZoneId zone(String id) {
    String hours = ONE_DIGIT_HOURS.matcher(id).replaceFirst("$10$2:");
    String minutes = ONE_DIGIT_MINUTES.matcher(hours).replaceFirst("$1$2:0$3");
    return ZoneId.of(minutes, ZoneId.SHORT_IDS);
  }

  /** A match without a date: {@code T} is only seen before the first byte that is trimmed. */
  private static Optional<Matcher> timeOnly(String string) {
    String trimmed = trim(string);
    Matcher match = TIME.matcher(trimmed);
    if (!match.matches()) {
      return Optional.empty();
    }
    boolean marked = match.group("t") != null && string.startsWith("T");
    boolean plain = match.group("t") == null && match.group("rest") != null;
    return marked || plain ? Optional.of(match) : Optional.empty();
  }

  private static LocalDate date(Matcher match) {
    int year = number(match.group("year"), 1);
    boolean negative = "-".equals(match.group("sign"));
    return LocalDate.of(
        negative ? -year : year, number(match.group("month"), 1), number(match.group("day"), 1));
  }

  private static LocalTime time(Matcher match) {
    String fraction = match.group("fraction");
    int micros = fraction == null ? 0 : Integer.parseInt((fraction + "000000").substring(0, 6));
    return LocalTime.of(
        number(match.group("hour"), 0),
        number(match.group("minute"), 0),
        number(match.group("second"), 0),
        micros * 1000);
  }

  private static ZoneId zone(Matcher match, ZoneId otherwise) {
    String zone = match.group("zone");
    return zone == null ? otherwise : zone(zone.trim());
  }

  private static int number(String digits, int otherwise) {
    return digits == null ? otherwise : Integer.parseInt(digits);
  }

  private static long micros(ZonedDateTime time) {
    long seconds = time.toEpochSecond();
    long micros = time.get(ChronoField.MICRO_OF_SECOND);
    // From the nearer second, so that the earliest timestamps do not overflow on the way.
    return seconds < 0
        ? Math.addExact(
            Math.multiplyExact(seconds + 1, MICROS_PER_SECOND), micros - MICROS_PER_SECOND)
        : Math.addExact(Math.multiplyExact(seconds, MICROS_PER_SECOND), micros);
  }

  private static String trim(String string) {
    int start = 0;
    int end = string.length();
    while (start < end && isBlank(string.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(string.charAt(end - 1))) {
      end--;
    }
    return string.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c < 0x80 && (Character.isWhitespace(c) || Character.isISOControl(c));
  }
}
