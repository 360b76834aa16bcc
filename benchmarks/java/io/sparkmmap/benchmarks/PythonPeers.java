// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The libraries that a Python user would take, in a process of their own. */
final class PythonPeers implements Closeable {
  private static final String SCRIPT = "benchmarks/python/peers.py";

  private final ObjectMapper json = new ObjectMapper();
  private final PythonProcess process;

  PythonPeers(Path python, PeerData data) throws IOException {
    this.process =
        new PythonProcess(
            python.toString(),
            SCRIPT,
            data.log().toString(),
            data.ticks().toString(),
            data.ticks("arrow").toString(),
            data.ticks("csv").toString(),
            data.ticks("uncompressed.parquet").toString(),
            String.valueOf(data.wantedId()),
            String.valueOf(LocalSession.THREADS));
  }

  /** Writes the Arrow and the CSV file, and waits until they are there. */
  void writeFiles() throws IOException {
    ask("write", "files");
  }

  /** All of them, with what each can answer. */
  List<Peer> all() throws IOException {
    List<Peer> peers = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : ask("list", "peers").properties()) {
      String name = entry.getKey();
      Peer peer = new Peer(name, Peer.Kind.PEER);
      for (JsonNode id : entry.getValue()) {
        PeerQuery query = PeerQuery.ofId(id.asText());
        peer.can(query, () -> json.convertValue(ask(name, query.id()), List.class));
      }
      peers.add(peer);
    }
    return peers;
  }

  private JsonNode ask(String peer, String query) throws IOException {
    return json.readTree(process.ask(peer + "\t" + query));
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
