// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.util.List;

/** A value written as Python source: what a NumPy dtype is made of. */
sealed interface PythonLiteral {
  /** Index of its first character in the text that it was read from. */
  int at();

  /** What it is, for errors. */
  String describe();

  /**
   * A string.
   *
   * @param contentAt index of the first character after the opening quote
   * @param escaped whether escapes make the value's characters stand elsewhere than in the text
   */
  record Str(int at, int contentAt, String value, boolean escaped) implements PythonLiteral {
    @Override
    public String describe() {
      return "the string '" + LayoutText.shorten(value) + "'";
    }
  }

  /** An integer; one that no {@code long} holds is {@link Long#MAX_VALUE}. */
  record Int(int at, long value) implements PythonLiteral {
    @Override
    public String describe() {
      return "the number " + value;
    }
  }

  /** {@code True} or {@code False}. */
  record Bool(int at, boolean value) implements PythonLiteral {
    @Override
    public String describe() {
      return value ? "True" : "False";
    }
  }

  /** {@code None}. */
  record None(int at) implements PythonLiteral {
    @Override
    public String describe() {
      return "None";
    }
  }

  /** {@code numpy.record}: a name from NumPy's module, without the module. */
  record NumpyName(int at, String name) implements PythonLiteral {
    /** Whether it is a type that only says in which Python class a struct's values come. */
    boolean isRecord() {
      return name.equals("record") || name.equals("void");
    }

    @Override
    public String describe() {
      return "the name numpy." + LayoutText.shorten(name);
    }
  }

  /** {@code [a, b]}. */
  record ListOf(int at, List<PythonLiteral> items) implements PythonLiteral {
    @Override
    public String describe() {
      return "a list of " + items.size();
    }
  }

  /** {@code (a, b)}. */
  record TupleOf(int at, List<PythonLiteral> items) implements PythonLiteral {
    @Override
    public String describe() {
      return "a tuple of " + items.size();
    }
  }

  /** <code>{'a': b}</code>, in the order of the text; no key stands twice. */
  record Dict(int at, List<Entry> entries) implements PythonLiteral {
    @Override
    public String describe() {
      return "a dict";
    }
  }

  /** A key of a dict and its value. */
  record Entry(Str key, PythonLiteral value) {}
}
