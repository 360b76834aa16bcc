// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this host: some files exist on one node only. */
public final class LocalHost {
  private static final String NAME = lookUp();

  private LocalHost() {}

  /** The name, or "unknown" where the system has none. */
  public static String name() {
    return NAME;
  }

  private static String lookUp() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
