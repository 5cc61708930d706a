/* The rules, each by its cases in tests/rules/ID.json: what is handed in before, the form in question, and
 * what the rule finds about it ("severity about"), in order. */
#include "tests/unit/scenario.h"

#define CASES "tests/rules/"

/* What a rule found about the submissions of a message, one "severity about" a line. */
static char *found(struct scenario *scenario, gint64 message, const char *rule)
{
    g_autofree char *question = g_strdup_printf(
        "SELECT f.severity || ' ' || f.about FROM finding f JOIN submission s ON s.id = f.submission "
        "WHERE s.message = %" G_GINT64_FORMAT " AND f.rule = '%s' ORDER BY f.submission, f.position",
        message, rule);
    return ask(scenario->store, question);
}

static char *decided(struct scenario *scenario, gint64 message)
{
    g_autofree char *question = g_strdup_printf(
        "SELECT decision FROM submission WHERE message = %" G_GINT64_FORMAT " ORDER BY position", message);
    return g_strchomp(ask(scenario->store, question));
}

static char *lines_of(json_t *texts)
{
    GString *lines = g_string_new(NULL);
    size_t i;
    json_t *text;
    json_array_foreach(texts, i, text)
        g_string_append_printf(lines, "%s\n", json_string_value(text));
    return g_string_free(lines, FALSE);
}

/* No sentence is left with a hole in it. */
static void check_sentences(struct scenario *scenario, const char *rule, const char *name)
{
    g_autofree char *question =
        g_strdup_printf("SELECT text FROM finding WHERE rule = '%s' AND (text LIKE '%%{%%' OR text LIKE "
                        "'%%}%%' OR text LIKE '%%  %%' "
                        "OR text LIKE '%%()%%' OR text LIKE '%% .%%' OR text LIKE '%% ,%%')",
                        rule);
    g_autofree char *holes = ask(scenario->store, question);
    ck_assert_msg(*holes == '\0', "%s: %s: %s", rule, name, holes);
}

/* Which kinds of case a rule has. */
struct coverage {
    bool finds, passes, boundary;
};

static void run_case(const char *rule, json_t *test, struct coverage *coverage)
{
    const char *name = json_string_value(json_object_get(test, "name"));
    struct scenario scenario = scenario_start(NULL);
    json_t *before = json_object_get(test, "before");
    if (before) {
        hand_in_all(&scenario, before);
    } else {
        json_t *start = json_pack("{s:s}", "form", "start");
        hand_in(&scenario, start);
        json_decref(start);
    }
    gint64 message = hand_in(&scenario, json_object_get(test, "given"));
    g_autofree char *expected = lines_of(json_object_get(test, "finds"));
    g_autofree char *actual = found(&scenario, message, rule);
    ck_assert_msg(strcmp(actual, expected) == 0, "%s: %s: found\n%sinstead of\n%s", rule, name, actual,
                  expected);
    const char *decision = json_string_value(json_object_get(test, "decision"));
    g_autofree char *actual_decision = decided(&scenario, message);
    ck_assert_msg(!decision || strcmp(actual_decision, decision) == 0, "%s: %s: decided %s instead of %s",
                  rule, name, actual_decision, decision);
    check_sentences(&scenario, rule, name);
    *(*expected ? &coverage->finds : &coverage->passes) = true;
    coverage->boundary = coverage->boundary || json_is_true(json_object_get(test, "boundary"));
    scenario_end(&scenario);
}

START_TEST(every_case_comes_out_as_said)
{
    g_autoptr(GDir) directory = g_dir_open(CASES, 0, NULL);
    ck_assert_ptr_nonnull(directory);
    for (const char *name; (name = g_dir_read_name(directory));) {
        if (!g_str_has_suffix(name, ".json") || strcmp(name, "defaults.json") == 0)
            continue;
        g_autofree char *path = g_strconcat(CASES, name, NULL);
        g_autofree char *rule = g_strndup(name, strlen(name) - strlen(".json"));
        json_t *cases = json_file(path), *test;
        struct coverage coverage = {0};
        size_t i;
        json_array_foreach(cases, i, test)
            run_case(rule, test, &coverage);
        ck_assert_msg(coverage.finds && coverage.passes && coverage.boundary,
                      "%s needs a case that it finds, one that it lets pass and one on the boundary", rule);
        json_decref(cases);
    }
}
END_TEST

/* A list with a meeting for each topic; every one of them is found, or none. */
static void topics_are(json_t *topics, bool found)
{
    struct scenario scenario = scenario_start(NULL);
    json_t *start = json_pack("{s:s, s:s}", "form", "start", "start_date", "2015-01-01"),
           *meetings = json_array();
    hand_in(&scenario, start);
    size_t i;
    json_t *topic;
    json_array_foreach(topics, i, topic) {
        g_autofree char *date = g_strdup_printf("%d-%02d-01", 2018 + (int)i / 12, (int)i % 12 + 1);
        json_array_append_new(meetings, json_pack("{s:s, s:i, s:O, s:[i,i,i]}", "date", date, "minutes", 180,
                                                  "topic", topic, "present", 0, 1, 2));
    }
    json_t *list = json_pack("{s:s, s:o}", "form", "presence", "meetings", meetings);
    gint64 message = hand_in(&scenario, list);
    g_autofree char *question =
        g_strdup_printf("SELECT m.topic FROM submission_meeting m JOIN submission s ON s.id = m.submission "
                        "WHERE s.message = %" G_GINT64_FORMAT
                        " AND EXISTS (SELECT 1 FROM finding f WHERE f.submission = s.id AND "
                        "f.meeting = m.position AND f.rule = 'suspect-topic') <> %d",
                        message, found);
    answers(scenario.store, question, "");
    json_decref(start);
    json_decref(list);
    scenario_end(&scenario);
}

