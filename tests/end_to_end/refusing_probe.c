/*
 * Runs a command under a kernel that refuses a layer of the sandbox:
 *     refusing_probe landlock|seccomp|no_new_privs|rlimits COMMAND [ARGUMENT...]
 */
#include <errno.h>
#include <glib.h>
#include <linux/prctl.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static int refuse(scmp_filter_ctx context, const char *layer)
{
    if (strcmp(layer, "landlock") == 0)
        return seccomp_rule_add(context, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(landlock_create_ruleset), 0);
    if (strcmp(layer, "seccomp") == 0)
        return seccomp_rule_add(context, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
                                SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP, 0));
    if (strcmp(layer, "no_new_privs") == 0)
        return seccomp_rule_add(context, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
                                SCMP_A0(SCMP_CMP_EQ, PR_SET_NO_NEW_PRIVS, 0));
    if (strcmp(layer, "rlimits") == 0)
        return seccomp_rule_add(context, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64), 1,
                                SCMP_A1(SCMP_CMP_EQ, RLIMIT_CPU, 0));
    return -EINVAL;
}

int main(int argc, char **argv)
{
    scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);
    if (argc < 3 || !context || refuse(context, argv[1]) != 0 || seccomp_load(context) != 0) {
        fprintf(stderr,
                "usage: refusing_probe landlock|seccomp|no_new_privs|rlimits COMMAND [ARGUMENT...]\n");
        return 2;
    }
    seccomp_release(context);
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    return 2;
}
