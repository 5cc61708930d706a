#include "base/failpoint.h"

#ifdef FAILPOINTS

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void die(void)
{
    kill(getpid(), SIGKILL);
    pause();
}

/* What the environment says of a place: "kill@3"; NULL: nothing. */
static const char *order_for(const char *name)
{
    const char *setting = g_getenv("PRESENS_FAILPOINT");
    gsize length = strlen(name);
    bool meant = setting && strncmp(setting, name, length) == 0 && setting[length] == '=';
    return meant ? setting + length + 1 : NULL;
}

bool failpoint(const char *name, gint64 mail, GError **error)
{
    static gint reached;
    const char *order = order_for(name);
    if (!order)
        return true;
    gint64 number = g_ascii_strtoll(order + strcspn(order, "@:") + 1, NULL, 10);
    bool now = strchr(order, '@') ? g_atomic_int_add(&reached, 1) + 1 == number : mail == number;
    if (now && g_str_has_prefix(order, "kill"))
        die();
    if (now && g_str_has_prefix(order, "crash"))
        abort();
    return !now || fail(error, ERROR_INTERNAL, "failpoint %s", name);
}

#endif
