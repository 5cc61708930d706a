#include "base/pattern.h"

#include <stdlib.h>

/* A literal is known by its address; the compiler may give equal literals one address, hence the flags. */
struct expression {
    const char *source;
    GRegexCompileFlags flags;
    GRegex *regex;
};

static guint expression_hash(gconstpointer data)
{
    const struct expression *expression = data;
    return g_direct_hash(expression->source) ^ (guint)expression->flags;
}

static gboolean expression_equal(gconstpointer one, gconstpointer other)
{
    const struct expression *a = one, *b = other;
    return a->source == b->source && a->flags == b->flags;
}

static struct expression *compile(const char *source, GRegexCompileFlags flags)
{
    g_autoptr(GError) fault = NULL;
    struct expression *expression = g_new0(struct expression, 1);
    *expression = (struct expression){source, flags, g_regex_new(source, flags, 0, &fault)};
    if (!expression->regex)
        g_error("%s: %s", source, fault->message);
    return expression;
}

GRegex *pattern(const char *source, GRegexCompileFlags flags)
{
    static GMutex lock;
    static GHashTable *compiled;
    const struct expression wanted = {source, flags, NULL};
    g_mutex_lock(&lock);
    if (!compiled)
        compiled = g_hash_table_new(expression_hash, expression_equal);
    struct expression *expression = g_hash_table_lookup(compiled, &wanted);
    if (!expression) {
        expression = compile(source, flags);
        g_hash_table_add(compiled, expression);
    }
    g_mutex_unlock(&lock);
    return expression->regex;
}

bool pattern_found(const char *source, GRegexCompileFlags flags, const char *text)
{
    return text && g_regex_match(pattern(source, flags), text, 0, NULL);
}

int pattern_number(const GMatchInfo *match, const char *name)
{
    g_autofree char *text = g_match_info_fetch_named(match, name);
    return text && *text ? atoi(text) : 0;
}
