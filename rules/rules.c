#include "rules/rule_set.h"

#include <gio/gio.h>
#include <string.h>

#define BUILT_IN "/presens/rules/"

static void rule_free(gpointer data)
{
    struct rule *rule = data;
    sqlite3_finalize(rule->select);
    rule_file_free(rule->file);
    g_free(rule);
}

void rules_free(struct rules *rules)
{
    if (!rules)
        return;
    g_ptr_array_unref(rules->rules);
    g_free(rules);
}

/* ------------------------------------------------------------------------------------------------------------------
 * Files */

static void add_or_replace(struct rules *rules, struct rule_file *file)
{
    for (guint i = 0; i < rules->rules->len; i++) {
        struct rule *other = g_ptr_array_index(rules->rules, i);
        if (strcmp(other->file->id, file->id) == 0 &&
            strcmp(other->file->valid_from, file->valid_from) == 0 &&
            strcmp(other->file->valid_to, file->valid_to) == 0) {
            rule_file_free(other->file);
            other->file = file;
            return;
        }
    }
    struct rule *rule = g_new0(struct rule, 1);
    rule->file = file;
    g_ptr_array_add(rules->rules, rule);
}

static bool add_text(struct rules *rules, const char *name, const char *text, GError **error)
{
    struct rule_file *file = rule_file_read(name, text, error);
    if (file)
        add_or_replace(rules, file);
    return file != NULL;
}

static bool add_built_in(struct rules *rules, GError **error)
{
    g_auto(GStrv) names = g_resources_enumerate_children(BUILT_IN, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    bool good = names != NULL || fail(error, ERROR_INTERNAL, "no rules are built in");
    for (char **name = names; good && *name; name++) {
        g_autofree char *path = g_strconcat(BUILT_IN, *name, NULL);
        g_autoptr(GBytes) bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
        g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
        good = add_text(rules, *name, text, error);
    }
    return good;
}

static int by_name(gconstpointer one, gconstpointer other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

static bool add_directory(struct rules *rules, const char *directory, GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(GDir) open = g_dir_open(directory, 0, &fault);
    if (!open)
        return fail(error, ERROR_CONFIGURATION, "rules.directory: %s", fault->message);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; (name = g_dir_read_name(open));)
        if (g_str_has_suffix(name, ".sql") && name[0] != '.')
            g_ptr_array_add(names, g_build_filename(directory, name, NULL));
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i < names->len; i++) {
        const char *path = g_ptr_array_index(names, i);
        g_autofree char *text = NULL;
        gsize length = 0;
        if (!g_file_get_contents(path, &text, &length, &fault))
            return fail(error, ERROR_RULE, "%s", fault->message);
        if (strlen(text) != length)
            return fail(error, ERROR_RULE, "%s: the file is not text", path);
        if (!add_text(rules, path, text, error))
            return false;
    }
    return true;
}

static int by_id_and_validity(gconstpointer one, gconstpointer other)
{
    const struct rule_file *a = (*(struct rule *const *)one)->file, *b = (*(struct rule *const *)other)->file;
    int order = strcmp(a->id, b->id);
    return order ? order : strcmp(a->valid_from, b->valid_from);
}

/* ------------------------------------------------------------------------------------------------------------------
 * Settings */

/* Sets a parameter in every version of its rule; `known` receives whether there is one. */
static bool apply_setting(struct rules *rules, const char *key, const char *value, bool *known,
                          GError **error)
{
    const char *dot = strchr(key, '.');
    *known = false;
    for (guint i = 0; dot && i < rules->rules->len; i++) {
        const struct rule_file *file = ((struct rule *)g_ptr_array_index(rules->rules, i))->file;
        bool ours = strlen(file->id) == (size_t)(dot - key) && g_str_has_prefix(key, file->id);
        struct rule_parameter *parameter = ours ? rule_file_parameter(file, dot + 1) : NULL;
        if (!parameter)
            continue;
        if (!rule_parameter_accepts(parameter, value))
            return fail(error, ERROR_CONFIGURATION, "[rules] %s = %s: expected something like %s", key, value,
                        parameter->fallback);
        g_free(parameter->value);
        parameter->value = g_strdup(value);
        parameter->configured = *known = true;
    }
    return true;
}

static bool apply_settings(struct rules *rules, const struct config *config, GError **error)
{
    if (!config || !config->rules.settings)
        return true;
    GHashTableIter iterator;
    gpointer key, value;
    g_hash_table_iter_init(&iterator, config->rules.settings);
    bool good = true, known;
    while (good && g_hash_table_iter_next(&iterator, &key, &value)) {
        good = apply_setting(rules, key, value, &known, error) &&
               (known || fail(error, ERROR_CONFIGURATION, "[rules] %s: there is no such parameter",
                              (const char *)key));
    }
    if (!good)
        g_prefix_error(error, "%s: ", config->path ? config->path : "configuration");
    return good;
}

