// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;

/**
 * Finds every call by which a class opens, makes, lists, removes or looks up a file. What it does
 * not know of a type that reaches files counts as such a call.
 */
final class FileCalls {
  /** Types of which every method, or constructor, reaches a file, but those that follow. */
  private static final Map<String, Set<String>> TYPES =
      Map.ofEntries(
          Map.entry("java.nio.file.Files", Set.of()),
          Map.entry("java.nio.file.spi.FileSystemProvider", Set.of()),
          Map.entry("java.nio.file.FileSystem", Set.of("getPath", "getSeparator")),
          Map.entry("java.nio.file.FileSystems", Set.of("getDefault")),
          Map.entry("java.io.FileInputStream", Set.of("read", "close", "getChannel")),
          Map.entry("java.io.FileOutputStream", Set.of("write", "close", "getChannel")),
          Map.entry("java.io.RandomAccessFile", Set.of()),
          Map.entry("java.io.FileReader", Set.of()),
          Map.entry("java.io.FileWriter", Set.of()),
          Map.entry("java.util.zip.ZipFile", Set.of()),
          Map.entry("java.util.jar.JarFile", Set.of()),
          Map.entry("java.util.logging.FileHandler", Set.of()),
          Map.entry("java.lang.ProcessBuilder", Set.of()),
          Map.entry(
              "java.io.File",
              Set.of("<init>", "toPath", "getName", "getPath", "getParent", "toString")));

  /** Methods of other types of the JDK's that reach files. */
  private static final Map<String, Set<String>> METHODS =
      Map.of(
          "java.nio.channels.FileChannel", Set.of("open"),
          "java.nio.channels.AsynchronousFileChannel", Set.of("open"),
          "java.nio.file.Path", Set.of("toRealPath", "register"),
          "java.nio.file.SecureDirectoryStream",
              Set.of(
                  "newDirectoryStream", "newByteChannel", "deleteFile", "deleteDirectory", "move"),
          "java.net.URL", Set.of("openStream", "openConnection", "getContent"),
          "java.lang.Runtime", Set.of("exec", "load", "loadLibrary"),
          "java.lang.System", Set.of("load", "loadLibrary"));

  /** Where a first argument of one of these types is a file. */
  private static final Map<String, Set<String>> CONSTRUCTORS =
      Map.of(
          "java.util.Scanner", Set.of("java.io.File", "java.nio.file.Path"),
          "java.io.PrintStream", Set.of("java.io.File", "java.lang.String"),
          "java.io.PrintWriter", Set.of("java.io.File", "java.lang.String"),
          "java.util.Formatter", Set.of("java.io.File", "java.lang.String"));

  /** What asks nothing of Hadoop's file systems. */
  private static final Set<String> HARMLESS_OF_HADOOP =
      Set.of(
          "get",
          "getDefaultUri",
          "getConf",
          "getFileContext",
          "getScheme",
          "getUri",
          "makeQualified",
          "hasPathCapability",
          "getStatistics",
          "getAllStatistics",
          "getGlobalStorageStatistics");

  private static final List<Class<?>> OF_HADOOP =
      List.of(FileSystem.class, FileContext.class, AbstractFileSystem.class);

  /** Whose methods open or list files for a caller, without roots of ours. */
  private static final String HELPERS =
      "org\\.apache\\.hadoop\\.fs\\.(FileUtil|Globber|FsShell|LocalDirAllocator)"
          + "|org\\.apache\\.hadoop\\.io\\.(SequenceFile|MapFile|SecureIOUtils).*"
          + "|org\\.apache\\.hadoop\\.util\\.(Shell|DiskChecker).*"
          + "|org\\.apache\\.spark\\.util\\.(Utils|HadoopFSUtils|SparkFileUtils).*"
          + "|org\\.apache\\.spark\\.deploy\\.SparkHadoopUtil.*"
          + "|org\\.apache\\.spark\\.SparkFiles.*"
          + "|org\\.apache\\.spark\\.sql\\.(DataFrameReader|SQLContext|classic\\.DataFrameReader)"
          + "|org\\.apache\\.spark\\.sql\\.execution\\.datasources\\.(CodecStreams.*|DataSource\\$?"
          + "|HadoopFile.*|RecordReaderIterator|.*FileIndex)"
          + "|org\\.apache\\.commons\\.io\\..*|com\\.google\\.common\\.io\\.(Files|MoreFiles)"
          + "|org\\.apache\\.arrow\\.vector\\.ipc\\..*|org\\.sparkproject\\.guava\\.io\\..*";

  /** What reads files in types of Spark's that do much else. */
  private static final Pattern READING =
      Pattern.compile(
          "read|readStream|textFile|wholeTextFiles|binary\\w+|hadoop(RDD|File)|newAPI\\w+"
              + "|sequenceFile|objectFile|add(File|Jar|Archive)|checkpointFile");

  private FileCalls() {}

  /** The calls of each class that has any, by its name without {@code io.sparkmmap.}. */
  static Map<String, Set<String>> of(JavaClasses classes) {
    Map<String, Set<String>> found = new TreeMap<>();
    for (JavaClass type : classes) {
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        if (access.getTarget() instanceof CodeUnitAccessTarget target && reachesFiles(target)) {
          found
              .computeIfAbsent(name(type), name -> new TreeSet<>())
              .add(target.getOwner().getSimpleName() + "." + target.getName());
        }
      }
    }
    return found;
  }

  /** That of the class around it, for what is nested. */
  private static String name(JavaClass type) {
    return type.getName().replaceFirst("^io\\.sparkmmap\\.", "").replaceFirst("\\$.*", "");
  }

  private static boolean reachesFiles(CodeUnitAccessTarget target) {
    String owner = target.getOwner().getName();
    String name = target.getName();
    if (TYPES.containsKey(owner)) {
      return !TYPES.get(owner).contains(name);
    }
    if (METHODS.getOrDefault(owner, Set.of()).contains(name)) {
      return true;
    }
    if (CONSTRUCTORS.containsKey(owner)) {
      return name.equals("<init>") && CONSTRUCTORS.get(owner).contains(firstParameter(target));
    }
    if (isFileSystem(owner)) {
      return !HARMLESS_OF_HADOOP.contains(name);
    }
    if (owner.matches("org\\.apache\\.spark\\..*Spark(Context|Session)")) {
      return READING.matcher(name).matches();
    }
    return owner.matches(HELPERS);
  }

  /** Asked of the JVM: the importer does not know the supertypes of what it has not imported. */
  private static boolean isFileSystem(String name) {
    try {
      Class<?> type = Class.forName(name, false, FileCalls.class.getClassLoader());
      return OF_HADOOP.stream().anyMatch(system -> system.isAssignableFrom(type));
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // an array, or one that only other versions of Spark have
    }
  }

  private static String firstParameter(AccessTarget.CodeUnitAccessTarget target) {
    return target.getRawParameterTypes().isEmpty()
        ? ""
        : target.getRawParameterTypes().get(0).getName();
  }
}
