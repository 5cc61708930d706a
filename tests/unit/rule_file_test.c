/* Rule files: their headers, what a rule may not do, and how files beside the built-in ones are taken. */
#include "rules/rule_file.h"
#include "tests/unit/scenario.h"

#include <glib/gstdio.h>

#define HEADER                                                                                                 \
    "-- id: extra\n-- severity: advise\n-- forms: presence\n-- groups: all\n-- valid: ..\n-- source: –\n-- " \
    "nb: Noe.\n"

/* A directory with one file of rules, and a configuration that names it. */
struct extra {
    char *directory, *path;
    struct config config;
};

static struct extra extra_file(const char *text)
{
    struct extra extra = {.directory = g_dir_make_tmp("rules-XXXXXX", NULL)};
    extra.path = g_build_filename(extra.directory, "extra.sql", NULL);
    ck_assert(g_file_set_contents(extra.path, text, -1, NULL));
    extra.config.rules.directory = extra.directory;
    extra.config.rules.settings = g_hash_table_new(g_str_hash, g_str_equal);
    return extra;
}

static void extra_remove(struct extra *extra)
{
    g_unlink(extra->path);
    g_rmdir(extra->directory);
    g_free(extra->path);
    g_free(extra->directory);
    g_hash_table_unref(extra->config.rules.settings);
}

/* Fails unless loading is refused with the kind of error, and says `why`. */
static void is_refused(const char *text, enum presens_error kind, const char *why)
{
    struct extra extra = extra_file(text);
    struct store *store = new_store();
    GError *error = NULL;
    struct rules *rules = rules_load(store, &extra.config, &error);
    ck_assert_msg(rules == NULL, "accepted:\n%s", text);
    ck_assert_msg(strstr(error->message, why), "\"%s\" does not say \"%s\"", error->message, why);
    is_error(&error, kind);
    store_close(store);
    extra_remove(&extra);
}

