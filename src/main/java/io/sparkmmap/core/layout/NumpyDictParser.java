// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import io.sparkmmap.core.NearNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a dtype of the form <code>{'names': [...], 'formats': [...], 'offsets': [...]}</code>. */
final class NumpyDictParser {
  private static final List<String> KEYS =
      List.of("names", "formats", "offsets", "itemsize", "titles", "aligned");

  private final NumpyDtypeParser types;
  private final LayoutText text;
  private final int depth;
  private final Map<String, PythonLiteral> entries = new HashMap<>();

  NumpyDictParser(NumpyDtypeParser types, LayoutText text, int depth) {
    this.types = types;
    this.text = text;
    this.depth = depth;
  }

  StructLayout parse(PythonLiteral.Dict dict) {
    for (PythonLiteral.Entry entry : dict.entries()) {
      String key = entry.key().value();
      if (!KEYS.contains(key)) {
        throw text.error(
            entry.key().at(),
            "unknown key '" + LayoutText.shorten(key) + "' of a dtype",
            NearNames.hint(key, KEYS, "the keys are "));
      }
      entries.put(key, entry.value());
    }
    List<PythonLiteral> names = list("names", dict);
    List<PythonLiteral> formats = list("formats", dict);
    requireAsMany("formats", formats, names, dict);
    List<PythonLiteral> offsets = entries.containsKey("offsets") ? list("offsets", dict) : null;
    if (offsets != null) {
      requireAsMany("offsets", offsets, names, dict);
    }
    refuseAligned(offsets != null && entries.containsKey("itemsize"));
    LayoutBuilder builder = new LayoutBuilder(text);
    for (int i = 0; i < names.size(); i++) {
      field(builder, names.get(i), formats.get(i), offsets == null ? null : offsets.get(i));
    }
    return builder.build(recordLength(builder.end()), dict.at());
  }

  private void field(
      LayoutBuilder builder, PythonLiteral name, PythonLiteral format, PythonLiteral offset) {
    if (!(name instanceof PythonLiteral.Str string)) {
      throw text.error(name.at(), "expected the name of a field", "found " + name.describe());
    }
    String owner = " of field '" + LayoutText.shorten(string.value()) + "'";
    FieldType type = types.type(format, owner, depth + 1);
    int position = offset == null ? builder.end() : number(offset, "the offset" + owner, 0);
    if (string.value().isEmpty() && NumpyDtypeParser.isPadding(type)) {
      builder.skip(position, type.length(), name.at());
    } else {
      builder.add(string.value(), type, position, name.at());
    }
  }

  private int recordLength(int end) {
    PythonLiteral itemsize = entries.get("itemsize");
    return itemsize == null ? end : number(itemsize, "the itemsize", end);
  }

  /** Alignment moves fields only where their positions or the length are left to it. */
  private void refuseAligned(boolean everythingIsGiven) {
    PythonLiteral aligned = entries.get("aligned");
    boolean off = aligned instanceof PythonLiteral.Bool bool && !bool.value();
    if (aligned != null && !off && !everythingIsGiven) {
      throw text.error(
          aligned.at(),
          "'aligned' needs 'offsets' and 'itemsize', for alignment differs between machines",
          "add both (NumPy's dtype.fields and dtype.itemsize have them)");
    }
  }

  private int number(PythonLiteral literal, String what, int least) {
    if (literal instanceof PythonLiteral.Int number
        && number.value() >= least
        && number.value() <= Integer.MAX_VALUE) {
      return (int) number.value();
    }
    throw text.error(
        literal.at(),
        "%s must be %d to %d".formatted(what, least, Integer.MAX_VALUE),
        "found " + literal.describe());
  }

  private List<PythonLiteral> list(String key, PythonLiteral.Dict dict) {
    PythonLiteral value = entries.get(key);
    if (value instanceof PythonLiteral.ListOf list) {
      return list.items();
    }
    if (value instanceof PythonLiteral.TupleOf tuple) {
      return tuple.items();
    }
    throw text.error(
        value == null ? dict.at() : value.at(),
        "expected a list under '" + key + "' of a dtype",
        value == null ? "found no such key" : "found " + value.describe());
  }

  private void requireAsMany(
      String key, List<PythonLiteral> items, List<PythonLiteral> names, PythonLiteral.Dict dict) {
    if (items.size() != names.size()) {
      throw text.error(
          dict.at(),
          "expected as many '%s' as 'names' (%d)".formatted(key, names.size()),
          "found " + items.size());
    }
  }
}
