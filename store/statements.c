/* Named statements: found in the program's resources, prepared once, fed from JSON and read into JSON. */
#include "store/connection.h"

#include <gio/gio.h>
#include <string.h>

#define STATEMENTS "/presens/store/statements/"

static void finalize(gpointer statement)
{
    sqlite3_finalize(statement);
}

static bool prepare_all(struct store *store, const char *name, const char *sql, GPtrArray *prepared,
                        GError **error)
{
    for (const char *rest = sql; *rest;) {
        sqlite3_stmt *statement = NULL;
        if (sqlite3_prepare_v3(store->sqlite, rest, -1, SQLITE_PREPARE_PERSISTENT, &statement, &rest) !=
            SQLITE_OK)
            return store_fault(store, name, error);
        if (statement) /* NULL: only white space or a comment was left */
            g_ptr_array_add(prepared, statement);
    }
    return prepared->len > 0 || fail(error, ERROR_INTERNAL, "%s: the file holds no statement", name);
}

/* All statements of a file; borrowed. */
static GPtrArray *find(struct store *store, const char *name, GError **error)
{
    GPtrArray *known = g_hash_table_lookup(store->statements, name);
    if (known)
        return known;
    g_autofree char *path = g_strconcat(STATEMENTS, name, ".sql", NULL);
    g_autoptr(GBytes) sql = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    if (!sql) {
        fail(error, ERROR_INTERNAL, "there is no statement %s", name);
        return NULL;
    }
    g_autofree char *text = g_strndup(g_bytes_get_data(sql, NULL), g_bytes_get_size(sql));
    g_autoptr(GPtrArray) prepared = g_ptr_array_new_with_free_func(finalize);
    if (!prepare_all(store, name, text, prepared, error))
        return NULL;
    g_hash_table_insert(store->statements, g_strdup(name), g_ptr_array_ref(prepared));
    return prepared;
}

static sqlite3_stmt *find_single(struct store *store, const char *name, GError **error)
{
    GPtrArray *all = find(store, name, error);
    if (!all)
        return NULL;
    if (all->len != 1) {
        fail(error, ERROR_INTERNAL, "%s: the file holds several statements", name);
        return NULL;
    }
    return g_ptr_array_index(all, 0);
}

sqlite3_stmt *store_prepared(struct store *store, const char *statement, GError **error)
{
    sqlite3_stmt *prepared = find_single(store, statement, error);
    if (prepared) {
        sqlite3_reset(prepared);
        sqlite3_clear_bindings(prepared);
    }
    return prepared;
}

/* The text is borrowed from the JSON value, which outlives the run of the statement. */
static int bind_value(sqlite3_stmt *statement, int index, json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return sqlite3_bind_text64(statement, index, json_string_value(value), json_string_length(value),
                                   SQLITE_STATIC, SQLITE_UTF8);
    case JSON_INTEGER:
        return sqlite3_bind_int64(statement, index, json_integer_value(value));
    case JSON_REAL:
        return sqlite3_bind_double(statement, index, json_real_value(value));
    case JSON_TRUE:
        return sqlite3_bind_int(statement, index, 1);
    case JSON_FALSE:
        return sqlite3_bind_int(statement, index, 0);
    case JSON_NULL:
        return sqlite3_bind_null(statement, index);
    case JSON_ARRAY:
    case JSON_OBJECT:
        return sqlite3_bind_text(statement, index, json_dumps(value, JSON_COMPACT), -1, free);
    }
    return SQLITE_MISUSE;
}

/* Binds every :name of the statement, and remembers in `used` which parameters were wanted. */
static bool bind_named(struct store *store, const char *name, sqlite3_stmt *statement, json_t *parameters,
                       GHashTable *used, GError **error)
{
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement); i++) {
        const char *parameter = sqlite3_bind_parameter_name(statement, i);
        json_t *value = parameter ? json_object_get(parameters, parameter + 1) : NULL;
        if (!value)
            return fail(error, ERROR_INTERNAL, "%s: %s is not given", name,
                        parameter ? parameter : "a nameless one");
        if (bind_value(statement, i, value) != SQLITE_OK)
            return store_fault(store, name, error);
        g_hash_table_add(used, g_strdup(parameter + 1)); /* its own copy: a statement may be prepared anew */
    }
    return true;
}

static bool all_used(const char *name, json_t *parameters, GHashTable *used, GError **error)
{
    const char *key;
    json_t *value;
    json_object_foreach(parameters, key, value)
        if (!g_hash_table_contains(used, key))
            return fail(error, ERROR_INTERNAL, "%s does not know :%s", name, key);
    return true;
}

static json_t *column_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    json_t *value = json_stringn(text, (size_t)sqlite3_column_bytes(statement, column));
    if (value)
        return value;
    g_autofree char *valid = g_utf8_make_valid(text, sqlite3_column_bytes(statement, column));
    return json_string(valid);
}

