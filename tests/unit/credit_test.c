/* What people have of what was handed in: tests/credit/accounts.json, each in every order of its lists, and
 * the ways in which an account changes without a new list. */
#include "tests/unit/scenario.h"

static char *account_of(struct scenario *scenario, const char *hpr)
{
    g_autofree char *question = g_strdup_printf(
        "SELECT c.date || ' ' || g.number || ' ' || c.hours || ' ' || c.status || coalesce(' ' || "
        "c.waits_for, '') "
        "FROM credit c JOIN small_group g ON g.id = c.group_id "
        "WHERE c.person = (SELECT id FROM person WHERE hpr = '%s') ORDER BY c.date, g.number, c.status",
        hpr);
    return ask(scenario->store, question);
}

static void check_account(struct scenario *scenario, const char *name, const char *hpr, json_t *expected)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    size_t i;
    json_t *line;
    json_array_foreach(expected, i, line)
        g_string_append_printf(lines, "%s\n", json_string_value(line));
    g_autofree char *account = account_of(scenario, hpr);
    ck_assert_msg(strcmp(account, lines->str) == 0, "%s: %s has\n%sinstead of\n%s", name, hpr, account,
                  lines->str);
}

/* Hands in the lists in the given order. */
static void run_in_order(json_t *test, const guint *order, guint count)
{
    struct scenario scenario = scenario_start(NULL);
    hand_in_all(&scenario, json_object_get(test, "register"));
    for (guint i = 0; i < count; i++)
        hand_in(&scenario, json_array_get(json_object_get(test, "lists"), order[i]));
    const char *hpr;
    json_t *expected;
    json_object_foreach(json_object_get(test, "accounts"), hpr, expected)
        check_account(&scenario, json_string_value(json_object_get(test, "name")), hpr, expected);
    scenario_end(&scenario);
}

/* Every permutation, by exchanging (Heap). */
static void run_in_every_order(json_t *test, guint *order, guint fixed, guint count)
{
    if (fixed <= 1) {
        run_in_order(test, order, count);
        return;
    }
    for (guint i = 0; i < fixed; i++) {
        run_in_every_order(test, order, fixed - 1, count);
        guint other = fixed % 2 ? 0 : i, kept = order[other];
        order[other] = order[fixed - 1];
        order[fixed - 1] = kept;
    }
}

START_TEST(accounts_are_as_said_in_whatever_order_lists_come)
{
    json_t *tests = json_file("tests/credit/accounts.json"), *test;
    size_t i;
    json_array_foreach(tests, i, test) {
        guint order[] = {0, 1, 2, 3}, count = (guint)json_array_size(json_object_get(test, "lists"));
        ck_assert_uint_le(count, G_N_ELEMENTS(order));
        run_in_every_order(test, order, count, count);
    }
    json_decref(tests);
}
END_TEST

static json_t *step(const char *text)
{
    json_error_t fault;
    json_t *value = json_loads(text, 0, &fault);
    ck_assert_msg(value != NULL, "%s: %s", fault.text, text);
    return value;
}

static gint64 hand_in_text(struct scenario *scenario, const char *text)
{
    json_t *value = step(text);
    gint64 message = hand_in(scenario, value);
    json_decref(value);
    return message;
}

static struct scenario with_group(void)
{
    struct scenario scenario = scenario_start(NULL);
    hand_in_text(&scenario, "{\"form\": \"start\", \"start_date\": \"2015-01-01\"}");
    return scenario;
}

/* `count` meetings of six hours, one a month from the first of `year` on, with three present. */
static void meet(struct scenario *scenario, int year, int count)
{
    json_t *meetings = json_array();
    for (int i = 0; i < count; i++) {
        g_autofree char *date = g_strdup_printf("%04d-%02d-01", year + i / 12, i % 12 + 1);
        json_array_append_new(meetings, json_pack("{s:s, s:i, s:s, s:[i,i,i]}", "date", date, "minutes", 270,
                                                  "topic", "Gikt", "present", 0, 1, 2));
    }
    json_t *list = json_pack("{s:s, s:o}", "form", "presence", "meetings", meetings);
    hand_in(scenario, list);
    json_decref(list);
}

