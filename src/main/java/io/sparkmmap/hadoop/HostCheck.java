// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.placement.Host;
import io.sparkmmap.core.placement.LocalityMode;
import io.sparkmmap.core.placement.Placement;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    check(
        split, namesOfThisHost(System.getenv(NODE_MANAGER_HOST), System.getenv(SPARK_HOST)), roots);
  }

  static void check(MmapFileSplit split, Set<String> here, AllowedRoots roots) throws IOException {
    List<String> required = split.requiredHosts();
    if (required.isEmpty()) {
      return;
    }
    Host host = new Host(required.get(0), required.subList(1, required.size()));
    if (here.stream().noneMatch(host::isCalled)) {
      new Placement(host, List.of(), LocalityMode.REQUIRE)
          .check(here.iterator().next(), split.getPath().toString(), REMEDY);
    }
    long length = FileIdentity.of(LocalPaths.of(split.getPath()), roots).length();
    if (length != split.fileLength()) {
      throw new IOException(
          split.getPath()
              + " on host "
              + host.name()
              + ": expected the length of the manifest, "
              + split.fileLength()
              + ", found "
              + length
              + "; write the manifest again if the file is right");
    }
  }

  private static Set<String> namesOfThisHost(String... given) throws IOException {
    List<String> all = new ArrayList<>();
    for (String name : given) {
      Optional.ofNullable(name).filter(text -> !text.isBlank()).ifPresent(all::add);
    }
    InetAddress local = InetAddress.getLocalHost();
    all.addAll(List.of(local.getHostName(), local.getCanonicalHostName(), local.getHostAddress()));
    return new LinkedHashSet<>(all);
  }
}
