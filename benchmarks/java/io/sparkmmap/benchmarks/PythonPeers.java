// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Python process that answers queries on demand, so that its start does not count. */
final class PythonPeers implements Closeable {
  private static final String SCRIPT = "benchmarks/python/peers.py";

  private final ObjectMapper json = new ObjectMapper();
  private final Process process;
  private final OutputStream requests;
  private final BufferedReader answers;

  PythonPeers(Path python, PeerData data, int threads) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                python.toString(),
                SCRIPT,
                data.log().toString(),
                data.ticks().toString(),
                data.ticks("arrow").toString(),
                data.ticks("csv").toString(),
                data.ticks("uncompressed.parquet").toString(),
                String.valueOf(data.wantedId()),
                String.valueOf(threads))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("POLARS_MAX_THREADS", String.valueOf(threads));
    this.process = builder.start();
    this.requests = process.getOutputStream();
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
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
    requests.write((peer + "\t" + query + "\n").getBytes(StandardCharsets.UTF_8));
    requests.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException(SCRIPT + " ended without an answer to " + query + " of " + peer);
    }
    return json.readTree(answer);
  }

  @Override
  public void close() throws IOException {
    requests.close();
    process.destroy();
  }
}