/* NULL where the column is NULL or cannot be said in JSON (a BLOB). */
static json_t *column_value(sqlite3_stmt *statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return json_integer(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT:
        return json_real(sqlite3_column_double(statement, column));
    case SQLITE_TEXT:
        return column_text(statement, column);
    default:
        return NULL;
    }
}

static bool add_column(json_t *row, sqlite3_stmt *statement, int column, const char *name, GError **error)
{
    const char *header = sqlite3_column_name(statement, column);
    int type = sqlite3_column_type(statement, column);
    if (type == SQLITE_NULL)
        return true;
    if (type == SQLITE_BLOB)
        return fail(error, ERROR_INTERNAL, "%s: column %s is a BLOB", name, header);
    if (!g_str_has_suffix(header, ":json")) {
        json_object_set_new(row, header, column_value(statement, column));
        return true;
    }
    g_autofree char *member = g_strndup(header, strlen(header) - strlen(":json"));
    json_t *value = json_loads((const char *)sqlite3_column_text(statement, column), JSON_DECODE_ANY, NULL);
    if (!value)
        return fail(error, ERROR_INTERNAL, "%s: column %s holds no JSON", name, header);
    json_object_set_new(row, member, value);
    return true;
}

static json_t *read_row(sqlite3_stmt *statement, const char *name, GError **error)
{
    json_t *row = json_object();
    for (int i = 0; i < sqlite3_column_count(statement); i++)
        if (!add_column(row, statement, i, name, error)) {
            json_decref(row);
            return NULL;
        }
    return row;
}

/* Steps to the end, or to `most` rows, which are appended to `rows` where it is not NULL. */
static bool step_through(struct store *store, const char *name, sqlite3_stmt *statement, json_t *rows,
                         size_t most, GError **error)
{
    int code = SQLITE_DONE;
    while ((!rows || json_array_size(rows) < most) && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (!rows)
            continue;
        json_t *row = read_row(statement, name, error);
        if (!row)
            return false;
        json_array_append_new(rows, row);
    }
    return code == SQLITE_DONE || code == SQLITE_ROW || store_fault(store, name, error);
}

static bool run_one(struct store *store, const char *name, sqlite3_stmt *statement, json_t *parameters,
                    GHashTable *used, json_t *rows, size_t most, GError **error)
{
    bool done = bind_named(store, name, statement, parameters, used, error) &&
                step_through(store, name, statement, rows, most, error);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return done;
}

static json_t *query(struct store *store, const char *name, json_t *parameters, size_t most, GError **error)
{
    g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_t *rows = json_array();
    sqlite3_stmt *statement = find_single(store, name, error);
    bool done = statement && run_one(store, name, statement, parameters, used, rows, most, error) &&
                all_used(name, parameters, used, error);
    json_decref(parameters);
    if (done)
        return rows;
    json_decref(rows);
    return NULL;
}

json_t *store_rows(struct store *store, const char *statement, json_t *parameters, GError **error)
{
    return query(store, statement, parameters, G_MAXSIZE, error);
}

json_t *store_row(struct store *store, const char *statement, json_t *parameters, GError **error)
{
    json_t *rows = query(store, statement, parameters, 1, error);
    if (!rows)
        return NULL;
    json_t *row = json_array_size(rows) ? json_incref(json_array_get(rows, 0)) : json_null();
    json_decref(rows);
    return row;
}

bool store_run(struct store *store, const char *statement, json_t *parameters, gint64 *changed,
               GError **error)
{
    g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GPtrArray *all = find(store, statement, error);
    gint64 rows = 0;
    bool done = all != NULL;
    for (guint i = 0; done && i < all->len; i++) {
        sqlite3_stmt *one = g_ptr_array_index(all, i);
        done = run_one(store, statement, one, parameters, used, NULL, 0, error);
        if (done && !sqlite3_stmt_readonly(one))
            rows += sqlite3_changes64(store->sqlite);
    }
    done = done && all_used(statement, parameters, used, error);
    json_decref(parameters);
    if (done && changed)
        *changed = rows;
    return done;
}

GBytes *store_blob(struct store *store, const char *statement, gint64 id, GError **error)
{
    sqlite3_stmt *prepared = store_prepared(store, statement, error);
    if (!prepared)
        return NULL;
    GBytes *bytes = NULL;
    sqlite3_bind_int64(prepared, 1, id);
    int code = sqlite3_step(prepared);
    if (code == SQLITE_ROW) {
        const void *data = sqlite3_column_blob(prepared, 0);
        bytes = g_bytes_new(data, (gsize)sqlite3_column_bytes(prepared, 0));
    } else if (code == SQLITE_DONE) {
        fail(error, ERROR_INPUT, "%s: there is nothing for %" G_GINT64_FORMAT, statement, id);
    } else {
        store_fault(store, statement, error);
    }
    sqlite3_reset(prepared);
    return bytes;
}
