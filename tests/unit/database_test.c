#include "tests/unit/store_room.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A database file in a folder of its own. */
struct place {
    char *folder, *path;
};

static struct place make_place(void)
{
    struct place place;
    place.folder = g_dir_make_tmp("presens-store-XXXXXX", NULL);
    ck_assert_ptr_nonnull(place.folder);
    place.path = g_build_filename(place.folder, "presens.db", NULL);
    return place;
}

static void clear_place(struct place *place)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(place->path, suffixes[i], NULL);
        unlink(path);
    }
    rmdir(place->folder);
    g_free(place->path);
    g_free(place->folder);
}

static struct store *open_place(const struct place *place)
{
    GError *error = NULL;
    struct store *store = store_open(place->path, &error);
    no_error(error);
    return store;
}

/* Another process, which opens the database when it is let, and leaves it as the last one that it knows of.
 * It is made before this process has opened anything: SQLite keeps its locks by process, and a copy of them
 * would deceive it. */
struct visitor {
    pid_t process;
    int let;
};

static struct visitor visitor_of(const struct place *place)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    struct visitor visitor = {.process = fork(), .let = ends[1]};
    ck_assert_int_ge(visitor.process, 0);
    if (visitor.process == 0) {
        close(ends[1]);
        char byte;
        sqlite3 *sqlite = NULL;
        bool good = read(ends[0], &byte, 1) == 1 && sqlite3_open(place->path, &sqlite) == SQLITE_OK &&
                    sqlite3_exec(sqlite, "SELECT count(*) FROM message", NULL, NULL, NULL) == SQLITE_OK &&
                    sqlite3_close(sqlite) == SQLITE_OK;
        _exit(good ? 0 : 1);
    }
    close(ends[0]);
    return visitor;
}

static void visit(const struct visitor *visitor)
{
    int status = -1;
    ck_assert_int_eq(write(visitor->let, "", 1), 1);
    ck_assert_int_eq(waitpid(visitor->process, &status, 0), visitor->process);
    ck_assert_int_eq(status, 0);
    close(visitor->let);
}

START_TEST(a_second_connection_leaves_the_locks_of_the_first_in_force)
{
    struct place place = make_place();
    struct visitor visitor = visitor_of(&place);
    g_autofree char *log = g_strconcat(place.path, "-wal", NULL);
    struct store *first = open_place(&place), *second = open_place(&place);
    struct stat before, after;
    ck_assert_int_eq(stat(log, &before), 0);
    visit(&visitor);
    ck_assert_int_eq(stat(log, &after), 0);
    ck_assert_uint_eq(before.st_ino, after.st_ino);
    store_close(second);
    store_close(first);
    clear_place(&place);
}
END_TEST

