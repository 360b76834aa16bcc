// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A Python program that answers a line with a line, so that its start does not count. */
final class PythonProcess implements Closeable {
  private final List<String> command;
  private final Process process;
  private final OutputStream requests;
  private final BufferedReader answers;

  /** Starts it. */
  PythonProcess(String... command) throws IOException {
    this.command = List.of(command);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("POLARS_MAX_THREADS", String.valueOf(LocalSession.THREADS));
    this.process = builder.start();
    this.requests = process.getOutputStream();
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  String ask(String request) throws IOException {
    requests.write((request + "\n").getBytes(StandardCharsets.UTF_8));
    requests.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException(command + " ended without an answer to '" + request + "'");
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    requests.close();
    process.destroy();
  }
}
