/* Brings a database up to date: migrations by number, views by the checksum of their text. */
#include "store/connection.h"

#include <gio/gio.h>
#include <string.h>

#define MIGRATIONS "/presens/store/schema/"
#define VIEWS      "/presens/store/views/"

static int by_name(gconstpointer one, gconstpointer other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

/* The names of the files in a folder of the resources, in order. Caller frees. */
static char **files_of(const char *folder)
{
    char **names = g_resources_enumerate_children(folder, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    if (!names)
        return g_new0(char *, 1);
    qsort(names, g_strv_length(names), sizeof *names, by_name);
    return names;
}

static char *text_of(const char *folder, const char *name)
{
    g_autofree char *path = g_strconcat(folder, name, NULL);
    g_autoptr(GBytes) bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    return bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : g_strdup("");
}

/* "002-built-in-view.sql" is the second migration. */
static int migration_number(const char *name)
{
    return (int)g_ascii_strtoll(name, NULL, 10);
}

static int newest_version(char **migrations)
{
    guint count = g_strv_length(migrations);
    return count ? migration_number(migrations[count - 1]) : 0;
}

static int stored_version(struct store *store)
{
    sqlite3_stmt *statement = NULL;
    int version = -1;
    if (sqlite3_prepare_v2(store->sqlite, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        version = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return version;
}

static bool migrate(struct store *store, char **migrations, GError **error)
{
    int version = stored_version(store);
    for (char **name = migrations; *name; name++) {
        int number = migration_number(*name);
        if (number <= version)
            continue;
        g_autofree char *sql = text_of(MIGRATIONS, *name);
        g_autofree char *mark = g_strdup_printf("PRAGMA user_version = %d", number);
        if (!connection_execute(store, sql, *name, error) || !connection_execute(store, mark, *name, error))
            return false;
    }
    return true;
}

static char *views_checksum(char **views)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    for (char **name = views; *name; name++) {
        g_autofree char *sql = text_of(VIEWS, *name);
        g_checksum_update(checksum, (const guchar *)sql, (gssize)strlen(sql) + 1);
    }
    return g_strdup(g_checksum_get_string(checksum));
}

static bool views_current(struct store *store, const char *checksum, bool *current, GError **error)
{
    json_t *other = store_row(store, "views_outdated", json_pack("{s:s}", "checksum", checksum), error);
    *current = json_is_null(other);
    json_decref(other);
    return other != NULL;
}

/* Views that somebody added to the database by hand are not ours to drop. */
static bool drop_views(struct store *store, GError **error)
{
    json_t *views = store_rows(store, "views_built_in", NULL, error), *view;
    bool done = views != NULL;
    size_t i;
    json_array_foreach(views, i, view) {
        const char *name = json_string_value(json_object_get(view, "name"));
        char *drop = sqlite3_mprintf("DROP VIEW IF EXISTS \"%w\"", name);
        done = done && connection_execute(store, drop, name, error);
        sqlite3_free(drop);
    }
    json_decref(views);
    return done && store_run(store, "views_forget", NULL, NULL, error);
}

static bool create_views(struct store *store, char **views, const char *checksum, GError **error)
{
    json_t *foreign = store_rows(store, "views_present", NULL, error);
    bool done = foreign != NULL;
    for (char **name = views; done && *name; name++) {
        g_autofree char *sql = text_of(VIEWS, *name);
        done = connection_execute(store, sql, *name, error);
    }
    json_t *parameters = json_pack("{s:s, s:o*}", "checksum", checksum, "foreign", foreign);
    if (done)
        return store_run(store, "views_remember", parameters, NULL, error);
    json_decref(parameters);
    return false;
}

static bool update(struct store *store, char **migrations, char **views, const char *checksum, GError **error)
{
    bool current = false;
    return migrate(store, migrations, error) && views_current(store, checksum, &current, error) &&
           (current || (drop_views(store, error) && create_views(store, views, checksum, error)));
}

bool schema_update(struct store *store, GError **error)
{
    g_auto(GStrv) migrations = files_of(MIGRATIONS);
    g_auto(GStrv) views = files_of(VIEWS);
    g_autofree char *checksum = views_checksum(views);
    int stored = stored_version(store), newest = newest_version(migrations);
    bool current = false;
    if (stored < 0)
        return store_fault(store, "cannot read the database", error);
    if (stored > newest)
        return fail(error, ERROR_STORE,
                    "the database has schema %d, this program knows %d: it belongs to a newer presens",
                    stored, newest);
    if (stored == newest && !views_current(store, checksum, &current, error))
        return false;
    if (current)
        return true;
    if (!store_begin(store, error))
        return false;
    if (update(store, migrations, views, checksum, error) && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}
