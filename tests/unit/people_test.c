/* People as they are written, and references to them. */
#include "parser/form/members.h"

#include "tests/unit/suite.h"
#include <string.h>

static const struct {
    const char *text, *name, *hpr;
    bool identity_number, doubtful;
} people[] = {
    {"Kari Nordmann", "Kari Nordmann", NULL, false, false},
    {"  Kari   Nordmann ", "Kari Nordmann", NULL, false, false},
    {"Nordmann, Kari", "Kari Nordmann", NULL, false, false},
    {"dr. Kari Nordmann", "Kari Nordmann", NULL, false, false},
    {"Lege Kari Nordmann", "Kari Nordmann", NULL, false, false},
    {"Kari Nordmann (HPR 7440613)", "Kari Nordmann", "7440613", false, false},
    {"Kari Nordmann, HPR: 7440613", "Kari Nordmann", "7440613", false, false},
    {"Kari Nordmann hpr-nr 74 40 613", "Kari Nordmann", "7440613", false, false},
    {"Kari Nordmann 10441853", "Kari Nordmann", "10441853", false, false},
    {"Kari Nordmann 476684522", "Kari Nordmann", "476684522", false, false},
    {"Kari Nordmann, tlf. 55 51 63 45", "Kari Nordmann", NULL, false, false},
    {"Kari Nordmann 91 23 45 67", "Kari Nordmann", NULL, false, false},
    {"Kari Nordmann 06118873112", "Kari Nordmann", NULL, true, false},
    {"Kari Nordmann, HPR 061188 73112", "Kari Nordmann", NULL, true, false},
    {"Kari Nordmann, HPR 12345", "Kari Nordmann", NULL, false, true},
    {"Kari Nordmann, HPR 1234567890", "Kari Nordmann", NULL, false, true},
    {"3. Kari Nordmann", "Kari Nordmann", NULL, false, false},
    {"KN = Kari Nordmann, HPR 7440613", "Kari Nordmann", "7440613", false, false},
    {"Kari van der Meer", "Kari van der Meer", NULL, false, false},
    {"Kari Nordmann, allmennmedisin", "Kari Nordmann", NULL, false, false},
    {"Berg Dahl, Nils", NULL, NULL, false, false},
};

START_TEST(person_is_read_as)
{
    struct someone *someone = someone_read(people[_i].text, false);
    ck_assert_msg(g_strcmp0(someone->person.name, people[_i].name) == 0, "%s: name %s", people[_i].text,
                  someone->person.name);
    ck_assert_msg(g_strcmp0(someone->person.hpr, people[_i].hpr) == 0, "%s: HPR number %s", people[_i].text,
                  someone->person.hpr);
    ck_assert_msg(someone->identity_number == people[_i].identity_number, "%s", people[_i].text);
    ck_assert_msg(someone->hpr_doubtful == people[_i].doubtful, "%s", people[_i].text);
    someone_free(someone);
}
END_TEST

static const struct {
    const char *text, *names; /* with a semicolon between */
} lists[] = {
    {"Kari Nordmann, Ola Hansen og Per Lie", "Kari Nordmann;Ola Hansen;Per Lie"},
    {"Kari Nordmann (7440613), Ola Hansen (8112233)", "Kari Nordmann;Ola Hansen"},
    {"Kari Nordmann, HPR 7440613, kari@example.no", "Kari Nordmann"},
    {"Nordmann, Kari", "Kari Nordmann"},
    {"Kari Nordmann\nOla Hansen", "Kari Nordmann;Ola Hansen"},
    {"Kari Nordmann, spesialist i allmennmedisin, Torget legesenter", "Kari Nordmann"},
    {"Til stede", ""},
    {"Vi møtes hver måned hos hverandre", ""},
};

START_TEST(list_is_read_as)
{
    g_autoptr(GPtrArray) found = people_read(lists[_i].text, false, NULL);
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++)
        g_string_append_printf(names, "%s%s", i ? ";" : "",
                               ((struct someone *)g_ptr_array_index(found, i))->person.name);
    ck_assert_str_eq(names->str, lists[_i].names);
}
END_TEST

