// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.versions;

import io.sparkmmap.spark.MmapDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;

/**
 * Looks for what the library calls and this class path does not have, and for abstract methods that
 * its classes leave open: what Java finds only when a query comes there.
 */
final class LinkCheck {
  /** Its classes ask first which types there are. */
  private static final String VERSION_PACKAGE = "io/sparkmmap/spark/version/";

  /** Referred to by methods that only Spark 4.2 calls. */
  private static final Set<String> OPTIONAL =
      Set.of("org/apache/spark/sql/connector/read/SampleMethod");

  /** Their methods take whatever they are given. */
  private static final Set<String> ANY_SIGNATURE =
      Set.of("java/lang/invoke/MethodHandle", "java/lang/invoke/VarHandle");

  private final Map<String, Optional<Type>> types = new HashMap<>();
  private final Set<String> missing = new TreeSet<>();

  private LinkCheck() {}

  /** What is missing, in words; nothing if all is there. */
  static List<String> missing() throws Exception {
    Path library =
        Path.of(MmapDataSource.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    LinkCheck check = new LinkCheck();
    if (Files.isDirectory(library)) {
      check.checkAllBelow(library);
    } else {
      try (FileSystem jar =
          FileSystems.newFileSystem(URI.create("jar:" + library.toUri()), Map.of())) {
        check.checkAllBelow(jar.getPath("/"));
      }
    }
    return List.copyOf(check.missing);
  }

  private void checkAllBelow(Path root) throws IOException {
    List<Path> classes;
    try (Stream<Path> files = Files.walk(root.resolve("io/sparkmmap"))) {
      classes = files.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (Path file : classes) {
      String name = root.relativize(file).toString().replaceFirst("\\.class$", "");
      Type type = type(name).orElseThrow();
      if (!name.startsWith(VERSION_PACKAGE)) {
        type.references.forEach(reference -> checkReference(name, reference));
      }
      if ((type.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_INTERFACE)) == 0) {
        checkImplemented(name);
      }
    }
  }

  private void checkReference(String from, Reference to) {
    if (to.owner.startsWith("[")
        || ANY_SIGNATURE.contains(to.owner)
        || OPTIONAL.contains(to.owner)) {
      return;
    }
    if (type(to.owner).isEmpty()) {
      missing.add(from + " needs the class " + to.owner);
    } else if (superTypes(to.owner).stream()
        .noneMatch(type -> type.members.containsKey(to.member))) {
      missing.add(from + " needs " + to.owner + "." + to.member);
    }
  }

  private void checkImplemented(String name) {
    Set<Type> all = superTypes(name);
    for (Type type : all) {
      type.members.forEach(
          (member, access) -> {
            boolean open =
                (access & Opcodes.ACC_ABSTRACT) != 0
                    && all.stream()
                        .map(other -> other.members.get(member))
                        .noneMatch(other -> other != null && (other & Opcodes.ACC_ABSTRACT) == 0);
            if (open) {
              missing.add(name + " does not implement " + type.name + "." + member);
            }
          });
    }
  }

  /** A type and all above it, as far as they are there. */
  private Set<Type> superTypes(String name) {
    Set<Type> found = new LinkedHashSet<>();
    List<String> left = new ArrayList<>(List.of(name));
    while (!left.isEmpty()) {
      type(left.remove(0)).filter(found::add).ifPresent(type -> left.addAll(type.above));
    }
    return found;
  }

  private Optional<Type> type(String name) {
    Optional<Type> known = types.get(name);
    if (known == null) {
      known = read(name);
      types.put(name, known);
    }
    return known;
  }

  private static Optional<Type> read(String name) {
    try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
      if (in == null) {
        return Optional.empty();
      }
      Type type = new Type(name);
      new ClassReader(in).accept(type, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
      return Optional.of(type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A method by name and descriptor, or a field by name, of a type. */
  private record Reference(String owner, String member) {}

  /** What a class file says. */
  private static final class Type extends ClassVisitor {
    private final String name;
    private final List<String> above = new ArrayList<>();
    private final Map<String, Integer> members = new HashMap<>();
    private final Set<Reference> references = new LinkedHashSet<>();
    private int access;

    Type(String name) {
      super(Opcodes.ASM9);
      this.name = name;
    }

    @Override
    public void visit(
        int version, int flags, String self, String generic, String parent, String[] interfaces) {
      access = flags;
      if (parent != null) {
        above.add(parent);
      }
      above.addAll(List.of(interfaces));
    }

    @Override
    public org.apache.xbean.asm9.FieldVisitor visitField(
        int flags, String field, String type, String generic, Object value) {
      members.put(field, 0);
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int flags, String method, String type, String generic, String[] exceptions) {
      members.put(method + type, flags);
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String called, String descriptor, boolean isInterface) {
          references.add(new Reference(owner, called + descriptor));
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String descriptor) {
          references.add(new Reference(owner, field));
        }
      };
    }
  }
}
