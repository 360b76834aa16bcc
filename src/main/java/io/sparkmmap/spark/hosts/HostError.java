// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import io.sparkmmap.core.placement.Host;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * What went wrong in the task of a host, on its way to the driver.
 *
 * @param message what it said, or its type where it said nothing
 * @param cause the exception itself, or null if it cannot leave its process
 */
record HostError(String message, Exception cause) implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  static HostError of(Exception thrown) {
    Exception e = thrown instanceof UncheckedIOException unchecked ? unchecked.getCause() : thrown;
    String message = e.getMessage() == null ? e.getClass().getName() : e.getMessage();
    return new HostError(message, isSerializable(e) ? e : null);
  }

  private static boolean isSerializable(Exception e) {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(e);
      return true;
    } catch (IOException | RuntimeException notSerializable) {
      return false;
    }
  }

  /** The error of a host. */
  IOException at(Host host) {
    return new IOException("on host " + host.name() + ": " + message, cause);
  }
}
