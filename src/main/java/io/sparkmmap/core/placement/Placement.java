// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.placement;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a file lies.
 *
 * @param host which of the hosts that were asked for it belongs to
 * @param executorHosts what the engine called that host when the query was planned; several where
 *     executors with addresses of their own share a disk, as the pods of one Kubernetes node do
 * @param mode what to do elsewhere
 */
public record Placement(Host host, List<String> executorHosts, LocalityMode mode)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public Placement {
    executorHosts = List.copyOf(executorHosts);
  }

  /** This place, where another host turned out to have the very same file. */
  public Placement sharedWith(Placement other) {
    List<String> all = new ArrayList<>(executorHosts);
    all.addAll(other.executorHosts);
    return new Placement(host, all, mode);
  }

  /**
   * Refuses to read elsewhere, where the mode says so.
   *
   * @param here what this host is called, by the engine first
   * @param path for the message
   * @param remedy what the user can set, for the message
   * @throws WrongHostException if this is another host
   */
  public void check(List<String> here, String path, String remedy) throws WrongHostException {
    if (mode == LocalityMode.REQUIRE && here.stream().noneMatch(this::accepts)) {
      throw new WrongHostException(
          path
              + " of host "
              + host
              + ": expected to be read there, found this task on host "
              + here.get(0)
              + ", which may have another file of that name, so nothing was read; "
              + remedy);
    }
  }

  private boolean accepts(String here) {
    HostName name = HostName.of(here);
    return executorHosts.stream().anyMatch(other -> HostName.of(other).equals(name))
        || host.isCalled(here);
  }
}