#define SUMS                                                                                                 \
    "SELECT status, sum(hours) FROM credit WHERE person = (SELECT id FROM person WHERE hpr = '1000001') "    \
    "GROUP BY 1"

START_TEST(points_over_the_cap_are_shown_and_do_not_count)
{
    struct scenario scenario = with_group();
    meet(&scenario, 2020, 27);
    answers(scenario.store, SUMS, "counting|150\nover-cap|12\n");
    answers(scenario.store, "UPDATE person SET in_training = 1; ", "");
    answers(scenario.store, SUMS, "counting|130\nover-cap|32\n");
    scenario_end(&scenario);
}
END_TEST

/* 162 hours in 27 months leave room for 150; five years after the first of them there is room again for what
 * leaves the window, and not for the surplus. */
START_TEST(surplus_takes_no_room_under_the_cap)
{
    struct scenario scenario = with_group();
    meet(&scenario, 2017, 27);
    meet(&scenario, 2022, 3);
    answers(scenario.store, SUMS, "counting|168\nover-cap|12\n");
    scenario_end(&scenario);
}
END_TEST

START_TEST(a_known_period_starts_the_count_again)
{
    struct scenario scenario = with_group();
    meet(&scenario, 2020, 27);
    answers(scenario.store, "UPDATE person SET period_start = '2021-01-01'", "");
    answers(scenario.store, SUMS, "counting|162\n");
    answers(scenario.store, "UPDATE person SET period_start = '2025-01-01'", "");
    answers(scenario.store, SUMS, "counting|150\nover-cap|12\n");
    scenario_end(&scenario);
}
END_TEST

START_TEST(the_office_lifts_a_flag_but_not_what_is_disallowed)
{
    struct scenario scenario = with_group();
    GError *error = NULL;
    hand_in_text(&scenario,
                 "{\"form\": \"presence\", \"industry_free\": false, \"meetings\": ["
                 "{\"date\": \"2025-02-03\", \"minutes\": 180, \"topic\": \"Gikt\", \"present\": [0, 1]},"
                 "{\"date\": \"2025-03-03\", \"minutes\": 180, \"topic\": \"Gikt\", \"present\": [0, 1]},"
                 "{\"date\": \"2025-04-07\", \"minutes\": 180, \"topic\": \"Gikt\", \"present\": [0, 2]},"
                 "{\"date\": \"2025-05-05\", \"minutes\": 180, \"topic\": \"Gikt\", \"present\": [0]}]}");
    answers(scenario.store, "SELECT decision FROM submission WHERE id = 2", "flag\n");
    answers(scenario.store, "SELECT count(*) FROM credit", "0\n");
    ck_assert(decide_by_office(scenario.rules, scenario.store, 2, true, NULL, "kontor@example.no", &error));
    no_error(error);
    answers(scenario.store, "SELECT decision, decided_by FROM submission WHERE id = 2",
            "partial|kontor@example.no\n");
    answers(scenario.store, SUMS, "counting|12\ndisallowed|4\n");
    ck_assert(!decide_by_office(scenario.rules, scenario.store, 2, true, NULL, "kontor@example.no", &error));
    is_error(&error, ERROR_INPUT);
    scenario_end(&scenario);
}
END_TEST

static void by_office(struct scenario *scenario, gint64 submission, bool approve)
{
    GError *error = NULL;
    decide_by_office(scenario->rules, scenario->store, submission, approve, "note", "kontor", &error);
    no_error(error);
}

static void take_back(struct scenario *scenario, gint64 submission)
{
    GError *error = NULL;
    decide_undo(scenario->rules, scenario->store, submission, "sjef", &error);
    no_error(error);
}

