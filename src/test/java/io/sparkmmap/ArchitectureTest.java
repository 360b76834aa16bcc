// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sparkmmap.core.mapping.LeaseScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the layers to what they may know of each other. */
class ArchitectureTest {
  private static final Path SOURCES = Path.of("src/main/java");

  /** Methods of {@link Files} that read files. */
  private static final Set<String> OPENING =
      Set.of(
          "newInputStream",
          "newByteChannel",
          "newBufferedReader",
          "readAllBytes",
          "readAllLines",
          "readString",
          "lines");

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
  void mappingSplitLayoutAndPlacementKnowNoOtherPartOfCore() {
    knowsOnly("mapping");
    knowsOnly("split");
    knowsOnly("layout", "io.sparkmmap.core");
    knowsOnly("placement", "io.sparkmmap.core");
  }

  @Test
  void recordKnowsMappingAndSplit() {
    knowsOnly("record", "io.sparkmmap.core.mapping", "io.sparkmmap.core.split");
  }

  @Test
  void arrowAndIndexKnowMappingAndRecord() {
    knowsOnly("arrow", "io.sparkmmap.core.mapping", "io.sparkmmap.core.record");
    knowsOnly("index", "io.sparkmmap.core.mapping", "io.sparkmmap.core.record");
  }

  private static void knowsOnly(String part, String... others) {
    String own = "io.sparkmmap.core." + part + "..";
    String[] allowed =
        Stream.concat(Stream.of(own, "java.."), Stream.of(others)).toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(own)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed)
        .check(LIBRARY);
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

  /** Or the limits on what may be read would not hold, and a FIFO would hang a task. */
  @Test
  void filesAreOpenedByTheMappingPackageAndNobodyElse() {
    DescribedPredicate<JavaAccess<?>> opens =
        describe(
            "open files",
            access -> {
              String owner = access.getTargetOwner().getName();
              String name = access.getTarget().getName();
              return (owner.equals("java.nio.channels.FileChannel") && name.equals("open"))
                  || (owner.equals("java.nio.file.Files") && OPENING.contains(name))
                  || owner.matches(
                      "java\\.io\\.(FileInputStream|FileOutputStream|FileReader|FileWriter"
                          + "|RandomAccessFile)|java\\.util\\.(Scanner|zip\\.ZipFile)");
            });
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.sparkmmap.core.mapping",
            "io.sparkmmap.core.index") // which opens what it wrote, in a directory of its own
        .and()
        .doNotHaveSimpleName("ManifestText") // of the tool: a manifest may well come from a pipe
        .should()
        .accessTargetWhere(opens)
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

  /** Streams of Hadoop's are opened where the roots were asked. */
  @Test
  void filesOfHadoopAreOpenedInOnePlace() {
    DescribedPredicate<JavaAccess<?>> opens =
        describe(
            "open streams of Hadoop's",
            access ->
                access.getTargetOwner().isAssignableTo("org.apache.hadoop.fs.FileSystem")
                    && Set.of("open", "openFile", "append").contains(access.getTarget().getName()));
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.sparkmmap.dfs.RemoteFile")
        .should()
        .accessTargetWhere(opens)
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
