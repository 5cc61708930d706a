/* Who belongs to a group and by which address, by the dates that the forms give: whatever the order in which
 * they come, and when one of them is taken back. */
#include "tests/unit/scenario.h"

static const char memberships[] =
    "SELECT p.name, b.role, b.from_on, b.until_on FROM membership b JOIN person p ON p.id = b.person "
    "WHERE b.until_on IS NOT NULL OR b.from_on > '2015-01-01' ORDER BY 1, 2, 3";
static const char addresses[] = "SELECT name, email FROM person WHERE email IS NOT NULL ORDER BY 1";

static gint64 hand_in_text(struct scenario *scenario, const char *text)
{
    json_error_t fault;
    json_t *step = json_loads(text, 0, &fault);
    ck_assert_msg(step != NULL, "%s: %s", fault.text, text);
    gint64 message = hand_in(scenario, step);
    json_decref(step);
    return message;
}

static struct scenario with_group(void)
{
    struct scenario scenario = scenario_start(NULL);
    hand_in_text(&scenario, "{\"form\": \"start\", \"start_date\": \"2015-01-01\"}");
    return scenario;
}

/* Fails where what is kept at hand is not what the forms say. */
static void end(struct scenario *scenario)
{
    static const char *const checks[] = {"membership_outdated", "attended_outdated"};
    for (size_t i = 0; i < G_N_ELEMENTS(checks); i++) {
        json_t *row = store_row(scenario->store, checks[i], NULL, NULL);
        ck_assert_msg(json_is_null(row), "%s", checks[i]);
        json_decref(row);
    }
    scenario_end(scenario);
}

static const char *const changes_of_secretary[] = {
    "{\"form\": \"update\", \"changes\": [{\"change\": \"secretary\", \"date\": \"2025-05-01\", "
    "\"person\": {\"name\": \"Liv Berg\"}}]}",
    "{\"form\": \"update\", \"changes\": [{\"change\": \"secretary\", \"date\": \"2024-03-01\", "
    "\"person\": {\"name\": \"Per Dal\"}}]}"};

START_TEST(a_later_date_takes_over_whatever_form_comes_first)
{
    struct scenario scenario = with_group();
    for (int i = 0; i < 2; i++)
        hand_in_text(&scenario, changes_of_secretary[(i + _i) % 2]);
    answers(scenario.store, memberships,
            "Kari Nordmann|secretary|2015-01-01|2024-03-01\n"
            "Liv Berg|secretary|2025-05-01|\n"
            "Per Dal|secretary|2024-03-01|2025-05-01\n");
    end(&scenario);
}
END_TEST

START_TEST(of_two_forms_for_the_same_day_the_later_stands)
{
    static const char *const forms[] = {
        "{\"form\": \"update\", \"mail\": {\"date\": \"2025-06-01T10:00:00+02:00\"}, \"changes\": "
        "[{\"change\": "
        "\"secretary\", \"date\": \"2025-05-01\", \"person\": {\"name\": \"Liv Berg\"}}]}",
        "{\"form\": \"update\", \"mail\": {\"date\": \"2025-06-02T10:00:00+02:00\"}, \"changes\": "
        "[{\"change\": "
        "\"secretary\", \"date\": \"2025-05-01\", \"person\": {\"name\": \"Per Dal\"}}]}"};
    struct scenario scenario = with_group();
    for (int i = 0; i < 2; i++)
        hand_in_text(&scenario, forms[(i + _i) % 2]);
    answers(scenario.store, memberships,
            "Kari Nordmann|secretary|2015-01-01|2025-05-01\nPer Dal|secretary|2025-05-01|\n");
    end(&scenario);
}
END_TEST

START_TEST(an_update_form_is_undone_with_all_its_changes)
{
    struct scenario scenario = with_group();
    GError *error = NULL;
    g_autofree char *before = ask(scenario.store, memberships), *known = ask(scenario.store, addresses);
    hand_in_text(&scenario,
                 "{\"form\": \"update\", \"mail\": {\"from\": \"ukjent@example.org\"}, \"changes\": ["
                 "{\"change\": \"left\", \"date\": \"2025-04-01\", \"person\": {\"name\": \"Per Dal\"}},"
                 "{\"change\": \"secretary\", \"date\": \"2025-05-01\", \"person\": {\"name\": \"Liv Berg\", "
                 "\"email\": \"liv@example.org\"}},"
                 "{\"change\": \"email\", \"person\": {\"name\": \"Kari Nordmann\", \"email\": "
                 "\"ny@example.org\"}}]}");
    answers(scenario.store, memberships, before);
    ck_assert(decide_by_office(scenario.rules, scenario.store, 2, true, NULL, "kontor", &error));
    answers(scenario.store, memberships,
            "Kari Nordmann|secretary|2015-01-01|2025-05-01\nLiv Berg|secretary|2025-05-01|\n"
            "Per Dal|member|2015-01-01|2025-04-01\n");
    answers(scenario.store, addresses, "Kari Nordmann|ny@example.org\nLiv Berg|liv@example.org\n");
    ck_assert(decide_undo(scenario.rules, scenario.store, 2, "kontor", &error));
    no_error(error);
    answers(scenario.store, memberships, before);
    answers(scenario.store, addresses, known);
    answers(scenario.store, "SELECT decision FROM submission WHERE id = 2", "flag\n");
    end(&scenario);
}
END_TEST

