#include "base/text.h"
#include "notify/template_nodes.h"

#include <string.h>

/* ---- rendering ---- */

struct rendering {
    const struct templates *templates;
    const struct template *template;
    GPtrArray *scopes; /* of const json_t *, the innermost last */
    GString *text;
    guint depth; /* of partials */
};

static const json_t *look_up(const struct rendering *rendering, const char *name)
{
    const GPtrArray *scopes = rendering->scopes;
    if (strcmp(name, ".") == 0)
        return scopes->pdata[scopes->len - 1];
    g_auto(GStrv) steps = g_strsplit(name, ".", -1);
    const json_t *value = NULL;
    for (guint i = scopes->len; i > 0 && !value; i--)
        value = json_object_get(scopes->pdata[i - 1], steps[0]);
    for (char **step = steps + 1; value && steps[0] && *step; step++)
        value = json_object_get(value, *step);
    return value;
}

static bool is_true(const json_t *value)
{
    switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_NULL:
    case JSON_FALSE:
        return false;
    case JSON_ARRAY:
        return json_array_size(value) > 0;
    case JSON_STRING:
        return *json_string_value(value) != '\0';
    case JSON_INTEGER:
        return json_integer_value(value) != 0;
    case JSON_REAL:
        return json_real_value(value) != 0;
    default:
        return true;
    }
}

/* A value as text; NULL where it has none (absent, a list, an object, a truth value). */
static char *value_text(const json_t *value)
{
    if (json_is_string(value))
        return text_tidy(json_string_value(value));
    if (json_is_integer(value))
        return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (json_is_real(value)) {
        char number[G_ASCII_DTOSTR_BUF_SIZE];
        return g_strdelimit(g_strdup(g_ascii_formatd(number, sizeof number, "%.15g", json_real_value(value))),
                            ".", ',');
    }
    return NULL;
}

static bool at_line_start(const GString *text)
{
    return text->len == 0 || text->str[text->len - 1] == '\n';
}

static void append_value(struct rendering *rendering, const char *value)
{
    if (rendering->template->html) {
        g_autofree char *escaped = g_markup_escape_text(value, -1);
        g_string_append(rendering->text, escaped);
        return;
    }
    bool mistakable = *value == '>' || g_str_has_prefix(value, "From ");
    if (mistakable && at_line_start(rendering->text))
        g_string_append_c(rendering->text, ' ');
    g_string_append(rendering->text, value);
}

static bool render_nodes(struct rendering *rendering, const GPtrArray *nodes, GError **error);

static bool render_within(struct rendering *rendering, const json_t *scope, const GPtrArray *nodes,
                          GError **error)
{
    g_ptr_array_add(rendering->scopes, (gpointer)scope);
    bool done = render_nodes(rendering, nodes, error);
    g_ptr_array_set_size(rendering->scopes, (gint)rendering->scopes->len - 1);
    return done;
}

static bool render_section(struct rendering *rendering, const json_t *value, const GPtrArray *children,
                           GError **error)
{
    if (!json_is_array(value))
        return render_within(rendering, value, children, error);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!render_within(rendering, json_array_get(value, i), children, error))
            return false;
    return true;
}

static bool render_partial(struct rendering *rendering, const struct node *node, GError **error)
{
    const struct template *outer = rendering->template;
    const struct template *partial = g_hash_table_lookup(rendering->templates->by_name, node->text);
    if (!partial || rendering->depth == MAX_NESTING)
        return fail(error, ERROR_CONFIGURATION, "template %s, line %u: %s cannot be included", outer->origin,
                    node->line, node->text);
    rendering->template = partial;
    rendering->depth++;
    bool done = render_nodes(rendering, partial->nodes, error);
    rendering->depth--;
    rendering->template = outer;
    return done;
}

static bool render_value(struct rendering *rendering, const struct node *node, GError **error)
{
    g_autofree char *text = value_text(look_up(rendering, node->text));
    if (!text)
        return fail(error, ERROR_CONFIGURATION, "template %s, line %u: there is no %s to fill in",
                    rendering->template->origin, node->line, node->text);
    append_value(rendering, text);
    return true;
}

static bool render_node(struct rendering *rendering, const struct node *node, GError **error)
{
    const json_t *value;
    switch (node->kind) {
    case NODE_TEXT:
        g_string_append(rendering->text, node->text);
        return true;
    case NODE_VALUE:
        return render_value(rendering, node, error);
    case NODE_SECTION:
        value = look_up(rendering, node->text);
        return !is_true(value) || render_section(rendering, value, node->children, error);
    case NODE_INVERTED:
        return is_true(look_up(rendering, node->text)) || render_nodes(rendering, node->children, error);
    case NODE_PARTIAL:
        return render_partial(rendering, node, error);
    }
    return fail(error, ERROR_INTERNAL, "template %s has a node of no kind", rendering->template->name);
}

static bool render_nodes(struct rendering *rendering, const GPtrArray *nodes, GError **error)
{
    for (guint i = 0; i < nodes->len; i++)
        if (!render_node(rendering, nodes->pdata[i], error))
            return false;
    return true;
}

char *templates_render(const struct templates *templates, const char *name, const json_t *data,
                       GError **error)
{
    const struct template *template = g_hash_table_lookup(templates->by_name, name);
    if (!template) {
        fail(error, ERROR_CONFIGURATION, "there is no template %s", name);
        return NULL;
    }
    g_autoptr(GPtrArray) scopes = g_ptr_array_new();
    g_ptr_array_add(scopes, (gpointer)data);
    g_autoptr(GString) text = g_string_new(NULL);
    struct rendering rendering = {
        .templates = templates, .template = template, .scopes = scopes, .text = text};
    if (!render_nodes(&rendering, template->nodes, error))
        return NULL;
    return g_strdup(text->str);
}
