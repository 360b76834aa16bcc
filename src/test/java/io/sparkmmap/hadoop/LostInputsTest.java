// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.LoggedWarnings;
import io.sparkmmap.dfs.LostNames;
import io.sparkmmap.dfs.UnwritableNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that the locale cannot write are missing in a job's input, and it is said. */
class LostInputsTest {
  @TempDir Path folder;

  @BeforeEach
  void create() throws Exception {
    UnwritableNames.create(folder);
    Files.writeString(folder.resolve("plain.csv"), "1\n");
    Files.writeString(folder.resolve("x/p.csv"), "1\n");
  }

  @Test
  void aListingThatLacksNamesWarnsInBothApis() throws Exception {
    Configuration conf = HadoopRecords.conf(folder);
    conf.setBoolean(FileInputFormat.INPUT_DIR_RECURSIVE, true);
    String expected = "Left out 3 files or directories in file:" + folder + " and 1 more director";
    assertThat(warnings(() -> HadoopRecords.splits(new MmapTextInputFormat(), conf)))
        .singleElement()
        .asString()
        .startsWith(expected);
    assertThat(warnings(() -> oldSplits(conf))).singleElement().asString().startsWith(expected);
  }

  private static Object oldSplits(Configuration conf) throws Exception {
    io.sparkmmap.hadoop.mapred.MmapTextInputFormat format =
        new io.sparkmmap.hadoop.mapred.MmapTextInputFormat();
    return format.getSplits(new JobConf(conf), 2);
  }

  @Test
  void onlyWhatWouldHaveBeenListedCounts() throws Exception {
    MmapTextInputFormat format = new MmapTextInputFormat();
    Configuration glob = HadoopRecords.conf(folder.resolve("x/*.csv"));
    assertThat(warnings(() -> HadoopRecords.splits(format, glob)))
        .singleElement()
        .asString()
        .startsWith("Left out 1 files or directories in file:" + folder + "/x, for ");
    Configuration flat = HadoopRecords.conf(folder);
    flat.setBoolean("mapreduce.input.fileinputformat.input.dir.nonrecursive.ignore.subdirs", true);
    assertThat(warnings(() -> HadoopRecords.splits(format, flat)))
        .singleElement()
        .asString()
        .startsWith("Left out 1 files or directories in file:" + folder + ", for ");
    Configuration one = HadoopRecords.conf(folder.resolve("plain.csv"));
    assertThat(warnings(() -> HadoopRecords.splits(format, one))).isEmpty();
  }

  private static List<String> warnings(Callable<?> listing) throws Exception {
    return LoggedWarnings.of(LostNames.class, listing);
  }
}
