// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a field stands in every record batch, and which of its children are wanted.
 *
 * @param field of the file
 * @param path names from the column down to the field, for messages
 * @param position of the field itself
 * @param children that are wanted, in the wanted order; only those of a struct can be left out
 * @param dictionary of the field, or null if its values stand in the batch itself
 */
public record ArrayPlan(
    ArrowField field,
    String path,
    Position position,
    List<ArrayPlan> children,
    DictionaryPlan dictionary) {

  /** Copies the list. */
  public ArrayPlan {
    children = List.copyOf(children);
  }

  /**
   * The first of what a field has in a batch, counted over the whole batch.
   *
   * @param node index of its node
   * @param buffers index of its first buffer, not counting variadic ones
   * @param views how many fields with variadic buffers come before it
   * @param unions how many unions come before it, which before V5 had one buffer more
   * @param unknown how many fields of unknown types, and so with unknown buffers, come before it
   */
  record Position(int node, int buffers, int views, int unions, int unknown) {}

  /**
   * A dictionary as a field needs it.
   *
   * @param id of it
   * @param values the only column of its batches
   * @param totals of its batches
   */
  public record DictionaryPlan(long id, ArrayPlan values, Position totals) {}

  /**
   * The plans of all columns of a batch.
   *
   * @param columns in the order of the fields
   * @param totals nodes, buffers and fields with variadic buffers in a batch
   */
  public record BatchPlan(List<ArrayPlan> columns, Position totals) {
    /** Copies the list. */
    public BatchPlan {
      columns = List.copyOf(columns);
    }
  }

  /** Plans all fields of a schema. */
  static BatchPlan of(List<ArrowField> fields) {
    Numbering numbering = new Numbering();
    List<ArrayPlan> columns = new ArrayList<>();
    for (ArrowField field : fields) {
      columns.add(numbering.plan(field, ""));
    }
    return new BatchPlan(columns, numbering.next());
  }

  /** The type of the values. */
  public ArrowType type() {
    return field.type();
  }

  /** This plan with some of its children, or with them in another order. */
  public ArrayPlan withChildren(List<ArrayPlan> wanted) {
    return new ArrayPlan(field, path, position, wanted, dictionary);
  }

  /** This plan with a dictionary of which less is wanted. */
  public ArrayPlan withDictionaryValues(ArrayPlan values) {
    return new ArrayPlan(
        field,
        path,
        position,
        children,
        new DictionaryPlan(dictionary.id(), values, dictionary.totals()));
  }

  /** Numbers nodes and buffers in the order of the format: a field before its children. */
  private static final class Numbering {
    private int nodes;
    private int buffers;
    private int views;
    private int unions;
    private int unknown;

    Position next() {
      return new Position(nodes, buffers, views, unions, unknown);
    }

    ArrayPlan plan(ArrowField field, String parent) {
      String path = parent.isEmpty() ? field.name() : parent + "." + field.name();
      Position position = next();
      nodes++;
      if (field.dictionary().isPresent()) {
        buffers += ArrowType.Layout.FIXED.buffers();
        BatchPlan values = new Numbering().only(field.decoded(), parent);
        DictionaryPlan dictionary =
            new DictionaryPlan(
                field.dictionary().get().id(), values.columns().get(0), values.totals());
        return new ArrayPlan(field, path, position, List.of(), dictionary);
      }
      buffers += field.type().kind().layout().buffers();
      switch (field.type().kind().layout()) {
        case VIEWS -> views++;
        case SPARSE_UNION, DENSE_UNION -> unions++;
        case UNKNOWN -> unknown++;
        default -> {}
      }
      List<ArrayPlan> children = new ArrayList<>();
      for (ArrowField child : field.children()) {
        children.add(plan(child, path));
      }
      return new ArrayPlan(field, path, position, children, null);
    }

    private BatchPlan only(ArrowField field, String parent) {
      ArrayPlan plan = plan(field, parent);
      return new BatchPlan(List.of(plan), next());
    }
  }
}
