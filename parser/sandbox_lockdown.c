#include "parser/sandbox_lockdown.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MEMORY ((rlim_t)512 << 20)
#define FILES  8

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

struct lockdown {
    struct sock_filter *filter; /* NULL where the system cannot build it */
    gsize bytes;
};

/* What computing with memory at hand needs, and what the C library does on its way out. */
static const int allowed[] = {
    SCMP_SYS(read),         SCMP_SYS(pread64),         SCMP_SYS(write),  SCMP_SYS(lseek),
    SCMP_SYS(close),        SCMP_SYS(fstat),           SCMP_SYS(brk),    SCMP_SYS(munmap),
    SCMP_SYS(mremap),       SCMP_SYS(madvise),         SCMP_SYS(futex),  SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),       SCMP_SYS(getpid), SCMP_SYS(gettid),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),  SCMP_SYS(exit),   SCMP_SYS(exit_group),
    SCMP_SYS(sched_yield),  SCMP_SYS(restart_syscall),
};

/* Calls that libraries make in passing and that may fail: they are told a harmless lie. */
static const struct {
    int call, error;
} refused[] = {
    {SCMP_SYS(open), ENOENT},
    {SCMP_SYS(openat), ENOENT},
    {SCMP_SYS(access), ENOENT},
    {SCMP_SYS(faccessat), ENOENT},
    {SCMP_SYS(faccessat2), ENOENT},
    {SCMP_SYS(readlink), ENOENT},
    {SCMP_SYS(readlinkat), ENOENT},
    {SCMP_SYS(stat), ENOENT},
    {SCMP_SYS(lstat), ENOENT},
    {SCMP_SYS(statx), ENOENT},
    {SCMP_SYS(getdents64), ENOENT},
    {SCMP_SYS(fstatfs), ENOENT},
    {SCMP_SYS(statfs), ENOENT},
    {SCMP_SYS(getcwd), ENOENT},
    {SCMP_SYS(clone3), ENOSYS},
    {SCMP_SYS(sysinfo), ENOSYS},
    {SCMP_SYS(sched_getaffinity), ENOSYS},
    {SCMP_SYS(ioctl), ENOTTY},
    {SCMP_SYS(getsockname), ENOTSOCK},
    {SCMP_SYS(getpeername), ENOTSOCK},
};

/* Memory that can be run is refused, not deadly: a regular expression then goes without its machine code. */
static int add_memory_rules(scmp_filter_ctx context)
{
    static const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
    int failed = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++) {
        failed |=
            seccomp_rule_add(context, SCMP_ACT_ALLOW, calls[i], 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        failed |= seccomp_rule_add(context, SCMP_ACT_ERRNO(EACCES), calls[i], 1,
                                   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    }
    return failed;
}

static int add_rules(scmp_filter_ctx context)
{
    int failed = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    for (size_t i = 0; i < G_N_ELEMENTS(allowed); i++)
        failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, allowed[i], 0);
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++)
        failed |= seccomp_rule_add(context, SCMP_ACT_ERRNO(refused[i].error), refused[i].call, 0);
    failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                               SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH));
    failed |= seccomp_rule_add(context, SCMP_ACT_ERRNO(ENOENT), SCMP_SYS(newfstatat), 1,
                               SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, 0));
    return failed | add_memory_rules(context);
}

/* The library writes the finished filter to a descriptor only. */
static bool export_filter(scmp_filter_ctx context, struct lockdown *lockdown)
{
    int fd = memfd_create("filter", MFD_CLOEXEC);
    if (fd < 0)
        return false;
    off_t length = seccomp_export_bpf(context, fd) == 0 ? lseek(fd, 0, SEEK_END) : 0;
    bool done = false;
    if (length > 0 && length % (off_t)sizeof *lockdown->filter == 0) {
        lockdown->bytes = (gsize)length;
        lockdown->filter = g_malloc(lockdown->bytes);
        done = pread(fd, lockdown->filter, lockdown->bytes, 0) == length;
    }
    close(fd);
    return done;
}

struct lockdown *lockdown_new(void)
{
    struct lockdown *lockdown = g_new0(struct lockdown, 1);
    scmp_filter_ctx context = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!context || add_rules(context) != 0 || !export_filter(context, lockdown))
        g_clear_pointer(&lockdown->filter, g_free);
    if (context)
        seccomp_release(context);
    return lockdown;
}

void lockdown_free(struct lockdown *lockdown)
{
    if (!lockdown)
        return;
    g_free(lockdown->filter);
    g_free(lockdown);
}

static bool limit(int resource, rlim_t most)
{
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

/* The kernel says SIGXCPU at the lower limit, and kills without a word where both are the same. */
static bool limit_processor(guint seconds)
{
    return setrlimit(RLIMIT_CPU, &(struct rlimit){seconds, seconds + 1}) == 0;
}

static bool enter_rlimits(guint seconds)
{
    bool memory = SANITIZED || limit(RLIMIT_AS, MEMORY);
    return memory && limit_processor(seconds) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_NOFILE, FILES) && limit(RLIMIT_NPROC, 0);
}

/* Every access that this kernel's Landlock knows is handled, and none is allowed. The C library has no
 * wrappers, and its header may be older than the kernel: sizes and rights by version are the kernel's
 * documentation's. */
static bool enter_landlock(void)
{
    static const struct {
        guint64 files;
        gsize size;
    } versions[] = {
        {0, 0}, {0x1fff, 8}, {0x3fff, 8}, {0x7fff, 8}, {0x7fff, 16}, {0xffff, 16}, {0xffff, 24},
    };
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
    if (version < 1)
        return false;
    version = MIN(version, (long)G_N_ELEMENTS(versions) - 1);
    guint64 attributes[3] = {versions[version].files, 3, 3}; /* files; TCP bind and connect; scopes */
    long ruleset = syscall(SYS_landlock_create_ruleset, attributes, versions[version].size, 0);
    if (ruleset < 0)
        return false;
    bool entered = syscall(SYS_landlock_restrict_self, (int)ruleset, 0) == 0;
    close((int)ruleset);
    return entered;
}

static bool enter_seccomp(const struct lockdown *lockdown)
{
    if (!lockdown->filter)
        return false;
    struct sock_fprog program = {(unsigned short)(lockdown->bytes / sizeof *lockdown->filter),
                                 lockdown->filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

unsigned lockdown_enter(const struct lockdown *lockdown, guint seconds)
{
    unsigned layers = 0;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        layers |= LAYER_NO_NEW_PRIVS;
    if (enter_landlock())
        layers |= LAYER_LANDLOCK;
    if (enter_rlimits(seconds))
        layers |= LAYER_RLIMITS;
    if (!SANITIZED && enter_seccomp(lockdown))
        layers |= LAYER_SECCOMP;
    return layers;
}

unsigned lockdown_complete(void)
{
    return LAYER_RLIMITS | LAYER_NO_NEW_PRIVS | LAYER_LANDLOCK | (SANITIZED ? 0 : LAYER_SECCOMP);
}

char *lockdown_names(unsigned layers)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    if (layers & LAYER_SECCOMP)
        g_ptr_array_add(names, "seccomp");
    if (layers & LAYER_LANDLOCK)
        g_ptr_array_add(names, "landlock");
    if (layers & LAYER_NO_NEW_PRIVS)
        g_ptr_array_add(names, "no_new_privs");
    if (layers & LAYER_RLIMITS)
        g_ptr_array_add(names, SANITIZED ? "rlimits without memory" : "rlimits");
    g_ptr_array_add(names, NULL);
    return g_strjoinv(", ", (char **)names->pdata);
}
