#include "base/error.h"

#define LONGEST_PAUSE 300

G_DEFINE_QUARK(presens - error - quark, presens_error)

static const struct error_policy policies[] = {
    [ERROR_USAGE] = {SCOPE_SERVICE, false, G_LOG_LEVEL_CRITICAL, 2},
    [ERROR_CONFIGURATION] = {SCOPE_SERVICE, false, G_LOG_LEVEL_CRITICAL, 2},
    [ERROR_INPUT] = {SCOPE_MESSAGE, false, G_LOG_LEVEL_WARNING, 1},
    [ERROR_READER] = {SCOPE_MESSAGE, true, G_LOG_LEVEL_WARNING, 1},
    [ERROR_SANDBOX] = {SCOPE_SERVICE, false, G_LOG_LEVEL_CRITICAL, 1},
    [ERROR_STORE] = {SCOPE_SERVICE, false, G_LOG_LEVEL_CRITICAL, 1},
    [ERROR_STORE_DISK] = {SCOPE_SERVICE, true, G_LOG_LEVEL_CRITICAL, 75},
    [ERROR_STORE_BUSY] = {SCOPE_SERVICE, true, G_LOG_LEVEL_WARNING, 75},
    [ERROR_RULE] = {SCOPE_SERVICE, false, G_LOG_LEVEL_CRITICAL, 1},
    [ERROR_MAILBOX] = {SCOPE_MAILBOX, true, G_LOG_LEVEL_WARNING, 75},
    [ERROR_LOGIN] = {SCOPE_MAILBOX, true, G_LOG_LEVEL_CRITICAL, 75},
    [ERROR_CERTIFICATE] = {SCOPE_MAILBOX, true, G_LOG_LEVEL_CRITICAL, 75},
    [ERROR_NOT_MOVED] = {SCOPE_MESSAGE, true, G_LOG_LEVEL_WARNING, 75},
    [ERROR_SEND_LATER] = {SCOPE_MESSAGE, true, G_LOG_LEVEL_WARNING, 75},
    [ERROR_SEND_DOUBTFUL] = {SCOPE_MESSAGE, true, G_LOG_LEVEL_WARNING, 75},
    [ERROR_SEND_REFUSED] = {SCOPE_MESSAGE, false, G_LOG_LEVEL_WARNING, 1},
    [ERROR_SEND_SERVER] = {SCOPE_SERVICE, true, G_LOG_LEVEL_WARNING, 75},
    [ERROR_INTERNAL] = {SCOPE_SERVICE, false, G_LOG_LEVEL_CRITICAL, 1},
};

const struct error_policy *error_policy(const GError *error)
{
    if (error->domain != PRESENS_ERROR || (size_t)error->code >= G_N_ELEMENTS(policies))
        return &policies[ERROR_INTERNAL];
    return &policies[error->code];
}

bool error_is_of_store(const GError *error)
{
    return g_error_matches(error, PRESENS_ERROR, ERROR_STORE) ||
           g_error_matches(error, PRESENS_ERROR, ERROR_STORE_DISK) ||
           g_error_matches(error, PRESENS_ERROR, ERROR_STORE_BUSY);
}

guint error_pause(guint failures)
{
    if (failures <= 1)
        return 0;
    guint doubled = failures > 10 ? LONGEST_PAUSE : MIN(LONGEST_PAUSE, 1u << (failures - 2));
    return doubled + (guint)g_random_int_range(0, (gint32)(doubled / 4 + 1));
}

bool fail(GError **error, enum presens_error kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (error)
        *error = g_error_new_valist(PRESENS_ERROR, (gint)kind, format, arguments);
    va_end(arguments);
    return false;
}
