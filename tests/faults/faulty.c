/*
 * Faulty: a library to be preloaded that counts what a program does to the files under a folder, logs it, and
 * makes it fail or the program die at a chosen moment. Children of the program are left alone.
 *
 *   FAULTY_FOLDER  absolute path; only what is in it counts
 *   FAULTY_LOG     a file: every step that succeeds is appended, a line "NUMBER STEP OFFSET LENGTH
 * PATH[\tTARGET]", and after a "write" the LENGTH bytes that were written and a newline FAULTY "kill@N":
 * SIGKILL instead of step N; "fail@N+M": the M steps from N on fail, with ENOSPC where they need room, else
 * with EIO; a write has written half of its bytes then FAULTY_CLOCK   seconds by which the clock is wrong
 *
 * Steps are write, truncate, sync, create, rename, link, unlink, mkdir and read (of files that are read as a
 * stream: the mails of a Maildir; SQLite does not).
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static struct {
    pid_t program;
    const char *folder;
    size_t folder_length;
    int log;
    bool dies;
    long first, end; /* steps that fail; `first` is where it dies */
    long clock;
    long steps;
    pthread_mutex_t lock;
} faulty = {.log = -1, .lock = PTHREAD_MUTEX_INITIALIZER};

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void start(void)
{
    const char *order = getenv("FAULTY"), *log = getenv("FAULTY_LOG"), *clock = getenv("FAULTY_CLOCK");
    faulty.program = getpid();
    faulty.folder = getenv("FAULTY_FOLDER");
    faulty.folder_length = faulty.folder ? strlen(faulty.folder) : 0;
    faulty.clock = clock ? atol(clock) : 0;
    if (log)
        faulty.log = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (order) {
        char *more = NULL;
        faulty.dies = strncmp(order, "kill", 4) == 0;
        faulty.first = strtol(order + 5, &more, 10);
        faulty.end = faulty.first + (*more == '+' ? atol(more + 1) : 1);
    }
}

static bool is_watched(const char *path)
{
    return faulty.folder && getpid() == faulty.program &&
           strncmp(path, faulty.folder, faulty.folder_length) == 0 &&
           (path[faulty.folder_length] == '/' || !path[faulty.folder_length]);
}

/* The path of a descriptor; false where it is not watched. */
static bool is_watched_file(int fd, char path[4096])
{
    char link[64];
    if (!faulty.folder || getpid() != faulty.program)
        return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = syscall(SYS_readlink, link, path, 4095);
    path[length > 0 ? length : 0] = '\0';
    return is_watched(path);
}

/* Begins a step, under the lock: true where it is to be done, false where it is to fail. */
static bool begin(void)
{
    pthread_mutex_lock(&faulty.lock);
    long step = ++faulty.steps;
    if (faulty.dies && step == faulty.first)
        kill(faulty.program, SIGKILL);
    return faulty.dies || step < faulty.first || step >= faulty.end;
}

static void put(const void *bytes, size_t size)
{
    if (syscall(SYS_write, faulty.log, bytes, size) < 0)
        abort();
}

static void end(bool done, const char *step, long long offset, size_t length, const void *bytes,
                const char *path, const char *target)
{
    int reason = errno;
    if (done && faulty.log >= 0) {
        char head[9000];
        int size = snprintf(head, sizeof head, "%ld %s %lld %zu %s%s%s\n", faulty.steps, step, offset, length,
                            path, target ? "\t" : "", target ? target : "");
        put(head, (size_t)size);
        if (bytes) {
            put(bytes, length);
            put("\n", 1);
        }
    }
    pthread_mutex_unlock(&faulty.lock);
    errno = reason;
}

static int refuse(int reason)
{
    errno = reason;
    return -1;
}

/* Files */

ssize_t write(int fd, const void *bytes, size_t size)
{
    char path[4096];
    if (!is_watched_file(fd, path))
        return NEXT(write)(fd, bytes, size);
    off_t offset = lseek(fd, 0, SEEK_CUR);
    bool good = begin();
    ssize_t count = NEXT(write)(fd, bytes, good ? size : size / 2);
    end(count > 0, "write", offset, count > 0 ? (size_t)count : 0, bytes, path, NULL);
    return good ? count : refuse(ENOSPC);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset)
{
    char path[4096];
    if (!is_watched_file(fd, path))
        return NEXT(pwrite64)(fd, bytes, size, offset);
    bool good = begin();
    ssize_t count = NEXT(pwrite64)(fd, bytes, good ? size : size / 2, offset);
    end(count > 0, "write", offset, count > 0 ? (size_t)count : 0, bytes, path, NULL);
    return good ? count : refuse(ENOSPC);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    return pwrite64(fd, bytes, size, offset);
}

