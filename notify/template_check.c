#include "notify/template_nodes.h"

#include <string.h>

/* ---- checking partials ---- */

static bool check_partials(const struct templates *templates, const struct template *template,
                           const GPtrArray *nodes, guint depth, GError **error)
{
    for (guint i = 0; i < nodes->len; i++) {
        const struct node *node = nodes->pdata[i];
        if (node->children && !check_partials(templates, template, node->children, depth, error))
            return false;
        if (node->kind != NODE_PARTIAL)
            continue;
        const struct template *partial = g_hash_table_lookup(templates->by_name, node->text);
        if (!partial)
            return fail(error, ERROR_CONFIGURATION, "template %s, line %u: there is no template %s",
                        template->origin, node->line, node->text);
        if (depth == MAX_NESTING)
            return fail(error, ERROR_CONFIGURATION, "template %s, line %u: %s includes itself",
                        template->origin, node->line, node->text);
        if (partial->html != template->html)
            return fail(error, ERROR_CONFIGURATION, "template %s, line %u: %s is not escaped alike",
                        template->origin, node->line, node->text);
        if (!check_partials(templates, partial, partial->nodes, depth + 1, error))
            return false;
    }
    return true;
}

bool templates_check(const struct templates *templates, GError **error)
{
    GHashTableIter each;
    gpointer value;
    g_hash_table_iter_init(&each, templates->by_name);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        const struct template *template = value;
        if (!check_partials(templates, template, template->nodes, 0, error))
            return false;
    }
    return true;
}

/* ---- checking names against an example ---- */

struct check {
    const struct templates *templates;
    GPtrArray *scopes; /* of const json_t *, examples, the innermost last */
    GPtrArray *given;  /* of const char *: names of the sections around, which are there */
};

/* What an example says of a step; a member "name?" may be missing in the data. */
static const json_t *example_member(const json_t *example, const char *step, bool *optional)
{
    g_autofree char *maybe = g_strconcat(step, "?", NULL);
    const json_t *value = json_object_get(example, step);
    *optional = *optional || (!value && json_object_get(example, maybe));
    return value ? value : json_object_get(example, maybe);
}

static const json_t *example_of(const struct check *check, const char *name, bool *optional)
{
    const GPtrArray *scopes = check->scopes;
    *optional = false;
    if (strcmp(name, ".") == 0)
        return scopes->pdata[scopes->len - 1];
    g_auto(GStrv) steps = g_strsplit(name, ".", -1);
    const json_t *value = NULL;
    for (guint i = scopes->len; i > 0 && !value; i--)
        value = example_member(scopes->pdata[i - 1], steps[0], optional);
    for (char **step = steps + 1; value && steps[0] && *step; step++)
        value = example_member(value, *step, optional);
    return value;
}

static bool is_given(const struct check *check, const char *name)
{
    for (guint i = 0; i < check->given->len; i++)
        if (strcmp(check->given->pdata[i], name) == 0)
            return true;
    return false;
}

static bool check_nodes(struct check *check, const struct template *template, GError **error);

static bool check_children(struct check *check, const struct template *template, const struct node *node,
                           const json_t *example, GError **error)
{
    const struct template inner = {
        .origin = template->origin, .html = template->html, .nodes = node->children};
    if (node->kind == NODE_INVERTED)
        return check_nodes(check, &inner, error);
    const json_t *scope = json_is_array(example) ? json_array_get(example, 0) : example;
    g_ptr_array_add(check->scopes, (gpointer)scope);
    g_ptr_array_add(check->given, node->text);
    bool good = check_nodes(check, &inner, error);
    g_ptr_array_set_size(check->scopes, (gint)check->scopes->len - 1);
    g_ptr_array_set_size(check->given, (gint)check->given->len - 1);
    return good;
}

static bool check_node(struct check *check, const struct template *template, const struct node *node,
                       GError **error)
{
    if (node->kind == NODE_TEXT)
        return true;
    if (node->kind == NODE_PARTIAL)
        return check_nodes(check, g_hash_table_lookup(check->templates->by_name, node->text), error);
    bool optional;
    const json_t *example = example_of(check, node->text, &optional);
    if (!example)
        return fail(error, ERROR_CONFIGURATION, "template %s, line %u: there is no %s in this mail",
                    template->origin, node->line, node->text);
    if (node->kind != NODE_VALUE)
        return check_children(check, template, node, example, error);
    if (optional && !is_given(check, node->text))
        return fail(error, ERROR_CONFIGURATION,
                    "template %s, line %u: %s may be missing: put it between {{#%s}} and {{/%s}}",
                    template->origin, node->line, node->text, node->text, node->text);
    if (!json_is_string(example) && !json_is_number(example))
        return fail(error, ERROR_CONFIGURATION, "template %s, line %u: %s is no text", template->origin,
                    node->line, node->text);
    return true;
}

static bool check_nodes(struct check *check, const struct template *template, GError **error)
{
    for (guint i = 0; i < template->nodes->len; i++)
        if (!check_node(check, template, template->nodes->pdata[i], error))
            return false;
    return true;
}

bool templates_check_names(const struct templates *templates, const char *name, const json_t *example,
                           GError **error)
{
    const struct template *template = g_hash_table_lookup(templates->by_name, name);
    if (!template)
        return fail(error, ERROR_CONFIGURATION, "there is no template %s", name);
    g_autoptr(GPtrArray) scopes = g_ptr_array_new(), given = g_ptr_array_new();
    g_ptr_array_add(scopes, (gpointer)example);
    struct check check = {.templates = templates, .scopes = scopes, .given = given};
    return check_nodes(&check, template, error);
}