START_TEST(hours_beyond_the_mandatory_ones_of_a_candidate_are_points)
{
    struct scenario scenario = scenario_start(NULL);
    hand_in_text(&scenario, "{\"form\": \"start\", \"start_date\": \"2015-01-01\", \"group\": {\"name\": "
                            "\"ALIS\", \"municipality\": \"Bergen\", \"kind\": \"veiledningsgruppe\"}}");
    meet(&scenario, 2020, 21);
    answers(scenario.store, SUMS, "provisional|126\n");
    meet(&scenario, 2022, 1);
    answers(scenario.store, SUMS, "counting|132\n");
    answers(scenario.store,
            "SELECT sum(points) FROM credit WHERE person = (SELECT id FROM person WHERE hpr = '1000001')",
            "12\n");
    scenario_end(&scenario);
}
END_TEST

START_TEST(a_decision_of_the_office_can_be_taken_back)
{
    struct scenario scenario = with_group();
    GError *error = NULL;
    hand_in_text(&scenario, "{\"form\": \"presence\", \"industry_free\": false}");
    ck_assert(!decide_undo(scenario.rules, scenario.store, 2, "sjef", &error));
    is_error(&error, ERROR_INPUT);
    by_office(&scenario, 2, true);
    answers(scenario.store, SUMS, "counting|12\n");
    take_back(&scenario, 2);
    answers(scenario.store, "SELECT decision, decided_by FROM submission WHERE id = 2", "flag|presens\n");
    answers(scenario.store, "SELECT count(*) FROM credit", "0\n");
    answers(scenario.store, "SELECT decision, decided_by, undone_by, undone_at IS NULL FROM office_decision",
            "approve|kontor|sjef|0\n");
    by_office(&scenario, 2, false);
    answers(scenario.store, "SELECT decision FROM submission WHERE id = 2", "return\n");
    take_back(&scenario, 2);
    answers(scenario.store, "SELECT decision FROM submission WHERE id = 2", "flag\n");
    scenario_end(&scenario);
}
END_TEST

START_TEST(a_group_whose_approval_is_taken_back_is_none)
{
    struct scenario scenario = scenario_start(NULL);
    GError *error = NULL;
    hand_in_text(&scenario,
                 "{\"form\": \"start\", \"start_date\": \"2024-12-01\", "
                 "\"group\": {\"name\": \"Smågruppe Vest\", \"municipality\": \"Nordre Utopia\"}}");
    by_office(&scenario, 1, true);
    take_back(&scenario, 1);
    hand_in_text(&scenario, "{\"form\": \"presence\"}");
    answers(scenario.store, "SELECT decision FROM submission ORDER BY id", "flag\nreturn\n");
    by_office(&scenario, 1, true);
    hand_in_text(&scenario, "{\"form\": \"presence\"}");
    answers(scenario.store, "SELECT active FROM small_group", "1\n");
    answers(scenario.store, "SELECT count(*) FROM submission WHERE decision = 'accept'", "3\n");
    ck_assert(!decide_undo(scenario.rules, scenario.store, 1, "sjef", &error));
    is_error(&error, ERROR_INPUT);
    scenario_end(&scenario);
}
END_TEST

START_TEST(everything_decided_again_keeps_what_the_office_decided)
{
    static const char decisions[] = "SELECT id, decision, decided_by FROM submission ORDER BY id";
    struct scenario scenario = with_group();
    GError *error = NULL;
    hand_in_text(&scenario, "{\"form\": \"presence\", \"industry_free\": false}");
    by_office(&scenario, 2, true);
    hand_in_text(&scenario, "{\"form\": \"presence\", \"mail\": {\"date\": \"2026-02-12T10:00:00+01:00\"}}");
    g_autofree char *before = ask(scenario.store, decisions);
    g_autofree char *hours = ask(scenario.store, SUMS);
    decide_all_again(scenario.rules, scenario.store, NULL, &error);
    no_error(error);
    answers(scenario.store, decisions, before);
    answers(scenario.store, SUMS, hours);
    scenario_end(&scenario);
}
END_TEST

