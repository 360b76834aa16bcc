// SPDX-License-Identifier: Apache-2.0
/*
 * The native side of NativeMemory and NativeScan in io.sparkmmap.core.os, and of NativeFiles in
 * io.sparkmmap.core.file.
 *
 * The guard. A file that is cut off under a mapping makes the next read of it raise SIGBUS, which a
 * JVM survives only by luck. This library stands in front of the JVM's handler with a table of
 * guarded ranges. A fault inside one sets the range's flag, puts zero pages over what is left of
 * the range, and lets the instruction run again. Every other SIGBUS goes to the handler before.
 *
 * The table. It is a sorted array kept twice. Signal handlers read the active copy and count
 * themselves in and out; the writer changes the other copy, makes that one active, waits until the
 * readers of the old copy have left, and then repeats the change there. So a handler never waits
 * and never reads what is being written, and once a range has been removed no handler can still be
 * about to map zero pages over addresses that by then may belong to somebody else. Java calls
 * guardRange, releaseRange and installHandler under one lock: there is one writer.
 *
 * Mappings. Files are mapped here and not by the JDK, whose mappings end with a garbage collection.
 * endRange puts one zero mapping over all of a range, in one step: from then on nothing of the file is
 * held, and whoever still has an address reads zeros. unmapRange gives the addresses back.
 *
 * Files. openPath takes hold of what a path leads to without opening it (O_PATH): that waits for no
 * other end of a FIFO and has no effect on a device, and what is held stays the same whatever is done
 * to the path. Java checks what it got, and only then opens it by /proc/self/fd.
 *
 * Scans. Compilers make vector instructions of the loops over bytes in here, and the JIT of Java 17
 * does not. They read mapped memory as Java would: a fault in them is one for the guard.
 *
 * Several copies. Each class loader loads a copy of its own. A copy asks the one before it about
 * every fault that is not its own, and is never unloaded (-z nodelete), since a handler in front of
 * it may remember it for as long as the process lives.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_sparkmmap_core_os_NativeMemory_##name
#define FILES(type, name) JNIEXPORT type JNICALL Java_io_sparkmmap_core_file_NativeFiles_##name
#define SCAN(type, name) JNIEXPORT type JNICALL Java_io_sparkmmap_core_os_NativeScan_##name

/* The default of vm.max_map_count is 65530: there cannot be many more mappings than this. */
#define CAPACITY 65536
/* How often other handlers may push themselves in front of ours before we give up. */
#define MAX_PREVIOUS 16
#define RESIDENCY_CHUNK_PAGES 4096
/* As in NativeScan. */
#define MAX_SEQUENCE 256

typedef struct {
  uintptr_t start;
  uintptr_t end;
  int32_t slot;
} guarded_range;

typedef struct {
  size_t count;
  guarded_range ranges[CAPACITY]; /* sorted, disjoint */
} range_table;

static range_table tables[2];
static atomic_int active_table;
static atomic_int table_readers[2];

/* By slot: not zero once a fault was caught in the slot's range. Java reads it in place. */
static _Atomic int32_t fault_flags[CAPACITY];

static struct sigaction previous[MAX_PREVIOUS];
static atomic_int previous_count;

/*
 * The signal that this thread is passing on, to notice when it comes back to us. In static TLS: the
 * dynamic kind may allocate on first use, which a signal handler must not.
 */
static __thread struct {
  const siginfo_t *signal;
  int depth;
} passing_on __attribute__((tls_model("initial-exec")));

/* Another thread is about to put our handler in front, and does not know yet what it replaced. */
static atomic_int installing;

/* Asked once, since sysconf is not async-signal-safe. */
static uintptr_t page_bytes;

__attribute__((constructor)) static void ask_page_size(void) {
  page_bytes = (uintptr_t)sysconf(_SC_PAGESIZE);
}

static uintptr_t page_start(uintptr_t address) { return address & ~(page_bytes - 1); }

/* --- the table ------------------------------------------------------------------------------ */

