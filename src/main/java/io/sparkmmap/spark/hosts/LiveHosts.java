// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import io.sparkmmap.core.placement.Host;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The hosts on which executors were alive at one moment, by the names that Spark has for them.
 *
 * @param executors how many each host has
 */
public record LiveHosts(SortedMap<String, Integer> executors) {

  /** Asks an application. In local mode the driver is the executor. */
  public static LiveHosts of(SparkContext context) {
    String driver = SparkEnv.get().blockManager().blockManagerId().hostPort();
    SortedMap<String, Integer> executors = new TreeMap<>();
    for (String hostPort :
        CollectionConverters.asJava(context.getExecutorMemoryStatus()).keySet()) {
      if (context.isLocal() || !hostPort.equals(driver)) {
        executors.merge(hostPort.substring(0, hostPort.lastIndexOf(':')), 1, Integer::sum);
      }
    }
    return new LiveHosts(executors);
  }

  /** Spark's names for a host; none if no executor is alive there. */
  public List<String> namesOf(Host host) {
    return executors.keySet().stream().filter(host::isCalled).toList();
  }

  /** How many executors some hosts have. */
  int count(List<String> hosts) {
    return hosts.stream().mapToInt(host -> executors.getOrDefault(host, 0)).sum();
  }

  /** How many executors there are. */
  int count() {
    return count(names());
  }

  /** All hosts. */
  List<String> names() {
    return List.copyOf(executors.keySet());
  }

  /**
   * The part of the application's cores that some hosts have, from 0 to 1: executors of one
   * application have equally many.
   */
  public double shareOf(List<String> hosts) {
    return count() == 0 ? 1 : (double) count(hosts) / count();
  }
}
