#include "base/pattern.h"

/* Compiled expressions by the address of their source; a source stands in one place and so has one set of
 * flags. */
static GRegex *compiled(GHashTable *known, const char *source, GRegexCompileFlags flags)
{
    GRegex *regex = g_hash_table_lookup(known, source);
    if (!regex) {
        g_autoptr(GError) fault = NULL;
        regex = g_regex_new(source, flags, 0, &fault);
        if (!regex)
            g_error("%s: %s", source, fault->message);
        g_hash_table_insert(known, (gpointer)source, regex);
    }
    return regex;
}

GRegex *pattern(const char *source, GRegexCompileFlags flags)
{
    static GMutex lock;
    static GHashTable *known;
    g_mutex_lock(&lock);
    if (!known)
        known = g_hash_table_new(NULL, NULL);
    GRegex *regex = compiled(known, source, flags);
    g_mutex_unlock(&lock);
    return regex;
}

bool pattern_found(const char *source, GRegexCompileFlags flags, const char *text)
{
    return text && g_regex_match(pattern(source, flags), text, 0, NULL);
}
