// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.arrow.ArrayPlan.DictionaryPlan;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The dictionaries of a file, as far as it was read. Their batches are looked into when a column
 * needs them, and then all of one dictionary, so their order does not matter.
 */
final class Dictionaries {
  private final RegionSource source;
  private final BufferDecoder decoder;
  private final Map<Long, List<Message>> batches = new HashMap<>();
  private final IdentityHashMap<DictionaryPlan, List<ArraySlice>> loaded = new IdentityHashMap<>();

  /** Whether a dictionary may be written a second time, in the place of the first. */
  enum Replacement {
    ALLOWED,
    REFUSED
  }

  Dictionaries(RegionSource source, BufferDecoder decoder) {
    this.source = source;
    this.decoder = decoder;
  }

  /** Takes a dictionary batch. */
  void add(Message message, Replacement replacement) throws ArrowFileException {
    FlatTable batch = message.require(Message.DICTIONARY_BATCH, "dictionary batch").header();
    long id = batch.int64(0, 0);
    boolean delta = batch.bool(2);
    List<Message> known = batches.computeIfAbsent(id, any -> new ArrayList<>());
    if (!delta && !known.isEmpty()) {
      if (replacement == Replacement.REFUSED) {
        throw batch
            .origin()
            .damaged(
                0,
                "dictionary " + id,
                "one batch, and others only to add to it",
                "one to replace it, which only streams can have");
      }
      known.clear();
    }
    known.add(message);
    loaded.clear();
  }

  /** The parts of a dictionary, one after the other. */
  List<ArraySlice> of(DictionaryPlan plan) throws IOException {
    List<ArraySlice> parts = loaded.get(plan);
    if (parts == null) {
      parts = new ArrayList<>();
      for (Message message : batches.getOrDefault(plan.id(), List.of())) {
        FlatTable batch = message.header().requiredTable(1, "data of a dictionary");
        BatchMetadata metadata = BatchMetadata.of(message, batch, plan.totals());
        metadata.checkColumn(plan.values());
        BatchBody body = new BatchBody(source, metadata, decoder);
        parts.add(new SliceLoader(body, this).load(plan.values(), 0, metadata.rows()));
      }
      loaded.put(plan, parts);
    }
    return parts;
  }
}
