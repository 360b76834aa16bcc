// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.iterable;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the layers to what they may know of each other. */
class ArchitectureTest {
  private static final String CORE = "io.sparkmmap.core";

  /** What executors run; of a format it is the reader. */
  private static final String[] EXECUTORS = {
    "io.sparkmmap.spark.task",
    "io.sparkmmap.spark.read",
    "io.sparkmmap.spark.vector",
    "io.sparkmmap.spark.filter",
    "io.sparkmmap.spark.aggregate",
    "io.sparkmmap.spark.format",
    "io.sparkmmap.spark.text",
    "io.sparkmmap.spark.csv",
    "io.sparkmmap.spark.fixed",
    "io.sparkmmap.spark.npy",
    "io.sparkmmap.spark.arrow",
    "io.sparkmmap.spark.prefixed"
  };

  private static final Path SOURCES = Path.of("src/main/java");

  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.sparkmmap");

  @Test
  void coreKnowsTheJdkAndNothingElse() {
    classes()
        .that()
        .resideInAPackage("io.sparkmmap.core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.sparkmmap.core..", "java..")
        .check(LIBRARY);
  }

  @Test
  void partsOfCoreKnowWhatTheyRestOn() {
    knowsOnly("os");
    knowsOnly("recognize", "");
    knowsOnly("sidecar", "file", "os");
    knowsOnly("split");
    knowsOnly("layout", "", "file");
    knowsOnly("json");
    knowsOnly("placement", "", "json");
    knowsOnly("file", "os");
    knowsOnly("mapping", "file", "os");
    knowsOnly("source", "", "mapping", "file", "os");
    knowsOnly("pagecache", "source", "mapping", "file", "os");
    knowsOnly("text", "source", "mapping");
  }

  @Test
  void framingsRestOnRecordsAndRecordsOnSources() {
    knowsOnly("record", "source", "mapping", "file", "os", "split");
    knowsOnly("lines", "record", "recognize", "source", "mapping", "file", "os");
    knowsOnly("delimited", "lines", "record", "source", "mapping", "file", "os");
    knowsOnly("prefixed", "", "record", "source", "mapping", "file", "os");
    knowsOnly("arrow", "record", "source", "mapping", "file", "os");
    knowsOnly("index", "prefixed", "sidecar", "record", "source", "mapping", "file", "os");
  }

