#include "base/log.h"
#include "base/pattern.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The journal takes the fields as they are; a terminal or file gets one plain line. */
static GLogWriterOutput write_line(GLogLevelFlags level, const GLogField *fields, gsize count,
                                   gpointer data G_GNUC_UNUSED)
{
    if ((level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) && !g_getenv("G_MESSAGES_DEBUG"))
        return G_LOG_WRITER_HANDLED;
    if (g_log_writer_is_journald(STDERR_FILENO))
        return g_log_writer_journald(level, fields, count, NULL);
    for (gsize i = 0; i < count; i++)
        if (strcmp(fields[i].key, "MESSAGE") == 0)
            dprintf(STDERR_FILENO, "presens: %s\n", (const char *)fields[i].value);
    return G_LOG_WRITER_HANDLED;
}

void log_start(void)
{
    g_log_set_writer_func(write_line, NULL, NULL);
}

/* Servers repeat addresses in what they say, and what they say is told. NULL: the text holds none. */
static char *without_addresses(const char *text)
{
    static const char address[] = "[^\\s<>()\\[\\],;:\"']+@[^\\s<>()\\[\\],;:\"']+";
    return pattern_found(address, 0, text)
               ? g_regex_replace_literal(pattern(address, 0), text, -1, 0, "(address)", 0, NULL)
               : NULL;
}

static void write_message(GLogLevelFlags level, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1), *said = without_addresses(valid);
    g_log_structured(G_LOG_DOMAIN_PRESENS, level, "MESSAGE", "%s", said ? said : valid);
}

G_GNUC_PRINTF(3, 0)
static void write_error(const GError *error, bool again, const char *doing, va_list arguments)
{
    g_autofree char *what = g_strdup_vprintf(doing, arguments);
    g_autofree char *line =
        g_strdup_printf("%s: %s%s", what, error->message, again ? " (will be tried again)" : "");
    write_message(error_policy(error)->level, line);
}

void log_error(const GError *error, const char *doing, ...)
{
    va_list arguments;
    va_start(arguments, doing);
    write_error(error, error_policy(error)->retry, doing, arguments);
    va_end(arguments);
}

void log_given_up(const GError *error, const char *doing, ...)
{
    va_list arguments;
    va_start(arguments, doing);
    write_error(error, false, doing, arguments);
    va_end(arguments);
}

void log_again(const GError *error, const char *doing, ...)
{
    va_list arguments;
    va_start(arguments, doing);
    write_error(error, true, doing, arguments);
    va_end(arguments);
}

void log_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    write_message(G_LOG_LEVEL_MESSAGE, line);
}