START_TEST(what_the_office_returns_stays_returned)
{
    struct scenario scenario = with_group();
    GError *error = NULL;
    gint64 message = hand_in_text(&scenario, "{\"form\": \"presence\", \"industry_free\": false}");
    ck_assert(decide_by_office(scenario.rules, scenario.store, 2, false, "Send ny liste", "kontor@example.no",
                               &error));
    no_error(error);
    answers(scenario.store, "SELECT decision FROM submission WHERE id = 2", "return\n");
    ck_assert(message_move(scenario.store, message, "read", NULL, &error));
    ck_assert(decide_message(scenario.rules, scenario.store, message, &error));
    answers(scenario.store, "SELECT decision, decided_by FROM submission WHERE id = 2",
            "return|kontor@example.no\n");
    scenario_end(&scenario);
}
END_TEST

START_TEST(deciding_again_changes_nothing)
{
    static const char everything[] =
        "SELECT (SELECT group_concat(id || number || name) FROM small_group), "
        "(SELECT group_concat(id || coalesce(hpr, '') || name || coalesce(email, '')) FROM person), "
        "(SELECT group_concat(group_id || person || role || from_on || coalesce(until_on, '')) FROM "
        "membership), "
        "(SELECT group_concat(submission || position || rule || about || text) FROM finding), "
        "(SELECT group_concat(date || person || status || hours) FROM credit)";
    struct scenario scenario = with_group();
    hand_in_text(&scenario, "{\"form\": \"presence\"}");
    hand_in_text(&scenario,
                 "{\"form\": \"update\", \"changes\": [{\"change\": \"secretary\", \"date\": \"2025-06-01\", "
                 "\"person\": {\"name\": \"Siri Lund\", \"hpr\": \"1000010\"}},"
                 "{\"change\": \"left\", \"date\": \"2025-06-01\", \"person\": {\"name\": \"Per Dal\"}}]}");
    g_autofree char *before = ask(scenario.store, everything);
    for (gint64 message = 1; message <= 3; message++) {
        GError *error = NULL;
        message_move(scenario.store, message, "read", NULL, &error);
        no_error(error);
        decide_message(scenario.rules, scenario.store, message, &error);
        no_error(error);
    }
    answers(scenario.store, everything, before);
    scenario_end(&scenario);
}
END_TEST

START_TEST(an_update_form_changes_the_register_from_its_dates_on)
{
    struct scenario scenario = with_group();
    hand_in_text(&scenario,
                 "{\"form\": \"update\", \"changes\": ["
                 "{\"change\": \"joined\", \"date\": \"2025-03-01\", \"person\": {\"name\": \"Siri Lund\", "
                 "\"hpr\": \"1000010\"}},"
                 "{\"change\": \"left\", \"date\": \"2025-04-01\", \"person\": {\"name\": \"Per Dal\", "
                 "\"hpr\": \"1000004\"}},"
                 "{\"change\": \"secretary\", \"date\": \"2025-05-01\", \"person\": {\"name\": \"Liv Berg\", "
                 "\"email\": \"liv@example.org\"}},"
                 "{\"change\": \"email\", \"person\": {\"name\": \"Kari Nordmann\", \"email\": "
                 "\"ny@example.org\"}}]}");
    answers(scenario.store,
            "SELECT p.name, b.role, b.from_on, b.until_on FROM membership b JOIN person p ON p.id = b.person "
            "WHERE b.until_on IS NOT NULL OR b.from_on > '2015-01-01' ORDER BY 1, 2",
            "Kari Nordmann|secretary|2015-01-01|2025-05-01\n"
            "Liv Berg|secretary|2025-05-01|\n"
            "Per Dal|member|2015-01-01|2025-04-01\n"
            "Siri Lund|member|2025-03-01|\n");
    answers(scenario.store, "SELECT name, email FROM person WHERE email IS NOT NULL ORDER BY 1",
            "Kari Nordmann|ny@example.org\nLiv Berg|liv@example.org\n");
    scenario_end(&scenario);
}
END_TEST

