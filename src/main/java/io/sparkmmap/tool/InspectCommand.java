// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.recognize.FileFormat;
import io.sparkmmap.tool.inspect.Inspection;
import io.sparkmmap.tool.inspect.InspectionRequest;
import io.sparkmmap.tool.inspect.Inspector;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells of a file what format("mmap") would make of it. */
@Command(
    name = "inspect",
    description = {
      "Tells the format, columns, number of records, splits and problems of files, as"
          + " format(\"mmap\") would read them. Reads first bytes and headers only, and with"
          + " --count all of it."
    },
    footer = {
      "",
      "Examples:",
      "  mmap inspect /data/trips.arrow",
      "  mmap inspect --count --splits 0 /data/access.log",
      "  mmap inspect --format fixed --layout 'id int64, price float64' /data/ticks.bin",
      "  mmap inspect --format lengthPrefixed --length-type varint --json /data/events.pb"
    })
final class InspectCommand extends ToolCommand {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of this host.")
  private List<Path> files;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description =
          "text, csv, fixed, npy, arrow or lengthPrefixed (by first bytes or name, else text).")
  private String format;

  @Option(
      names = "--layout",
      paramLabel = "FIELDS",
      description = "The fields of fixed records, as the option layout takes them.")
  private String layout;

  @Option(
      names = "--record-length",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description = "Of fixed records.")
  private Long recordLength;

  @Mixin private FramingOptions framing;

  @Option(
      names = "--split-bytes",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      defaultValue = "256m",
      description = "The longest split, as the option maxPartitionBytes (${DEFAULT-VALUE}).")
  private long splitBytes;

  @Option(
      names = "--splits",
      paramLabel = "N",
      defaultValue = "16",
      description = "How many splits to show, 0 for all (${DEFAULT-VALUE}).")
  private int splits;

  @Option(names = "--count", description = "Count records, by a pass over the file if need be.")
  private boolean count;

  @Override
  public Integer call() throws IOException {
    InspectionRequest request = request();
    int exitCode = ExitCodes.OK;
    for (Path file : files) {
      Inspection inspection = inspect(file, request);
      InspectionText text = new InspectionText(inspection);
      print(text.json(), () -> text.print(out()));
      exitCode = inspection.problems().isEmpty() ? exitCode : ExitCodes.FINDING;
    }
    return exitCode;
  }

  private Inspection inspect(Path file, InspectionRequest request) throws IOException {
    try (Inspector inspector = new Inspector(file, request);
        ProgressBar bar = progress("Inspecting " + file.getFileName(), inspector.length())) {
      return inspector.inspect(count ? bar::update : done -> {});
    }
  }

  private InspectionRequest request() {
    if (splitBytes < 1 || splits < 0) {
      throw wrongUsage("--split-bytes has to be at least 1, and --splits at least 0");
    }
    try {
      return new InspectionRequest(
          format(),
          structLayout(framing.byteOrder()),
          framing.prefix(0),
          framing.headerBytes(),
          framing.trailerBytes(),
          splitBytes,
          splits == 0 ? Integer.MAX_VALUE : splits,
          count);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(e.getMessage());
    }
  }

  private Optional<FileFormat> format() {
    if (format == null) {
      return layout == null && recordLength == null
          ? Optional.empty()
          : Optional.of(FileFormat.FIXED);
    }
    for (FileFormat known : FileFormat.values()) {
      if (known.recordFormat().equalsIgnoreCase(format)) {
        return Optional.of(known);
      }
    }
    throw wrongUsage(
        "--format has to be one of "
            + Arrays.stream(FileFormat.values())
                .map(FileFormat::recordFormat)
                .collect(Collectors.joining(", "))
            + ", but is "
            + format);
  }

  private Optional<StructLayout> structLayout(ByteOrder order) {
    if (recordLength != null && (recordLength < 1 || recordLength > Integer.MAX_VALUE)) {
      throw wrongUsage("--record-length has to be from 1 to " + Integer.MAX_VALUE);
    }
    if (layout == null) {
      return Optional.ofNullable(recordLength).map(n -> StructLayout.ofBinary(n.intValue()));
    }
    StructLayout fields = StructLayout.parse(layout, order);
    return Optional.of(
        recordLength == null ? fields : fields.withRecordLength(recordLength.intValue()));
  }
}
