#include "tests/unit/answers_room.h"

/* ---- confirmations ---- */

START_TEST(a_confirmation_begins_with_the_points_and_names_the_deadline)
{
    struct room *room = new_room();
    run(room->store, "UPDATE person SET period_start = '2024-01-01' WHERE id = 2");
    list_comes(room, "a", "accept", NULL);
    says_that(room, OTHER, "confirmation", "plain",
              "Du har nå 6 tellende poeng fra smågrupper Hei Ola Bergset, timene dine er oppdatert.");
    says_that(room, OTHER, "confirmation", "plain",
              "Perioden er 1. januar 2024–31. desember 2028. Kravet er minst 20 poeng på fem år, og du "
              "mangler 14 poeng.");
    says_that(room, OTHER, "confirmation", "html", "<h1");
    says_that(room, OTHER, "confirmation", "plain", "svare med ordet «status»");
    leave(room);
}
END_TEST

START_TEST(a_doctor_is_written_to_in_the_language_of_the_form)
{
    struct room *room = new_room();
    g_autofree char *reading = presence("<n@fjordbyen.example.no>", three_meetings);
    gint64 message = reads(room, "n", reading);
    run(room->store, "UPDATE message SET subject = 'Presensliste frå oss'");
    is_decided(room, message, "accept", NULL);
    are_answered(room, message);
    says_that(room, OTHER, "confirmation", "plain", "Du har no 6 teljande poeng frå smågrupper");
    leave(room);
}
END_TEST

START_TEST(a_doctor_who_wrote_to_us_is_written_to_in_the_same_language)
{
    struct room *room = new_room();
    words_come(room, "1", words(OTHER, "other", "false", "Eg har ikkje fått svar."));
    words_come(room, "2", words(OTHER, "other", "false", "Takk!"));
    list_comes(room, "a", "accept", NULL);
    says_that(room, OTHER, "confirmation", "plain", "Du har no 6 teljande poeng frå smågrupper");
    says_that(room, SENDER, "confirmation", "plain", "Du har nå 8 tellende poeng fra smågrupper");
    leave(room);
}
END_TEST

/* ---- statements ---- */

/* A mail that is nothing but a wish for one's account. Caller frees. */
static char *wish(const char *sender, const char *kind)
{
    return g_strdup_printf(
        "{\"message\":{\"id\":\"<w@example.org>\",\"from\":{\"email\":\"%s\"},"
        "\"subject\":\"status\",\"automatic\":false},\"kind\":\"%s\",\"request\":\"statement\"}",
        sender, kind);
}

static const char answers_to_wishes[] =
    "SELECT purpose, recipient FROM outbox WHERE purpose <> 'confirmation'"
    " AND message <> 1 ORDER BY id";

START_TEST(who_asks_from_the_registered_address_gets_the_whole_account)
{
    static const char *const kinds[] = {"request", "reply"};
    struct room *room = new_room();
    list_comes(room, "a", "partial", "disallow|two-present|1|Møtet 12. mai 2025 har bare Kari til stede.");
    words_come(room, "w", wish(OTHER, kinds[_i]));
    answers(room->store, answers_to_wishes, "statement|" OTHER "\n");
    says_that(room, OTHER, "statement", "plain", "Poengoversikt: 0 poeng fra smågrupper Hei Ola Bergset,");
    says_that(
        room, OTHER, "statement", "plain",
        "Smågruppe Fjordbyen (SG-0101): 0 tellende poeng i perioden - 3. februar 2025: 4 kurstimer, teller "
        "foreløpig "
        "ikke: "
        "gruppa trenger flere møter innen tolv måneder, du trenger flere kurstimer innen tolv måneder");
    says_that(room, OTHER, "statement", "plain",
              "- 12. mai 2025: 2 kurstimer, godkjennes ikke: for få var til stede");
    says_that(room, OTHER, "statement", "plain", "2 kurstimer godkjennes ikke.");
    says_that(room, OTHER, "statement", "plain", "du mangler 20 poeng");
    says_that(room, OTHER, "statement", "plain",
              "2 kurstimer manglet i tolvmånedersperioden fra 3. februar 2025");
    says_not(room, OTHER, "statement", "plain", "Kari");
    says_not(room, OTHER, "statement", "html", "Kari");
    answers(room->store, "SELECT answer FROM outbox WHERE purpose = 'statement'", "1\n");
    leave(room);
}
END_TEST

START_TEST(an_account_is_told_group_by_group)
{
    struct room *room = new_room();
    run(room->store, "INSERT INTO small_group (id, number, number_key, name, name_key) VALUES (2, 'SG-9', "
                     "'9', 'Viddelegene', 'v')");
    list_comes(room, "a", "accept", NULL);
    run(room->store, "UPDATE submission SET group_id = 2 WHERE id = 1");
    list_comes(room, "b", "accept", NULL);
    words_come(room, "w", wish(OTHER, "request"));
    says_that(room, OTHER, "statement", "plain", "Viddelegene (SG-9): 6 tellende poeng i perioden");
    says_that(room, OTHER, "statement", "plain", "Smågruppe Fjordbyen (SG-0101): 6 tellende poeng");
    says_that(room, OTHER, "statement", "plain", "Du har nå 12 tellende poeng");
    leave(room);
}
END_TEST

