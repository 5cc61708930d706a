#include "store/import.h"
#include "tests/unit/store_room.h"

#include <string.h>

static bool import(struct store *store, const char *csv, struct import_report *report, GError **error)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(csv, strlen(csv));
    return import_register(store, bytes, report, error);
}

static bool import_sample(struct store *store, const char *name, struct import_report *report, GError **error)
{
    g_autofree char *path = g_strdup_printf("import/%s.csv", name);
    g_autofree char *csv = sample(path);
    return import(store, csv, report, error);
}

static void append_lines(GString *text, const char *before, const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++)
        g_string_append_printf(text, "%s %s\n", before, (const char *)g_ptr_array_index(lines, i));
}

static const char whole_register[] =
    "SELECT 'group ' || number, number_key, name, municipality, kind FROM small_group UNION ALL "
    "SELECT * FROM (SELECT 'person ' || coalesce(hpr, ''), name, email, specialty, "
    "coalesce(profession, '') || '|' || in_training || '|' || coalesce(period_start, '') FROM person ORDER "
    "BY id) "
    "UNION ALL SELECT * FROM (SELECT 'membership ' || g.number, m.role, p.name, m.from_on, m.until_on "
    "FROM membership m JOIN small_group g ON g.id = m.group_id JOIN person p ON p.id = m.person ORDER BY 1, "
    "2, 3)";

/* What came of an import, as the files NAME.expected say it. Caller frees. */
static char *outcome(struct store *store, const struct import_report *report)
{
    GString *text = g_string_new(NULL);
    append_lines(text, "unused", report->unused);
    append_lines(text, "fault", report->faults);
    if (report->memberships)
        g_string_append_printf(text, "report %u %u %u\n", report->groups, report->persons,
                               report->memberships);
    g_autofree char *rows = ask(store, whole_register);
    return g_string_free(g_string_append(text, rows), FALSE);
}

static void comes_to(struct store *store, struct import_report *report, const char *name)
{
    g_autofree char *path = g_strdup_printf("import/%s.expected", name);
    g_autofree char *expected = sample(path);
    g_autofree char *found = outcome(store, report);
    import_report_clear(report);
    ck_assert_msg(strcmp(found, expected) == 0, "%s gave\n%s", name, found);
}

static const char *const good[] = {"norwegian", "english", "number-in-one-row"};

START_TEST(a_register_is_taken_over_once)
{
    struct store *store = new_store();
    GError *error = NULL;
    struct import_report report;
    for (int time = 0; time < 2; time++) {
        import_sample(store, good[_i], &report, &error);
        no_error(error);
        comes_to(store, &report, good[_i]);
    }
    store_close(store);
}
END_TEST

static const char *const faulty[] = {"wrong-values", "missing-values", "contradictions", "missing-columns"};

START_TEST(every_fault_is_reported_and_nothing_is_stored)
{
    struct store *store = new_store();
    GError *error = NULL;
    struct import_report report;
    ck_assert(!import_sample(store, faulty[_i], &report, &error));
    is_error(&error, ERROR_INPUT);
    comes_to(store, &report, faulty[_i]);
    store_close(store);
}
END_TEST

START_TEST(a_later_file_corrects_the_register)
{
    struct store *store = new_store();
    GError *error = NULL;
    struct import_report report;
    for (int time = 0; time < 2; time++) {
        ck_assert(import_sample(store, time ? "second" : "first", &report, &error));
        if (time == 0)
            import_report_clear(&report);
    }
    comes_to(store, &report, "second");
    ck_assert(import_sample(store, "second", &report, &error));
    comes_to(store, &report, "second");
    store_close(store);
}
END_TEST

START_TEST(who_has_left_is_not_brought_back)
{
    struct store *store = new_store();
    GError *error = NULL;
    struct import_report report;
    ck_assert(import_sample(store, "first", &report, &error));
    import_report_clear(&report);
    answers(store, "UPDATE membership SET until_on = '2025-09-01'", "");
    ck_assert(import_sample(store, "first", &report, &error));
    import_report_clear(&report);
    answers(store, "SELECT count(*), min(until_on) FROM membership", "3|2025-09-01\n");
    store_close(store);
}
END_TEST

static const char *const no_tables[] = {"", "\n\n", "nummer;gruppenavn;rolle;navn\n"};

START_TEST(a_file_without_rows_is_refused)
{
    struct store *store = new_store();
    GError *error = NULL;
    struct import_report report;
    ck_assert(!import(store, no_tables[_i], &report, &error));
    is_error(&error, ERROR_INPUT);
    import_report_clear(&report);
    store_close(store);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import");
    TCase *importing = tcase_create("import");
    tcase_add_loop_test(importing, a_register_is_taken_over_once, 0, G_N_ELEMENTS(good));
    tcase_add_loop_test(importing, every_fault_is_reported_and_nothing_is_stored, 0, G_N_ELEMENTS(faulty));
    tcase_add_test(importing, a_later_file_corrects_the_register);
    tcase_add_test(importing, who_has_left_is_not_brought_back);
    tcase_add_loop_test(importing, a_file_without_rows_is_refused, 0, G_N_ELEMENTS(no_tables));
    suite_add_tcase(suite, importing);
    return run_suite(suite);
}
