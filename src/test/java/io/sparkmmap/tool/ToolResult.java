// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/** How a command of the tool ended, with what it wrote. */
record ToolResult(int exitCode, String out, String err) {

  /** Runs the tool, with the texts of these as arguments. */
  static ToolResult of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    int exitCode = MmapTool.run(new PrintWriter(out), new PrintWriter(err), texts);
    return new ToolResult(exitCode, out.toString(), err.toString());
  }

  /** The one line of JSON that it wrote. */
  JsonNode json() throws IOException {
    assertThat(out.lines()).hasSize(1);
    return new ObjectMapper().readTree(out);
  }
}