/* Writes the values for the views, and only where they are not there already: a command that reads takes no
 * lock. */
static bool store_parameters(struct rules *rules, GError **error)
{
    json_t *values = json_array();
    for (guint i = 0; i < rules->rules->len; i++) {
        const struct rule_file *file = ((struct rule *)g_ptr_array_index(rules->rules, i))->file;
        for (guint j = 0; j < file->parameters->len; j++) {
            const struct rule_parameter *parameter = g_ptr_array_index(file->parameters, j);
            json_array_append_new(values,
                                  json_pack("{s:s, s:s, s:s, s:s}", "rule", file->id, "name", parameter->name,
                                            "valid_from", file->valid_from, "value", parameter->value));
        }
    }
    json_t *other =
        store_row(rules->store, "rule_parameters_outdated", json_pack("{s:O}", "values", values), error);
    bool good = other != NULL;
    if (json_is_object(other)) {
        good = store_savepoint(rules->store, error);
        if (good && !(good = store_run(rules->store, "rule_parameters", json_pack("{s:O}", "values", values),
                                       NULL, error) &&
                             /* Hours are counted in course hours, whose length is a parameter. */
                             store_run(rules->store, "attended_rebuild", NULL, NULL, error) &&
                             store_release(rules->store, error)))
            store_undo(rules->store);
    }
    json_decref(other);
    json_decref(values);
    return good;
}

/* ------------------------------------------------------------------------------------------------------------------
 * The SELECT */

/* A rule looks and does not touch. */
static int authorise(void *data G_GNUC_UNUSED, int action, const char *first G_GNUC_UNUSED,
                     const char *second, const char *database G_GNUC_UNUSED, const char *inner G_GNUC_UNUSED)
{
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return g_ascii_strcasecmp(second, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_DENY;
    }
}

static bool is_parameter_of(const struct rule *rule, const char *name)
{
    static const char *const given[] = {"submission", "today", "person", "valid_from", "valid_to", NULL};
    return g_strv_contains(given, name) || rule_file_parameter(rule->file, name);
}

static bool check_names(struct rule *rule, GError **error)
{
    for (int i = 1; i <= sqlite3_bind_parameter_count(rule->select); i++) {
        const char *name = sqlite3_bind_parameter_name(rule->select, i);
        if (!name || name[0] != ':' || !is_parameter_of(rule, name + 1))
            return fail(error, ERROR_RULE, "%s: %s is not a parameter of this rule", rule->file->name,
                        name ? name : "?");
    }
    rule->by_person = sqlite3_bind_parameter_index(rule->select, ":person") > 0;
    return true;
}

static bool has_column(const struct rule *rule, const char *name, size_t length)
{
    for (int i = 0; i < sqlite3_column_count(rule->select); i++) {
        const char *column = sqlite3_column_name(rule->select, i);
        if (strlen(column) == length && strncmp(column, name, length) == 0)
            return true;
    }
    return false;
}

/* Every {word} of a sentence is a column or a parameter. */
static bool check_placeholders(const struct rule *rule, const char *sentence, GError **error)
{
    for (const char *p = sentence; p && (p = strchr(p, '{')); p++) {
        const char *end = strchr(p, '}');
        g_autofree char *name = end ? g_strndup(p + 1, (gsize)(end - p - 1)) : g_strdup("");
        if (!has_column(rule, name, strlen(name)) && !rule_file_parameter(rule->file, name))
            return fail(error, ERROR_RULE,
                        "%s: the sentence names {%s}, which is neither a column nor a parameter",
                        rule->file->name, name);
    }
    return true;
}

static bool check_columns(const struct rule *rule, GError **error)
{
    const struct rule_file *file = rule->file;
    if (g_strv_length(file->severities) > 1 && !has_column(rule, "severity", strlen("severity")))
        return fail(error, ERROR_RULE, "%s: several severities need a column \"severity\"", file->name);
    if (file->asks && g_strv_length(file->asks) > 1 && !has_column(rule, "asks", strlen("asks")))
        return fail(error, ERROR_RULE, "%s: several fields that are asked for need a column \"asks\"",
                    file->name);
    if (!rule_file_sentence(file, "") && !has_column(rule, "sentence", strlen("sentence")))
        return fail(error, ERROR_RULE, "%s: named sentences need a column \"sentence\"", file->name);
    for (guint i = 0; i < file->sentences->len; i++) {
        const struct rule_sentence *sentence = g_ptr_array_index(file->sentences, i);
        if (!check_placeholders(rule, sentence->nb, error) || !check_placeholders(rule, sentence->nn, error))
            return false;
    }
    return true;
}