START_TEST(a_number_on_a_start_form_is_used_where_it_is_free)
{
    static const char form[] =
        "{\"form\": \"start\", \"group\": {\"name\": \"%s\", \"municipality\": \"Bergen\", "
        "\"number\": \"%s\"}, \"participants\": [{\"name\": \"A %s\"}, {\"name\": \"B %s\"}, "
        "{\"name\": \"C %s\"}]}";
    static const struct {
        const char *name, *number, *becomes;
    } groups[] = {{"en", "sg 17", "SG-0017"},
                  {"to", "SG-0017", "SG-0018"},
                  {"tre", "99999999999", "SG-0019"},
                  {"fire", "Vest", "SG-0020"}};
    struct scenario scenario = scenario_start(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        const char *name = groups[i].name;
        g_autofree char *text = g_strdup_printf(form, name, groups[i].number, name, name, name);
        hand_in_text(&scenario, text);
        g_autofree char *question = g_strdup_printf("SELECT number FROM small_group WHERE name = '%s'", name);
        g_autofree char *expected = g_strconcat(groups[i].becomes, "\n", NULL);
        answers(scenario.store, question, expected);
    }
    scenario_end(&scenario);
}
END_TEST

START_TEST(a_start_form_takes_no_address_for_a_member_of_another_group)
{
    struct scenario scenario = with_group();
    hand_in_text(
        &scenario,
        "{\"form\": \"start\", \"group\": {\"name\": \"Falsk\", \"municipality\": \"Oslo\"}, "
        "\"secretary\": {\"name\": \"Liv Berg\", \"email\": \"falsk@example.org\"}, \"participants\": ["
        "{\"name\": \"Liv Berg\", \"hpr\": \"1000003\", \"email\": \"falsk@example.org\"}, {\"name\": \"Nora "
        "Ny\"}, "
        "{\"name\": \"Nils Ny\"}], \"mail\": {\"from\": \"falsk@example.org\", \"name\": \"Liv Berg\"}}");
    answers(scenario.store, "SELECT count(*) FROM small_group", "2\n");
    answers(scenario.store, "SELECT email FROM person WHERE hpr = '1000003'", "\n");
    hand_in_text(&scenario, "{\"form\": \"presence\", \"mail\": {\"from\": \"falsk@example.org\"}}");
    answers(scenario.store, "SELECT decision FROM submission WHERE id = 3", "flag\n");
    scenario_end(&scenario);
}
END_TEST

START_TEST(a_scan_counts_when_its_sender_says_yes)
{
    static const char *const replies[] = {"Ja, men møtet i mai er feil", "Nei", "Ja, det stemmer"};
    struct scenario scenario = with_group();
    hand_in_text(&scenario, "{\"form\": \"presence\", \"source\": {\"part\": \"2\", \"format\": \"scan\"}}");
    answers(scenario.store,
            "INSERT INTO outbox (message, submission, recipient, purpose, answer, due_at, message_id, mime, "
            "queued_at) "
            "VALUES (2, 2, 'kari@example.org', 'confirm', 1, '', '<q@example.no>', x'', '')",
            "");
    for (size_t i = 0; i < G_N_ELEMENTS(replies); i++) {
        answers(scenario.store, "SELECT decision FROM submission WHERE id = 2", "confirm\n");
        g_autofree char *reply = g_strdup_printf(
            "{\"mail\": {\"kind\": \"reply\", \"in_reply_to\": [\"<q@example.no>\"], \"text\": \"%s\"}}",
            replies[i]);
        hand_in_text(&scenario, reply);
    }
    answers(scenario.store, "SELECT decision, amends FROM submission ORDER BY id",
            "accept|\nconfirm|\naccept|2\n");
    answers(scenario.store, SUMS, "counting|12\n");
    scenario_end(&scenario);
}
END_TEST