START_TEST(an_address_changes_from_its_day_on)
{
    static const char *const forms[] = {
        "{\"form\": \"update\", \"changes\": [{\"change\": \"email\", \"date\": \"2025-03-01\", "
        "\"person\": {\"name\": \"Kari Nordmann\", \"email\": \"mars@example.org\"}}]}",
        "{\"form\": \"update\", \"changes\": [{\"change\": \"email\", \"date\": \"2025-02-01\", "
        "\"person\": {\"name\": \"Kari Nordmann\", \"email\": \"februar@example.org\"}},"
        "{\"change\": \"email\", \"date\": \"2999-01-01\", "
        "\"person\": {\"name\": \"Kari Nordmann\", \"email\": \"senere@example.org\"}}]}"};
    struct scenario scenario = with_group();
    hand_in_text(&scenario, forms[_i]);
    hand_in_text(&scenario, forms[1 - _i]);
    answers(scenario.store, "SELECT email FROM person WHERE name = 'Kari Nordmann'", "mars@example.org\n");
    /* The day comes. */
    answers(scenario.store, "UPDATE submission_change SET date = date('now') WHERE date = '2999-01-01'", "");
    answers(scenario.store, "UPDATE address_day SET looked_on = '2025-04-01', looked_before = '2025-04-01'",
            "");
    hand_in_text(&scenario, "{\"form\": \"presence\"}");
    answers(scenario.store, "SELECT email FROM person WHERE name = 'Kari Nordmann'", "senere@example.org\n");
    scenario_end(&scenario);
}
END_TEST

START_TEST(whoever_comes_back_belongs_again)
{
    struct scenario scenario = with_group();
    hand_in_text(&scenario,
                 "{\"form\": \"presence\", \"meetings\": [{\"date\": \"2025-06-02\", \"minutes\": 180, "
                 "\"topic\": \"Gikt\", \"present\": [0, 1, 3]}]}");
    hand_in_text(&scenario,
                 "{\"form\": \"update\", \"changes\": [{\"change\": \"left\", \"date\": \"2025-04-01\", "
                 "\"person\": {\"name\": \"Per Dal\"}}]}");
    answers(scenario.store, memberships,
            "Per Dal|member|2015-01-01|2025-04-01\nPer Dal|member|2025-06-02|\n");
    end(&scenario);
}
END_TEST

/* Whom a list brought into the group, its correction may take out again. */
START_TEST(a_corrected_list_corrects_who_belongs)
{
    struct scenario scenario = with_group();
    static const char *const lists[] = {"[0, 1, 2]", "[0, 1]"};
    static const char *const brought[] = {"Siri Lund|member|2025-06-02|\n", ""};
    for (int i = 0; i < 2; i++) {
        g_autofree char *list = g_strdup_printf(
            "{\"form\": \"presence\", \"mail\": {\"date\": \"2026-02-0%dT10:00:00+01:00\"}, "
            "\"participants\": ["
            "{\"name\": \"Kari Nordmann\", \"hpr\": \"1000001\"}, {\"name\": \"Ola Hansen\", \"hpr\": "
            "\"1000002\"}, {\"name\": \"Siri Lund\", \"hpr\": \"1000010\"}], \"meetings\": ["
            "{\"date\": \"2025-06-02\", \"minutes\": 180, \"topic\": \"Gikt\", \"present\": %s}]}",
            i + 1, lists[i]);
        hand_in_text(&scenario, list);
        answers(scenario.store, memberships, brought[i]);
    }
    end(&scenario);
}
END_TEST