static size_t first_ending_after(const range_table *table, uintptr_t address) {
  size_t low = 0;
  size_t high = table->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (table->ranges[middle].end > address) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

static range_table *inactive_table(void) { return &tables[1 - atomic_load(&active_table)]; }

/* Swaps the copies; returns the one that was active, which nobody reads any more. */
static range_table *publish(void) {
  int old = atomic_load(&active_table);
  atomic_store(&active_table, 1 - old);
  while (atomic_load(&table_readers[old]) != 0) {
    sched_yield();
  }
  return &tables[old];
}

static int enter_table(void) {
  for (;;) {
    int version = atomic_load(&active_table);
    atomic_fetch_add(&table_readers[version], 1);
    if (atomic_load(&active_table) == version) {
      return version;
    }
    atomic_fetch_sub(&table_readers[version], 1); /* swapped between the two: the other one now */
  }
}

static void leave_table(int version) { atomic_fetch_sub(&table_readers[version], 1); }

static void insert(range_table *table, guarded_range range) {
  size_t at = first_ending_after(table, range.start);
  memmove(&table->ranges[at + 1], &table->ranges[at], (table->count - at) * sizeof range);
  table->ranges[at] = range;
  table->count++;
}

/* Whether there was a range that begins there. */
static int erase(range_table *table, uintptr_t start) {
  size_t at = first_ending_after(table, start);
  if (at == table->count || table->ranges[at].start != start) {
    return 0;
  }
  table->count--;
  memmove(&table->ranges[at], &table->ranges[at + 1],
          (table->count - at) * sizeof(guarded_range));
  return 1;
}

/* --- the handler: only what is async-signal-safe ---------------------------------------------- */

/* By system call, since libraries exist that put allocating hooks around mmap. */
static int map_zero_pages(uintptr_t start, uintptr_t end, int protection) {
  long mapped = syscall(SYS_mmap, start, end - start, protection,
                        MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0L);
  return mapped != -1;
}

/*
 * Writable, since what faulted may have been a store. Where memory may not be promised
 * (vm.overcommit_memory is 2) for reads alone: that costs nothing.
 */
static int replace_by_zeros(uintptr_t start, uintptr_t end) {
  return map_zero_pages(start, end, PROT_READ | PROT_WRITE) ||
         map_zero_pages(start, end, PROT_READ);
}

static int rescue(uintptr_t address) {
  int rescued = 0;
  int version = enter_table();
  const range_table *table = &tables[version];
  size_t at = first_ending_after(table, address);
  if (at < table->count && table->ranges[at].start <= address) {
    const guarded_range *range = &table->ranges[at];
    /* First the flag: another thread may read the zeros without a fault of its own. */
    atomic_store(&fault_flags[range->slot], 1);
    /* Over the whole range if need be: that takes no mapping more than there are, and a range on
     * huge pages cannot be divided. Nobody trusts its bytes from here on. */
    rescued = replace_by_zeros(page_start(address), range->end) ||
              replace_by_zeros(range->start, range->end);
  }
  leave_table(version);
  return rescued;
}

static int is_memory_fault(const siginfo_t *info) {
  return info->si_code == BUS_ADRERR || info->si_code == BUS_MCEERR_AR ||
         info->si_code == BUS_MCEERR_AO;
}

static void act_by_default(int signal_number, int sent) {
  struct sigaction standard;
  memset(&standard, 0, sizeof standard);
  standard.sa_handler = SIG_DFL;
  sigaction(signal_number, &standard, NULL);
  if (sent) {
    raise(signal_number); /* a fault comes again by itself */
  }
}

static void await_installation(void) {
  while (atomic_load(&installing) != 0) {
    sched_yield();
  }
}

static void pass_on(int signal_number, siginfo_t *info, void *context) {
  await_installation();
  const siginfo_t *outer_signal = passing_on.signal;
  int outer_depth = passing_on.depth;
  /* Whoever replaced our handler may well call it. When we are back in front, the signal comes by a
   * second time, and goes to the handler before that one. */
  int depth = outer_signal == info ? outer_depth + 1 : 0;
  int count = atomic_load(&previous_count);
  const struct sigaction *next = &previous[depth < count ? count - 1 - depth : 0];
  int sent = info->si_code <= 0;
  passing_on.signal = info;
  passing_on.depth = depth;
  if (next->sa_flags & SA_SIGINFO) {
    next->sa_sigaction(signal_number, info, context);
  } else if (next->sa_handler == SIG_DFL || (next->sa_handler == SIG_IGN && !sent)) {
    act_by_default(signal_number, sent); /* a fault cannot be ignored, the kernel neither does */
  } else if (next->sa_handler != SIG_IGN) {
    next->sa_handler(signal_number);
  }
  passing_on.signal = outer_signal;
  passing_on.depth = outer_depth;
}

static uintptr_t next_handler(void) {
  await_installation();
  return (uintptr_t)previous[atomic_load(&previous_count) - 1].sa_sigaction;
}

static void on_sigbus(int signal_number, siginfo_t *info, void *context) {
  if (signal_number == 0) {
    *(uintptr_t *)(void *)info = next_handler(); /* another copy asks: see handlerBehind */
    return;
  }
  int saved_errno = errno;
  if (!is_memory_fault(info) || !rescue((uintptr_t)info->si_addr)) {
    pass_on(signal_number, info, context);
  }
  errno = saved_errno;
}

/* --- the methods of NativeMemory ---------------------------------------------------------------- */

/*
 * Puts our handler in front of one that was there before. What it replaced in truth is known only
 * afterwards, for another copy of this library may do the same at this moment; until then no handler
 * of ours passes anything on. The caller's thread takes no SIGBUS meanwhile, or it would wait for
 * itself.
 */
static int put_in_front(const struct sigaction *current) {
  int count = atomic_load(&previous_count);
  if (count == MAX_PREVIOUS) {
    return EBUSY;
  }
  struct sigaction ours = *current;
  ours.sa_sigaction = on_sigbus;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK | (current->sa_flags & (SA_RESTART | SA_NODEFER));
  previous[count] = *current;
  atomic_store(&installing, 1);
  atomic_store(&previous_count, count + 1);
  int error = sigaction(SIGBUS, &ours, &previous[count]) == 0 ? 0 : errno;
  if (error != 0) {
    atomic_store(&previous_count, count);
  }
  atomic_store(&installing, 0);
  return error;
}

NATIVE(jint, installHandler)(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  struct sigaction current;
  if (sigaction(SIGBUS, NULL, &current) != 0) {
    return errno;
  }
  if (current.sa_sigaction == on_sigbus) {
    return 0;
  }
  sigset_t bus;
  sigset_t before;
  sigemptyset(&bus);
  sigaddset(&bus, SIGBUS);
  if (sigprocmask(SIG_BLOCK, &bus, &before) != 0) { /* of this thread alone, on Linux */
    return errno;
  }
  int error = put_in_front(&current);
  sigprocmask(SIG_SETMASK, &before, NULL);
  return error;
}

NATIVE(jlong, ownHandler)(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  return (jlong)(uintptr_t)on_sigbus;
}

NATIVE(jlong, currentHandler)(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  struct sigaction current;
  return sigaction(SIGBUS, NULL, &current) == 0 ? (jlong)(uintptr_t)current.sa_sigaction : 0;
}

/* The handler must be that of a copy of this library: it is called, with a signal that none is. */
NATIVE(jlong, handlerBehind)(JNIEnv *env, jclass type, jlong handler) {
  (void)env, (void)type;
  uintptr_t behind = 0;
  void (*ask)(int, siginfo_t *, void *) = (void (*)(int, siginfo_t *, void *))(uintptr_t)handler;
  ask(0, (siginfo_t *)(void *)&behind, NULL);
  return (jlong)behind;
}

NATIVE(jobject, faultFlags)(JNIEnv *env, jclass type) {
  (void)type;
  return (*env)->NewDirectByteBuffer(env, (void *)fault_flags, sizeof fault_flags);
}

/* 0, or EEXIST where the range touches a guarded one. The caller sees to it that the slot is free. */
NATIVE(jint, guardRange)(JNIEnv *env, jclass type, jlong address, jlong length, jint slot) {
  (void)env, (void)type;
  uintptr_t start = page_start((uintptr_t)address);
  uintptr_t end = page_start((uintptr_t)address + (uintptr_t)length + page_bytes - 1);
  range_table *table = inactive_table();
  size_t at = first_ending_after(table, start);
  if (at < table->count && table->ranges[at].start < end) {
    return EEXIST;
  }
  atomic_store(&fault_flags[slot], 0);
  guarded_range range = {start, end, slot};
  insert(table, range);
  insert(publish(), range);
  return 0;
}

/* 0, or ENOENT where no guarded range begins at the address. */
NATIVE(jint, releaseRange)(JNIEnv *env, jclass type, jlong address) {
  (void)env, (void)type;
  uintptr_t start = page_start((uintptr_t)address);
  if (!erase(inactive_table(), start)) {
    return ENOENT;
  }
  erase(publish(), start);
  return 0;
}

/* The descriptor of a FileChannel of the JDK's, or -1 where it keeps that elsewhere. */
static int descriptor_of(JNIEnv *env, jobject channel) {
  jclass type = (*env)->GetObjectClass(env, channel);
  jfieldID holder = (*env)->GetFieldID(env, type, "fd", "Ljava/io/FileDescriptor;");
  jobject descriptor = holder == NULL ? NULL : (*env)->GetObjectField(env, channel, holder);
  jfieldID number = descriptor == NULL ? NULL
                                       : (*env)->GetFieldID(
                                             env, (*env)->GetObjectClass(env, descriptor), "fd", "I");
  if (number == NULL) {
    (*env)->ExceptionClear(env);
    return -1;
  }
  return (*env)->GetIntField(env, descriptor, number);
}

/*
 * Maps a part of a file for reading, at an address if that is free, else where the system wants.
 * The address, or the error number negated: EOPNOTSUPP where the descriptor cannot be had.
 */
NATIVE(jlong, mapChannel)(JNIEnv *env, jclass type, jobject channel, jlong offset, jlong length,
                          jlong wanted) {
  (void)type;
  int descriptor = descriptor_of(env, channel);
  if (descriptor < 0) {
    return -(jlong)EOPNOTSUPP;
  }
  void *mapped = mmap((void *)(uintptr_t)wanted, (size_t)length, PROT_READ, MAP_SHARED, descriptor,
                      (off_t)offset);
  return mapped == MAP_FAILED ? -(jlong)errno : (jlong)(uintptr_t)mapped;
}

/*
 * Ends a mapping: all of it reads as zeros from now on, and nothing is left of the file. For reads
 * alone and all of the same kind, so that the system makes one mapping of those that touch. 0, or
 * the error number, and then the mapping is as it was.
 */
NATIVE(jint, endRange)(JNIEnv *env, jclass type, jlong address, jlong length) {
  (void)env, (void)type;
  uintptr_t start = (uintptr_t)address;
  return map_zero_pages(start, start + (uintptr_t)length, PROT_READ) ? 0 : errno;
}

NATIVE(jint, unmapRange)(JNIEnv *env, jclass type, jlong address, jlong length) {
  (void)env, (void)type;
  return munmap((void *)(uintptr_t)address, (size_t)length) == 0 ? 0 : errno;
}

NATIVE(jobject, bufferAt)(JNIEnv *env, jclass type, jlong address, jint length) {
  (void)type;
  return (*env)->NewDirectByteBuffer(env, (void *)(uintptr_t)address, length);
}

NATIVE(jlong, directAddress)(JNIEnv *env, jclass type, jobject buffer) {
  (void)type;
  return (jlong)(uintptr_t)(*env)->GetDirectBufferAddress(env, buffer);
}

NATIVE(jint, systemPageSize)(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  return (jint)page_bytes;
}

NATIVE(jint, adviseRange)(JNIEnv *env, jclass type, jlong address, jlong length, jint advice) {
  (void)env, (void)type;
  uintptr_t start = page_start((uintptr_t)address);
  uintptr_t end = (uintptr_t)address + (uintptr_t)length;
  return madvise((void *)start, end - start, advice) == 0 ? 0 : errno;
}

/* The number of resident pages, or the error number negated. */
NATIVE(jlong, residentPages)(JNIEnv *env, jclass type, jlong address, jlong length) {
  (void)env, (void)type;
  unsigned char residency[RESIDENCY_CHUNK_PAGES];
  uintptr_t page = page_bytes;
  uintptr_t at = page_start((uintptr_t)address);
  uintptr_t end = page_start((uintptr_t)address + (uintptr_t)length + page - 1);
  jlong resident = 0;
  while (at < end) {
    uintptr_t pages = (end - at) / page;
    if (pages > RESIDENCY_CHUNK_PAGES) {
      pages = RESIDENCY_CHUNK_PAGES;
    }
    if (mincore((void *)at, pages * page, residency) != 0) {
      return -(jlong)errno;
    }
    for (uintptr_t i = 0; i < pages; i++) {
      resident += residency[i] & 1;
    }
    at += pages * page;
  }
  return resident;
}

/* The f_type of statfs, or the error number negated. The path ends with a zero byte. */
NATIVE(jlong, fileSystemType)(JNIEnv *env, jclass type, jbyteArray path) {
  (void)type;
  jbyte *name = (*env)->GetByteArrayElements(env, path, NULL);
  if (name == NULL) {
    return -(jlong)ENOMEM;
  }
  struct statfs status;
  int failed;
  do {
    failed = statfs((const char *)name, &status);
  } while (failed != 0 && errno == EINTR);
  jlong result = failed != 0 ? -(jlong)errno : (jlong)((uint64_t)status.f_type & 0xFFFFFFFFu);
  (*env)->ReleaseByteArrayElements(env, path, name, JNI_ABORT);
  return result;
}

/* --- the methods of NativeFiles ----------------------------------------------------------------- */

/* Where the parts of a NativeFiles.State are in the array that Java hands over. */
enum { DEVICE, INODE, MODE, LENGTH, MODIFIED_S, MODIFIED_NS, CHANGED_S, CHANGED_NS, MAGIC };

/*
 * By system call: what new C libraries have under these names old ones do not. The kernel fills the
 * structure as the C library has it on both platforms.
 */
static int state_of_path(const char *path, struct stat *status) {
  return (int)syscall(SYS_newfstatat, AT_FDCWD, path, status, 0);
}

static int state_of_descriptor(int descriptor, struct stat *status) {
  return (int)syscall(SYS_fstat, descriptor, status);
}

static void fill_state(JNIEnv *env, jlongArray state, const struct stat *status, jlong magic) {
  jlong values[] = {
      [DEVICE] = (jlong)status->st_dev,
      [INODE] = (jlong)status->st_ino,
      [MODE] = (jlong)status->st_mode,
      [LENGTH] = (jlong)status->st_size,
      [MODIFIED_S] = (jlong)status->st_mtim.tv_sec,
      [MODIFIED_NS] = (jlong)status->st_mtim.tv_nsec,
      [CHANGED_S] = (jlong)status->st_ctim.tv_sec,
      [CHANGED_NS] = (jlong)status->st_ctim.tv_nsec,
      [MAGIC] = magic,
  };
  (*env)->SetLongArrayRegion(env, state, 0, MAGIC + 1, values);
}

/*
 * A descriptor that holds what the path leads to, links followed, and reads nothing; or the error
 * number negated. The path ends with a zero byte.
 */
FILES(jint, openPath)(JNIEnv *env, jclass type, jbyteArray path) {
  (void)type;
  jbyte *name = (*env)->GetByteArrayElements(env, path, NULL);
  if (name == NULL) {
    return -ENOMEM;
  }
  int descriptor;
  do {
    descriptor = open((const char *)name, O_PATH | O_CLOEXEC);
  } while (descriptor < 0 && errno == EINTR);
  int result = descriptor < 0 ? -errno : descriptor;
  (*env)->ReleaseByteArrayElements(env, path, name, JNI_ABORT);
  return result;
}

/* What a descriptor holds, with -1 for a file system that is not known; 0, or the error number. */
FILES(jint, descriptorState)(JNIEnv *env, jclass type, jint descriptor, jlongArray state) {
  (void)type;
  struct stat status;
  struct statfs system;
  if (state_of_descriptor(descriptor, &status) != 0) {
    return errno;
  }
  int failed;
  do {
    failed = fstatfs(descriptor, &system);
  } while (failed != 0 && errno == EINTR);
  /* Who may not know the file system may still read the file. */
  jlong magic = failed != 0 ? -1 : (jlong)((uint64_t)system.f_type & 0xFFFFFFFFu);
  fill_state(env, state, &status, magic);
  return 0;
}

FILES(void, closeDescriptor)(JNIEnv *env, jclass type, jint descriptor) {
  (void)env, (void)type;
  close(descriptor);
}

/*
 * Drops pages of what a descriptor holds from the page cache, after they were written to storage;
 * 0, or the error number. What holds a file cannot be asked for this, so it is opened by /proc.
 */
FILES(jint, dropPages)(JNIEnv *env, jclass type, jint descriptor, jlong offset, jlong length) {
  (void)env, (void)type;
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", (int)descriptor);
  int opened;
  do {
    opened = open(path, O_RDONLY | O_CLOEXEC);
  } while (opened < 0 && errno == EINTR);
  if (opened < 0) {
    return errno;
  }
  int error = fdatasync(opened) == 0
                  ? posix_fadvise(opened, (off_t)offset, (off_t)length, POSIX_FADV_DONTNEED)
                  : errno;
  close(opened);
  return error;
}

/* What a path leads to now, without the file system; 0, or the error number. */
FILES(jint, pathState)(JNIEnv *env, jclass type, jbyteArray path, jlongArray state) {
  (void)type;
  jbyte *name = (*env)->GetByteArrayElements(env, path, NULL);
  if (name == NULL) {
    return ENOMEM;
  }
  struct stat status;
  int failed;
  do {
    failed = state_of_path((const char *)name, &status);
  } while (failed != 0 && errno == EINTR);
  int error = failed != 0 ? errno : 0;
  (*env)->ReleaseByteArrayElements(env, path, name, JNI_ABORT);
  if (error == 0) {
    fill_state(env, state, &status, 0);
  }
  return error;
}

/* --- the methods of NativeScan ------------------------------------------------------------------ */

typedef uint8_t block __attribute__((vector_size(16)));

#define BLOCK (sizeof(block))
#define STEP (4 * sizeof(block))

static inline block load(const uint8_t *bytes) {
  block loaded;
  memcpy(&loaded, bytes, sizeof loaded);
  return loaded;
}

static inline block all_of(uint8_t value) { return (block){0} + value; }

static inline int any_set(block marks) {
  uint64_t halves[2];
  memcpy(halves, &marks, sizeof halves);
  return (halves[0] | halves[1]) != 0;
}

static const uint8_t *address_of(JNIEnv *env, jobject buffer) {
  return (const uint8_t *)(*env)->GetDirectBufferAddress(env, buffer);
}

/* How many line feeds there are; -1 if there is a carriage return. */
SCAN(jint, countLineFeedsUnchecked)(JNIEnv *env, jclass type, jobject buffer, jint from, jint to) {
  (void)type;
  const uint8_t *at = address_of(env, buffer) + from;
  const uint8_t *end = at + (to - from);
  const block line_feed = all_of('\n');
  const block carriage_return = all_of('\r');
  block returns = {0};
  jint lines = 0;
  while ((size_t)(end - at) >= STEP) {
    size_t steps = (size_t)(end - at) / STEP;
    if (steps > UINT8_MAX / 4) {
      steps = UINT8_MAX / 4; /* as many as a byte can count, four a step */
    }
    block sums = {0};
    for (size_t i = 0; i < steps; i++, at += STEP) {
      block first = load(at);
      block second = load(at + BLOCK);
      block third = load(at + 2 * BLOCK);
      block fourth = load(at + 3 * BLOCK);
      /* A comparison is -1 where it is true. */
      sums -= (block)(first == line_feed) + (block)(second == line_feed) +
              (block)(third == line_feed) + (block)(fourth == line_feed);
      returns |= (block)(first == carriage_return) | (block)(second == carriage_return) |
                 (block)(third == carriage_return) | (block)(fourth == carriage_return);
    }
    for (size_t i = 0; i < BLOCK; i++) {
      lines += sums[i];
    }
  }
  int any_return = any_set(returns);
  for (; at < end; at++) {
    lines += *at == '\n';
    any_return |= *at == '\r';
  }
  return any_return ? -1 : lines;
}

/* The index of the lowest byte that is set, of which there is one. */
static inline int first_set(uint64_t marks) { return __builtin_ctzll(marks) / 8; }

/*
 * The first position from one on at which a sequence stands that ends before another; -1 if there is
 * none. Two of its bytes are looked for, and the rest is compared where both are.
 */
SCAN(jint, findUnchecked)(JNIEnv *env, jclass type, jobject buffer, jint from, jint to,
                          jbyteArray sequence, jint length, jint one, jint other) {
  (void)type;
  uint8_t wanted[MAX_SEQUENCE];
  (*env)->GetByteArrayRegion(env, sequence, 0, length, (jbyte *)wanted);
  const uint8_t *bytes = address_of(env, buffer);
  const uint8_t *at = bytes + from;
  const uint8_t *last = bytes + to - length;
  const block first_byte = all_of(wanted[one]);
  const block other_byte = all_of(wanted[other]);
  size_t reach = STEP + (size_t)(one > other ? one : other);
  while ((size_t)(bytes + to - at) >= reach) {
    block marks[4];
    for (int i = 0; i < 4; i++) {
      const uint8_t *candidates = at + i * BLOCK;
      marks[i] = (block)(load(candidates + one) == first_byte) &
                 (block)(load(candidates + other) == other_byte);
    }
    if (any_set(marks[0] | marks[1] | marks[2] | marks[3])) {
      uint64_t words[STEP / sizeof(uint64_t)];
      memcpy(words, marks, sizeof words);
      for (size_t i = 0; i < STEP / sizeof(uint64_t); i++) {
        for (uint64_t rest = words[i]; rest != 0;) {
          int index = first_set(rest);
          const uint8_t *candidate = at + i * sizeof(uint64_t) + index;
          if (candidate <= last && memcmp(candidate, wanted, (size_t)length) == 0) {
            return (jint)(candidate - bytes);
          }
          rest &= ~((uint64_t)UINT8_MAX << 8 * index);
        }
      }
    }
    at += STEP;
  }
  for (; at <= last; at++) {
    if (at[one] == wanted[one] && memcmp(at, wanted, (size_t)length) == 0) {
      return (jint)(at - bytes);
    }
  }
  return -1;
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved) {
  (void)vm, (void)reserved;
  return JNI_VERSION_1_8;
}

/* The class loader is gone, and with it the owners of all ranges. The handler stays, for others. */
JNIEXPORT void JNICALL JNI_OnUnload(JavaVM *vm, void *reserved) {
  (void)vm, (void)reserved;
  inactive_table()->count = 0;
  publish()->count = 0;
}
