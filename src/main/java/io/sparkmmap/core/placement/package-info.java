// SPDX-License-Identifier: Apache-2.0
/**
 * Which hosts have which files: names of hosts and how they are compared, manifests, and the
 * refusal to read a file on another host than its own. Depends on {@code core} and {@code
 * core.json} only; owns no memory.
 */
package io.sparkmmap.core.placement;
