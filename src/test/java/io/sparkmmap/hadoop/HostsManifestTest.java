// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.placement.WrongHostException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsManifestTest {
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = Files.writeString(folder.resolve("data.txt"), "one\ntwo\n");
  }

  private Configuration conf(String host, String aliases, String file) throws IOException {
    Path manifest = folder.resolve("manifest.json");
    Files.writeString(
        manifest,
        """
        {"version": 1, "hosts": {"%s": {
          "aliases": [%s],
          "files": [%s]}}}
        """
            .formatted(host, aliases, file),
        UTF_8);
    Configuration conf = new Configuration();
    conf.set(MmapInputKeys.HOSTS_MANIFEST, manifest.toUri().toString());
    return conf;
  }

  private String file(long length) throws IOException {
    return "{\"path\": \"%s\", \"length\": %d, \"modificationTimeMs\": %d}"
        .formatted(data, length, Files.getLastModifiedTime(data).toMillis());
  }

  private static String here() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }

  @Test
  void filesAreReadOnTheirHostAndSplitsNameIt() throws Exception {
    Configuration conf = conf("rack1-node1", "\"" + here() + "\"", file(8));

    InputSplit split = HadoopRecords.splits(new MmapTextInputFormat(), conf).get(0);

    assertThat(split.getLocations()).containsExactly("rack1-node1", here());
    assertThat(HadoopRecords.all(new MmapTextInputFormat(), conf))
        .containsExactly("0:one", "4:two");
  }

  @Test
  void theOldApiNamesTheHostToo() throws IOException {
    JobConf job = new JobConf(conf("node1", "", file(8)));
    var split = new io.sparkmmap.hadoop.mapred.MmapTextInputFormat().getSplits(job, 1)[0];
    assertThat(split.getLocations()).containsExactly("node1");
  }

  @Test
  void onAnotherHostNothingIsRead() throws IOException {
    Configuration conf = conf("no-such-node", "", file(8));
    assertThatThrownBy(() -> HadoopRecords.all(new MmapTextInputFormat(), conf))
        .isInstanceOf(WrongHostException.class)
        .hasMessageContaining(data + " of host no-such-node: expected to be read there")
        .hasMessageContaining("this task on host ")
        .hasMessageContaining("mapreduce.map.maxattempts");
  }

  @Test
  void theHostTravelsWithTheSplit() throws IOException {
    Configuration conf = conf("node1", "\"10.0.0.1\"", file(8));
    MmapFileSplit sent =
        (MmapFileSplit) HadoopRecords.splits(new MmapTextInputFormat(), conf).get(0);
    DataOutputBuffer out = new DataOutputBuffer();
    sent.write(out);
    DataInputBuffer in = new DataInputBuffer();
    in.reset(out.getData(), out.getLength());
    MmapFileSplit received = new MmapFileSplit();
    received.readFields(in);

    assertThat(received.requiredHosts()).containsExactly("node1", "10.0.0.1");
    assertThatCode(() -> HostCheck.check(received, List.of("10.0.0.1"), AllowedRoots.ANY))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> HostCheck.check(received, List.of("10.0.0.2"), AllowedRoots.ANY))
        .isInstanceOf(WrongHostException.class);
  }

  @Test
  void aLengthThatIsWrongIsToldBeforeARecordIsRead() throws IOException {
    for (long length : List.of(4L, 12L)) {
      Configuration conf = conf(here(), "", file(length));
      assertThatThrownBy(() -> HadoopRecords.all(new MmapTextInputFormat(), conf))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("expected the length of the manifest, " + length + ", found 8");
    }
  }

  @Test
  void whatIsNotSaidIsAskedFor() throws IOException {
    Configuration conf = conf("node1", "", "\"" + data + "\"");
    assertThatThrownBy(() -> HadoopRecords.splits(new MmapTextInputFormat(), conf))
        .hasMessageContaining("line 3: " + data + ": expected length and modificationTimeMs");
  }

  @Test
  void inputPathsBesideAManifestAreRefused() throws IOException {
    Configuration conf = conf("node1", "", file(8));
    conf.set(FileInputFormat.INPUT_DIR, "file:/data");
    assertThatThrownBy(() -> HadoopRecords.splits(new MmapTextInputFormat(), conf))
        .hasMessageContaining(MmapInputKeys.HOSTS_MANIFEST)
        .hasMessageContaining(FileInputFormat.INPUT_DIR);
  }
}
