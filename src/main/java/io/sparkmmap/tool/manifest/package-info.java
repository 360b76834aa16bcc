// SPDX-License-Identifier: Apache-2.0
/**
 * The files of this host as a manifest names them: found for one that is built, and compared with
 * one that is there. Depends on {@code core.placement}. Owns no memory.
 */
package io.sparkmmap.tool.manifest;
