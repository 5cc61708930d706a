/* The forms that go with a letter. */
#include "parser/parse.h"
#include "tests/unit/answers_room.h"

static const char members[] =
    "INSERT INTO membership (group_id, person, role, from_on) VALUES (1, 1, 'member', '2020-01-01'),"
    " (1, 1, 'secretary', '2020-01-01'), (1, 2, 'member', '2020-01-01'), (1, 3, 'member', '2020-01-01');";

/* The forms in a mail to somebody, as the reader reads them. Caller decrefs. */
static json_t *forms_in(struct room *room, const char *recipient, const char *purpose)
{
    GError *error = NULL;
    GMimeMessage *mail = mail_to(room, recipient, purpose);
    g_autofree char *raw = g_mime_object_to_string(GMIME_OBJECT(mail), NULL);
    g_object_unref(mail);
    g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
    g_autofree char *text = parse_mail(bytes, &error);
    no_error(error);
    json_auto_t *reading = json_loads(text, 0, NULL);
    json_t *forms = json_array(), *form;
    size_t index;
    json_array_foreach(json_object_get(reading, "forms"), index, form) {
        const char *format = json_string_value(json_object_get(json_object_get(form, "source"), "format"));
        if (g_strcmp0(format, "xlsx") == 0)
            json_array_append(forms, form);
    }
    return forms;
}

static void encloses(struct room *room, const char *recipient, const char *purpose, const char *wanted)
{
    json_auto_t *forms = forms_in(room, recipient, purpose), *list = json_array();
    size_t index;
    json_t *form;
    json_array_foreach(forms, index, form) {
        const json_t *source = json_object_get(form, "source"), *group = json_object_get(form, "group");
        json_array_append_new(list, json_pack("[O, O, s, i, i]", json_object_get(form, "form"),
                                              json_object_get(source, "filename"),
                                              json_object_get(group, "number")
                                                  ? json_string_value(json_object_get(group, "number"))
                                                  : "",
                                              (int)json_array_size(json_object_get(form, "participants")),
                                              (int)json_array_size(json_object_get(form, "meetings"))));
    }
    json_auto_t *want = json_loads(wanted, 0, NULL);
    g_autofree char *got = json_dumps(list, 0);
    ck_assert_ptr_nonnull(want);
    ck_assert_msg(json_equal(list, want), "%s encloses %s", purpose, got);
}

START_TEST(an_accepted_list_brings_the_next_one)
{
    struct room *room = new_room();
    run(room->store, members);
    list_comes(room, "a", "accept", NULL);
    encloses(room, SENDER, "acknowledgement",
             "[[\"presence\", \"Presensliste SG-0101 neste periode.xlsx\", \"SG-0101\", 3, 0]]");
    says_that(room, SENDER, "acknowledgement", "plain", "Lista for neste periode ligger ved");
    leave(room);
}
END_TEST

/* The office may approve a list that a stranger sent: who is in the group is not the stranger's business. */
START_TEST(a_stranger_gets_no_list_of_members)
{
    struct room *room = new_room();
    run(room->store, "UPDATE person SET email = 'privat@example.org' WHERE email = '" SENDER "'");
    list_comes(room, "a", "accept", NULL);
    encloses(room, SENDER, "acknowledgement", "[]");
    says_not(room, SENDER, "acknowledgement", "plain", "neste periode");
    leave(room);
}
END_TEST

static const struct {
    const char *until; /* the sender's membership; the mail comes on 12 January 2026 */
    const char *enclosed;
} ends[] = {
    {"2026-01-12", "[]"},
    {"2026-01-13", "[[\"presence\", \"Presensliste SG-0101 neste periode.xlsx\", \"SG-0101\", 2, 0]]"},
};

/* A late list of the time before counts; who is in the group now is theirs to know. */
START_TEST(who_has_left_gets_no_list_of_members)
{
    struct room *room = new_room();
    run(room->store, members);
    g_autofree char *leaves =
        g_strdup_printf("UPDATE membership SET until_on = '%s' WHERE person = 1", ends[_i].until);
    run(room->store, leaves);
    list_comes(room, "a", "accept", NULL);
    encloses(room, SENDER, "acknowledgement", ends[_i].enclosed);
    leave(room);
}
END_TEST

START_TEST(a_returned_list_comes_back_as_we_read_it)
{
    struct room *room = new_room();
    list_comes(room, "a", "return", "return|topic-documented|1|Møtet 12. mai 2025 mangler tema.");
    encloses(room, SENDER, "return",
             "[[\"presence\", \"Presensliste SG-0101 til retting.xlsx\", \"SG-0101\", 3, 3]]");
    json_auto_t *forms = forms_in(room, SENDER, "return");
    json_t *form = json_array_get(forms, 0);
    json_object_del(form, "source");
    json_auto_t *row = store_row(room->store, "mail_form", json_pack("{s:i}", "submission", 1), NULL);
    json_t *read = json_object_get(row, "form");
    json_object_del(read, "source");
    json_object_set_new(json_object_get(read, "group"), "kind", json_string("smagruppe"));
    ck_assert(json_equal(form, read));
    leave(room);
}
END_TEST

static const struct {
    const char *sender, *subject, *files, *enclosed; /* a blank form is no form yet */
} requests[] = {
    {"per@example.org", "Presensliste", "Presensliste.xlsx", "[]"},
    {"per@example.org", "Skjema for oppstart", "Oppstartskjema.xlsx", "[]"},
    {SENDER, "Fremmøteliste", "Presensliste SG-0101 neste periode.xlsx",
     "[[\"presence\", \"Presensliste SG-0101 neste periode.xlsx\", \"SG-0101\", 3, 0]]"},
    {OTHER, "Fremmøteliste", "Presensliste.xlsx", "[]"},
    {SENDER, "Skjema",
     "Presensliste SG-0101 neste periode.xlsx - Oppstartskjema.xlsx - Oppdateringsskjema SG-0101.xlsx",
     "[[\"presence\", \"Presensliste SG-0101 neste periode.xlsx\", \"SG-0101\", 3, 0],"
     " [\"update\", \"Oppdateringsskjema SG-0101.xlsx\", \"SG-0101\", 0, 0]]"},
};

START_TEST(who_asks_for_a_form_gets_it)
{
    struct room *room = new_room();
    run(room->store, members);
    words_come(room, "1",
               g_strdup_printf("{\"message\":{\"id\":\"<w@example.org>\",\"from\":{\"email\":\"%s\"},"
                               "\"subject\":\"%s\",\"automatic\":false},\"kind\":\"request\","
                               "\"request\":\"form\",\"text\":\"Kan dere sende meg det?\"}",
                               requests[_i].sender, requests[_i].subject));
    g_autofree char *mails = g_strdup_printf("form|%s|1\n", requests[_i].sender);
    answers(room->store, queued, mails);
    says_that(room, requests[_i].sender, "form", "plain", requests[_i].files);
    encloses(room, requests[_i].sender, "form", requests[_i].enclosed);
    leave(room);
}
END_TEST

int main(void)
{
    parse_prepare();
    Suite *suite = suite_create("enclosures");
    TCase *cases = tcase_create("enclosures");
    tcase_add_test(cases, an_accepted_list_brings_the_next_one);
    tcase_add_test(cases, a_stranger_gets_no_list_of_members);
    tcase_add_loop_test(cases, who_has_left_gets_no_list_of_members, 0, G_N_ELEMENTS(ends));
    tcase_add_test(cases, a_returned_list_comes_back_as_we_read_it);
    tcase_add_loop_test(cases, who_asks_for_a_form_gets_it, 0, G_N_ELEMENTS(requests));
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