START_TEST(nobody_else_confirms_a_scan)
{
    struct scenario scenario = with_group();
    hand_in_text(&scenario, "{\"form\": \"presence\", \"source\": {\"part\": \"2\", \"format\": \"scan\"}}");
    answers(scenario.store,
            "INSERT INTO outbox (message, submission, recipient, purpose, answer, due_at, message_id, mime, "
            "queued_at) "
            "VALUES (2, 2, 'kari@example.org', 'confirm', 1, '', '<q@example.no>', x'', '')",
            "");
    hand_in_text(&scenario, "{\"mail\": {\"from\": \"ukjent@example.org\", \"kind\": \"reply\", "
                            "\"in_reply_to\": [\"<q@example.no>\"], \"text\": \"Ja\"}}");
    hand_in_text(&scenario, "{\"mail\": {\"forged\": true, \"kind\": \"reply\", "
                            "\"in_reply_to\": [\"<q@example.no>\"], \"text\": \"Ja\"}}");
    hand_in_text(
        &scenario,
        "{\"mail\": {\"kind\": \"reply\", \"in_reply_to\": [\"<x@example.no>\"], \"text\": \"Ja\"}}");
    answers(scenario.store, "SELECT count(*), max(decision = 'confirm') FROM submission", "2|1\n");
    scenario_end(&scenario);
}
END_TEST

/* The rules of tests/rules/next stand in a directory of the operator's: they say from when they hold. */
START_TEST(another_set_of_rules_takes_over_by_files_alone)
{
    struct config config = {.rules = {.directory = "tests/rules/next"}};
    struct scenario scenario = scenario_start(&config);
    hand_in_text(&scenario, "{\"form\": \"start\", \"start_date\": \"2015-01-01\"}");
    hand_in_text(
        &scenario,
        "{\"form\": \"presence\", \"meetings\": ["
        "{\"date\": \"2025-12-15\", \"minutes\": 180, \"topic\": \"Gikt\", \"present\": [0, 1, 2]},"
        "{\"date\": \"2026-12-31\", \"minutes\": 90, \"topic\": \"Gikt\", \"present\": [0, 1]},"
        "{\"date\": \"2027-01-01\", \"minutes\": 90, \"topic\": \"Gikt\", \"present\": [0, 1]},"
        "{\"date\": \"2027-01-08\", \"minutes\": 90, \"topic\": \"Gikt\", \"present\": [0, 1, 2]}]}");
    answers(scenario.store, "SELECT rule, about FROM finding WHERE rule = 'two-present' OR severity = 'flag'",
            "two-present|meeting 2027-01-01\n");
    /* The last meeting of the old arrangement waits for a third; that of the new one needs no more. */
    answers(
        scenario.store,
        "SELECT date, status, hours, waits_for FROM credit WHERE person = (SELECT id FROM person WHERE hpr = "
        "'1000001') ORDER BY date",
        "2025-12-15|provisional|4|three-meetings,six-hours\n2026-12-31|provisional|2|three-meetings,six-"
        "hours\n"
        "2027-01-01|disallowed|2|\n2027-01-08|counting|2|\n");
    json_t *rules = rules_list(scenario.rules), *rule;
    int found = 0;
    size_t i;
    json_array_foreach(rules, i, rule)
        found += strcmp(json_string_value(json_object_get(rule, "id")), "three-meetings") == 0;
    ck_assert_int_eq(found, 2);
    json_decref(rules);
    scenario_end(&scenario);
}
END_TEST

