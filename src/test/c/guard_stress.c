// SPDX-License-Identifier: Apache-2.0
/*
 * The native library without a JVM, for AddressSanitizer, UndefinedBehaviorSanitizer and valgrind,
 * none of which a JVM runs well under: the table of guarded ranges against a model of it, and faults
 * of many threads while ranges come and go. Prints "survived" at the end.
 */
#include "../../main/c/sparkmmap.c"

#include <pthread.h>
#include <stdlib.h>

#define CALL(name) Java_io_sparkmmap_core_os_NativeMemory_##name

#define MODEL_PAGES 512
#define NOWHERE 0x300000000000L

static void require(int condition, const char *otherwise) {
  if (!condition) {
    fprintf(stderr, "%s\n", otherwise);
    exit(1);
  }
}

/* One slot for each page; a range is from its first page to its last. */
static void table_against_model(unsigned seed) {
  int length_at[MODEL_PAGES] = {0};
  int taken[MODEL_PAGES] = {0};
  for (int step = 0; step < 200000; step++) {
    int page = rand_r(&seed) % MODEL_PAGES;
    jlong address = NOWHERE + (jlong)page * (jlong)page_bytes;
    if (rand_r(&seed) % 2 == 0) {
      int length = 1 + rand_r(&seed) % 8;
      if (page + length > MODEL_PAGES) {
        continue;
      }
      int is_free = 1;
      for (int i = 0; i < length; i++) {
        is_free &= !taken[page + i];
      }
      jint result = CALL(guardRange)(NULL, NULL, address, length * (jlong)page_bytes, page);
      require(result == (is_free ? 0 : EEXIST), "a wrong answer to guardRange");
      for (int i = 0; is_free && i < length; i++) {
        taken[page + i] = 1;
      }
      length_at[page] = is_free ? length : length_at[page];
    } else {
      /* What is not guarded is mostly not: the next range must stay. */
      jint result = CALL(releaseRange)(NULL, NULL, address);
      require(result == (length_at[page] > 0 ? 0 : ENOENT), "a wrong answer to releaseRange");
      for (int i = 0; i < length_at[page]; i++) {
        taken[page + i] = 0;
      }
      length_at[page] = 0;
    }
  }
  for (int page = 0; page < MODEL_PAGES; page++) {
    if (length_at[page] > 0) {
      CALL(releaseRange)(NULL, NULL, NOWHERE + (jlong)page * (jlong)page_bytes);
    }
  }
  require(tables[0].count == 0 && tables[1].count == 0, "ranges are left");
}

typedef struct {
  int slot;
  int rounds;
  int failed;
} worker;

/* Java lets one thread at a time change the table. */
static pthread_mutex_t one_writer = PTHREAD_MUTEX_INITIALIZER;

static int guard(volatile char *mapped, size_t length, int slot) {
  pthread_mutex_lock(&one_writer);
  int error =
      CALL(guardRange)(NULL, NULL, (jlong)(uintptr_t)mapped, (jlong)length, slot);
  pthread_mutex_unlock(&one_writer);
  return error;
}

static int release(volatile char *mapped) {
  pthread_mutex_lock(&one_writer);
  int error = CALL(releaseRange)(NULL, NULL, (jlong)(uintptr_t)mapped);
  pthread_mutex_unlock(&one_writer);
  return error;
}

/* Maps a file, cuts it, reads or writes where nothing is, ends the mapping and gives it back. */
static void *fault_repeatedly(void *argument) {
  worker *self = argument;
  size_t length = 16 * page_bytes;
  for (int round = 0; round < self->rounds && !self->failed; round++) {
    char name[] = "/tmp/guard_stressXXXXXX";
    int file = mkstemp(name);
    unlink(name);
    int writes = round % 2;
    self->failed |= ftruncate(file, (off_t)length) != 0;
    volatile char *mapped =
        mmap(NULL, length, writes ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, file, 0);
    self->failed |= guard(mapped, length, self->slot) != 0;
    self->failed |= mapped[length - 1] != 0 || fault_flags[self->slot] != 0;
    self->failed |= ftruncate(file, (off_t)(4 * page_bytes)) != 0;
    if (writes) {
      mapped[9 * page_bytes] = 1;
      mapped[length - 1] = 1;
    } else {
      self->failed |= mapped[9 * page_bytes] != 0;
    }
    self->failed |= fault_flags[self->slot] == 0;
    self->failed |= CALL(endRange)(NULL, NULL, (jlong)(uintptr_t)mapped, (jlong)length) != 0;
    self->failed |= release(mapped) != 0;
    self->failed |= mapped[0] != 0 || mapped[9 * page_bytes] != 0;
    self->failed |= CALL(unmapRange)(NULL, NULL, (jlong)(uintptr_t)mapped, (jlong)length) != 0;
    close(file);
  }
  return NULL;
}

static void faults_of_many_threads(int rounds) {
  enum { WORKERS = 4 };
  pthread_t threads[WORKERS];
  worker workers[WORKERS];
  for (int i = 0; i < WORKERS; i++) {
    workers[i] = (worker){i, rounds, 0};
    pthread_create(&threads[i], NULL, fault_repeatedly, &workers[i]);
  }
  for (int i = 0; i < WORKERS; i++) {
    pthread_join(threads[i], NULL);
    require(!workers[i].failed, "a fault was not caught as it should be");
  }
}

int main(int count, char **arguments) {
  require(count == 2, "expected one argument: how many rounds");
  require(CALL(installHandler)(NULL, NULL) == 0, "no handler");
  require(CALL(installHandler)(NULL, NULL) == 0 && previous_count == 1, "installed twice");
  table_against_model(1);
  faults_of_many_threads(atoi(arguments[1]));
  printf("survived\n");
  return 0;
}
