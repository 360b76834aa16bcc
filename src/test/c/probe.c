// SPDX-License-Identifier: Apache-2.0
/*
 * Loads the native library as no JVM does, for platforms of which there is an emulator but no JVM,
 * and goes through the guard and the pins once: probe LIBRARY DIRECTORY. Prints "sound" at the end.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define REQUIRE(condition)                                                \
  do {                                                                    \
    if (!(condition)) {                                                   \
      printf("line %d: not so: %s (errno %d)\n", __LINE__, #condition, errno); \
      exit(1);                                                            \
    }                                                                     \
  } while (0)

static void *library;

static void *method(const char *name) {
  char symbol[200];
  snprintf(symbol, sizeof symbol, "Java_io_sparkmmap_core_%s_Native%s",
           strncmp(name, "Files", 5) == 0 ? "file" : "os", name);
  void *found = dlsym(library, symbol);
  if (found == NULL) {
    printf("there is no %s\n", symbol);
    exit(1);
  }
  return found;
}

/* As much of a JVM as the library asks for: arrays are plain pointers. */
static jobject JNICALL direct_buffer(JNIEnv *env, void *address, jlong capacity) {
  (void)env, (void)capacity;
  return address;
}

static jbyte *JNICALL elements(JNIEnv *env, jbyteArray array, jboolean *copied) {
  (void)env, (void)copied;
  return (jbyte *)array;
}

static void JNICALL release(JNIEnv *env, jbyteArray array, jbyte *bytes, jint mode) {
  (void)env, (void)array, (void)bytes, (void)mode;
}

static void JNICALL set_longs(JNIEnv *env, jlongArray array, jsize start, jsize length,
                              const jlong *values) {
  (void)env;
  memcpy((jlong *)array + start, values, (size_t)length * sizeof *values);
}

static volatile char *map(const char *path, size_t length) {
  int file = open(path, O_CREAT | O_TRUNC | O_RDWR, 0600);
  REQUIRE(file >= 0 && ftruncate(file, (off_t)length) == 0);
  volatile char *mapped = mmap(NULL, length, PROT_READ, MAP_SHARED, file, 0);
  REQUIRE(mapped != MAP_FAILED);
  close(file);
  return mapped;
}

static void check_guard(JNIEnv *env, const char *path) {
  jint (*install)(JNIEnv *, jclass) = method("Memory_installHandler");
  jobject (*flags)(JNIEnv *, jclass) = method("Memory_faultFlags");
  jint (*guard)(JNIEnv *, jclass, jlong, jlong, jint) = method("Memory_guardRange");
  void (*let_go)(JNIEnv *, jclass, jlong) = method("Memory_releaseRange");
  REQUIRE(install(env, NULL) == 0);
  volatile int32_t *flag = (volatile int32_t *)flags(env, NULL);

  size_t length = 4 * (size_t)sysconf(_SC_PAGESIZE);
  volatile char *mapped = map(path, length);
  REQUIRE(guard(env, NULL, (jlong)(uintptr_t)mapped, (jlong)length, 7) == 0);
  REQUIRE(guard(env, NULL, (jlong)(uintptr_t)mapped, 1, 8) == EEXIST);
  REQUIRE(mapped[length - 1] == 0 && flag[7] == 0);
  REQUIRE(truncate(path, 0) == 0);
  REQUIRE(mapped[length / 2] == 0 && flag[7] == 1 && flag[8] == 0);
  let_go(env, NULL, (jlong)(uintptr_t)mapped);

  fflush(stdout);
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    mapped = map(path, length);
    truncate(path, 0);
    _exit(mapped[0]); /* in no range: to be ended as without the library */
  }
  int status;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
}

static void check_pins(JNIEnv *env, const char *path, const char *directory) {
  jint (*hold)(JNIEnv *, jclass, jbyteArray) = method("Files_openPath");
  jint (*held_state)(JNIEnv *, jclass, jint, jlongArray) = method("Files_descriptorState");
  jint (*path_state)(JNIEnv *, jclass, jbyteArray, jlongArray) = method("Files_pathState");
  void (*let_go)(JNIEnv *, jclass, jint) = method("Files_closeDescriptor");
  struct stat expected;
  REQUIRE(truncate(path, 12345) == 0 && stat(path, &expected) == 0);
  jlong of_path[9] = {0};
  jlong of_held[9] = {0};
  REQUIRE(path_state(env, NULL, (jbyteArray)path, (jlongArray)of_path) == 0);
  jint held = hold(env, NULL, (jbyteArray)path);
  REQUIRE(held >= 0 && fcntl(held, F_GETFD) == FD_CLOEXEC);
  REQUIRE(unlink(path) == 0 && mkfifo(path, 0600) == 0);
  REQUIRE(held_state(env, NULL, held, (jlongArray)of_held) == 0);
  REQUIRE(of_held[1] == of_path[1] && of_held[3] == 12345 && S_ISREG(of_held[2]));
  REQUIRE(of_path[0] == (jlong)expected.st_dev && of_path[1] == (jlong)expected.st_ino);
  REQUIRE(of_path[2] == (jlong)expected.st_mode && of_path[3] == (jlong)expected.st_size);
  REQUIRE(of_path[4] == expected.st_mtim.tv_sec && of_path[5] == expected.st_mtim.tv_nsec);
  REQUIRE(of_path[6] == expected.st_ctim.tv_sec && of_path[7] == expected.st_ctim.tv_nsec);
  let_go(env, NULL, held);

  jint fifo = hold(env, NULL, (jbyteArray)path); /* does not wait for who writes */
  REQUIRE(fifo >= 0 && held_state(env, NULL, fifo, (jlongArray)of_held) == 0);
  REQUIRE(S_ISFIFO(of_held[2]));
  let_go(env, NULL, fifo);
  REQUIRE(unlink(path) == 0);
  REQUIRE(hold(env, NULL, (jbyteArray)path) == -ENOENT);
  REQUIRE(path_state(env, NULL, (jbyteArray)path, (jlongArray)of_path) == ENOENT);
  REQUIRE(path_state(env, NULL, (jbyteArray)directory, (jlongArray)of_path) == 0);
  REQUIRE(S_ISDIR(of_path[2]));
}

int main(int count, char **arguments) {
  REQUIRE(count == 3);
  library = dlopen(arguments[1], RTLD_NOW);
  if (library == NULL) {
    printf("%s\n", dlerror());
    return 1;
  }
  struct JNINativeInterface_ functions;
  memset(&functions, 0, sizeof functions);
  functions.NewDirectByteBuffer = direct_buffer;
  functions.GetByteArrayElements = elements;
  functions.ReleaseByteArrayElements = release;
  functions.SetLongArrayRegion = set_longs;
  JNIEnv env = &functions;

  char path[4096];
  snprintf(path, sizeof path, "%s/probed", arguments[2]);
  check_guard(&env, path);
  check_pins(&env, path, arguments[2]);
  puts("sound");
  return 0;
}