/* A window reaches up to, not including, the same day a year later. */
START_TEST(what_is_missing_can_come_until_the_window_closes)
{
    static const struct {
        const char *opens, *before;
    } windows[] = {{"2024-02-29", "2025-03-01"}, {"2024-02-28", "2025-02-28"}, {"2023-03-01", "2024-03-01"}};
    struct scenario scenario = with_group();
    GError *error = NULL;
    g_autofree char *list =
        g_strdup_printf("{\"form\": \"presence\", \"meetings\": [{\"date\": \"%s\", "
                        "\"minutes\": 180, \"topic\": \"Gikt\", \"present\": [0, 1, 2]}]}",
                        windows[_i].opens);
    hand_in_text(&scenario, list);
    ck_assert(store_run(scenario.store, "account_read", json_pack("{s:i}", "person", 1), NULL, &error));
    json_t *missing = store_rows(scenario.store, "mail_missing",
                                 json_pack("{s:i, s:s}", "person", 1, "today", "2024-01-01"), &error);
    no_error(error);
    ck_assert_uint_eq(json_array_size(missing), 2); /* hours, and meetings */
    size_t i;
    json_t *row;
    json_array_foreach(missing, i, row)
        ck_assert_str_eq(json_string_value(json_object_get(row, "before")), windows[_i].before);
    json_decref(missing);
    scenario_end(&scenario);
}
END_TEST

/* One person's account must not cost what everybody's does. */
START_TEST(an_account_is_found_by_indexes)
{
    struct scenario scenario = scenario_start(NULL);
    sqlite3_stmt *plan = NULL;
    ck_assert_int_eq(sqlite3_prepare_v2(store_sqlite(scenario.store),
                                        "EXPLAIN QUERY PLAN SELECT * FROM credit WHERE person = 1", -1, &plan,
                                        NULL),
                     SQLITE_OK);
    bool by_person = false;
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);
        by_person = by_person || g_str_has_prefix(detail, "SEARCH a USING PRIMARY KEY (person=?)");
        ck_assert_msg(!g_str_has_prefix(detail, "SCAN s"), "every submission is looked at: %s", detail);
    }
    sqlite3_finalize(plan);
    ck_assert(by_person);
    scenario_end(&scenario);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("credit");
    TCase *cases = tcase_create("accounts");
    tcase_set_timeout(cases, 120); /* many databases are made; slow machines and valgrind take their time */
    tcase_add_test(cases, accounts_are_as_said_in_whatever_order_lists_come);
    tcase_add_test(cases, points_over_the_cap_are_shown_and_do_not_count);
    tcase_add_test(cases, surplus_takes_no_room_under_the_cap);
    tcase_add_test(cases, hours_beyond_the_mandatory_ones_of_a_candidate_are_points);
    tcase_add_test(cases, a_decision_of_the_office_can_be_taken_back);
    tcase_add_test(cases, a_group_whose_approval_is_taken_back_is_none);
    tcase_add_test(cases, everything_decided_again_keeps_what_the_office_decided);
    tcase_add_test(cases, another_set_of_rules_takes_over_by_files_alone);
    tcase_add_test(cases, a_known_period_starts_the_count_again);
    tcase_add_test(cases, the_office_lifts_a_flag_but_not_what_is_disallowed);
    tcase_add_test(cases, what_the_office_returns_stays_returned);
    tcase_add_test(cases, deciding_again_changes_nothing);
    tcase_add_test(cases, an_update_form_changes_the_register_from_its_dates_on);
    tcase_add_test(cases, a_number_on_a_start_form_is_used_where_it_is_free);
    tcase_add_test(cases, a_start_form_takes_no_address_for_a_member_of_another_group);
    tcase_add_test(cases, a_scan_counts_when_its_sender_says_yes);
    tcase_add_test(cases, nobody_else_confirms_a_scan);
    tcase_add_loop_test(cases, what_is_missing_can_come_until_the_window_closes, 0, 3);
    tcase_add_test(cases, an_account_is_found_by_indexes);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
