// SPDX-License-Identifier: Apache-2.0
/**
 * JSON (<a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>), read with the line of each
 * value and written on one line.
 *
 * <p>Depends on the JDK alone; what it returns is immutable.
 */
package io.sparkmmap.core.json;
