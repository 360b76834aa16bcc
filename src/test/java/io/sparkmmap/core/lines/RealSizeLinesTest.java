// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.delimited.DelimitedLines;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RealSizeContract;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** Each cursor over lines at the sizes that files have. */
class RealSizeLinesTest {
  private static List<String> lines(
      RealSizeContract.Opener file, DataRange range, LineSeparator separator) throws IOException {
    List<String> lines =
        RecordsOf.all(
            new LineCursor(file.open(), range, separator, LineCursor.Detail.POSITIONS, 50_000));
    assertThat(
            RecordsOf.count(
                new LineCursor(file.open(), range, separator, LineCursor.Detail.COUNT, 1000)))
        .isEqualTo(lines.size());
    return lines;
  }

  @Nested
  class LinesThatEndAsTheyLike extends RealSizeLines {
    @Override
    byte[] separator() {
      return null;
    }

    @Override
    protected List<String> found(Opener file, DataRange range) throws IOException {
      return lines(file, range, LineSeparator.NEWLINES);
    }
  }

  @Nested
  class LinesWithOneByteBetween extends RealSizeLines {
    @Override
    byte[] separator() {
      return ";".getBytes(ISO_8859_1);
    }

    @Override
    protected List<String> found(Opener file, DataRange range) throws IOException {
      return lines(file, range, LineSeparator.of(separator()));
    }
  }

  @Nested
  class LinesWithASeparatorThatOverlapsItself extends RealSizeLines {
    @Override
    byte[] separator() {
      return "abab".getBytes(ISO_8859_1);
    }

    @Override
    protected List<String> found(Opener file, DataRange range) throws IOException {
      return lines(file, range, LineSeparator.of(separator()));
    }
  }

  @Nested
  class LinesAsArrays extends RealSizeLines {
    @Override
    byte[] separator() {
      return null;
    }

    @Override
    protected List<String> found(Opener file, DataRange range) throws IOException {
      List<String> lines = new ArrayList<>();
      try (RegionSource source = file.open();
          RegionSource forNumbers = file.open()) {
        LineReader reader = new LineReader(source, range, LineSeparator.NEWLINES);
        LineNumbers numbers = new LineNumbers(forNumbers, range, LineSeparator.NEWLINES);
        long first = -1;
        for (byte[] line = reader.next(); line != null; line = reader.next()) {
          first = lines.isEmpty() ? numbers.at(reader.lineOffset()) : first;
          lines.add(new String(line, ISO_8859_1));
        }
        if (!lines.isEmpty()) {
          assertThat(numbers.at(reader.lineOffset())).isEqualTo(first + lines.size() - 1);
        }
      }
      return lines;
    }
  }

  @Nested
  class LinesThatAreSearchedFor extends RealSizeLines {
    private static final String WANTED = "1";

    @Override
    byte[] separator() {
      return null;
    }

    @Override
    protected List<String> expected(byte[] records) {
      return super.expected(records).stream().filter(line -> line.contains(WANTED)).toList();
    }

    @Override
    protected List<String> found(Opener file, DataRange range) throws IOException {
      LineCondition condition =
          new LineCondition(LineCondition.Place.ANYWHERE, WANTED.getBytes(StandardCharsets.UTF_8));
      return RecordsOf.all(new LineSearchCursor(file.open(), range, condition, 50_000));
    }
  }

  @Nested
  class LinesOfFields extends RealSizeLines {
    @Override
    byte[] separator() {
      return null;
    }

    @Override
    protected List<String> expected(byte[] records) {
      return super.expected(records).stream().filter(line -> !line.isBlank()).toList();
    }

    @Override
    protected List<String> found(Opener file, DataRange range) throws IOException {
      List<String> found = new ArrayList<>();
      DelimitedLines.Syntax syntax =
          new DelimitedLines.Syntax((byte) ',', (byte) '"', DelimitedLines.NO_COMMENT);
      try (RegionSource source = file.open()) {
        DelimitedLines lines = new DelimitedLines(source, range, syntax, 1000);
        while (lines.next()) {
          for (int line = 0; line < lines.count(); line++) {
            found.add(text(lines, line));
          }
        }
      }
      try (RegionSource source = file.open()) {
        assertThat(count(new DelimitedLines(source, range, syntax.ofLinesOnly(), 1000)))
            .isEqualTo(found.size());
      }
      return found;
    }

    private static String text(DelimitedLines lines, int line) {
      List<String> fields = new ArrayList<>();
      for (int field = 0; field < lines.fields(line); field++) {
        byte[] bytes = new byte[lines.fieldEnd(line, field) - lines.fieldStart(line, field)];
        lines.region().bytes().get(lines.fieldStart(line, field), bytes);
        fields.add(new String(bytes, ISO_8859_1));
      }
      return String.join(",", fields);
    }

    private static long count(DelimitedLines lines) throws IOException {
      long count = 0;
      while (true) {
        int plain = lines.skipPlain();
        if (plain == 0 && !lines.next()) {
          return count;
        }
        count += plain > 0 ? plain : lines.count();
      }
    }
  }
}
