// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Feeds a parser with broken inputs, and holds it to this: a right answer, or an exception of the
 * documented kind, within a second of processor time and a bounded number of bytes on the heap.
 *
 * <p>To fuzz a format, give valid inputs of it and the pieces that it is made of, and a {@link
 * Parser} that compares what it gets with an oracle that is too simple to be wrong:
 *
 * <pre>{@code
 * @Test
 * void anyBytesAreRecordsOrAClearError() {
 *   try (GuardedPages pages = new GuardedPages(ParserFuzz.MAX_INPUT_BYTES)) {
 *     ParserFuzz.Outcome outcome =
 *         new ParserFuzz("length prefix", List.of(valid), List.of(prefix, empty))
 *             .refusing(IOException.class::isInstance)
 *             .run((input, random) -> {
 *               RegionSource source = pages.source(input, edge(random), 1 + random.nextInt(99));
 *               assertThat(recordsOf(source)).isEqualTo(oracle(input));
 *             });
 *     assertThat(outcome.answers()).isGreaterThan(1000);
 *     assertThat(outcome.refusals()).isGreaterThan(1000);
 *   }
 * }
 * }</pre>
 *
 * <p>Put the input into {@link io.sparkmmap.core.mapping.GuardedPages}, and choose by the given
 * generator whatever else varies: splits, batches, options. Where the oracle knows that an input is
 * invalid, an answer must be an {@link AssertionError}, and likewise a refusal of a valid one:
 * catch it and say so. Look at the outcome, since a test in which nothing is ever valid finds
 * little.
 *
 * <p>The seed is printed when it begins and stands in each failure; {@code -Dsparkmmap.seed=N}
 * replays it. {@code -Dsparkmmap.fuzz.inputs=N} asks for more or fewer inputs than {@value
 * #DEFAULT_INPUTS}.
 */
public final class ParserFuzz {
  /** No input is longer. */
  public static final int MAX_INPUT_BYTES = 128 << 10;

  private static final int DEFAULT_INPUTS = 20_000;
  private static final int INPUTS = Integer.getInteger("sparkmmap.fuzz.inputs", DEFAULT_INPUTS);

  private static final long MAX_CPU_NS = TimeUnit.SECONDS.toNanos(1);

  /** By the clock on the wall, which runs on while others have the processor. */
  private static final long HANGS_AFTER_NS = TimeUnit.SECONDS.toNanos(60);

  private static final long MAX_HEAP_BYTES = 64L << 20;
  private static final int SHOWN_BYTES = 2_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What is tried: throws an {@link AssertionError} for a wrong answer. */
  public interface Parser {
    /**
     * Parses an input and checks the answer.
     *
     * @param random for what else varies; the same for the same seed and input
     */
    void parse(byte[] input, Random random) throws Exception;
  }

  /**
   * How often it was which.
   *
   * @param answers inputs that were parsed
   * @param refusals inputs that got an exception of the documented kind
   */
  public record Outcome(int answers, int refusals) {}

  private final String name;
  private final List<byte[]> valid;
  private final Mutator mutator;
  private final long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
  private Predicate<Throwable> documented = error -> false;

  /**
   * @param name of the parser, for messages
   * @param valid inputs to begin with, each tried as it is too
   * @param pieces that are put in here and there, such as delimiters, magic numbers and extremes
   */
  public ParserFuzz(String name, List<byte[]> valid, List<byte[]> pieces) {
    this.name = name;
    this.valid = List.copyOf(valid);
    this.mutator = new Mutator(this.valid, pieces, MAX_INPUT_BYTES);
  }

  /** Says which exceptions are documented; without this none is. */
  public ParserFuzz refusing(Predicate<Throwable> kind) {
    documented = kind;
    return this;
  }

  /**
   * Tries all inputs.
   *
   * @throws AssertionError at the first input that is not dealt with as it should
   */
  public Outcome run(Parser parser) {
    System.out.printf("fuzzing %s: -Dsparkmmap.seed=%d%n", name, seed);
    Run run = new Run(parser);
    Thread thread = new Thread(run, "fuzzing " + name);
    thread.setDaemon(true); // one that hangs must not keep the JVM
    thread.start();
    while (thread.isAlive()) {
      waitFor(thread);
      long begun = run.begunNs;
      if (thread.isAlive() && System.nanoTime() - begun > HANGS_AFTER_NS) {
        AssertionError hangs = new AssertionError(describe(run, "hangs"));
        hangs.setStackTrace(thread.getStackTrace());
        throw hangs;
      }
    }
    if (run.failure != null) {
      throw run.failure;
    }
    return new Outcome(run.answers, run.refusals);
  }

  private static void waitFor(Thread thread) {
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String describe(Run run, String what) {
    byte[] input = run.input;
    byte[] shown = Arrays.copyOf(input, Math.min(input.length, SHOWN_BYTES));
    return "%s: input %d %s; replay with -Dsparkmmap.seed=%d%nThe %d bytes begin: %s%nin hex: %s"
        .formatted(
            name,
            run.index,
            what,
            seed,
            input.length,
            new String(shown, ISO_8859_1),
            HexFormat.of().formatHex(shown));
  }

  private final class Run implements Runnable {
    private final Parser parser;
    private volatile int index;
    private volatile byte[] input = {};
    private volatile long begunNs = System.nanoTime();
    private int answers;
    private int refusals;
    private AssertionError failure;

    Run(Parser parser) {
      this.parser = parser;
    }

    @Override
    public void run() {
      try {
        for (int i = 0; i < INPUTS; i++) {
          index = i;
          Random random = new Random(seed * 31 + i);
          input = i < valid.size() ? valid.get(i).clone() : mutator.next(random);
          begunNs = System.nanoTime();
          one(random);
        }
      } catch (AssertionError e) {
        failure = e;
      }
    }

    private void one(Random random) {
      long heap = THREADS.getCurrentThreadAllocatedBytes();
      long cpu = THREADS.getCurrentThreadCpuTime();
      try {
        parser.parse(input, random);
        answers++;
      } catch (Exception e) {
        if (!documented.test(e)) {
          throw new AssertionError(describe(this, "is no documented error"), e);
        }
        refusals++;
      } catch (Throwable e) {
        throw new AssertionError(describe(this, "fails"), e);
      }
      long usedNs = THREADS.getCurrentThreadCpuTime() - cpu;
      long usedHeap = THREADS.getCurrentThreadAllocatedBytes() - heap;
      if (usedNs > MAX_CPU_NS) {
        throw new AssertionError(describe(this, "takes " + usedNs / 1_000_000 + " ms"));
      }
      if (usedHeap > MAX_HEAP_BYTES) {
        throw new AssertionError(describe(this, "takes " + usedHeap + " bytes of heap"));
      }
    }
  }

  /** The UTF-8 bytes of texts. */
  public static List<byte[]> bytes(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList();
  }

  /** Bytes of chars below 256, one each. */
  public static List<byte[]> latin(String... texts) {
    List<byte[]> bytes = new ArrayList<>();
    for (String text : texts) {
      bytes.add(text.getBytes(ISO_8859_1));
    }
    return bytes;
  }
}
