#include "notify/template.h"
#include "base/text.h"

#include <string.h>

enum { MAX_NESTING = 32 };

enum node_kind { NODE_TEXT, NODE_VALUE, NODE_SECTION, NODE_INVERTED, NODE_PARTIAL };

struct node {
    enum node_kind kind;
    char *text; /* the literal text, or the name in the tag */
    guint line;
    GPtrArray *children; /* of struct node *; sections only */
};

struct template
{
    char *name, *origin; /* what people call it in messages */
    bool html;
    GPtrArray *nodes;
};

struct templates {
    GHashTable *by_name; /* char * -> struct template * */
};

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