static const char *const group[] = {"EMO = Eva Moen, HPR 8112233", "2. Jan-Erik Dahl", "Kari Berg Holm",
                                    "Kari Lie", "Nordli Anne-Grethe"};

static const struct {
    const char *text;
    enum reference found;
    guint index;
} references[] = {
    {"Eva Moen", REFERENCE_ONE, 0},
    {"eva moen", REFERENCE_ONE, 0},
    {"Eva", REFERENCE_ONE, 0},
    {"Moen", REFERENCE_ONE, 0},
    {"EMO", REFERENCE_ONE, 0},
    {"EM", REFERENCE_ONE, 0},
    {"E.M.", REFERENCE_ONE, 0},
    {"8112233", REFERENCE_ONE, 0},
    {"dr. Moen", REFERENCE_ONE, 0},
    {"2", REFERENCE_ONE, 1},
    {"JED", REFERENCE_ONE, 1},
    {"JD", REFERENCE_ONE, 1},
    {"Jan-Erik", REFERENCE_ONE, 1},
    {"Jan Erik", REFERENCE_ONE, 1},
    {"Jan", REFERENCE_ONE, 1},
    {"Kari", REFERENCE_SEVERAL, 0},
    {"Kari B", REFERENCE_ONE, 2},
    {"Kari Holm", REFERENCE_ONE, 2},
    {"Kari L.", REFERENCE_ONE, 3},
    {"K. Lie", REFERENCE_ONE, 3},
    {"Anne-Grethe Nordli", REFERENCE_ONE, 4},
    {"Per", REFERENCE_NOBODY, 0},
    {"Eva Lie", REFERENCE_NOBODY, 0},
    {"Kari Nordmann", REFERENCE_NOBODY, 0},
    {"Moenn", REFERENCE_NOBODY, 0},
    {"", REFERENCE_NOBODY, 0},
    {"9", REFERENCE_NOBODY, 0},
    {"KL", REFERENCE_ONE, 3},
};

START_TEST(reference_means)
{
    struct form *form = form_new(FORM_PRESENCE);
    struct members *members = members_new(form);
    for (guint i = 0; i < G_N_ELEMENTS(group); i++) {
        struct someone *someone = someone_read(group[i], false);
        members_add(members, someone, NULL);
        someone_free(someone);
    }
    guint index = 0;
    enum reference found = members_find(members, references[_i].text, &index);
    ck_assert_msg(found == references[_i].found, "%s: %d", references[_i].text, found);
    if (found == REFERENCE_ONE)
        ck_assert_msg(index == references[_i].index, "%s: %u", references[_i].text, index);
    members_free(members);
    form_free(form);
}
END_TEST

START_TEST(the_same_person_is_listed_once)
{
    static const char *const again[] = {"Eva Moen", "Eva Moen, HPR 8112233", "eva@example.no Eva Moen",
                                        "Eva Moen, HPR 9112234"};
    struct form *form = form_new(FORM_PRESENCE);
    struct members *members = members_new(form);
    for (guint i = 0; i < G_N_ELEMENTS(again); i++) {
        struct someone *someone = someone_read(again[i], false);
        members_add(members, someone, NULL);
        someone_free(someone);
    }
    const struct person *first = g_ptr_array_index(form->participants, 0);
    ck_assert_uint_eq(form->participants->len, 2);
    ck_assert_str_eq(first->hpr, "8112233");
    ck_assert_str_eq(first->email, "eva@example.no");
    members_free(members);
    form_free(form);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("people");
    TCase *cases = tcase_create("people");
    tcase_add_loop_test(cases, person_is_read_as, 0, G_N_ELEMENTS(people));
    tcase_add_loop_test(cases, list_is_read_as, 0, G_N_ELEMENTS(lists));
    tcase_add_loop_test(cases, reference_means, 0, G_N_ELEMENTS(references));
    tcase_add_test(cases, the_same_person_is_listed_once);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
