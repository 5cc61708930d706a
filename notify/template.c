#include "notify/template_nodes.h"

#include <string.h>

static void node_free(gpointer data)
{
    struct node *node = data;
    g_free(node->text);
    g_clear_pointer(&node->children, g_ptr_array_unref);
    g_free(node);
}

static void template_free(gpointer data)
{
    struct template *template = data;
    g_free(template->name);
    g_free(template->origin);
    g_clear_pointer(&template->nodes, g_ptr_array_unref);
    g_free(template);
}

struct templates *templates_new(void)
{
    struct templates *templates = g_new0(struct templates, 1);
    templates->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, template_free);
    return templates;
}

void templates_free(struct templates *templates)
{
    if (!templates)
        return;
    g_hash_table_unref(templates->by_name);
    g_free(templates);
}

/* ---- parsing ---- */

struct parser {
    const char *name;
    const char *start, *at;
};

static guint line_of(const struct parser *parser, const char *place)
{
    guint line = 1;
    for (const char *p = parser->start; p < place; p++)
        line += *p == '\n';
    return line;
}

static void add_node(GPtrArray *nodes, enum node_kind kind, char *text, guint line, GPtrArray *children)
{
    struct node *node = g_new0(struct node, 1);
    *node = (struct node){.kind = kind, .text = text, .line = line, .children = children};
    g_ptr_array_add(nodes, node);
}

/* Where the line of a tag begins, if only blanks stand between; else NULL. */
static const char *blank_before(const struct parser *parser, const char *tag)
{
    const char *p = tag;
    while (p > parser->start && (p[-1] == ' ' || p[-1] == '\t'))
        p--;
    return p == parser->start || p[-1] == '\n' ? p : NULL;
}

/* Behind the line end that follows a tag, if only blanks stand between; else NULL. */
static const char *blank_after(const char *p)
{
    while (*p == ' ' || *p == '\t' || *p == '\r')
        p++;
    if (*p == '\n')
        return p + 1;
    return *p ? NULL : p;
}

static bool is_name(const char *name)
{
    if (!*name)
        return false;
    for (const char *p = name; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr("._-", *p))
            return false;
    return true;
}

/* Nodes up to the closing tag of `section`, or to the end of the source where that is NULL. */
static GPtrArray *parse_nodes(struct parser *parser, const char *section, guint depth, GError **error)
{
    g_autoptr(GPtrArray) nodes = g_ptr_array_new_with_free_func(node_free);
    if (depth > MAX_NESTING) {
        fail(error, ERROR_CONFIGURATION, "template %s: sections are nested too deep", parser->name);
        return NULL;
    }
    while (*parser->at) {
        const char *from = parser->at, *open = strstr(from, "{{");
        if (!open) {
            add_node(nodes, NODE_TEXT, g_strdup(from), line_of(parser, from), NULL);
            parser->at = from + strlen(from);
            break;
        }
        const char *close = strstr(open, "}}");
        guint line = line_of(parser, open);
        if (!close) {
            fail(error, ERROR_CONFIGURATION, "template %s, line %u: {{ without }}", parser->name, line);
            return NULL;
        }
        bool marked = strchr("#^/>!", open[2]) != NULL;
        const char *line_start = marked ? blank_before(parser, open) : NULL;
        const char *next_line = line_start ? blank_after(close + 2) : NULL;
        bool alone = next_line != NULL;
        const char *text_end = alone ? line_start : open;
        if (text_end > from)
            add_node(nodes, NODE_TEXT, g_strndup(from, (gsize)(text_end - from)), line_of(parser, from),
                     NULL);
        parser->at = alone ? next_line : close + 2;
        const char *inside = open + 2 + marked;
        g_autofree char *name = g_strstrip(g_strndup(inside, (gsize)(close - inside)));
        if (open[2] == '!')
            continue;
        if (!is_name(name)) {
            fail(error, ERROR_CONFIGURATION, "template %s, line %u: '%s' is no name", parser->name, line,
                 name);
            return NULL;
        }
        if (open[2] == '/') {
            if (section && strcmp(section, name) == 0)
                return g_steal_pointer(&nodes);
            fail(error, ERROR_CONFIGURATION, "template %s, line %u: {{/%s}} closes nothing", parser->name,
                 line, name);
            return NULL;
        }
        if (open[2] == '#' || open[2] == '^') {
            GPtrArray *children = parse_nodes(parser, name, depth + 1, error);
            if (!children)
                return NULL;
            add_node(nodes, open[2] == '#' ? NODE_SECTION : NODE_INVERTED, g_steal_pointer(&name), line,
                     children);
        } else {
            add_node(nodes, open[2] == '>' ? NODE_PARTIAL : NODE_VALUE, g_steal_pointer(&name), line, NULL);
        }
    }
    if (section) {
        fail(error, ERROR_CONFIGURATION, "template %s: {{#%s}} is not closed", parser->name, section);
        return NULL;
    }
    return g_steal_pointer(&nodes);
}

bool templates_add(struct templates *templates, const char *name, const char *origin, const char *source,
                   GError **error)
{
    origin = origin ? origin : name;
    if (!g_utf8_validate(source, -1, NULL))
        return fail(error, ERROR_CONFIGURATION, "template %s is not UTF-8", origin);
    struct parser parser = {.name = origin, .start = source, .at = source};
    GPtrArray *nodes = parse_nodes(&parser, NULL, 0, error);
    if (!nodes)
        return false;
    struct template *template = g_new0(struct template, 1);
    *template = (struct template){.name = g_strdup(name),
                                  .origin = g_strdup(origin),
                                  .html = g_str_has_suffix(name, ".html"),
                                  .nodes = nodes};
    g_hash_table_replace(templates->by_name, template->name, template);
    return true;
}
