// SPDX-License-Identifier: Apache-2.0
/**
 * JVMs of their own for tests: on any installed JDK, in any environment, and with what may end
 * them.
 */
package io.sparkmmap.process;
