// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.dfs.LostNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that the locale cannot write are missing in a job's input, and it is said. */
class LostInputsTest {
  @TempDir Path folder;

  /** With bytes that are no character in UTF-8, and none in ASCII. */
  @BeforeEach
  void create() throws Exception {
    String names =
        "plain.csv 'caf\\351.csv' '_hid\\351.csv' 'x/na\\357ve.csv' 'x/\\351.txt' x/p.csv";
    String script = "mkdir x; for n in " + names + "; do echo 1 > \"$(printf $n)\"; done";
    Process shell =
        new ProcessBuilder("sh", "-c", script).directory(folder.toFile()).inheritIO().start();
    assertThat(shell.waitFor()).isZero();
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
    Logger log = (Logger) LogManager.getLogger(LostNames.class);
    List<String> messages = new ArrayList<>();
    AbstractAppender appender =
        new AbstractAppender("warnings", null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            messages.add(event.getMessage().getFormattedMessage());
          }
        };
    appender.start();
    log.addAppender(appender);
    log.setLevel(Level.WARN);
    try {
      listing.call();
    } finally {
      log.removeAppender(appender);
      log.setLevel(null);
    }
    return messages;
  }
}
