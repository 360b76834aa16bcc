// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.OptionValue;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.dfs.SourceOpener;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.Text;

/**
 * What a job reads, as its configuration says: how files are divided into splits, where the records
 * in them are, and what they are handed out as. The input formats of both Hadoop APIs are made of
 * it.
 *
 * <p>Immutable.
 *
 * @param <V> what records are handed out as
 */
public final class RecordInput<V> {
  private final Configuration conf;
  private final Framing framing;
  private final Supplier<RecordValues<V>> values;
  private final FileAccess access;

  private RecordInput(Configuration conf, Framing framing, Supplier<RecordValues<V>> values) {
    MmapInputKeys.checkNames(conf);
    this.conf = conf;
    this.framing = framing;
    this.values = values;
    this.access = FileAccess.of(conf);
  }

  /**
   * Lines as texts.
   *
   * @throws IllegalArgumentException for a wrong value in the configuration; so the others
   */
  public static RecordInput<Text> text(Configuration conf) {
    return new RecordInput<>(conf, LineFraming.of(conf), TextValues::new);
  }

  /** Records of equal length, as bytes. */
  public static RecordInput<BytesWritable> fixedLength(Configuration conf) {
    Framing framing = FixedLengthFraming.of(conf, MmapFixedLengthInputFormat.FIXED_RECORD_LENGTH);
    return new RecordInput<>(conf, framing, BytesValues::new);
  }

  /** Records of the kind that the configuration says, where they lie. */
  public static RecordInput<MappedRecord> mapped(Configuration conf) {
    String format = conf.getTrimmed(MmapInputKeys.RECORD_FORMAT, "text");
    Framing framing =
        switch (format.toLowerCase(Locale.ROOT)) {
          case "text" -> LineFraming.of(conf);
          case "csv" -> LineFraming.ofCsv(conf);
          case "fixed" -> FixedLengthFraming.of(conf, MmapInputKeys.RECORD_LENGTH);
          case "lengthprefixed" -> LengthPrefixedFraming.of(conf);
          default ->
              throw OptionValue.invalid(
                  MmapInputKeys.RECORD_FORMAT, "text, csv, fixed or lengthPrefixed", format);
        };
    return new RecordInput<>(conf, framing, MappedValues::new);
  }

  /**
   * The splits of a file, in order; a single empty one for an empty file, as in Hadoop.
   *
   * @param input as it was listed, or as a manifest says
   * @param splitBytes how long Hadoop would make a split; {@code Long.MAX_VALUE} for a file that is
   *     not to be divided
   * @throws IOException if the file is not a regular one, not below the allowed roots, compressed,
   *     or not of such records
   */
  public List<MmapFileSplit> splits(InputFile input, long splitBytes) throws IOException {
    FileStatus file = input.status();
    String path = file.getPath().toString();
    if (file.isDirectory()) {
      throw new IOException(
          path
              + ": expected a file, found a directory; set"
              + " mapreduce.input.fileinputformat.input.dir.recursive to read the files below it");
    }
    if (input.host().isEmpty()) {
      access.checkListed(file.getPath(), file.getLen());
    }
    if (file.getLen() > 0) {
      access.checkName(path);
      framing.checkFile(path, file.getLen());
    }
    Splittable splittable =
        SourceOpener.isLocal(file.getPath()) ? framing.splittable() : framing.splittableElsewhere();
    long longest = splittable == Splittable.YES ? splitBytes : Long.MAX_VALUE;
    return FileSplits.of(input, longest, conf, access.roots());
  }

  /** A reader of splits, for one thread; to be opened. */
  public SplitReader<V> reader() {
    return new SplitReader<>(conf, framing, values.get(), access);
  }
}
