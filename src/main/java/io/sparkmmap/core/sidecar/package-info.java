// SPDX-License-Identifier: Apache-2.0
/**
 * Where things are kept that are derived from files and could be derived again: directories that
 * only this user can write to.
 *
 * <p>Depends on {@code core.file}, for directories that are held. Opens files below its directories
 * only, and closes what it opens.
 */
package io.sparkmmap.core.sidecar;
