#include "tests/unit/store_room.h"

#include <gio/gio.h>
#include <string.h>

#define STATEMENTS "/presens/store/statements/"

/* Calls `look` for every statement of every file. */
static void for_every_statement(struct store *store,
                                void (*look)(struct store *, const char *, sqlite3_stmt *))
{
    g_auto(GStrv) names = g_resources_enumerate_children(STATEMENTS, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    ck_assert_ptr_nonnull(names);
    for (char **name = names; *name; name++) {
        g_autofree char *path = g_strconcat(STATEMENTS, *name, NULL);
        g_autoptr(GBytes) bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
        g_autofree char *sql = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
        int found = 0;
        for (const char *rest = sql; *rest;) {
            sqlite3_stmt *statement = NULL;
            int code = sqlite3_prepare_v2(store_sqlite(store), rest, -1, &statement, &rest);
            ck_assert_msg(code == SQLITE_OK, "%s: %s", *name, sqlite3_errmsg(store_sqlite(store)));
            if (statement) {
                look(store, *name, statement);
                found++;
            }
            sqlite3_finalize(statement);
        }
        ck_assert_msg(found > 0, "%s holds no statement", *name);
    }
}

static void is_named(struct store *store, const char *file, sqlite3_stmt *statement)
{
    (void)store;
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement); i++) {
        const char *name = sqlite3_bind_parameter_name(statement, i);
        ck_assert_msg(name && name[0] == ':', "%s: parameter %d has no name", file, i);
    }
}

START_TEST(every_statement_can_be_prepared)
{
    struct store *store = new_store();
    for_every_statement(store, is_named);
    store_close(store);
}
END_TEST

/* Statements that run once or more for every mail, by the beginnings of their names; decide_all and
 * decide_lift_all are for all mails. */
static bool is_hot(const char *file)
{
    static const char *const beginnings[] = {"message", "location", "outbox",    "submission",
                                             "finding", "decide_",  "register_", "resolve_",
                                             "mail_",   "account_", "question",  "answer"};
    bool hot = false;
    for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++)
        hot = hot || g_str_has_prefix(file, beginnings[i]);
    return hot && !strstr(file, "_all.sql");
}

/* What may be read from end to end: what does not grow, and the indexes that hold only what waits. Returned
 * forms and the numbers of groups are looked through when a new group is registered. */
static bool is_small(const char *name)
{
    static const char *const small[] = {
        "rule_parameter",  "address_day", "location_unfiled", "outbox_due", "submission_returned",
        "group_by_number", NULL};
    return g_strv_contains(small, name);
}

/* The table or index of the main database that begins on a page. Caller frees. */
static char *name_of_page(struct store *store, int page)
{
    g_autofree char *question = g_strdup_printf("SELECT name FROM sqlite_schema WHERE rootpage = %d", page);
    return g_strchomp(ask(store, question));
}

/* In the byte code a cursor is opened on the root page of a table or index, and a walk through all of it
 * begins with Rewind or Last; views and triggers are in there, too. */
static void scans_no_table(struct store *store, const char *file, sqlite3_stmt *statement)
{
    if (!is_hot(file))
        return;
    g_autofree char *sql = g_strconcat("EXPLAIN ", sqlite3_sql(statement), NULL);
    g_autoptr(GHashTable) pages = g_hash_table_new(NULL, NULL);
    sqlite3_stmt *code = NULL;
    ck_assert_int_eq(sqlite3_prepare_v2(store_sqlite(store), sql, -1, &code, NULL), SQLITE_OK);
    while (sqlite3_step(code) == SQLITE_ROW) {
        const char *operation = (const char *)sqlite3_column_text(code, 1);
        gpointer cursor = GINT_TO_POINTER(sqlite3_column_int(code, 2));
        int page = sqlite3_column_int(code, 3), database = sqlite3_column_int(code, 4);
        if (g_str_has_prefix(operation, "Open") || strcmp(operation, "ReopenIdx") == 0)
            g_hash_table_insert(
                pages, cursor,
                GINT_TO_POINTER(strstr("OpenRead OpenWrite ReopenIdx", operation) && database == 0 ? page
                                                                                                   : 0));
        page = GPOINTER_TO_INT(g_hash_table_lookup(pages, cursor));
        if (page > 0 && (strcmp(operation, "Rewind") == 0 || strcmp(operation, "Last") == 0)) {
            g_autofree char *name = name_of_page(store, page);
            ck_assert_msg(is_small(name), "%s looks at all of %s", file, name);
        }
    }
    sqlite3_finalize(code);
}

START_TEST(no_hot_statement_scans_a_table)
{
    struct store *store = new_store();
    for_every_statement(store, scans_no_table);
    store_close(store);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("statements");
    TCase *cases = tcase_create("statements");
    tcase_add_test(cases, every_statement_can_be_prepared);
    tcase_add_test(cases, no_hot_statement_scans_a_table);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