/* A start form that names people without numbers names the same persons when it is decided anew. */
START_TEST(the_same_form_names_the_same_persons)
{
    static const char persons[] = "SELECT id, name FROM person ORDER BY 1";
    struct scenario scenario = scenario_start(NULL);
    GError *error = NULL;
    for (int i = 0; i < 2; i++) {
        g_autofree char *form = g_strdup_printf(
            "{\"form\": \"start\", \"group\": {\"name\": \"Gruppe %d\", \"municipality\": \"Bergen\"}, "
            "\"participants\": [{\"name\": \"Liv Berg\"}, {\"name\": \"Per Dal\"}, {\"name\": \"Siri %d\"}], "
            "\"leader\": {\"name\": \"Per Dal\"}, \"secretary\": {\"name\": \"Kari Li\"}}",
            i, i);
        hand_in_text(&scenario, form);
    }
    g_autofree char *before = ask(scenario.store, persons);
    g_autofree char *groups =
        ask(scenario.store, "SELECT group_id, person, role FROM membership ORDER BY 1, 2, 3");
    ck_assert(decide_all_again(scenario.rules, scenario.store, NULL, &error));
    no_error(error);
    answers(scenario.store, persons, before);
    answers(scenario.store, "SELECT group_id, person, role FROM membership ORDER BY 1, 2, 3", groups);
    end(&scenario);
}
END_TEST

/* The register of a group as its readers see it on a day: how many belong to it, how many are named with
 * their roles and on the next list, and how many groups the sender's mail may speak for as secretary. */
static char *seen_on(struct store *store, const char *day)
{
    GError *error = NULL;
    json_t *groups = store_rows(store, "groups", json_pack("{s:s}", "today", day), &error);
    no_error(error);
    json_t *list =
        store_row(store, "mail_group_form",
                  json_pack("{s:i, s:s, s:s}", "group", 1, "form", "presence", "today", day), &error);
    no_error(error);
    g_autofree char *arrived = g_strdup_printf("UPDATE message SET received_at = '%sT12:00:00Z'", day);
    answers(store, arrived, "");
    json_t *led = store_rows(store, "mail_groups_of_sender", json_pack("{s:i}", "message", 1), &error);
    no_error(error);
    json_t *group =
        store_row(store, "group", json_pack("{s:s, s:s}", "number", "SG-0001", "today", day), &error);
    no_error(error);
    char *seen =
        g_strdup_printf("%d members, %d roles, %d on the list, %d of the sender",
                        (int)json_integer_value(json_object_get(json_array_get(groups, 0), "members")),
                        (int)json_array_size(json_object_get(group, "members")),
                        (int)json_array_size(json_object_get(json_object_get(list, "form"), "participants")),
                        (int)json_array_size(led));
    json_decref(group);
    json_decref(groups);
    json_decref(list);
    json_decref(led);
    return seen;
}

/* Per leaves, Siri joins and Liv becomes secretary on the same day; the list for the meetings to come has
 * Siri before. */
START_TEST(changes_to_come_change_nothing_before_their_day)
{
    static const struct {
        const char *day, *seen;
    } days[] = {{"2026-02-28", "4 members, 8 roles, 5 on the list, 1 of the sender"},
                {"2026-03-01", "4 members, 6 roles, 4 on the list, 0 of the sender"}};
    struct scenario scenario = with_group();
    hand_in_text(&scenario, "{\"form\": \"update\", \"changes\": ["
                            "{\"change\": \"left\", \"date\": \"2026-03-01\", "
                            "\"person\": {\"name\": \"Per Dal\"}},"
                            "{\"change\": \"secretary\", \"date\": \"2026-03-01\", "
                            "\"person\": {\"name\": \"Liv Berg\"}},"
                            "{\"change\": \"joined\", \"date\": \"2026-03-01\", "
                            "\"person\": {\"name\": \"Siri Lund\", \"hpr\": \"1000009\"}}]}");
    g_autofree char *seen = seen_on(scenario.store, days[_i].day);
    ck_assert_str_eq(seen, days[_i].seen);
    end(&scenario);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("membership");
    TCase *cases = tcase_create("by date");
    tcase_add_loop_test(cases, a_later_date_takes_over_whatever_form_comes_first, 0, 2);
    tcase_add_loop_test(cases, of_two_forms_for_the_same_day_the_later_stands, 0, 2);
    tcase_add_test(cases, an_update_form_is_undone_with_all_its_changes);
    tcase_add_loop_test(cases, an_address_changes_from_its_day_on, 0, 2);
    tcase_add_test(cases, whoever_comes_back_belongs_again);
    tcase_add_test(cases, a_corrected_list_corrects_who_belongs);
    tcase_add_test(cases, the_same_form_names_the_same_persons);
    tcase_add_loop_test(cases, changes_to_come_change_nothing_before_their_day, 0, 2);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
