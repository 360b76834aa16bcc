// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.text;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * The offset of a time zone from UTC at local times. Remembers between which transitions the last
 * one lay, so that the rules are asked once for times that lie near each other. For one thread.
 */
public final class LocalTimes {
  private final ZoneRules rules;
  private long from = Long.MAX_VALUE;
  private long to = Long.MIN_VALUE;
  private int offset;

  public LocalTimes(ZoneId zone) {
    this.rules = zone.getRules();
  }

  /**
   * Whether there is one offset only at a local time: not where clocks are changed.
   *
   * @param localSecond since 1970-01-01T00:00 in local time
   */
  public boolean knows(long localSecond) {
    return (localSecond >= from && localSecond < to) || find(localSecond);
  }

  /** The offset at the time that was last asked for, if it is known. */
  public int offsetSeconds() {
    return offset;
  }

  private boolean find(long localSecond) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(localSecond, 0, ZoneOffset.UTC);
    List<ZoneOffset> offsets = rules.getValidOffsets(time);
    if (offsets.size() != 1) {
      return false;
    }
    Instant instant = time.toInstant(offsets.get(0));
    ZoneOffsetTransition before = rules.previousTransition(instant.plusNanos(1));
    ZoneOffsetTransition after = rules.nextTransition(instant);
    offset = offsets.get(0).getTotalSeconds();
    from =
        before == null
            ? Long.MIN_VALUE
            : Math.max(second(before.getDateTimeBefore()), second(before.getDateTimeAfter()));
    to =
        after == null
            ? Long.MAX_VALUE
            : Math.min(second(after.getDateTimeBefore()), second(after.getDateTimeAfter()));
    return true;
  }

  private static long second(LocalDateTime time) {
    return time.toEpochSecond(ZoneOffset.UTC);
  }
}
