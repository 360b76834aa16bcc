// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.core.lines.LineStart;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.PagePolicy;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.spark.aggregate.AggregateQuery;
import io.sparkmmap.spark.files.CompressedFiles;
import io.sparkmmap.spark.files.FileLister;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.SessionSettings;
import io.sparkmmap.spark.format.RecordReading;
import io.sparkmmap.spark.hosts.HostCheck;
import io.sparkmmap.spark.task.LineFiles;
import io.sparkmmap.spark.task.MmapInputPartition;
import io.sparkmmap.spark.task.MmapInputPartition.FilePart;
import io.sparkmmap.spark.task.Projection;
import io.sparkmmap.spark.task.Pushdown;
import io.sparkmmap.spark.task.ReadPlan;
import io.sparkmmap.spark.task.RemoteAccess;
import io.sparkmmap.spark.task.TableColumns;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is skipped where the user wants that, and what is an error all the same. */
class ColumnarReaderTest {
  private static final int RECORD = 100;
  private static final int RECORDS = 5_000;
  private static final CaseInsensitiveStringMap NO_OPTIONS = CaseInsensitiveStringMap.empty();

  @TempDir Path folder;
  private final Logger log = (Logger) LogManager.getLogger(RecordBatches.class);
  private final Warnings warnings = new Warnings();

  /** What the second batch of the first file fails with. */
  private IOException failure = new IOException("a record that is none");

  @BeforeEach
  void listen() throws IOException {
    warnings.start();
    log.addAppender(warnings);
    log.setLevel(Level.WARN);
    for (String name : List.of("a", "b")) {
      Files.write(folder.resolve(name), new byte[RECORDS * RECORD]);
    }
  }

  @AfterEach
  void stopListening() {
    log.removeAppender(warnings);
    log.setLevel(null);
  }

  @ParameterizedTest
  @EnumSource
  void theRestOfACorruptFileIsSkippedWithAWarningAndCounted(MemoryMode mode) throws IOException {
    try (ColumnarReader reader = reader(mode, true)) {
      assertThat(rows(reader)).isEqualTo(RECORDS / 2 + RECORDS);
      assertThat(metric(reader, "filesSkipped")).isEqualTo(1);
    }
    assertThat(warnings.messages)
        .containsExactly("Skipped the rest of " + folder.resolve("a") + ": a record that is none");
  }

  @ParameterizedTest
  @EnumSource
  void withoutTheOptionItIsAnError(MemoryMode mode) throws IOException {
    try (ColumnarReader reader = reader(mode, false)) {
      assertThatExceptionOfType(FailedTask.class)
          .isThrownBy(() -> rows(reader))
          .withMessage("[FAILED_READ_FILE.NO_HINT] a record that is none")
          .havingCause()
          .isSameAs(failure);
      assertThat(metric(reader, "filesSkipped")).isZero();
    }
    assertThat(warnings.messages).isEmpty();
  }

  /** Rows of it are out already: to skip the rest would leave an answer from no state of it. */
  @ParameterizedTest
  @EnumSource
  void aCorruptFileThatWasTruncatedMeanwhileIsAnErrorAllTheSame(MemoryMode mode)
      throws IOException {
    try (ColumnarReader reader = reader(mode, true)) {
      assertThat(reader.next()).isTrue();
      try (RandomAccessFile file = new RandomAccessFile(folder.resolve("a").toFile(), "rw")) {
        file.setLength(RECORD);
      }
      assertThatExceptionOfType(FailedTask.class)
          .isThrownBy(reader::next)
          .withMessageContaining("at offset " + RECORD)
          .withMessageContaining("so the file was truncated")
          .withCauseInstanceOf(FileChangedException.class);
    }
  }

  @Test
  void whatIsNoCorruptionIsNotSkipped() throws IOException {
    failure = new AccessDeniedException("a");
    try (ColumnarReader reader = reader(MemoryMode.READ, true)) {
      assertThatExceptionOfType(FailedTask.class)
          .isThrownBy(() -> rows(reader))
          .havingCause()
          .isSameAs(failure);
    }
    failure = new ClosedByInterruptException();
    try (ColumnarReader reader = reader(MemoryMode.READ, true)) {
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> rows(reader)).isSameAs(failure);
    }
  }

  private static long rows(ColumnarReader reader) throws IOException {
    long rows = 0;
    while (reader.next()) {
      rows += reader.get().numRows();
    }
    return rows;
  }

  private static long metric(ColumnarReader reader, String name) {
    return Arrays.stream(reader.currentMetricsValues())
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  /** Of two files, of which the first fails half-way. */
  private ColumnarReader reader(MemoryMode mode, boolean ignoreCorrupt) throws IOException {
    RecordReading format = mock(RecordReading.class);
    when(format.partRead(any())).thenReturn(1.0);
    when(format.cursor(any(), any(), any()))
        .thenAnswer(call -> new HalfCursor(call.getArgument(0), call.getArgument(1)))
        .thenAnswer(call -> wholeCursor(call.getArgument(0), call.getArgument(1)));
    ReadPlan.FileAccess access =
        new ReadPlan.FileAccess(
            mode,
            PagePolicy.BY_PATTERN,
            RemoteAccess.NONE,
            CompressedFiles.of(NO_OPTIONS),
            new LineFiles(false, LineStart.ZeroBytes.ALLOWED),
            0,
            0,
            ignoreCorrupt,
            ignoreCorrupt,
            new HostCheck(0));
    StructType none = new StructType();
    ReadPlan plan =
        new ReadPlan(
            format,
            new TableColumns(none, none, NameRule.CASE_INSENSITIVE),
            new Projection(none, AggregateQuery.NONE),
            Pushdown.NONE,
            access);
    ReadStatistics statistics = new ReadStatistics();
    RecordBatches batches = new RecordBatches(plan, new MmapInputPartition(parts()), statistics);
    return new ColumnarReader(plan, batches, new ReadMetrics(statistics));
  }

  private List<FilePart> parts() throws IOException {
    FileLister lister =
        new FileLister(new Configuration(), NO_OPTIONS, SessionSettings.defaults("UTC"));
    List<FilePart> parts = new ArrayList<>();
    for (ListedFile file : lister.list(List.of("file:" + folder), Optional.empty()).files()) {
      parts.add(FilePart.of(file, FileOrigin.UNKNOWN, new FileRange(0, 0, file.length())));
    }
    assertThat(parts).hasSize(2);
    return parts;
  }

  private static RecordCursor wholeCursor(RegionSource source, DataRange range) throws IOException {
    return new FixedLengthCursor(source, range, RECORD, RECORDS);
  }

  /** One batch, and then the failure. */
  private final class HalfCursor extends RecordCursor {
    private final RecordCursor records;
    private boolean moved;

    HalfCursor(RegionSource source, DataRange range) throws IOException {
      super(source);
      records = new FixedLengthCursor(source, range, RECORD, RECORDS / 2);
    }

    @Override
    protected boolean advance() throws IOException {
      if (moved) {
        throw failure;
      }
      moved = true;
      return records.next();
    }

    @Override
    public long nextOffset() {
      return records.nextOffset();
    }

    @Override
    public MappedRegion region() {
      return records.region();
    }

    @Override
    public int count() {
      return records.count();
    }

    @Override
    public int position(int record) {
      return records.position(record);
    }

    @Override
    public int length(int record) {
      return records.length(record);
    }
  }

  private static final class Warnings extends AbstractAppender {
    private final List<String> messages = new ArrayList<>();

    Warnings() {
      super("warnings", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      messages.add(event.getMessage().getFormattedMessage());
    }
  }
}
