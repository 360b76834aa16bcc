// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateTimeStringsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "2020, 2020-01-01", "2020-3, 2020-03-01", "2020-03-7, 2020-03-07",
    "2020-03-07T anything, 2020-03-07", "2020-03-07 , 2020-03-07", "-0044-03-15, -0044-03-15",
    "+12020-01-01, +12020-01-01"
  })
  void readsDates(String string, LocalDate expected) {
    assertThat(DateTimeStrings.days(string)).hasValue((int) expected.toEpochDay());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "20", "2020-", "2020-13", "2020-02-30", "2020-01-01x", "2020x"})
  void readsNoDateFromAnythingElse(String string) {
    assertThat(DateTimeStrings.days(string)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2020-07-01, 2020-06-30T22:00:00Z",
    "2020-07-01 5, 2020-07-01T03:00:00Z",
    "2020-07-01T05:06, 2020-07-01T03:06:00Z",
    "2020-07-01 05:06:07.5, 2020-07-01T03:06:07.5Z",
    "2020-07-01 05:06:07.123456789, 2020-07-01T03:06:07.123456Z",
    "2020-07-01 05:06:07Z, 2020-07-01T05:06:07Z",
    "2020-07-01 05:06:07.+1:00, 2020-07-01T04:06:07Z",
    "2020-07-01 05:06:07 America/New_York, 2020-07-01T09:06:07Z",
    "1900-01-01 00:00:00.000001Z, 1900-01-01T00:00:00.000001Z"
  })
  void readsTimestampsInTheirZoneOrElseTheGiven(String string, Instant expected) {
    assertThat(DateTimeStrings.timestampMicros(string, BERLIN))
        .hasValue(ChronoUnit.MICROS.between(Instant.EPOCH, expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2020-07-01T",
        "2020-07-01 05Z",
        "2020-07-01 25:00",
        "1e3",
        "2020-07-01 1:2:3?"
      })
  void readsNoTimestampFromAnythingElse(String string) {
    assertThat(DateTimeStrings.timestampMicros(string, BERLIN)).isEmpty();
  }

  @Test
  void ignoresTheZoneOfALocalTimestamp() {
    long expected = LocalDateTime.of(2020, 7, 1, 5, 6, 7).toEpochSecond(ZoneOffset.UTC) * 1_000_000;
    assertThat(DateTimeStrings.timestampNtzMicros("2020-07-01 05:06:07Z")).hasValue(expected);
    assertThat(DateTimeStrings.timestampNtzMicros("05:06:07")).isEmpty();
    assertThat(DateTimeStrings.timestampNtzMicros("2020-07-01 05:06:07?")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "5:06, 05:06",
    "05:06:07.25, 05:06:07.25",
    "T05, 05:00",
    "12:30 am, 00:30",
    "12:30PM, 12:30",
    "01:02:03pm, 13:02:03"
  })
  void readsTimes(String string, LocalTime expected) {
    assertThat(DateTimeStrings.timeNanos(string)).hasValue(expected.toNanoOfDay());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "05", "24:00", "13:00 pm", "0:30 am", "05:06:07Z", "2020-01-01 05:06"})
  void readsNoTimeFromAnythingElse(String string) {
    assertThat(DateTimeStrings.timeNanos(string)).isEmpty();
  }

  @Test
  void readsZonesWithOneDigit() {
    assertThat(DateTimeStrings.zone("+1:00")).isEqualTo(ZoneOffset.ofHours(1));
    assertThat(DateTimeStrings.zone("+01:5")).isEqualTo(ZoneOffset.ofHoursMinutes(1, 5));
    assertThat(DateTimeStrings.zone("PST")).isEqualTo(ZoneId.of("America/Los_Angeles"));
    assertThatThrownBy(() -> DateTimeStrings.zone("Mars/Olympus"))
        .isInstanceOf(DateTimeException.class);
  }
}
