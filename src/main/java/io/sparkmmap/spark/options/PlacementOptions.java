// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.options;

import io.sparkmmap.core.OptionValue;
import io.sparkmmap.core.placement.Host;
import io.sparkmmap.core.placement.HostName;
import io.sparkmmap.core.placement.LocalityMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The options that say on which hosts files lie, checked and typed.
 *
 * @param hosts those named; empty if none are
 * @param everyHost whether each host that has an executor is meant
 * @param manifest the path of a manifest
 * @param mode what to do on another host
 * @param hostWaitMs how long a query waits for hosts, in milliseconds
 */
public record PlacementOptions(
    List<Host> hosts,
    boolean everyHost,
    Optional<String> manifest,
    LocalityMode mode,
    long hostWaitMs) {
  public static final String HOSTS = "hosts";
  static final String MANIFEST = "manifest";
  static final String LOCALITY_MODE = "localityMode";
  static final String HOST_WAIT_MS = "hostWaitMs";

  private static final String EVERY_HOST = "*";
  private static final String DEFAULT_WAIT = "30000";

  /**
   * Reads the options.
   *
   * @throws IllegalArgumentException if one is invalid, or does not go with another
   */
  static PlacementOptions of(CaseInsensitiveStringMap options) {
    Optional<String> manifest = Optional.ofNullable(options.get(MANIFEST));
    String hosts = options.get(HOSTS);
    if (manifest.isPresent() && hosts != null) {
      throw new IllegalArgumentException(
          "Options 'hosts' and 'manifest' both say where files lie; give one of them");
    }
    boolean placed = manifest.isPresent() || hosts != null;
    boolean everyHost = hosts != null && hosts.trim().equals(EVERY_HOST);
    return new PlacementOptions(
        hosts == null || everyHost ? List.of() : parse(hosts),
        everyHost,
        manifest,
        mode(options.get(LOCALITY_MODE), placed),
        waitMs(options.getOrDefault(HOST_WAIT_MS, DEFAULT_WAIT)));
  }

  /** Whether files belong to hosts. */
  public boolean isPlaced() {
    return everyHost || manifest.isPresent() || !hosts.isEmpty();
  }

  private static LocalityMode mode(String value, boolean placed) {
    if (value == null) {
      return placed ? LocalityMode.REQUIRE : LocalityMode.PREFER;
    }
    LocalityMode mode = LocalityMode.parse(value);
    if (mode == LocalityMode.REQUIRE && !placed) {
      throw new IllegalArgumentException(
          "Option 'localityMode' is require, but nothing says on which hosts the files lie: give"
              + " 'hosts' or 'manifest'");
    }
    if (mode == LocalityMode.ANY && placed) {
      throw new IllegalArgumentException(
          "Option 'localityMode' is any, which means the same files everywhere, but 'hosts' or"
              + " 'manifest' says that hosts have their own; leave one of them out");
    }
    return mode;
  }

  private static List<Host> parse(String value) {
    List<Host> hosts = new ArrayList<>();
    Set<HostName> seen = new HashSet<>();
    for (String part : value.split(",", -1)) {
      try {
        if (!seen.add(HostName.of(part))) {
          throw new IllegalArgumentException("'" + part.trim() + "' is there twice");
        }
        hosts.add(Host.of(part.trim()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Option 'hosts': expected * or names of hosts with commas between them, found '"
                + part.trim()
                + "': "
                + e.getMessage(),
            e);
      }
    }
    return hosts;
  }

  private static long waitMs(String value) {
    try {
      long wait = JavaUtils.timeStringAsMs(value);
      if (wait >= 0) {
        return wait;
      }
    } catch (NumberFormatException e) {
      // Told below, like a negative one.
    }
    throw OptionValue.invalid(
        OptionValue.named("hostWaitMs"), "a time in milliseconds, as in 30000 or 30s", value);
  }
}