START_TEST(topics_are_told_apart)
{
    json_t *topics = json_file(CASES "topics/suspect-topic.json");
    topics_are(json_object_get(topics, "flagged"), true);
    topics_are(json_object_get(topics, "innocent"), false);
    json_decref(topics);
}
END_TEST

START_TEST(every_rule_has_cases)
{
    struct scenario scenario = scenario_start(NULL);
    json_t *rules = rules_list(scenario.rules), *rule;
    size_t i;
    ck_assert_uint_gt(json_array_size(rules), 30);
    json_array_foreach(rules, i, rule) {
        const char *id = json_string_value(json_object_get(rule, "id"));
        g_autofree char *path = g_strconcat(CASES, id, ".json", NULL);
        bool definition = strcmp(json_string_value(json_object_get(rule, "severity")), "definition") == 0;
        ck_assert_msg(definition || g_file_test(path, G_FILE_TEST_EXISTS), "%s has no cases", id);
    }
    json_decref(rules);
    scenario_end(&scenario);
}
END_TEST

/* What grows with every list that is handed in; each may be looked into only by an index. */
static bool grows(const char *table)
{
    /* The tables, and the names that they have in the views of the account. */
    static const char *const growing[] = {"submission",
                                          "submission_meeting",
                                          "submission_participant",
                                          "submission_present",
                                          "finding",
                                          "message",
                                          "membership",
                                          "person",
                                          "later",
                                          "replacing",
                                          "same",
                                          "there",
                                          "earlier",
                                          "held",
                                          "attended",
                                          NULL};
    return g_strv_contains(growing, table);
}

/* The steps of a plan say "SCAN alias": the statement tells which table that is. */
static void check_plan(struct scenario *scenario, const char *name, const char *sql)
{
    g_autofree char *question = g_strconcat("EXPLAIN QUERY PLAN ", sql, NULL);
    sqlite3_stmt *plan = NULL;
    ck_assert_msg(sqlite3_prepare_v2(store_sqlite(scenario->store), question, -1, &plan, NULL) == SQLITE_OK,
                  "%s: %s", name, sqlite3_errmsg(store_sqlite(scenario->store)));
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);
        if (!g_str_has_prefix(detail, "SCAN "))
            continue;
        g_auto(GStrv) words = g_strsplit(detail, " ", 3);
        ck_assert_msg(!grows(words[1]), "%s looks at all of a table: %s", name, detail);
        g_autofree char *pattern = g_strdup_printf("(?:FROM|JOIN)\\s+(submission\\w*|form_day|finding|"
                                                   "message|membership|person|held|attended\\w*)\\s+%s\\b",
                                                   words[1]);
        ck_assert_msg(!g_regex_match_simple(pattern, sql, 0, 0), "%s looks at all of a table: %s", name,
                      detail);
    }
    sqlite3_finalize(plan);
}

START_TEST(no_rule_looks_at_all_submissions)
{
    struct scenario scenario = scenario_start(NULL);
    g_autoptr(GDir) directory = g_dir_open("rules", 0, NULL);
    ck_assert_ptr_nonnull(directory);
    for (const char *name; (name = g_dir_read_name(directory));) {
        if (!g_str_has_suffix(name, ".sql"))
            continue;
        g_autofree char *path = g_strconcat("rules/", name, NULL), *text = NULL;
        ck_assert(g_file_get_contents(path, &text, NULL, NULL));
        if (!strstr(text, "-- severity: definition"))
            check_plan(&scenario, name, text);
    }
    scenario_end(&scenario);
}
END_TEST

/* Every view of the account, asked for one person or one group. */
START_TEST(no_account_looks_at_all_submissions)
{
    static const char *const questions[] = {"SELECT * FROM credit WHERE person = 1",
                                            "SELECT * FROM attendance WHERE person = 1",
                                            "SELECT * FROM attended_day WHERE person = 1",
                                            "SELECT * FROM attended_waiting WHERE person = 1",
                                            "SELECT * FROM attended_counted WHERE person = 1",
                                            "SELECT * FROM meeting_in_force WHERE group_id = 1",
                                            "SELECT * FROM meeting_window WHERE group_id = 1",
                                            "SELECT * FROM hours_window WHERE person = 1",
                                            "INSERT INTO held_anew VALUES (1, 1)",
                                            "UPDATE submission SET decision = 'accept' WHERE id = 1"};
    struct scenario scenario = scenario_start(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(questions); i++)
        check_plan(&scenario, questions[i], questions[i]);
    scenario_end(&scenario);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rules");
    TCase *cases = tcase_create("cases");
    tcase_set_timeout(cases, 300); /* many databases are made; slow machines and valgrind take their time */
    tcase_add_test(cases, every_case_comes_out_as_said);
    tcase_add_test(cases, topics_are_told_apart);
    tcase_add_test(cases, every_rule_has_cases);
    tcase_add_test(cases, no_rule_looks_at_all_submissions);
    tcase_add_test(cases, no_account_looks_at_all_submissions);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
