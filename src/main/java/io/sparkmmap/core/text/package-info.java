// SPDX-License-Identifier: Apache-2.0
/**
 * Reads values out of text where it lies: numbers, decimals, dates and times in the forms that are
 * most frequent. A text in any other form is refused, and is for the reference implementation.
 *
 * <p>Depends on {@code core.source} and {@code core.mapping}. Owns no memory of the file.
 */
package io.sparkmmap.core.text;
