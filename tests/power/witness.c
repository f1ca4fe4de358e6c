/* Stands between a program and its disk: writes down each change, kills, fills the disk, turns the
 * clock on. Loaded with LD_PRELOAD by tests/power/witness.py, which says what the variables mean.
 *
 * Changes are written down one after the other, each when it is done: what stands in the trace
 * before a reply was seen had been asked of the disk before that reply. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include <dlfcn.h>

#define SEEN __attribute__((visibility("default")))
#define MOST_OPEN 65536
#define RENAME_BOTH (1 << 1) /* RENAME_EXCHANGE */

/* One record of the trace; `first` and `second` bytes of names or content follow. */
struct record {
    uint32_t size;
    uint8_t kind, is_new, is_folder, spare;
    uint32_t file;
    uint32_t first, second;
    uint32_t spare2;
    uint64_t time, at, length;
};

/* Shared with the test, which changes it while the program runs. */
struct control {
    int64_t room;      /* bytes that still fit; -1: no end to the disk */
    int64_t read_only; /* nothing can be changed any more */
    int64_t clock;     /* nanoseconds that the wall clock is ahead */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t file_of[MOST_OPEN];
static ino_t inode_of[MOST_OPEN];
static uint32_t files;
static char roots[8][PATH_MAX];
static int root_count, trace = -1;
static pid_t owner;
static long left = -1; /* changes until this process is killed */
static uint32_t run_of, run; /* the file that was written to last, and how often in a row */
static struct control no_control = {-1, 0, 0};
static struct control *control = &no_control;

static int raw_open(const char *path, int flags, mode_t mode)
{
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

__attribute__((constructor)) static void begin(void)
{
    const char *named = getenv("FIELDTOOL_TEST_WITNESS_ROOTS");
    char *rest, *all = strdup(named ? named : "");
    for (char *one = strtok_r(all, ":", &rest); one && root_count < 8; one = strtok_r(NULL, ":", &rest))
        strncpy(roots[root_count++], one, PATH_MAX - 1);
    free(all);
    const char *path = getenv("FIELDTOOL_TEST_WITNESS_TRACE");
    if (path && *path) {
        int low = raw_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        trace = (int)syscall(SYS_fcntl, low, F_DUPFD_CLOEXEC, 900);
        syscall(SYS_close, low);
    }
    path = getenv("FIELDTOOL_TEST_WITNESS_CONTROL");
    if (path && *path) {
        int fd = raw_open(path, O_RDWR | O_CLOEXEC, 0);
        void *seen = (void *)syscall(SYS_mmap, NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (seen != MAP_FAILED) control = seen;
        syscall(SYS_close, fd);
    }
    owner = getpid();
}

/* Kill this process before its n-th change from now; 0: never. */
SEEN void witness_kill_at(long n) { left = n > 0 ? n : -1; }

/* ---- which files */

static int is_ours(const char *path)
{
    for (int i = 0; i < root_count; i++) {
        size_t length = strlen(roots[i]);
        if (!strncmp(path, roots[i], length) && (!path[length] || path[length] == '/' || length == 1))
            return (strncmp(path, "/dev/", 5) || !strncmp(path, "/dev/shm/", 9)) && strncmp(path, "/proc/", 6) && strncmp(path, "/sys/", 5);
    }
    return 0;
}

static int full(int folder, const char *path, char *found)
{
    char link[64];
    found[0] = 0;
    if (!path) return 0;
    if (path[0] == '/') {
        strncpy(found, path, PATH_MAX - 1);
        found[PATH_MAX - 1] = 0;
        return is_ours(found);
    }
    if (folder == AT_FDCWD) {
        if (syscall(SYS_getcwd, found, PATH_MAX) <= 0) return 0;
    } else {
        int digits = 0, n = folder;
        char text[16];
        do text[digits++] = (char)('0' + n % 10); while (n /= 10);
        strcpy(link, "/proc/self/fd/");
        char *end = link + strlen(link);
        while (digits) *end++ = text[--digits];
        *end = 0;
        long length = syscall(SYS_readlinkat, AT_FDCWD, link, found, PATH_MAX - 1);
        if (length <= 0) return 0;
        found[length] = 0;
    }
    size_t here = strlen(found);
    if (here + strlen(path) + 2 > PATH_MAX) return 0;
    if (strcmp(path, ".")) { found[here] = '/'; strcpy(found + here + 1, path); }
    return is_ours(found);
}

static uint32_t file_at(int fd)
{
    struct stat seen;
    if (fd < 0 || fd >= MOST_OPEN || !file_of[fd]) return 0;
    /* Somebody may have closed it without our seeing, and its number is another file's now. */
    if (fstat(fd, &seen) || seen.st_ino != inode_of[fd]) return file_of[fd] = 0;
    return file_of[fd];
}

static int64_t size_at(int fd)
{
    struct stat seen;
    return fstat(fd, &seen) ? 0 : (int64_t)seen.st_size;
}

/* ---- the trace */

static void note(struct record *one, const void *first, const void *second)
{
    struct timespec now;
    if (trace < 0 || getpid() != owner) return;
    int before = errno;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    one->time = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    one->size = (uint32_t)sizeof *one + one->first + one->second;
    struct iovec parts[3] = {{one, sizeof *one}, {(void *)first, one->first}, {(void *)second, one->second}};
    syscall(SYS_writev, trace, parts, 3);
    errno = before;
}

static void note_names(uint8_t kind, const char *first, const char *second)
{
    struct record one = {.kind = kind, .first = (uint32_t)strlen(first), .second = second ? (uint32_t)strlen(second) : 0};
    note(&one, first, second);
}

static void note_file(uint8_t kind, uint32_t file, uint64_t at, uint64_t length, const void *content, uint32_t size)
{
    struct record one = {.kind = kind, .file = file, .at = at, .length = length, .first = size};
    note(&one, content, NULL);
}

/* Each change begins here: the process may be killed before it, or the disk may refuse it.
 *
 * Of many writes to one file in a row the 1st, 4th, 16th, 64th … count. */
static int refuses_write_to(uint32_t file)
{
    run = file && file == run_of ? run + 1 : 1;
    run_of = file;
    if (left > 0 && !(run & (run - 1)) && (run & 0x55555555) && --left == 0) {
        syscall(SYS_kill, (long)syscall(SYS_getpid), SIGKILL);
        for (;;) pause();
    }
    if (control->read_only) { errno = EROFS; return 1; }
    return 0;
}

static int refuses(void) { return refuses_write_to(0); }

/* Take room for *wanted* bytes more; what does not fit is not taken. */
static int64_t take_room(int64_t wanted)
{
    if (control->room < 0 || wanted <= 0) return wanted;
    int64_t taken = wanted < control->room ? wanted : control->room;
    control->room -= taken;
    return taken;
}

static void give_room(int64_t size)
{
    if (control->room >= 0 && size > 0) control->room += size;
}

#define GUARDED(type, wanted, otherwise, ...)          \
    do {                                               \
        if (!(wanted)) return (type)(otherwise);       \
        pthread_mutex_lock(&lock);                     \
        type result = (type)-1;                        \
        __VA_ARGS__                                    \
        int said = errno;                              \
        pthread_mutex_unlock(&lock);                   \
        errno = said;                                  \
        return result;                                 \
    } while (0)

/* ---- opening and closing */

static int opened(int folder, const char *path, int flags, mode_t mode)
{
    char name[PATH_MAX];
    struct stat before, seen;
    int changes = flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC);
    GUARDED(int, full(folder, path, name), syscall(SYS_openat, folder, path, flags, mode), {
        int is_new = (flags & O_CREAT) && fstatat(folder, path, &before, 0) != 0;
        int64_t emptied = !is_new && (flags & O_TRUNC) && !fstatat(folder, path, &before, 0) ? before.st_size : 0;
        if (changes && control->read_only && !is_new && !(flags & O_TRUNC)) errno = EROFS;
        else if ((is_new || emptied) && refuses()) ;
        else if (is_new && control->room == 0) errno = ENOSPC;
        else result = (int)syscall(SYS_openat, folder, path, flags, mode);
        if (result >= 0 && result < MOST_OPEN && !fstat(result, &seen)) {
            file_of[result] = ++files;
            inode_of[result] = seen.st_ino;
            give_room(emptied);
            struct record one = {.kind = 'O', .file = files, .is_new = (uint8_t)is_new,
                .is_folder = S_ISDIR(seen.st_mode), .at = (flags & O_TRUNC) != 0, .first = (uint32_t)strlen(name)};
            note(&one, name, NULL);
        }
    });
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

SEEN int open(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
SEEN int open64(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
SEEN int openat(int folder, const char *path, int flags, ...) { MODE(flags) return opened(folder, path, flags, mode); }
SEEN int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return opened(folder, path, flags, mode); }
SEEN int __open_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
SEEN int __open64_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
SEEN int __openat_2(int folder, const char *path, int flags) { return opened(folder, path, flags, 0); }
SEEN int __openat64_2(int folder, const char *path, int flags) { return opened(folder, path, flags, 0); }
SEEN int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
SEEN int creat64(const char *path, mode_t mode) { return creat(path, mode); }

SEEN int close(int fd)
{
    if (fd >= 0 && fd < MOST_OPEN) file_of[fd] = 0;
    return (int)syscall(SYS_close, fd);
}

static int again(int fd, int other)
{
    if (fd >= 0 && fd < MOST_OPEN && other >= 0 && other < MOST_OPEN) {
        file_of[other] = file_of[fd];
        inode_of[other] = inode_of[fd];
    }
    return other;
}

SEEN int dup(int fd) { return again(fd, (int)syscall(SYS_dup, fd)); }
SEEN int dup2(int fd, int other) { return fd == other ? other : again(fd, (int)syscall(SYS_dup3, fd, other, 0)); }
SEEN int dup3(int fd, int other, int flags) { return again(fd, (int)syscall(SYS_dup3, fd, other, flags)); }

static int controlled(int fd, int command, void *argument)
{
    int result = (int)syscall(SYS_fcntl, fd, command, argument);
    return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? again(fd, result) : result;
}

#define ARGUMENT(last) va_list more; va_start(more, last); void *argument = va_arg(more, void *); va_end(more);
SEEN int fcntl(int fd, int command, ...) { ARGUMENT(command) return controlled(fd, command, argument); }
SEEN int fcntl64(int fd, int command, ...) { ARGUMENT(command) return controlled(fd, command, argument); }

/* ---- content */

/* `at` -1: where the file stands. */
static ssize_t written(int fd, const void *content, size_t size, int64_t at)
{
    uint32_t file = file_at(fd);
    GUARDED(ssize_t, file, at < 0 ? syscall(SYS_write, fd, content, size) : syscall(SYS_pwrite64, fd, content, size, at), {
        int is_appended = (int)syscall(SYS_fcntl, fd, F_GETFL, 0) & O_APPEND;
        int64_t from = at >= 0 ? at : is_appended ? size_at(fd) : (int64_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
        int64_t grows = from + (int64_t)size - size_at(fd);
        int64_t lacks = grows > 0 && !control->read_only ? grows - take_room(grows) : 0;
        if (refuses_write_to(file)) ;
        else if (lacks >= (int64_t)size && size) errno = ENOSPC;
        else result = at < 0 ? syscall(SYS_write, fd, content, size - (size_t)lacks)
                             : syscall(SYS_pwrite64, fd, content, size - (size_t)lacks, at);
        if (result > 0) note_file('W', file, (uint64_t)from, (uint64_t)result, content, (uint32_t)result);
    });
}

SEEN ssize_t write(int fd, const void *content, size_t size) { return written(fd, content, size, -1); }
SEEN ssize_t pwrite(int fd, const void *content, size_t size, off_t at) { return written(fd, content, size, at); }
SEEN ssize_t pwrite64(int fd, const void *content, size_t size, off64_t at) { return written(fd, content, size, at); }

static ssize_t gathered(int fd, const struct iovec *parts, int count, int64_t at)
{
    ssize_t total = 0;
    for (int i = 0; i < count; i++) {
        ssize_t done = written(fd, parts[i].iov_base, parts[i].iov_len, at < 0 ? -1 : at + total);
        if (done < 0) return total ? total : -1;
        total += done;
        if ((size_t)done < parts[i].iov_len) break;
    }
    return total;
}

SEEN ssize_t writev(int fd, const struct iovec *parts, int count)
{
    return file_at(fd) ? gathered(fd, parts, count, -1) : syscall(SYS_writev, fd, parts, count);
}
SEEN ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return gathered(fd, parts, count, at); }
SEEN ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return gathered(fd, parts, count, at); }

/* Copies inside the kernel: refused, so that programs copy by reading and writing. */
SEEN ssize_t sendfile(int to, int from, off_t *at, size_t size)
{
    if (file_at(to)) { errno = EINVAL; return -1; }
    return syscall(SYS_sendfile, to, from, at, size);
}
SEEN ssize_t sendfile64(int to, int from, off64_t *at, size_t size) { return sendfile(to, from, at, size); }
SEEN ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags)
{
    if (file_at(to)) { errno = EXDEV; return -1; }
    return syscall(SYS_copy_file_range, from, a, to, b, size, flags);
}
SEEN int posix_fallocate(int fd, off_t at, off_t size)
{
    return file_at(fd) ? EINVAL : (int)syscall(SYS_fallocate, fd, 0, at, size);
}
SEEN int posix_fallocate64(int fd, off64_t at, off64_t size) { return posix_fallocate(fd, at, size); }
SEEN int fallocate(int fd, int mode, off_t at, off_t size)
{
    if (file_at(fd)) { errno = EOPNOTSUPP; return -1; }
    return (int)syscall(SYS_fallocate, fd, mode, at, size);
}
SEEN int fallocate64(int fd, int mode, off64_t at, off64_t size) { return fallocate(fd, mode, at, size); }

static int cut(int fd, int64_t size)
{
    uint32_t file = file_at(fd);
    GUARDED(int, file, syscall(SYS_ftruncate, fd, size), {
        int64_t before = size_at(fd);
        if (refuses()) ;
        else if (size > before && take_room(size - before) < size - before) errno = ENOSPC;
        else result = (int)syscall(SYS_ftruncate, fd, size);
        if (!result) { give_room(before - size); note_file('T', file, (uint64_t)size, 0, NULL, 0); }
    });
}

SEEN int ftruncate(int fd, off_t size) { return cut(fd, size); }
SEEN int ftruncate64(int fd, off64_t size) { return cut(fd, size); }
SEEN int truncate(const char *path, off_t size)
{
    int fd = opened(AT_FDCWD, path, O_WRONLY, 0);
    if (fd < 0) return -1;
    int result = cut(fd, size), said = errno;
    close(fd);
    errno = said;
    return result;
}
SEEN int truncate64(const char *path, off64_t size) { return truncate(path, size); }

static int flushed(int fd, long number)
{
    uint32_t file = file_at(fd);
    GUARDED(int, file, syscall(number, fd), {
        if (left > 0 && !control->read_only) refuses();
        result = (int)syscall(number, fd);
        if (!result) note_file('S', file, 0, 0, NULL, 0);
    });
}

SEEN int fsync(int fd) { return flushed(fd, SYS_fsync); }
SEEN int fdatasync(int fd) { return flushed(fd, SYS_fdatasync); }

static void *mapped(void *where, size_t size, int may, int flags, int fd, int64_t at)
{
    void *result = (void *)syscall(SYS_mmap, where, size, may, flags, fd, at);
    uint32_t file = (flags & MAP_SHARED) && (may & PROT_WRITE) ? file_at(fd) : 0;
    if (file && result != MAP_FAILED) {
        pthread_mutex_lock(&lock);
        note_file('M', file, (uint64_t)at, size, NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    return result;
}
SEEN void *mmap(void *where, size_t size, int may, int flags, int fd, off_t at) { return mapped(where, size, may, flags, fd, at); }
SEEN void *mmap64(void *where, size_t size, int may, int flags, int fd, off64_t at) { return mapped(where, size, may, flags, fd, at); }

/* ---- names */

static int renamed(int folder, const char *from, int other, const char *to, unsigned flags)
{
    char one[PATH_MAX], two[PATH_MAX];
    struct stat before;
    int first = full(folder, from, one), second = full(other, to, two);
    GUARDED(int, first || second, syscall(SYS_renameat2, folder, from, other, to, flags), {
        int64_t replaced = !fstatat(other, to, &before, AT_SYMLINK_NOFOLLOW) && S_ISREG(before.st_mode) ? before.st_size : 0;
        if (!refuses()) result = (int)syscall(SYS_renameat2, folder, from, other, to, flags);
        if (!result) { give_room(replaced); note_names(flags & RENAME_BOTH || !first || !second ? 'X' : 'R', one, two); }
    });
}

SEEN int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
SEEN int renameat(int folder, const char *from, int other, const char *to) { return renamed(folder, from, other, to, 0); }
SEEN int renameat2(int folder, const char *from, int other, const char *to, unsigned flags) { return renamed(folder, from, other, to, flags); }

static int unlinked(int folder, const char *path, int flags)
{
    char name[PATH_MAX];
    struct stat before;
    GUARDED(int, full(folder, path, name), syscall(SYS_unlinkat, folder, path, flags), {
        int64_t freed = !fstatat(folder, path, &before, AT_SYMLINK_NOFOLLOW) && S_ISREG(before.st_mode) && before.st_nlink == 1 ? before.st_size : 0;
        if (!refuses()) result = (int)syscall(SYS_unlinkat, folder, path, flags);
        if (!result) { give_room(freed); note_names(flags & AT_REMOVEDIR ? 'D' : 'U', name, NULL); }
    });
}

SEEN int unlink(const char *path) { return unlinked(AT_FDCWD, path, 0); }
SEEN int unlinkat(int folder, const char *path, int flags) { return unlinked(folder, path, flags); }
SEEN int rmdir(const char *path) { return unlinked(AT_FDCWD, path, AT_REMOVEDIR); }
SEEN int remove(const char *path)
{
    struct stat seen;
    return unlinked(AT_FDCWD, path, !fstatat(AT_FDCWD, path, &seen, AT_SYMLINK_NOFOLLOW) && S_ISDIR(seen.st_mode) ? AT_REMOVEDIR : 0);
}

static int made(int folder, const char *path, mode_t mode)
{
    char name[PATH_MAX];
    struct stat before;
    GUARDED(int, full(folder, path, name), syscall(SYS_mkdirat, folder, path, mode), {
        /* What is there already is said so, also by a disk that takes nothing. */
        if (!fstatat(folder, path, &before, 0)) errno = EEXIST;
        else if (refuses()) ;
        else if (control->room == 0) errno = ENOSPC;
        else result = (int)syscall(SYS_mkdirat, folder, path, mode);
        if (!result) note_names('K', name, NULL);
    });
}

SEEN int mkdir(const char *path, mode_t mode) { return made(AT_FDCWD, path, mode); }
SEEN int mkdirat(int folder, const char *path, mode_t mode) { return made(folder, path, mode); }

static int linked(int folder, const char *from, int other, const char *to, int flags)
{
    char one[PATH_MAX], two[PATH_MAX];
    full(folder, from, one);
    GUARDED(int, full(other, to, two), syscall(SYS_linkat, folder, from, other, to, flags), {
        if (!refuses()) result = (int)syscall(SYS_linkat, folder, from, other, to, flags);
        if (!result) note_names('L', one, two);
    });
}

SEEN int link(const char *from, const char *to) { return linked(AT_FDCWD, from, AT_FDCWD, to, 0); }
SEEN int linkat(int folder, const char *from, int other, const char *to, int flags) { return linked(folder, from, other, to, flags); }

static int pointed(const char *text, int folder, const char *path)
{
    char name[PATH_MAX];
    GUARDED(int, full(folder, path, name), syscall(SYS_symlinkat, text, folder, path), {
        if (!refuses()) result = (int)syscall(SYS_symlinkat, text, folder, path);
        if (!result) note_names('X', name, NULL);
    });
}

SEEN int symlink(const char *text, const char *path) { return pointed(text, AT_FDCWD, path); }
SEEN int symlinkat(const char *text, int folder, const char *path) { return pointed(text, folder, path); }

/* ---- room and time */

static int looked(int result, unsigned long block, unsigned long *free_blocks, unsigned long *available, unsigned long *flag)
{
    if (!result && control->room >= 0) *free_blocks = *available = (unsigned long)control->room / block;
    if (!result && control->read_only) *flag |= ST_RDONLY;
    return result;
}

SEEN int statvfs(const char *path, struct statvfs *seen)
{
    int (*real)(const char *, struct statvfs *) = dlsym(RTLD_NEXT, "statvfs");
    char name[PATH_MAX];
    int result = real(path, seen);
    return full(AT_FDCWD, path, name) ? looked(result, seen->f_frsize, &seen->f_bfree, &seen->f_bavail, &seen->f_flag) : result;
}
SEEN int statvfs64(const char *path, struct statvfs64 *seen) { return statvfs(path, (struct statvfs *)seen); }

SEEN int clock_gettime(clockid_t clock, struct timespec *now)
{
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if (!result && clock == CLOCK_REALTIME && control->clock) {
        int64_t all = now->tv_nsec + control->clock % 1000000000;
        now->tv_sec += control->clock / 1000000000 + all / 1000000000;
        now->tv_nsec = all % 1000000000;
    }
    return result;
}

SEEN int gettimeofday(struct timeval *now, void *zone)
{
    struct timespec exact;
    (void)zone;
    if (now && !clock_gettime(CLOCK_REALTIME, &exact)) {
        now->tv_sec = exact.tv_sec;
        now->tv_usec = exact.tv_nsec / 1000;
    }
    return 0;
}

SEEN time_t time(time_t *now)
{
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (now) *now = exact.tv_sec;
    return exact.tv_sec;
}
