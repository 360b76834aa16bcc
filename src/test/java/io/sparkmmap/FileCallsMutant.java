// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** Reaches files in each way that there is, to be found by {@link FileCalls}; never run. */
@SuppressWarnings({
  "resource",
  "unused",
  "ReturnValueIgnored",
  "CheckReturnValue",
  "DefaultCharset",
  "StreamResourceLeak"
})
final class FileCallsMutant {
  static final List<String> CALLS =
      List.of(
          "AsynchronousFileChannel.open",
          "File.createNewFile",
          "File.createTempFile",
          "File.delete",
          "File.exists",
          "File.list",
          "File.listFiles",
          "File.mkdirs",
          "File.renameTo",
          "FileChannel.open",
          "FileContext.create",
          "FileContext.listStatus",
          "FileInputStream.<init>",
          "FileOutputStream.<init>",
          "FileReader.<init>",
          "FileSystem.append",
          "FileSystem.create",
          "FileSystem.delete",
          "FileSystem.globStatus",
          "FileSystem.listFiles",
          "FileSystem.listLocatedStatus",
          "FileSystem.mkdirs",
          "FileSystem.open",
          "FileUtil.copy",
          "FileWriter.<init>",
          "Files.copy",
          "Files.createDirectories",
          "Files.createTempFile",
          "Files.delete",
          "Files.lines",
          "Files.list",
          "Files.newBufferedReader",
          "Files.newByteChannel",
          "Files.newDirectoryStream",
          "Files.newInputStream",
          "Files.newOutputStream",
          "Files.readAllBytes",
          "Files.size",
          "Files.walk",
          "Files.writeString",
          "LocalFileSystem.open",
          "Path.toRealPath",
          "PrintStream.<init>",
          "PrintWriter.<init>",
          "ProcessBuilder.<init>",
          "ProcessBuilder.start",
          "RandomAccessFile.<init>",
          "Runtime.exec",
          "Scanner.<init>",
          "SparkContext.textFile",
          "SparkSession.read",
          "ZipFile.<init>");

  private FileCallsMutant() {}

  private static void streams(File file) throws IOException {
    new FileInputStream(file).close();
    new FileOutputStream(file).close();
    new BufferedReader(new FileReader(file)).close();
    new FileWriter(file);
    new RandomAccessFile(file, "r");
    new Scanner(file);
    new Scanner("no file");
    new PrintStream(file);
    new PrintStream(System.out);
    new PrintWriter("file");
    new ZipFile(file);
    new ProcessBuilder("cat").start();
    Runtime.getRuntime().exec("cat");
  }

  private static void files(File file) throws IOException {
    file.list();
    file.listFiles();
    file.createNewFile();
    File.createTempFile("a", "b");
    file.delete();
    file.exists();
    file.mkdirs();
    file.renameTo(file);
  }

  private static void paths(Path path) throws IOException {
    FileChannel.open(path);
    AsynchronousFileChannel.open(path);
    path.toRealPath();
    Files.copy(path, path);
    Files.createDirectories(path);
    Files.createTempFile(path, "a", "b");
    Files.delete(path);
    Files.lines(path);
    Files.list(path);
    Files.newBufferedReader(path);
    Files.newByteChannel(path);
    Files.newDirectoryStream(path);
    Files.newInputStream(path);
    Files.newOutputStream(path);
    Files.readAllBytes(path);
    Files.size(path);
    Files.writeString(path, "");
    Walk walk = Files::walk; // a method reference
  }

  private interface Walk {
    Stream<Path> of(Path path, java.nio.file.FileVisitOption... options) throws IOException;
  }

  private static void hadoop(
      FileSystem system, LocalFileSystem local, FileContext context, org.apache.hadoop.fs.Path path)
      throws IOException {
    system.open(path);
    system.create(path);
    system.append(path);
    system.delete(path, true);
    system.mkdirs(path);
    system.globStatus(path);
    system.listFiles(path, true);
    system.listLocatedStatus(path);
    system.makeQualified(path);
    local.open(path, 1);
    context.create(path, null);
    context.listStatus(path);
    FileUtil.copy(system, path, system, path, false, null);
  }

  private static void spark(SparkContext context) {
    context.textFile("f", 1);
    context.hadoopConfiguration();
    Function<SparkSession, Object> read = SparkSession::read;
  }
}
