// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.text;

import java.nio.ByteBuffer;

/**
 * Reads {@code 2026-01-31}, and that followed by a space or {@code T} and {@code 23:59:59}, with up
 * to six digits behind a point, and maybe {@code Z}. Knows years from 1600 to 9999; other dates and
 * forms are for somebody else. Reused for many; for one thread.
 */
public final class DateTimeText {
  private static final int DATE_LENGTH = 10;
  private static final int SECONDS_LENGTH = 19;
  private static final int MAX_LENGTH = 27;
  private static final int MICROS_DIGITS = 6;
  private static final int FIRST_CENTURY = 16;
  private static final int SECONDS_PER_DAY = 86_400;
  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private long epochDay;
  private int secondOfDay;
  private int micros;
  private boolean utc;

  /** Days since 1970-01-01. */
  public long epochDay() {
    return epochDay;
  }

  /** Seconds since 1970-01-01T00:00, in the time that the text is in. */
  public long epochSecond() {
    return epochDay * SECONDS_PER_DAY + secondOfDay;
  }

  /** What stands behind the point. */
  public int micros() {
    return micros;
  }

  /** Whether the text ends with {@code Z}. */
  public boolean isUtc() {
    return utc;
  }

  /** Reads a date; false if it is none of this form, and nothing else is right then. */
  public boolean parseDate(ByteBuffer bytes, int start, int end) {
    return end - start == DATE_LENGTH && parseDay(bytes, start);
  }

  private boolean parseDay(ByteBuffer bytes, int start) {
    int century = ParsedText.twoDigits(bytes, start);
    int yearOfCentury = ParsedText.twoDigits(bytes, start + 2);
    int month = ParsedText.twoDigits(bytes, start + 5);
    int day = ParsedText.twoDigits(bytes, start + 8);
    if (century < FIRST_CENTURY
        || yearOfCentury < 0
        || bytes.get(start + 4) != '-'
        || month < 1
        || month > 12
        || bytes.get(start + 7) != '-'
        || day < 1
        || day > DAYS[month - 1]) {
      return false;
    }
    int year = century * 100 + yearOfCentury;
    if (month == 2 && day == 29 && !isLeap(year)) {
      return false;
    }
    epochDay = epochDay(year, month, day);
    return true;
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /** Counts from March, so that the day that a leap year has more is its last. */
  private static long epochDay(int year, int month, int day) {
    int years = month > 2 ? year : year - 1;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return 365L * years + years / 4 - years / 100 + years / 400 + dayOfYear - 719_468;
  }

  /** Reads a timestamp; false if it is none of this form, and nothing else is right then. */
  public boolean parseTimestamp(ByteBuffer bytes, int start, int end) {
    int length = end - start;
    if (length < SECONDS_LENGTH || length > MAX_LENGTH || !parseDay(bytes, start)) {
      return false;
    }
    byte between = bytes.get(start + DATE_LENGTH);
    int hour = ParsedText.twoDigits(bytes, start + 11);
    int minute = ParsedText.twoDigits(bytes, start + 14);
    int second = ParsedText.twoDigits(bytes, start + 17);
    if ((between != ' ' && between != 'T')
        || hour < 0
        || hour > 23
        || bytes.get(start + 13) != ':'
        || minute < 0
        || minute > 59
        || bytes.get(start + 16) != ':'
        || second < 0
        || second > 59) {
      return false;
    }
    secondOfDay = (hour * 60 + minute) * 60 + second;
    utc = bytes.get(end - 1) == 'Z';
    return parseFraction(bytes, start + SECONDS_LENGTH, utc ? end - 1 : end);
  }

  private boolean parseFraction(ByteBuffer bytes, int start, int end) {
    micros = 0;
    if (start == end) {
      return true;
    }
    int count = end - start - 1;
    if (bytes.get(start) != '.' || count < 1 || count > MICROS_DIGITS) {
      return false;
    }
    long digits = ParsedText.digits(bytes, start + 1, end);
    if (digits < 0) {
      return false;
    }
    for (int i = count; i < MICROS_DIGITS; i++) {
      digits *= 10;
    }
    micros = (int) digits;
    return true;
  }
}
