// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.placement;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * A host that has files of its own.
 *
 * @param name as the user wrote it, or as the engine calls it where nobody wrote one
 * @param aliases other names of it, one of which the engine may know it by
 */
public record Host(String name, List<String> aliases) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if one is no name of a host
   */
  public Host {
    aliases = List.copyOf(aliases);
    HostName.of(name);
    aliases.forEach(HostName::of);
  }

  /** A host of one name. */
  public static Host of(String name) {
    return new Host(name, List.of());
  }

  /** Whether another name is one of this host. */
  public boolean isCalled(String other) {
    HostName wanted = HostName.of(other);
    return names().anyMatch(name -> HostName.of(name).equals(wanted));
  }

  /** Its name, and then the aliases, as they were written. */
  public Stream<String> names() {
    return Stream.concat(Stream.of(name), aliases.stream());
  }

  @Override
  public String toString() {
    return aliases.isEmpty() ? name : name + " (also " + String.join(", ", aliases) + ")";
  }
}
