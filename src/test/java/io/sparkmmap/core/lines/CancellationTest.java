// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sparkmmap.core.delimited.DelimitedLines;
import io.sparkmmap.core.lines.LineCursor.Detail;
import io.sparkmmap.core.mapping.TestSources;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a task does with a file, it stops within 64 MiB after it was cancelled, whether its
 * thread was interrupted or not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancellationTest {
  private static final int MOST_BYTES = 64 << 20;
  private static final long LENGTH = 2L * MOST_BYTES;

  private Path lines;
  private final AtomicBoolean cancelled = new AtomicBoolean();

  /** Goes through all of a file. */
  private enum Reading {
    COUNTED_LINES {
      @Override
      Reader of(RegionSource source, DataRange range) throws IOException {
        return new LineCursor(source, range, LineSeparator.NEWLINES, Detail.COUNT, 4096)::next;
      }
    },
    LINES {
      @Override
      Reader of(RegionSource source, DataRange range) throws IOException {
        return new LineCursor(source, range, LineSeparator.NEWLINES, Detail.POSITIONS, 4096)::next;
      }
    },
    SEARCHED_LINES {
      @Override
      Reader of(RegionSource source, DataRange range) throws IOException {
        LineCondition none = new LineCondition(LineCondition.Place.ANYWHERE, bytes("nowhere"));
        return new LineSearchCursor(source, range, none, 4096)::next;
      }
    },
    ROWS {
      @Override
      Reader of(RegionSource source, DataRange range) throws IOException {
        return delimited(source, range)::next;
      }
    },
    SEARCHED_ROWS {
      @Override
      Reader of(RegionSource source, DataRange range) throws IOException {
        DelimitedLines rows = delimited(source, range);
        SequenceSearch search = new SequenceSearch(bytes("nowhere"));
        rows.next();
        return () -> !rows.skipTo(search, Integer.MAX_VALUE);
      }
    },
    RECORDS {
      @Override
      Reader of(RegionSource source, DataRange range) throws IOException {
        return new FixedLengthCursor(source, range, 1024, 4096)::next;
      }
    };

    abstract Reader of(RegionSource source, DataRange range) throws IOException;

    private static DelimitedLines delimited(RegionSource source, DataRange range)
        throws IOException {
      DelimitedLines.Syntax csv =
          new DelimitedLines.Syntax((byte) ',', (byte) '"', DelimitedLines.NO_COMMENT);
      return new DelimitedLines(source, range, csv, 4096);
    }
  }

  private interface Reader {
    boolean next() throws IOException;
  }

  @BeforeAll
  void write(@TempDir Path folder) throws IOException {
    lines = folder.resolve("lines");
    byte[] line = bytes("0123456789,0123456789,0123456789\n".repeat(1 << 15));
    try (FileChannel file =
        FileChannel.open(lines, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long at = 0; at < LENGTH; at += line.length) {
        file.write(ByteBuffer.wrap(line), at);
      }
      file.truncate(LENGTH);
    }
  }

  static Stream<Arguments> readings() {
    return Stream.of(Reading.values())
        .flatMap(
            reading ->
                Stream.of(MemoryMode.MAP, MemoryMode.READ)
                    .flatMap(
                        mode ->
                            Stream.of(true, false)
                                .map(interrupt -> Arguments.of(reading, mode, interrupt))));
  }

  @ParameterizedTest
  @MethodSource("readings")
  void aCancelledTaskStops(Reading reading, MemoryMode mode, boolean interrupt) throws IOException {
    cancelled.set(false);
    RegionSource source = TestSources.cancellable(lines, mode, cancelled::get);
    Reader reader = reading.of(source, DataRange.of(0, LENGTH, LENGTH));
    assertThat(reader.next() || reading == Reading.SEARCHED_LINES).isTrue();
    if (reading == Reading.SEARCHED_LINES) {
      reader = reading.of(source, DataRange.of(0, LENGTH, LENGTH)); // the first found nothing
    }
    Reader started = reader;
    try {
      if (interrupt) {
        Thread.currentThread().interrupt();
      } else {
        cancelled.set(true);
      }
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(
              () -> {
                boolean more = true;
                while (more) {
                  more = started.next();
                }
              })
          .isInstanceOf(InterruptedIOException.class)
          .withMessageMatching(".*lines on host .*: reading was ended near offset \\d{1,8}, .*")
          .satisfies(e -> assertThat(offset(e)).isLessThan(MOST_BYTES));
    } finally {
      Thread.interrupted();
    }
    source.close();
  }

  private static long offset(Throwable e) {
    return Long.parseLong(e.getMessage().replaceAll(".*near offset (\\d+),.*", "$1"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
