// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.DataError;
import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.placement.Host;
import io.sparkmmap.core.placement.LocalityMode;
import io.sparkmmap.core.placement.Placement;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/** Holds tasks to the host of their split, and the file there to what the manifest says of it. */
final class HostCheck {
  /** YARN gives each container the name of its node in this variable. */
  private static final String NODE_MANAGER_HOST = "NM_HOST";

  /** Where Spark's executors have theirs, if somebody sets it. */
  private static final String SPARK_HOST = "SPARK_LOCAL_HOSTNAME";

  private static final String REMEDY =
      "the retry on the right host succeeds; raise yarn.scheduler.capacity.node-locality-delay (or"
          + " the like of your scheduler) and mapreduce.map.maxattempts, and see that the manifest"
          + " has the name of the node as YARN knows it (docs/node-local.md)";

  private HostCheck() {}

  /**
   * Compares a split with this host.
   *
   * @throws io.sparkmmap.core.placement.WrongHostException naming both hosts, the path and what to
   *     set, if the file is one of another host
   * @throws IOException if the file has not the length that the manifest says
   */
  static void check(MmapFileSplit split, AllowedRoots roots) throws IOException {
    if (!split.requiredHosts().isEmpty()) {
      check(split, namesOfThisHost(), roots);
    }
  }

  static void check(MmapFileSplit split, List<String> here, AllowedRoots roots) throws IOException {
    List<String> required = split.requiredHosts();
    Host host = new Host(required.get(0), required.subList(1, required.size()));
    String path = split.getPath().toString();
    new Placement(host, List.of(), LocalityMode.REQUIRE).check(here, path, REMEDY);
    long length = FileIdentity.of(LocalPaths.of(split.getPath()), roots).length();
    if (length != split.fileLength()) {
      throw DataError.of(
          path,
          "the length of the manifest, " + split.fileLength(),
          Long.toString(length),
          "write the manifest again if the file is right");
    }
  }

  private static List<String> namesOfThisHost() throws IOException {
    InetAddress local = InetAddress.getLocalHost();
    return Stream.of(
            System.getenv(NODE_MANAGER_HOST),
            System.getenv(SPARK_HOST),
            local.getHostName(),
            local.getCanonicalHostName(),
            local.getHostAddress())
        .filter(name -> name != null && !name.isBlank())
        .toList();
  }
}
