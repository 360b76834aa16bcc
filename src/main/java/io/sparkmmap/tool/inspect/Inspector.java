// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool.inspect;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.recognize.Compression;
import io.sparkmmap.core.recognize.FileFormat;
import io.sparkmmap.core.recognize.ForeignFormat;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.core.split.SplitPlanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Finds out about one file. A problem of the file is part of the answer and no exception. */
public final class Inspector implements AutoCloseable {
  private final LeaseScope scope = new LeaseScope();
  private final ReadStatistics statistics = new ReadStatistics();
  private final List<String> problems = new ArrayList<>();
  private final PlannedFile file;
  private final InspectionRequest request;

  /**
   * Takes the file as it is now.
   *
   * @throws IOException if there is no such regular file on this host
   */
  public Inspector(Path path, InspectionRequest request) throws IOException {
    this.file = PlannedFile.of(path);
    this.request = request;
  }

  /** Bytes of the file. */
  public long length() {
    return file.length();
  }

  /**
   * Looks at the file.
   *
   * @param progress receives how many bytes are done, where a pass over the file is needed
   * @throws IOException if the file cannot be read, or changes meanwhile
   * @throws IllegalArgumentException if something is asked that makes no sense
   */
  public Inspection inspect(LongConsumer progress) throws IOException {
    checkCompression();
    checkForeignFormat();
    Recognition recognition = recognize();
    FileContents contents;
    try {
      contents = contents(recognition.format);
    } catch (IOException e) {
      problems.add(e.getMessage());
      return new Inspection(
          file,
          recognition.format,
          recognition.by,
          Map.of(),
          List.of(),
          Inspection.RecordCount.UNKNOWN,
          List.of(),
          0,
          problems);
    }
    List<FileRange> ranges = ranges(contents);
    List<Inspection.Split> splits = splits(contents, ranges, progress);
    return new Inspection(
        file,
        recognition.format,
        recognition.by,
        contents.details(),
        contents.columns(),
        records(contents, splits),
        splits.subList(0, Math.min(splits.size(), request.maxSplits())),
        ranges.size(),
        problems);
  }

  private record Recognition(FileFormat format, String by) {}

  private Recognition recognize() throws IOException {
    if (request.format().isPresent()) {
      return new Recognition(request.format().get(), "option");
    }
    Optional<FileFormat> byMagic = FileFormat.byMagic(firstBytes(FileFormat.MAGIC_BYTES));
    if (byMagic.isPresent()) {
      return new Recognition(byMagic.get(), "first bytes");
    }
    return FileFormat.byExtension(file.path())
        .map(format -> new Recognition(format, "name"))
        .orElse(new Recognition(FileFormat.TEXT, "nothing"));
  }

  private Inspection.RecordCount records(FileContents contents, List<Inspection.Split> splits) {
    return request.count() && !contents.countsCheaply() && problems.isEmpty()
        ? Inspection.RecordCount.exactly(splits.stream().mapToLong(Inspection.Split::records).sum())
        : contents.records();
  }

  private void checkCompression() throws IOException {
    Optional<Compression> byName = Compression.byExtension(file.path());
    Optional<Compression> byMagic = Compression.byMagic(firstBytes(Compression.MAGIC_BYTES));
    if (byName.isPresent() || (byMagic.isPresent() && request.format().isEmpty())) {
      problems.add(
          "by its "
              + (byName.isPresent() ? "name" : "first bytes")
              + " the file is compressed ("
              + byName.or(() -> byMagic).orElseThrow().codecName()
              + "): what a mapping shows of it are not its records; decompress it");
    }
  }

  private void checkForeignFormat() throws IOException {
    if (request.format().isEmpty()) {
      ForeignFormat.byMagic(firstBytes(ForeignFormat.MAGIC_BYTES))
          .ifPresent(
              format ->
                  problems.add(
                      "by its first bytes it is a file of " + format + "; " + format.remedy()));
    }
  }