START_TEST(a_new_database_is_private_and_complete)
{
    struct place place = make_place();
    mode_t mask = umask(0);
    struct store *store = open_place(&place);
    umask(mask);
    struct stat status;
    ck_assert_int_eq(stat(place.path, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0600);
    answers(store, "PRAGMA journal_mode", "wal\n");
    answers(store, "PRAGMA synchronous", "2\n");
    answers(store, "PRAGMA foreign_keys", "1\n");
    answers(store, "PRAGMA trusted_schema", "0\n");
    answers(store,
            "SELECT name FROM sqlite_schema WHERE type = 'view' AND name GLOB 'report_*' ORDER BY name",
            "report_credit\nreport_finding\nreport_mail\nreport_message\nreport_submission\n");
    store_close(store);
    clear_place(&place);
}
END_TEST

START_TEST(opening_again_changes_nothing)
{
    struct place place = make_place();
    struct store *store = open_place(&place);
    g_autofree char *version = ask(store, "PRAGMA user_version");
    g_autofree char *schema = ask(store, "PRAGMA schema_version");
    store_close(store);
    store = open_place(&place);
    answers(store, "PRAGMA user_version", version);
    answers(store, "PRAGMA schema_version", schema);
    store_close(store);
    clear_place(&place);
}
END_TEST

static const struct {
    const char *view, *columns;
} report_views[] = {
    {"report_message", "id, mailbox, uid, message_id, sender, subject, received_at, state, kind\n"},
    {"report_submission", "id, message, form, group_number, group_name, decision, decided_by, decided_at\n"},
    {"report_finding", "submission, rule, severity, about, text\n"},
    {"report_credit", "hpr, name, group_number, date, hours, status\n"},
    {"report_mail", "id, submission, recipient, purpose, state, attempts, message_id\n"},
};

START_TEST(a_report_view_has_the_promised_columns)
{
    struct store *store = new_store();
    g_autofree char *sql = g_strdup_printf("SELECT group_concat(name, ', ') FROM pragma_table_info('%s')",
                                           report_views[_i].view);
    answers(store, sql, report_views[_i].columns);
    store_close(store);
}
END_TEST

/* Also with SQLite's own program, which knows none of our functions: the connection trusts no function in a
 * view. */
START_TEST(every_view_can_be_read)
{
    struct store *store = new_store();
    /* The words of nynorsk and the learning goals are views with rows of their own. */
    g_autofree char *names =
        ask(store, "SELECT name FROM built_in_view WHERE name NOT IN ('nynorsk_word', 'learning_goal')");
    g_auto(GStrv) views = g_strsplit(g_strchomp(names), "\n", -1);
    ck_assert_ptr_nonnull(views[0]);
    for (char **view = views; *view; view++) {
        g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM (SELECT * FROM %s)", *view);
        answers(store, sql, "0\n");
    }
    store_close(store);
}
END_TEST

START_TEST(views_are_made_anew_when_their_text_changed)
{
    struct place place = make_place();
    struct store *store = open_place(&place);
    g_autofree char *made = ask(store, "SELECT sql FROM sqlite_schema WHERE type = 'view' ORDER BY name");
    answers(store, "UPDATE built_in_view SET checksum = 'of an older program'", "");
    answers(store, "DROP VIEW report_mail", "");
    answers(store, "CREATE VIEW report_mail AS SELECT 1 AS id", "");
    store_close(store);
    store = open_place(&place);
    answers(store, "SELECT sql FROM sqlite_schema WHERE type = 'view' ORDER BY name", made);
    answers(store, "SELECT count(DISTINCT checksum), min(length(checksum)) FROM built_in_view", "1|64\n");
    store_close(store);
    clear_place(&place);
}
END_TEST

START_TEST(views_of_others_are_left_alone)
{
    struct place place = make_place();
    struct store *store = open_place(&place);
    answers(store, "CREATE VIEW our_own AS SELECT count(*) AS mails FROM message", "");
    answers(store, "UPDATE built_in_view SET checksum = 'of an older program'", "");
    store_close(store);
    store = open_place(&place);
    answers(store, "SELECT mails FROM our_own", "0\n");
    answers(store, "SELECT count(*) FROM built_in_view WHERE name = 'our_own'", "0\n");
    store_close(store);
    clear_place(&place);
}
END_TEST

START_TEST(a_database_of_a_newer_program_is_refused)
{
    struct place place = make_place();
    struct store *store = open_place(&place);
    answers(store, "PRAGMA user_version = 999", "");
    store_close(store);
    GError *error = NULL;
    ck_assert_ptr_null(store_open(place.path, &error));
    ck_assert_ptr_nonnull(strstr(error->message, "999"));
    is_error(&error, ERROR_STORE);
    clear_place(&place);
}
END_TEST

START_TEST(another_file_is_no_database)
{
    struct place place = make_place();
    GError *error = NULL;
    ck_assert(g_file_set_contents(place.path, "Kjære smågruppe, dette er ingen database, men et brev.\n", -1,
                                  NULL));
    ck_assert_ptr_null(store_open(place.path, &error));
    is_error(&error, ERROR_STORE);
    unlink(place.path);
    ck_assert_int_eq(mkdir(place.path, 0700), 0);
    ck_assert_ptr_null(store_open(place.path, &error));
    is_error(&error, ERROR_STORE);
    rmdir(place.path);
    clear_place(&place);
}
END_TEST

START_TEST(a_transaction_keeps_all_or_nothing)
{
    struct store *store = new_store();
    GError *error = NULL;
    ck_assert(store_begin(store, &error));
    arrives(store, "1", "rolled back");
    store_rollback(store);
    answers(store, "SELECT count(*) FROM message", "0\n");
    ck_assert(store_begin(store, &error));
    arrives(store, "2", "kept");
    ck_assert(store_commit(store, &error));
    answers(store, "SELECT uid FROM location", "2\n");
    store_close(store);
}
END_TEST

START_TEST(savepoints_nest)
{
    struct store *store = new_store();
    GError *error = NULL;
    ck_assert(store_begin(store, &error));
    ck_assert(store_savepoint(store, &error));
    arrives(store, "1", "outer");
    ck_assert(store_savepoint(store, &error));
    arrives(store, "2", "inner");
    store_undo(store);
    ck_assert(store_release(store, &error));
    ck_assert(store_savepoint(store, &error));
    arrives(store, "3", "undone");
    store_undo(store);
    ck_assert(store_commit(store, &error));
    answers(store, "SELECT uid FROM location", "1\n");
    store_close(store);
}
END_TEST

START_TEST(a_second_writer_is_told_that_it_is_busy)
{
    struct place place = make_place();
    struct store *one = open_place(&place), *other = open_place(&place);
    GError *error = NULL;
    sqlite3_busy_timeout(store_sqlite(other), 0);
    ck_assert(store_begin(one, &error));
    ck_assert(!store_begin(other, &error));
    is_error(&error, ERROR_STORE_BUSY);
    store_rollback(one);
    ck_assert(store_begin(other, &error));
    store_rollback(other);
    store_close(one);
    store_close(other);
    clear_place(&place);
}
END_TEST

START_TEST(parameters_must_be_those_of_the_statement)
{
    struct store *store = new_store();
    GError *error = NULL;
    ck_assert_ptr_null(store_rows(store, "no_such_statement", NULL, &error));
    is_error(&error, ERROR_INTERNAL);
    ck_assert_ptr_null(store_rows(store, "message_by_sha256", NULL, &error));
    is_error(&error, ERROR_INTERNAL);
    ck_assert_ptr_null(
        store_rows(store, "message_by_sha256", json_pack("{s:s, s:i}", "sha256", "00", "more", 1), &error));
    is_error(&error, ERROR_INTERNAL);
    json_t *row = store_row(store, "message_by_sha256", json_pack("{s:n}", "sha256"), &error);
    no_error(error);
    ck_assert(json_is_null(row));
    store_close(store);
}
END_TEST

START_TEST(rows_come_as_objects_without_null_columns)
{
    struct store *store = new_store();
    GError *error = NULL;
    answers(
        store,
        "INSERT INTO small_group (id, number, number_key, name, name_key) VALUES (7, 'SG-7', '7', 'G', 'g')",
        "");
    json_t *row =
        store_row(store, "group", json_pack("{s:s, s:s}", "number", "SG 007", "today", "2026-01-12"), &error);
    no_error(error);
    ck_assert_str_eq(json_string_value(json_object_get(row, "name")), "G");
    ck_assert_int_eq(json_integer_value(json_object_get(row, "active")), 1);
    ck_assert_ptr_null(json_object_get(row, "municipality"));
    ck_assert(json_is_array(json_object_get(row, "members"))); /* the column "members:json" */
    json_decref(row);
    store_close(store);
}
END_TEST

START_TEST(bytes_do_not_travel_as_json)
{
    struct store *store = new_store();
    GError *error = NULL;
    gint64 message = arrives(store, "1", "bytes");
    ck_assert_ptr_null(
        store_row(store, "message_raw", json_pack("{s:I}", "id", (json_int_t)message), &error));
    is_error(&error, ERROR_INTERNAL);
    g_autoptr(GBytes) raw = store_blob(store, "message_raw", message, &error);
    ck_assert_mem_eq(g_bytes_get_data(raw, NULL), "bytes", 5);
    store_close(store);
}
END_TEST

static const struct {
    const char *expression, *value;
} function_cases[] = {
    {"fold('  Smågruppe\u00a0VEST – A ')", "smågruppe vest - a"},
    {"fold(NULL)", ""},
    {"number_key('SG-0123')", "123"},
    {"number_key(' 123')", "123"},
    {"number_key('SG 0')", "0"},
    {"number_key('Vest–gruppa')", "vest-gruppa"},
    {"number_key(NULL) IS NULL", "1"},
    {"names_agree('Kari Anne Nordmann', 'NORDMANN, Kari')", "1"},
    {"names_agree('Kari Nordmann', 'Ola Berg')", "0"},
    {"names_agree('K. Nordmann', 'K. Berg')", "0"},
    {"names_agree('Kr. Nordmann', 'Kr. Berg')", "0"},
    {"names_agree('Per-Åge Vik', 'Åge Berg')", "1"},
    {"names_agree('Bo Li', 'Bo Vik')", "1"},
    {"names_agree('', '')", "0"},
    {"names_agree(NULL, 'Kari')", "0"},
    {"month_later('2025-02-03', 12)", "2026-02-03"},
    {"month_later('2024-02-29', 12)", "2025-02-28"},
    {"month_later('2025-01-31', 1)", "2025-02-28"},
    {"month_later('2025-03-31', -1)", "2025-02-28"},
    {"month_later('2025-01-15', -13)", "2023-12-15"},
    {"month_later('2025-02-30', 1)", ""},
    {"month_later('9999-12-01', 1)", ""},
    {"month_later('0001-01-01', -1)", ""},
    {"month_later('2025-01-01', 9223372036854775807)", ""},
    {"month_later(NULL, 1)", ""},
    {"norwegian_date('2025-02-03')", "3. februar 2025"},
    {"norwegian_date('ukjent')", "ukjent"},
    {"norwegian_date(NULL)", ""},
    {"words('Rutiner: NAV/trygd!')", " rutiner nav trygd "},
    {"letters_apart('trondhem', 'trondheim')", "1"},
    {"letters_apart('tromsö', 'tromsø')", "1"},
    {"letters_apart('', 'oslo')", "4"},
    {"letters_apart('oslo', 'oslo')", "0"},
    {"letters_apart('os', 'trondheim')", "7"},
    {"letters_apart(NULL, 'oslo')", ""},
    {"(SELECT count(*) FROM json_each(municipalities()) WHERE value IN ('tromsø', 'kárášjohka', 'oslo'))",
     "3"},
    {"learning_goals('FKM LM-02 og 3, KLK 17; alm-042')",
     "[\"FKM LM-02\",\"FKM LM-03\",\"KLK-017\",\"ALM-042\"]"},
    {"learning_goals('LM 2, LM-02')", "[\"FKM LM-02\"]"},
    {"learning_goals('Film 12, alma 3')", "[]"},
    {"learning_goals(NULL)", "[]"},
};

START_TEST(a_function_gives_what_its_header_says)
{
    struct store *store = new_store();
    g_autofree char *sql = g_strdup_printf("SELECT %s", function_cases[_i].expression);
    g_autofree char *expected = g_strdup_printf("%s\n", function_cases[_i].value);
    answers(store, sql, expected);
    store_close(store);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("database");
    TCase *opening = tcase_create("opening");
    tcase_add_test(opening, a_second_connection_leaves_the_locks_of_the_first_in_force);
    tcase_add_test(opening, a_new_database_is_private_and_complete);
    tcase_add_test(opening, opening_again_changes_nothing);
    tcase_add_loop_test(opening, a_report_view_has_the_promised_columns, 0, G_N_ELEMENTS(report_views));
    tcase_add_test(opening, every_view_can_be_read);
    tcase_add_test(opening, views_are_made_anew_when_their_text_changed);
    tcase_add_test(opening, views_of_others_are_left_alone);
    tcase_add_test(opening, a_database_of_a_newer_program_is_refused);
    tcase_add_test(opening, another_file_is_no_database);
    suite_add_tcase(suite, opening);
    TCase *using = tcase_create("using");
    tcase_add_test(using, a_transaction_keeps_all_or_nothing);
    tcase_add_test(using, savepoints_nest);
    tcase_add_test(using, a_second_writer_is_told_that_it_is_busy);
    tcase_add_test(using, parameters_must_be_those_of_the_statement);
    tcase_add_test(using, rows_come_as_objects_without_null_columns);
    tcase_add_test(using, bytes_do_not_travel_as_json);
    tcase_add_loop_test(using, a_function_gives_what_its_header_says, 0, G_N_ELEMENTS(function_cases));
    suite_add_tcase(suite, using);
    return run_suite(suite);
}
