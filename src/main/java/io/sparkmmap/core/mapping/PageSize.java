// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

final class PageSize {
  private PageSize() {}
}