  private FileContents contents(FileFormat format) throws IOException {
    DataRange data = DataRange.of(file, request.headerBytes(), request.trailerBytes());
    long dataStart = data.dataStart();
    long dataEnd = data.dataEnd();
    return switch (format) {
      case TEXT, CSV -> lines(format, dataStart, dataEnd);
      case FIXED -> FixedContents.of(layout(), file.path(), dataStart, dataEnd - dataStart);
      case NPY -> {
        try (RegionSource source = open(MemoryMode.READ)) {
          yield FixedContents.ofArray(source);
        }
      }
      case ARROW -> {
        try (RegionSource head = open(MemoryMode.READ);
            RegionSource batches = open(MemoryMode.AUTO)) {
          yield ArrowContents.of(ArrowContents.columns(head), batches);
        }
      }
      case LENGTH_PREFIXED ->
          PrefixedContents.of(
              request.prefix(),
              open(MemoryMode.READ),
              new DataRange(dataStart, dataEnd, dataStart, dataEnd));
    };
  }

  private StructLayout layout() {
    return request
        .layout()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "records of format fixed need --layout or --record-length"));
  }

  private LineContents lines(FileFormat format, long dataStart, long dataEnd) throws IOException {
    byte[] sample;
    try (RegionSource source = open(MemoryMode.READ)) {
      int length = (int) Math.min(LineContents.SAMPLE_BYTES, dataEnd - dataStart);
      var region = source.pieceAt(dataStart, length);
      sample = new byte[length];
      region.bytes().get((int) (dataStart - region.offset()), sample);
    }
    for (int i = 0; i < sample.length; i++) {
      if (sample[i] == 0) {
        problems.add(
            "there is a zero byte at offset "
                + (dataStart + i)
                + ", which text has not: if this is no text, name its format by --format");
        break;
      }
    }
    return new LineContents(format, sample, dataStart, dataEnd - dataStart);
  }

  private List<FileRange> ranges(FileContents contents) {
    SplitPlanner planner = SplitPlanner.of(request.splitBytes(), PageSize.bytes());
    if (file.length() == 0) {
      return List.of();
    }
    return contents.splittable() == SplitPlanner.Splittable.YES
        ? planner.ranges(0, file.length())
        : List.of(new FileRange(0, 0, file.length()));
  }

  private List<Inspection.Split> splits(
      FileContents contents, List<FileRange> ranges, LongConsumer progress) throws IOException {
    boolean counts = contents.countsCheaply() || request.count();
    boolean all = request.count() && !contents.countsCheaply();
    int wanted = all ? ranges.size() : Math.min(ranges.size(), request.maxSplits());
    List<Inspection.Split> splits = new ArrayList<>();
    for (FileRange range : ranges.subList(0, wanted)) {
      try {
        splits.add(split(contents, range, counts));
      } catch (IOException e) {
        problems.add(e.getMessage());
        break;
      }
      progress.accept(range.end());
    }
    return splits;
  }

  private Inspection.Split split(FileContents contents, FileRange range, boolean counts)
      throws IOException {
    long dataEnd = file.length() - request.trailerBytes();
    DataRange data = new DataRange(range.start(), range.end(), contents.dataStart(), dataEnd);
    try (RegionSource source = open(MemoryMode.AUTO);
        BatchCursor cursor = contents.cursor(source, data)) {
      long first = contents.firstRecord(cursor);
      long records = counts ? 0 : -1;
      while (counts && cursor.next()) {
        records += cursor.count();
      }
      return new Inspection.Split(
          range.start(), range.end(), Math.min(first, range.end()), records);
    }
  }

  private byte[] firstBytes(int length) throws IOException {
    try (RegionSource source = open(MemoryMode.READ)) {
      return source.firstBytes(length);
    }
  }

  private RegionSource open(MemoryMode mode) throws IOException {
    return RegionSources.open(file, mode, statistics, scope);
  }

  @Override
  public void close() {
    scope.close();
  }
}
