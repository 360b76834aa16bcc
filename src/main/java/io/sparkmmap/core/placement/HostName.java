// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.placement;

import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name or address of a host in the one form by which two of them are compared: lower case,
 * without the dot at the end of a fully qualified name, IPv6 addresses without brackets and zone
 * and written out by the JDK.
 *
 * <p>A short name and a fully qualified one are different names, and so are a name and an address:
 * nothing is looked up, since hosts of two domains may share a short name. What is the same host is
 * said by the aliases of a manifest.
 *
 * @param text the name in that form
 */
public record HostName(String text) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]+");

  /**
   * Reads a name as users, Spark and Hadoop write it.
   *
   * @throws IllegalArgumentException if it is none, for example because a port is behind it
   */
  public static HostName of(String written) {
    String name = written.trim().toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    if (name.indexOf(':') >= 0) {
      return new HostName(ipv6(name, written));
    }
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (!NAME.matcher(name).matches()) {
      throw invalid(written);
    }
    return new HostName(name);
  }

  private static String ipv6(String name, String written) {
    int zone = name.indexOf('%');
    String address = zone < 0 ? name : name.substring(0, zone);
    if (!IPV6.matcher(address).matches()) {
      throw invalid(written);
    }
    try {
      // Nothing with a colon is looked up; one that maps an IPv4 address becomes that.
      return InetAddress.getByName(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw invalid(written);
    }
  }

  private static IllegalArgumentException invalid(String written) {
    return new IllegalArgumentException(
        "'"
            + written
            + "' is no name or address of a host; expected one like node1, node1.example.com,"
            + " 10.0.0.1 or [fd00::1], without a port");
  }

  @Override
  public String toString() {
    return text;
  }
}
