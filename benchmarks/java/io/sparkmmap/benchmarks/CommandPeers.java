// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.Callable;

/** Programs of the system, where they are installed. */
final class CommandPeers {
  private final PeerData data;

  CommandPeers(PeerData data) {
    this.data = data;
  }

  List<Peer> all() {
    String log = data.log().toString();
    List<Peer> peers = new ArrayList<>();
    if (isInstalled("grep")) {
      peers.add(
          new Peer("grep -c -F", Peer.Kind.PEER)
              .can(PeerQuery.LINES_CONTAIN, number("grep", "-c", "-F", "ERROR", log)));
    }
    if (isInstalled("rg")) {
      peers.add(
          new Peer("ripgrep -c -F", Peer.Kind.PEER)
              .can(PeerQuery.LINES_CONTAIN, number("rg", "-c", "-F", "ERROR", log)));
    }
    if (isInstalled("wc")) {
      peers.add(
          new Peer("wc -l", Peer.Kind.PEER).can(PeerQuery.LINES_COUNT, number("wc", "-l", log)));
    }
    if (isInstalled("dd")) {
      peers.add(
          new Peer("dd, one core", Peer.Kind.LIMIT)
              .can(PeerQuery.LINES_COUNT, read(data.log()))
              .can(PeerQuery.LINES_CONTAIN, read(data.log()))
              .can(PeerQuery.SUM, read(data.ticks()))
              .can(PeerQuery.EXPRESSION, read(data.ticks()))
              .can(PeerQuery.AGAIN, read(data.ticks())));
    }
    return peers;
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** The number that the output of a program begins with. */
  private static Callable<?> number(String... command) {
    return () -> Answers.of(new Scanner(output(command)).nextLong());
  }

  private static Callable<?> read(Path file) {
    return () -> {
      output("dd", "if=" + file, "of=/dev/null", "bs=4M", "status=none");
      return null;
    };
  }

  static String output(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
    return output;
  }
}
