// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.docs;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The texts in the sources of the library, as the compiler's parser finds them. */
public final class SourceTexts {
  private static final Path SOURCES = Path.of("src/main/java");

  private final Set<String> all = new TreeSet<>();
  private final List<List<String>> messages = new ArrayList<>();

  private SourceTexts() {}

  /** Reads all sources. */
  public static SourceTexts read() {
    SourceTexts texts = new SourceTexts();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (Stream<Path> walk = Files.walk(SOURCES);
        var files = compiler.getStandardFileManager(null, null, null)) {
      List<Path> sources = walk.filter(path -> path.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      for (CompilationUnitTree unit : task.parse()) {
        texts.scan(unit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  /** All texts, those that stand side by side joined. */
  public Set<String> all() {
    return all;
  }

  /**
   * The texts in the arguments of each constructor of an exception, of what makes one, and of what
   * an exception hands to its super class.
   */
  public List<List<String>> messages() {
    return messages;
  }

  private void scan(CompilationUnitTree unit) {
    boolean maker = unit.getSourceFile().getName().endsWith("OptionValue.java");
    String invalid = maker ? "invalid" : "OptionValue.invalid";
    boolean exception = unit.getSourceFile().getName().endsWith("Exception.java");
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitLiteral(LiteralTree literal, Void unused) {
        if (literal.getValue() instanceof String text) {
          all.add(text);
        }
        return null;
      }

      @Override
      public Void visitNewClass(NewClassTree made, Void unused) {
        String name = made.getIdentifier().toString();
        if (name.endsWith("Exception") || name.endsWith("Error") || name.equals("MapRefusal")) {
          messages.add(textsIn(made.getArguments()));
        }
        return super.visitNewClass(made, null);
      }

      @Override
      public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
        String method = call.getMethodSelect().toString();
        if (exception && method.equals("super")) {
          messages.add(textsIn(call.getArguments()));
        }
        if (method.equals(invalid)) {
          messages.add(textsIn(call.getArguments()));
          all.add(optionText(call.getArguments()));
        }
        if (method.matches("DataError\\.(at|of|text)")) {
          messages.add(textsIn(call.getArguments()));
          all.add(dataText(call.getArguments()));
        }
        return super.visitMethodInvocation(call, null);
      }
    }.scan(unit, null);
  }

  /**
   * As {@code OptionValue.invalid} puts it together: name, expected, found and perhaps a remedy.
   */
  private static String optionText(List<? extends ExpressionTree> arguments) {
    String remedy = arguments.size() > 3 ? "; " + text(arguments.get(3)) : "";
    return text(arguments.get(0))
        + ": expected "
        + text(arguments.get(1))
        + ", found '\u2026'"
        + remedy;
  }

  /** As {@code DataError} puts it together: place, perhaps an offset, expected, found, remedy. */
  private static String dataText(List<? extends ExpressionTree> arguments) {
    int expected = arguments.size() - 3;
    return text(arguments.get(0))
        + (expected > 1 ? " at offset \u2026: expected " : ": expected ")
        + text(arguments.get(expected))
        + ", found "
        + text(arguments.get(expected + 1))
        + "; "
        + text(arguments.get(expected + 2));
  }

  /** With an ellipsis for each value in it, as on the page. */
  private static String text(ExpressionTree argument) {
    List<String> texts = textsIn(List.of(argument));
    return texts.isEmpty() ? "\u2026" : String.join("\u2026", texts);
  }

  private static List<String> textsIn(List<? extends ExpressionTree> arguments) {
    List<String> texts = new ArrayList<>();
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitLiteral(LiteralTree literal, Void unused) {
        if (literal.getValue() instanceof String text) {
          texts.add(text);
        }
        return null;
      }
    }.scan(arguments, null);
    return texts;
  }
}
