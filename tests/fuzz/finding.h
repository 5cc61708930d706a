/* How a fuzz target says what it found: libFuzzer keeps the input of what aborts. */
#pragma once

#include <glib.h>
#include <stdarg.h>
#include <stdlib.h>

G_GNUC_PRINTF(1, 2)
G_NORETURN static inline void finding(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_printerr("finding: %s\n", text);
    abort();
}
