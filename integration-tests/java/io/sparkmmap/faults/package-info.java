// SPDX-License-Identifier: Apache-2.0
/**
 * The fault matrix: what may happen to a file that is being read, in JVMs of their own, since a
 * fault that is not held ends the process.
 */
package io.sparkmmap.faults;
