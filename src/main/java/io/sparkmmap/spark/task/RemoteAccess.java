// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.task;

import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.dfs.Checksums;
import io.sparkmmap.dfs.SourceOpener;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * How files of other file systems than the local one are opened; goes from the driver to the
 * executors.
 *
 * @param checksums whether they may be left out
 * @param conf of the session, or null where all files are local
 */
public record RemoteAccess(Checksums checksums, Broadcast<SerializableConfiguration> conf)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of a scan of local files. */
  public static final RemoteAccess NONE = new RemoteAccess(Checksums.VERIFIED, null);

  public SourceOpener opener(MemoryMode mode) {
    return new SourceOpener(mode, checksums, this::configuration);
  }

  private Configuration configuration() {
    return conf.value().value();
  }

  /** By what the configuration says: each scan broadcasts one of its own. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RemoteAccess that
        && checksums == that.checksums
        && properties().equals(that.properties());
  }

  @Override
  public int hashCode() {
    return checksums.hashCode();
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    if (conf != null) {
      configuration().forEach(entry -> properties.put(entry.getKey(), entry.getValue()));
    }
    return properties;
  }
}