  private static void knowsOnly(String part, String... others) {
    String own = CORE + "." + part + "..";
    String[] allowed =
        Stream.concat(
                Stream.of(own, "java.."),
                Stream.of(others).map(other -> other.isEmpty() ? CORE : CORE + "." + other))
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(own)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed)
        .check(LIBRARY);
  }

  /** There is none in an executor. */
  @Test
  void whatRunsOnExecutorsHasNoSession() {
    noClasses()
        .that()
        .resideInAnyPackage(EXECUTORS)
        .should()
        .dependOnClassesThat()
        .haveSimpleName("SparkSession")
        .check(LIBRARY);
  }

  /** What travels and what reads does not know what plans. */
  @Test
  void executorsKnowNoPlanning() {
    noClasses()
        .that()
        .resideInAnyPackage(EXECUTORS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.sparkmmap.spark",
            "io.sparkmmap.spark.infer",
            "io.sparkmmap.spark.plan",
            "io.sparkmmap.spark.table")
        .check(LIBRARY);
  }

  /** The guard trusts the addresses that it is given. */
  @Test
  void onlyMappingsAndSourcesGuardMemory() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.sparkmmap.core.os", "io.sparkmmap.core.mapping", "io.sparkmmap.core.source")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("GuardedRange")
        .check(LIBRARY);
  }

  @Test
  void noPackageIsCrowdedAndNoFileIsLong() throws IOException {
    Map<Path, Long> files = new TreeMap<>();
    for (String root : List.of("src", "integration-tests", "benchmarks", "examples")) {
      try (Stream<Path> paths = Files.walk(Path.of(root))) {
        for (Path source : paths.filter(path -> path.toString().endsWith(".java")).toList()) {
          if (!root.equals("benchmarks")) { // programs that do not know each other
            files.merge(source.getParent(), 1L, Long::sum);
          }
          try (Stream<String> lines = Files.lines(source)) {
            assertThat(lines.count()).as("lines of %s", source).isLessThanOrEqualTo(400);
          }
        }
      }
    }
    assertThat(files)
        .hasSizeGreaterThan(50)
        .allSatisfy((room, count) -> assertThat(count).as("%s", room).isLessThanOrEqualTo(30));
  }

  /** So that the jar is all that the tool needs. */
  @Test
  void theToolKnowsCoreAndItsParser() {
    classes()
        .that()
        .resideInAPackage("io.sparkmmap.tool..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.sparkmmap.tool..", "io.sparkmmap.core..", "java..", "picocli..")
        .check(LIBRARY);
  }

  @Test
  void nobodyButTheToolKnowsTheParser() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sparkmmap.tool..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "io.sparkmmap.tool..")
        .check(LIBRARY);
  }

  @Test
  void hadoopKnowsNoSpark() {
    noClasses()
        .that()
        .resideInAPackage("io.sparkmmap.hadoop..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "io.sparkmmap.spark..")
        .check(LIBRARY);
  }

  @Test
  void otherFileSystemsKnowNeitherEngine() {
    noClasses()
        .that()
        .resideInAPackage("io.sparkmmap.dfs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "io.sparkmmap.spark..", "io.sparkmmap.hadoop..")
        .check(LIBRARY);
  }

  @Test
  void sparkKnowsNothingOfTheHadoopLayer() {
    noClasses()
        .that()
        .resideInAPackage("io.sparkmmap.spark..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.sparkmmap.hadoop..")
        .check(LIBRARY);
  }

  /**
   * Or the limits on what may be read would not hold, and a FIFO would hang a task. Whoever adds a
   * call adds it to the list, with the reason why no path of a user's gets there unchecked.
   */
  @Test
  void filesAreReachedByNamedClassesOnly() {
    assertThat(FileCalls.of(LIBRARY)).isEqualTo(AllowedFileCalls.byClass());
  }

  @Test
  void everyWayToAFileIsKnown() {
    JavaClasses mutant = new ClassFileImporter().importClasses(FileCallsMutant.class);
    assertThat(FileCalls.of(mutant))
        .containsOnlyKeys("FileCallsMutant")
        .extractingByKey("FileCallsMutant")
        .asInstanceOf(iterable(String.class))
        .containsExactlyInAnyOrderElementsOf(FileCallsMutant.CALLS);
  }

  /** Which reach files by paths and descriptors that no list of Java calls shows. */
  @Test
  void nativeCodeIsCalledByTheRoomsOfTheSystemAndOfFilesOnly() {
    noMethods()
        .that()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackages("io.sparkmmap.core.os", "io.sparkmmap.core.file")
        .should()
        .haveModifier(JavaModifier.NATIVE)
        .check(LIBRARY);
  }

  /**
   * Or something would be revealed of files that may not be read: that they exist, and their
   * length.
   */
  @Test
  void theEnginesLookAtNoFileWithoutRoots() {
    DescribedPredicate<JavaAccess<?>> looks =
        describe(
            "read attributes of files without roots",
            access ->
                access.getTarget() instanceof CodeUnitAccessTarget target
                    && target.getName().equals("of")
                    && (target.getOwner().isEquivalentTo(FileIdentity.class)
                        || target.getOwner().isEquivalentTo(PlannedFile.class))
                    && target.getRawParameterTypes().size() == 1);
    noClasses()
        .that()
        .resideInAnyPackage("io.sparkmmap.spark..", "io.sparkmmap.hadoop..", "io.sparkmmap.dfs..")
        .should()
        .accessTargetWhere(looks)
        .check(LIBRARY);
  }

  /** Or the limits on what may be read would not hold for what is read with it. */
  @Test
  void theEnginesTakeNoLeaseWithoutRoots() {
    noClasses()
        .that()
        .resideInAnyPackage("io.sparkmmap.spark..", "io.sparkmmap.hadoop..", "io.sparkmmap.dfs..")
        .should()
        .callConstructor(LeaseScope.class)
        .check(LIBRARY);
  }

  @Test
  void noPackagesKnowEachOtherInACircle() {
    slices().matching("io.sparkmmap.(**)").should().beFreeOfCycles().check(LIBRARY);
  }

  @Test
  void aNameSaysWhatAClassDoes() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .check(LIBRARY);
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    try (Stream<Path> sources = Files.walk(SOURCES)) {
      List<Path> packages =
          sources
              .filter(source -> source.toString().endsWith(".java"))
              .map(Path::getParent)
              .distinct()
              .toList();
      assertThat(packages)
          .isNotEmpty()
          .allSatisfy(directory -> assertThat(directory.resolve("package-info.java")).exists());
    }
  }
}