ssize_t read(int fd, void *bytes, size_t size)
{
    char path[4096];
    if (!is_watched_file(fd, path))
        return NEXT(read)(fd, bytes, size);
    bool good = begin();
    ssize_t count = good ? NEXT(read)(fd, bytes, size) : refuse(EIO);
    end(count >= 0, "read", 0, 0, NULL, path, NULL);
    return count;
}

int ftruncate64(int fd, off64_t size)
{
    char path[4096];
    if (!is_watched_file(fd, path))
        return NEXT(ftruncate64)(fd, size);
    int result = begin() ? NEXT(ftruncate64)(fd, size) : refuse(ENOSPC);
    end(result == 0, "truncate", size, 0, NULL, path, NULL);
    return result;
}

int ftruncate(int fd, off_t size)
{
    return ftruncate64(fd, size);
}

static int sync_with(int (*next)(int), int fd)
{
    char path[4096];
    if (!is_watched_file(fd, path))
        return next(fd);
    int result = begin() ? next(fd) : refuse(EIO);
    end(result == 0, "sync", 0, 0, NULL, path, NULL);
    return result;
}

int fsync(int fd)
{
    return sync_with(NEXT(fsync), fd);
}

int fdatasync(int fd)
{
    return sync_with(NEXT(fdatasync), fd);
}

static int open_with(int (*next)(const char *, int, ...), const char *path, int flags, mode_t mode)
{
    struct stat about;
    if (!(flags & (O_CREAT | O_TRUNC)) || !is_watched(path))
        return next(path, flags, mode);
    bool truncates = flags & O_TRUNC, missing = stat(path, &about) != 0;
    if (!truncates && !missing)
        return next(path, flags, mode);
    int fd = begin() ? next(path, flags, mode) : refuse(ENOSPC);
    end(fd >= 0, missing ? "create" : "truncate", 0, 0, NULL, path, NULL);
    return fd;
}

int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return open_with(NEXT(open), path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return open_with(NEXT(open64), path, flags, mode);
}

/* Folders */

static int change(int (*act)(const char *, const char *), const char *step, const char *from, const char *to)
{
    bool watched = is_watched(from) || (to && is_watched(to));
    if (!watched)
        return act(from, to);
    int result = begin() ? act(from, to) : refuse(strcmp(step, "unlink") == 0 ? EIO : ENOSPC);
    end(result == 0, step, 0, 0, NULL, from, to);
    return result;
}

static int act_rename(const char *from, const char *to)
{
    return NEXT(rename)(from, to);
}

int rename(const char *from, const char *to)
{
    return change(act_rename, "rename", from, to);
}

static int act_rename_new(const char *from, const char *to)
{
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    if (from_folder != AT_FDCWD || to_folder != AT_FDCWD || flags != RENAME_NOREPLACE)
        return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
    return change(act_rename_new, "rename", from, to);
}

static int act_link(const char *from, const char *to)
{
    return NEXT(link)(from, to);
}

int link(const char *from, const char *to)
{
    return change(act_link, "link", from, to);
}

static int act_unlink(const char *path, const char *nothing)
{
    (void)nothing;
    return NEXT(unlink)(path);
}

int unlink(const char *path)
{
    return change(act_unlink, "unlink", path, NULL);
}

static int act_mkdir(const char *path, const char *nothing)
{
    (void)nothing;
    return NEXT(mkdir)(path, 0700);
}

int mkdir(const char *path, mode_t mode)
{
    struct stat about;
    if (mode != 0700 || stat(path, &about) == 0)
        return NEXT(mkdir)(path, mode);
    return change(act_mkdir, "mkdir", path, NULL);
}

/* The clock */

int clock_gettime(clockid_t clock, struct timespec *time)
{
    int result = (int)syscall(SYS_clock_gettime, clock, time);
    if (clock == CLOCK_REALTIME && result == 0 && getpid() == faulty.program)
        time->tv_sec += faulty.clock;
    return result;
}

time_t time(time_t *result)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result)
        *result = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *now, void *zone)
{
    struct timespec precise;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &precise);
    *now = (struct timeval){precise.tv_sec, precise.tv_nsec / 1000};
    return 0;
}