START_TEST(a_doctor_without_hours_is_told_so)
{
    struct room *room = new_room();
    words_come(room, "w", wish(OTHER, "request"));
    says_that(room, OTHER, "statement", "plain", "Det er ikke registrert noen møter på deg ennå.");
    leave(room);
}
END_TEST

/* Who learns nothing: a stranger, and whoever shares an address. Both are told the same. */
static const char *const strangers[] = {"stranger@example.org", SENDER};

START_TEST(no_other_address_learns_anything)
{
    struct room *room = new_room();
    list_comes(room, "a", "accept", NULL);
    run(room->store, "UPDATE person SET email = '" SENDER "' WHERE id = 3");
    words_come(room, "w", wish(strangers[_i], "request"));
    g_autofree char *neutral = g_strdup_printf("form|%s\n", strangers[_i]);
    answers(room->store, answers_to_wishes, neutral);
    g_autofree char *text = says(room, strangers[_i], "form", "plain");
    ck_assert_str_eq(
        text,
        "Poengoversikt Hei, takk for e-posten. Poengoversikter sender vi bare til e-postadresser som er "
        "registrert på én bestemt lege. Er adressen din ikke registrert, eller bruker flere den samme "
        "adressen? Be sekretæren i gruppa din om å sende et oppdateringsskjema med navnet ditt, "
        "HPR-nummeret og adressen. Etterpå kan du spørre på nytt. Gjelder det noe annet, kan du svare på "
        "denne e-posten, så ser en av oss på det. Hilsen Enhet for primærmedisin og psykiatri Denne "
        "e-posten er laget av et program.");
    words_come(room, "w2", wish(strangers[_i], "request"));
    answers(room->store, answers_to_wishes, neutral);
    leave(room);
}
END_TEST

START_TEST(a_forged_wish_is_not_answered)
{
    struct room *room = new_room();
    g_autofree char *reading = wish(OTHER, "request");
    GError *error = NULL;
    gint64 message = reads(room, "w", reading);
    run(room->store, "UPDATE message SET forged = 1");
    message_move(room->store, message, "decided", NULL, &error);
    no_error(error);
    are_answered(room, message);
    answers(room->store, "SELECT DISTINCT purpose FROM outbox", "exception\n");
    leave(room);
}
END_TEST

START_TEST(only_a_few_statements_go_out_a_day)
{
    struct room *room = new_room();
    for (int i = 0; i < 6; i++) {
        g_autofree char *uid = g_strdup_printf("w%d", i);
        words_come(room, uid, wish(OTHER, "request"));
    }
    answers(room->store, "SELECT purpose, count(*) FROM outbox", "statement|3\n");
    answers(room->store, "SELECT count(*) FROM message WHERE state = 'answered'",
            "3\n"); /* without an answer */
    leave(room);
}
END_TEST

START_TEST(a_statement_is_in_the_language_of_the_wish)
{
    struct room *room = new_room();
    words_come(room, "w",
               g_strdup("{\"message\":{\"from\":{\"email\":\"" OTHER
                        "\"},\"automatic\":false},\"kind\":\"request\","
                        "\"request\":\"statement\",\"text\":\"Kor mange poeng har eg no?\"}"));
    says_that(room, OTHER, "statement", "plain", "Poengoversyn: 0 poeng frå smågrupper");
    leave(room);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("accounts");
    TCase *confirmations = tcase_create("confirmations");
    tcase_set_timeout(confirmations, 120);
    tcase_add_test(confirmations, a_confirmation_begins_with_the_points_and_names_the_deadline);
    tcase_add_test(confirmations, a_doctor_is_written_to_in_the_language_of_the_form);
    tcase_add_test(confirmations, a_doctor_who_wrote_to_us_is_written_to_in_the_same_language);
    suite_add_tcase(suite, confirmations);
    TCase *statements = tcase_create("statements");
    tcase_set_timeout(statements, 120);
    tcase_add_loop_test(statements, who_asks_from_the_registered_address_gets_the_whole_account, 0, 2);
    tcase_add_test(statements, an_account_is_told_group_by_group);
    tcase_add_test(statements, a_doctor_without_hours_is_told_so);
    tcase_add_loop_test(statements, no_other_address_learns_anything, 0, G_N_ELEMENTS(strangers));
    tcase_add_test(statements, a_forged_wish_is_not_answered);
    tcase_add_test(statements, only_a_few_statements_go_out_a_day);
    tcase_add_test(statements, a_statement_is_in_the_language_of_the_wish);
    suite_add_tcase(suite, statements);
    return run_suite(suite);
}