START_TEST(a_faulty_header_is_refused_with_file_and_line)
{
    static const struct {
        const char *text, *why;
    } faults[] = {
        {"", "no 'id'"},
        {"SELECT 1", "no 'id'"},
        {"-- id: Extra\n", "line 1"},
        {"-- id: extra\n-- id: extra\n", "line 2: 'id' is there twice"},
        {"-- id: extra\n-- severity: deadly\n", "line 2: 'deadly'"},
        {"-- id: extra\n-- severity: advise, definition\n", "line 2"},
        {"-- id: extra\n-- severity: advise\n-- forms: letter\n", "line 3: 'letter'"},
        {"-- id: extra\n-- groups: choir\n", "line 2: 'choir'"},
        {"-- id: extra\n-- asks: shoe-size\n", "line 2: 'shoe-size'"},
        {"-- id: extra\n-- valid: 2025-02-30 ..\n", "line 2"},
        {"-- id: extra\n-- valid: 2025-01-01\n", "line 2"},
        {"-- id: extra\n-- valid: 2026-01-01 .. 2025-01-01\n", "line 2"},
        {"-- id: extra\n-- parameter minimum 2\n", "line 2"},
        {"-- id: extra\n-- parameter minimum = 2: few\n-- parameter minimum = 3: few\n", "line 3"},
        {"-- id: extra\n-- whatever: else\n", "line 2: 'whatever'"},
        {"-- id: extra\n-- just a remark\n", "line 2"},
        {"-- id: extra\n-- nb: A.\n-- nb: B.\n", "line 3"},
        {"-- id: extra\n-- severity: definition\n-- valid: ..\n-- source: –\nSELECT 1", "no SELECT"},
        {"-- id: extra\n-- severity: advise\n-- forms: start\n-- valid: ..\n-- source: –\nSELECT 1",
         "no sentence"},
        {"-- id: extra\n-- severity: advise\n-- forms: start\n-- valid: ..\n-- source: –\n-- nn: "
         "Noko.\nSELECT 1",
         "bokmål"},
        {"-- id: extra\n-- severity: advise\n-- valid: ..\n-- source: –\n-- nb: Noe.\nSELECT 1",
         "no 'forms'"},
        {"-- id: extra\n-- severity: advise\n-- forms: start\n-- source: –\n-- nb: Noe.\nSELECT 1",
         "no 'valid'"},
        {HEADER, "no SELECT"},
        {"-- id: extra\xff\n", "UTF-8"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++)
        is_refused(faults[i].text, ERROR_RULE, faults[i].why);
}
END_TEST

START_TEST(a_rule_looks_and_does_not_touch)
{
    static const char *const forbidden[] = {
        "DELETE FROM person",
        "INSERT INTO person (name, name_key) VALUES ('a', 'a') RETURNING 1",
        "UPDATE person SET hpr = '1'",
        "PRAGMA user_version = 7",
        "PRAGMA table_info(person)",
        "SELECT * FROM pragma_table_info('person')",
        "ATTACH '/tmp/other.db' AS other",
        "CREATE TEMP TABLE t (a)",
        "DROP TABLE person",
        "BEGIN",
        "VACUUM",
        "SELECT load_extension('/tmp/x')",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(forbidden); i++) {
        g_autofree char *text = g_strconcat(HEADER, forbidden[i], NULL);
        is_refused(text, ERROR_RULE, "extra.sql");
    }
}
END_TEST

START_TEST(a_rule_is_one_select_with_known_names)
{
    is_refused(HEADER "SELECT 1; SELECT 2", ERROR_RULE, "one SELECT");
    is_refused(HEADER "SELECT 1; DELETE FROM person", ERROR_RULE, "one SELECT");
    is_refused(HEADER "SELECT nonsense FROM", ERROR_RULE, "extra.sql");
    is_refused(HEADER "SELECT 1 FROM no_such_table", ERROR_RULE, "no_such_table");
    is_refused(HEADER "SELECT :stranger", ERROR_RULE, ":stranger");
    is_refused(HEADER "SELECT ?", ERROR_RULE, "extra.sql");
    is_refused("-- id: extra\n-- severity: advise, flag\n-- forms: presence\n-- valid: ..\n-- source: –\n-- "
               "nb: Noe.\n"
               "SELECT 1",
               ERROR_RULE, "\"severity\"");
    is_refused("-- id: extra\n-- severity: advise\n-- forms: presence\n-- valid: ..\n-- source: –\n-- nb: "
               "{hole}.\nSELECT 1",
               ERROR_RULE, "{hole}");
    is_refused("-- id: extra\n-- severity: advise\n-- forms: presence\n-- valid: ..\n-- source: –\n-- nb "
               "one: Noe.\nSELECT 1",
               ERROR_RULE, "\"sentence\"");
    is_refused("-- id: extra\n-- severity: advise\n-- forms: presence\n-- asks: hpr, name\n-- valid: ..\n-- "
               "source: –\n"
               "-- nb: Noe.\nSELECT 1",
               ERROR_RULE, "\"asks\"");
}
END_TEST

START_TEST(an_endless_rule_is_stopped)
{
    GError *error = NULL;
    struct extra extra = extra_file(HEADER "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                                           "SELECT 'form' AS about FROM n WHERE i < 0");
    struct scenario scenario = scenario_start(&extra.config);
    answers(scenario.store,
            "INSERT INTO message (sha256, received_at, state, reading) VALUES ('x', '2026-01-01T00:00:00Z', "
            "'read', '{}')",
            "");
    answers(scenario.store,
            "INSERT INTO submission (message, position, form, stands_at) VALUES (1, 0, 'presence', '1')", "");
    ck_assert(!decide_message(scenario.rules, scenario.store, 1, &error));
    ck_assert_ptr_nonnull(strstr(error->message, "extra.sql"));
    is_error(&error, ERROR_RULE);
    /* The connection goes on. */
    answers(scenario.store, "SELECT state FROM message", "read\n");
    scenario_end(&scenario);
    extra_remove(&extra);
}
END_TEST

START_TEST(an_undeclared_severity_is_the_rules_fault)
{
    GError *error = NULL;
    struct extra extra =
        extra_file("-- id: extra\n-- severity: advise, flag\n-- forms: presence\n-- valid: ..\n-- source: –\n"
                   "-- nb: Noe.\nSELECT 'form' AS about, 'return' AS severity");
    struct scenario scenario = scenario_start(&extra.config);
    answers(scenario.store,
            "INSERT INTO message (sha256, received_at, state, reading) VALUES ('x', '2026-01-01T00:00:00Z', "
            "'read', '{}')",
            "");
    answers(scenario.store,
            "INSERT INTO submission (message, position, form, stands_at) VALUES (1, 0, 'presence', '1')", "");
    ck_assert(!decide_message(scenario.rules, scenario.store, 1, &error));
    is_error(&error, ERROR_RULE);
    scenario_end(&scenario);
    extra_remove(&extra);
}
END_TEST

static guint versions_of(struct rules *rules, const char *id)
{
    json_t *list = rules_list(rules), *rule;
    guint count = 0;
    size_t i;
    json_array_foreach(list, i, rule)
        count += strcmp(json_string_value(json_object_get(rule, "id")), id) == 0;
    json_decref(list);
    return count;
}

#define TWO_PRESENT                                                                                          \
    "-- severity: disallow\n-- forms: presence\n-- groups: smagruppe\n-- parameter minimum = 4: fewest\n-- " \
    "source: –\n"                                                                                          \
    "-- nb: {minimum} må være der.\nSELECT position AS meeting FROM submission_meeting "                   \
    "WHERE submission = :submission AND date BETWEEN :valid_from AND :valid_to "                             \
    "AND (SELECT count(*) FROM submission_present WHERE submission = :submission AND meeting = position) < " \
    ":minimum"

START_TEST(a_file_with_the_same_validity_replaces_the_built_in_rule)
{
    struct extra extra = extra_file("-- id: two-present\n-- valid: .. 2026-12-31\n" TWO_PRESENT);
    struct scenario scenario = scenario_start(&extra.config);
    ck_assert_uint_eq(versions_of(scenario.rules, "two-present"), 1);
    json_t *start = json_pack("{s:s}", "form", "start"), *list = json_pack("{s:s}", "form", "presence");
    hand_in(&scenario, start);
    hand_in(&scenario, list);
    answers(scenario.store, "SELECT about, text FROM finding WHERE rule = 'two-present' ORDER BY position",
            "meeting 2025-05-05|4 må være der.\nmeeting 2025-10-06|4 må være der.\n");
    json_decref(start);
    json_decref(list);
    scenario_end(&scenario);
    extra_remove(&extra);
}
END_TEST

START_TEST(a_file_with_another_validity_stands_beside_it)
{
    struct extra extra = extra_file("-- id: two-present\n-- valid: 2025-10-01 .. 2025-12-31\n" TWO_PRESENT);
    struct scenario scenario = scenario_start(&extra.config);
    ck_assert_uint_eq(versions_of(scenario.rules, "two-present"), 2);
    json_t *start = json_pack("{s:s}", "form", "start"), *list = json_pack("{s:s}", "form", "presence");
    hand_in(&scenario, start);
    hand_in(&scenario, list);
    answers(scenario.store, "SELECT about FROM finding WHERE rule = 'two-present'", "meeting 2025-10-06\n");
    json_decref(start);
    json_decref(list);
    scenario_end(&scenario);
    extra_remove(&extra);
}
END_TEST

START_TEST(settings_reach_rules_and_account)
{
    struct config config = {.rules.settings = g_hash_table_new(g_str_hash, g_str_equal)};
    g_hash_table_insert(config.rules.settings, (gpointer) "six-hours.hours", (gpointer) "13");
    struct scenario scenario = scenario_start(&config);
    json_t *start = json_pack("{s:s}", "form", "start"), *list = json_pack("{s:s}", "form", "presence");
    hand_in(&scenario, start);
    hand_in(&scenario, list);
    answers(scenario.store, "SELECT DISTINCT status, waits_for FROM credit", "provisional|six-hours\n");
    answers(scenario.store, "SELECT text FROM finding WHERE rule = 'six-hours' AND about LIKE '%Kari%'",
            "Kari Nordmann har 12 av 13 kurstimer innen 12 måneder. Timene er registrert og teller når alle "
            "er nådd.\n");
    json_decref(start);
    json_decref(list);
    scenario_end(&scenario);
    g_hash_table_unref(config.rules.settings);
}
END_TEST

START_TEST(a_setting_that_fits_no_rule_is_refused)
{
    static const char *const settings[][2] = {
        {"six-hours.minutes", "6"},      {"sixhours.hours", "6"}, {"six-hours", "6"},
        {"six-hours.hours", "many"},     {"six-hours.hours", ""}, {"six-hours.hours", "-1"},
        {"rules-in-force.last_day", "6"}};
    for (size_t i = 0; i < G_N_ELEMENTS(settings); i++) {
        struct config config = {.rules.settings = g_hash_table_new(g_str_hash, g_str_equal)};
        g_hash_table_insert(config.rules.settings, (gpointer)settings[i][0], (gpointer)settings[i][1]);
        struct store *store = new_store();
        GError *error = NULL;
        ck_assert_msg(rules_load(store, &config, &error) == NULL, "%s = %s", settings[i][0], settings[i][1]);
        is_error(&error, ERROR_CONFIGURATION);
        store_close(store);
        g_hash_table_unref(config.rules.settings);
    }
}
END_TEST

START_TEST(the_writer_hears_in_the_language_of_the_mail)
{
    struct scenario scenario = scenario_start(NULL);
    json_t *start = json_pack("{s:s}", "form", "start");
    json_t *list = json_pack("{s:s, s:n, s:{s:s}}", "form", "presence", "industry_free", "mail", "text",
                             "Hei, eg sender lista. Ho er ikkje signert.");
    hand_in(&scenario, start);
    hand_in(&scenario, list);
    answers(scenario.store,
            "SELECT count(*) FROM finding WHERE rule = 'industry-free' AND text LIKE '%Stadfestinga%'",
            "1\n");
    json_decref(start);
    json_decref(list);
    scenario_end(&scenario);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rule files");
    TCase *cases = tcase_create("files");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, a_faulty_header_is_refused_with_file_and_line);
    tcase_add_test(cases, a_rule_looks_and_does_not_touch);
    tcase_add_test(cases, a_rule_is_one_select_with_known_names);
    tcase_add_test(cases, an_endless_rule_is_stopped);
    tcase_add_test(cases, an_undeclared_severity_is_the_rules_fault);
    tcase_add_test(cases, a_file_with_the_same_validity_replaces_the_built_in_rule);
    tcase_add_test(cases, a_file_with_another_validity_stands_beside_it);
    tcase_add_test(cases, settings_reach_rules_and_account);
    tcase_add_test(cases, a_setting_that_fits_no_rule_is_refused);
    tcase_add_test(cases, the_writer_hears_in_the_language_of_the_mail);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