static bool is_over(const char *rest)
{
    while (g_ascii_isspace(*rest) || *rest == ';')
        rest++;
    return *rest == '\0';
}

static bool prepare(struct rules *rules, struct rule *rule, GError **error)
{
    const struct rule_file *file = rule->file;
    if (strcmp(file->severities[0], "definition") == 0)
        return true;
    const char *rest = "";
    if (sqlite3_prepare_v3(store_sqlite(rules->store), file->sql, -1, SQLITE_PREPARE_PERSISTENT,
                           &rule->select, &rest) != SQLITE_OK)
        return fail(error, ERROR_RULE, "%s: %s", file->name, sqlite3_errmsg(store_sqlite(rules->store)));
    if (!rule->select || !is_over(rest) || !sqlite3_stmt_readonly(rule->select) ||
        sqlite3_column_count(rule->select) == 0)
        return fail(error, ERROR_RULE, "%s: a rule is one SELECT", file->name);
    return check_names(rule, error) && check_columns(rule, error);
}

/* The authorizer is asked when a statement is prepared; setting it costs every statement of the connection
 * its preparation, so it is set once here. */
static bool prepare_all(struct rules *rules, GError **error)
{
    json_t *row = store_row(rules->store, "rule_table_functions", NULL, error);
    bool good = row != NULL;
    json_decref(row);
    sqlite3_set_authorizer(store_sqlite(rules->store), authorise, NULL);
    for (guint i = 0; good && i < rules->rules->len; i++)
        good = prepare(rules, g_ptr_array_index(rules->rules, i), error);
    sqlite3_set_authorizer(store_sqlite(rules->store), NULL, NULL);
    return good;
}

struct rules *rules_load(struct store *store, const struct config *config, GError **error)
{
    struct rules *rules = g_new0(struct rules, 1);
    rules->store = store;
    rules->rules = g_ptr_array_new_with_free_func(rule_free);
    if (add_built_in(rules, error) &&
        (!config || !config->rules.directory || add_directory(rules, config->rules.directory, error)) &&
        apply_settings(rules, config, error) && prepare_all(rules, error) && store_parameters(rules, error)) {
        g_ptr_array_sort(rules->rules, by_id_and_validity);
        return rules;
    }
    rules_free(rules);
    return NULL;
}

/* ------------------------------------------------------------------------------------------------------------------
 * The list */

static json_t *list_texts(char **texts)
{
    json_t *list = json_array();
    for (char **text = texts; text && *text; text++)
        json_array_append_new(list, json_string(*text));
    return list;
}

static json_t *list_parameters(const struct rule_file *file)
{
    json_t *list = json_array();
    for (guint i = 0; i < file->parameters->len; i++) {
        const struct rule_parameter *parameter = g_ptr_array_index(file->parameters, i);
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", parameter->name, "value",
                                              parameter->value, "default", parameter->fallback, "from",
                                              parameter->configured ? "configuration" : "rule", "meaning",
                                              parameter->meaning));
    }
    return list;
}

/* The sentences of a language, one a line. */
static char *list_sentences(const struct rule_file *file, bool nynorsk)
{
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < file->sentences->len; i++) {
        const struct rule_sentence *sentence = g_ptr_array_index(file->sentences, i);
        g_string_append_printf(all, "%s%s", i ? "\n" : "",
                               nynorsk && sentence->nn ? sentence->nn : sentence->nb);
    }
    return g_string_free(all, FALSE);
}

static json_t *list_rule(const struct rule_file *file)
{
    g_autofree char *nb = list_sentences(file, false), *nn = list_sentences(file, true);
    bool ever = strcmp(file->valid_from, RULE_EVER_SINCE) == 0,
         always = strcmp(file->valid_to, RULE_FOR_EVER) == 0;
    g_autofree char *severity = g_strjoinv(", ", file->severities);
    return json_pack("{s:s, s:s, s:o, s:o, s:s*, s:s*, s:o, s:s, s:s, s:s}", "id", file->id, "severity",
                     severity, "forms", list_texts(file->forms), "groups", list_texts(file->groups),
                     "valid_from", ever ? NULL : file->valid_from, "valid_to", always ? NULL : file->valid_to,
                     "parameters", list_parameters(file), "source", file->source, "nb", nb, "nn", nn);
}

json_t *rules_list(const struct rules *rules)
{
    json_t *list = json_array();
    for (guint i = 0; i < rules->rules->len; i++)
        json_array_append_new(list, list_rule(((struct rule *)g_ptr_array_index(rules->rules, i))->file));
    return list;
}
