// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

/** A limit of this process that a system property may change. */
public final class LimitProperty {
  private static final System.Logger LOG = System.getLogger(LimitProperty.class.getName());

  private LimitProperty() {}

  /**
   * The value of a property.
   *
   * @param usual without the property, or if its value is no whole number from 0 on: the log says
   */
  public static long of(String name, long usual) {
    String value = System.getProperty(name);
    if (value == null) {
      return usual;
    }
    try {
      long limit = Long.parseLong(value.strip());
      if (limit >= 0) {
        return limit;
      }
    } catch (NumberFormatException e) {
      LOG.log(System.Logger.Level.DEBUG, name, e);
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "-D{0}: expected a whole number from 0 on, found ''{1}''; {2} is taken instead",
        name,
        value,
        Long.toString(usual));
    return usual;
  }
}
