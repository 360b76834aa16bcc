// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.spark.files.FileLister;
import io.sparkmmap.spark.files.FileListing;
import io.sparkmmap.spark.files.FoundFiles;
import io.sparkmmap.spark.files.SessionSettings;
import io.sparkmmap.spark.hosts.HostTask;
import io.sparkmmap.spark.infer.InferenceSites;
import io.sparkmmap.spark.options.ClusterSettings;
import io.sparkmmap.spark.options.ReadOptions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Lists files in an executor on their host, and reads there what their plan needs.
 *
 * @param options of the read, by name
 * @param paths to list
 */
record HostLook(
    SerializableConfiguration conf,
    HashMap<String, String> options,
    ArrayList<String> paths,
    SessionSettings session,
    FileLook look)
    implements HostTask<HostFiles> {
  private static final long serialVersionUID = 1L;

  @Override
  public HostFiles call() throws IOException {
    CaseInsensitiveStringMap map = new CaseInsensitiveStringMap(options);
    FileLister lister =
        new FileLister(conf.value(), map, session, ClusterSettings.rootsOnExecutor());
    FoundFiles found;
    try {
      found = lister.find(paths).identified(ClusterSettings.rootsOnExecutor());
    } catch (FileNotFoundException e) {
      return new HostFiles(null, e.getMessage(), null, null);
    }
    FileListing listing = lister.arrange(List.of(found), Optional.empty());
    lister.checkEmpty(listing);
    if (look == FileLook.LISTING || listing.files().isEmpty()) {
      return new HostFiles(found, null, null, null);
    }
    ReadOptions typed = ReadOptions.of(map).forFiles(listing.files());
    LoadCheck.checkFirstBytes(typed, listing.files());
    StructType schema =
        look == FileLook.SCHEMA
            ? typed.recordFormat().inferSchema(listing.files(), InferenceSites.here())
            : null;
    return new HostFiles(found, null, typed.formatName(), schema);
  }
}
