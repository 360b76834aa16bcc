// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.spark.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/** The Hadoop input formats under Spark's {@code newAPIHadoopFile} and {@code hadoopFile}. */
class SparkHadoopFileIT {
  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());

  @TempDir Path folder;

  private Path words;
  private Path records;

  @BeforeEach
  void makeFiles() throws IOException {
    words = TestFiles.words(folder.resolve("words"), 12);
    records = TestFiles.records(folder.resolve("records"), 30_000);
  }

  private static Configuration conf() {
    Configuration conf = new Configuration();
    conf.setLong(FileInputFormat.SPLIT_MAXSIZE, 16L * PageSize.bytes());
    return conf;
  }

  private static <V> List<String> shown(JavaPairRDD<LongWritable, V> rdd) {
    return rdd.map(SparkHadoopFileIT::show).collect();
  }

  private static <V> String show(Tuple2<LongWritable, V> record) {
    return HadoopRecords.show(record._1(), record._2());
  }

  private List<String> hadoopsOwn() throws IOException {
    return HadoopRecords.all(new TextInputFormat(), HadoopRecords.conf(words));
  }

  @Test
  void textOfTheNewApi() throws IOException {
    JavaPairRDD<LongWritable, Text> lines =
        spark.newAPIHadoopFile(
            words.toString(), MmapTextInputFormat.class, LongWritable.class, Text.class, conf());
    assertThat(lines.getNumPartitions()).isGreaterThan(3);
    assertThat(shown(lines)).isEqualTo(hadoopsOwn());
  }

  @Test
  void fixedLengthRecordsOfTheNewApi() throws IOException {
    Configuration conf = conf();
    MmapFixedLengthInputFormat.setRecordLength(conf, TestFiles.RECORD_LENGTH);
    JavaPairRDD<LongWritable, BytesWritable> rdd =
        spark.newAPIHadoopFile(
            records.toString(),
            MmapFixedLengthInputFormat.class,
            LongWritable.class,
            BytesWritable.class,
            conf);
    assertThat(rdd.getNumPartitions()).isGreaterThan(3);
    assertThat(rdd.count()).isEqualTo(30_000);
    assertThat(shown(rdd)).hasSize(30_000).doesNotHaveDuplicates();
  }

  @Test
  void mappedRecordsOfTheNewApi() throws IOException {
    JavaPairRDD<LongWritable, MappedRecord> lines =
        spark.newAPIHadoopFile(
            words.toString(),
            MmapRecordInputFormat.class,
            LongWritable.class,
            MappedRecord.class,
            conf());
    assertThat(shown(lines)).isEqualTo(hadoopsOwn());

    Configuration conf = conf();
    conf.set(MmapInputKeys.RECORD_FORMAT, "fixed");
    conf.setInt(MmapInputKeys.RECORD_LENGTH, TestFiles.RECORD_LENGTH);
    long sum =
        spark
            .newAPIHadoopFile(
                records.toString(),
                MmapRecordInputFormat.class,
                LongWritable.class,
                MappedRecord.class,
                conf)
            .map(record -> record._2().bytes().getLong(Integer.BYTES))
            .reduce(Long::sum);
    assertThat(sum).isEqualTo(30_000L * 29_999 / 2);
  }

  @Test
  void textAndMappedRecordsOfTheOldApi() throws IOException {
    JavaPairRDD<LongWritable, Text> texts =
        spark.hadoopFile(
            words.toString(),
            io.sparkmmap.hadoop.mapred.MmapTextInputFormat.class,
            LongWritable.class,
            Text.class,
            6);
    assertThat(texts.getNumPartitions()).isGreaterThan(3);
    assertThat(shown(texts)).isEqualTo(hadoopsOwn());
    JavaPairRDD<LongWritable, MappedRecord> lines =
        spark.hadoopFile(
            words.toString(),
            io.sparkmmap.hadoop.mapred.MmapRecordInputFormat.class,
            LongWritable.class,
            MappedRecord.class,
            6);
    assertThat(shown(lines)).isEqualTo(hadoopsOwn());
  }

  @Test
  void fixedLengthRecordsOfTheOldApi() throws IOException {
    spark
        .hadoopConfiguration()
        .setInt(MmapFixedLengthInputFormat.FIXED_RECORD_LENGTH, TestFiles.RECORD_LENGTH);
    try {
      long bytes =
          spark
              .hadoopFile(
                  records.toString(),
                  io.sparkmmap.hadoop.mapred.MmapFixedLengthInputFormat.class,
                  LongWritable.class,
                  BytesWritable.class,
                  4)
              .map(record -> (long) record._2().getLength())
              .reduce(Long::sum);
      assertThat(bytes).isEqualTo(Files.size(records));
    } finally {
      spark.hadoopConfiguration().unset(MmapFixedLengthInputFormat.FIXED_RECORD_LENGTH);
    }
  }
}
