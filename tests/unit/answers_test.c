/* What senders and doctors are told of a decision. */
#include "tests/unit/answers_room.h"

START_TEST(an_accepted_list_is_acknowledged_and_every_doctor_with_an_address_is_told)
{
    struct room *room = new_room();
    list_comes(room, "a", "accept", NULL);
    answers(room->store, queued,
            "acknowledgement|" SENDER "|1\nconfirmation|" SENDER "|0\nconfirmation|" OTHER "|0\n");
    says_that(room, SENDER, "acknowledgement", "plain",
              "Mottatt: Presensliste – Smågruppe Fjordbyen (SG-0101) Hei,");
    says_that(room, SENDER, "acknowledgement", "plain", "Lista er godkjent.");
    says_that(room, SENDER, "acknowledgement", "plain",
              "3. februar 2025, kl. 18.00–21.00, 4 kurstimer: KOLS 3 deltakere til "
              "stede: Kari Nordheim, Ola Bergset og Ingrid Solvang");
    says_that(room, SENDER, "acknowledgement", "plain", "bilde.heic: Bilder i formatet HEIC");
    says_that(room, SENDER, "acknowledgement", "html", "&lt;b&gt;Hud&lt;/b&gt;");
    says_that(room, OTHER, "confirmation", "plain",
              "3. februar 2025, Smågruppe Fjordbyen (SG-0101): 4 kurstimer, teller");
    says_that(room, OTHER, "confirmation", "plain", "6 tellende poeng");
    says_not(room, OTHER, "confirmation", "plain", "Kari");
    says_not(room, OTHER, "confirmation", "html", "Ingrid");
    answers(room->store, "SELECT state FROM message", "decided\n");
    leave(room);
}
END_TEST

START_TEST(the_same_decision_again_says_nothing_new)
{
    struct room *room = new_room();
    gint64 message = list_comes(room, "a", "accept", NULL);
    are_answered(room, message);
    answers(room->store, "SELECT count(*) FROM outbox", "3\n");
    leave(room);
}
END_TEST

START_TEST(a_correction_reaches_those_whom_it_changes_and_nobody_else)
{
    struct room *room = new_room();
    list_comes(room, "a", "accept", NULL);
    /* Ola was at the second meeting: now he was not, and his hours no longer suffice. Kari's account stays.
     */
    g_autofree char *reading =
        presence("<b@fjordbyen.example.no>",
                 "[{\"date\":\"2025-05-12\",\"start\":\"18:00\",\"end\":\"19:30\",\"minutes\":90,"
                 "\"topic\":\"Søvn\",\"present\":[0,2]}]");
    gint64 message = reads(room, "b", reading);
    run(room->store, "UPDATE submission SET stands_at = '2026-02-01' WHERE message = 2");
    is_decided(room, message, "accept", NULL);
    are_answered(room, message);
    answers(room->store, "SELECT purpose, recipient FROM outbox WHERE message = 2 ORDER BY id",
            "acknowledgement|" SENDER "\nconfirmation|" OTHER "\n");
    says_that(room, OTHER, "confirmation", "plain",
              "12. mai 2025, Smågruppe Fjordbyen (SG-0101): står ikke lenger på "
              "listene til gruppa (endret)");
    says_that(room, OTHER, "confirmation", "plain",
              "3. februar 2025, Smågruppe Fjordbyen (SG-0101): 4 kurstimer, teller "
              "foreløpig ikke (endret)");
    says_that(room, OTHER, "confirmation", "plain",
              "2 kurstimer manglet i tolvmånedersperioden fra 3. februar 2025");
    leave(room);
}
END_TEST

START_TEST(hours_that_still_wait_say_what_for_and_until_when)
{
    struct room *room = new_room();
    g_autofree char *today = ask(room->store, "SELECT date('now', '-1 month')");
    g_autofree char *meetings =
        g_strdup_printf("[{\"date\":\"%.10s\",\"minutes\":180,\"topic\":\"KOLS\",\"present\":[0,1]}]", today);
    g_autofree char *reading = presence("<a@fjordbyen.example.no>", meetings);
    gint64 message = is_decided(room, reads(room, "a", reading), "accept", NULL);
    are_answered(room, message);
    says_that(room, OTHER, "confirmation", "plain", "- 2 møter til i Smågruppe Fjordbyen før ");
    says_that(room, OTHER, "confirmation", "plain", "- 2 kurstimer til før ");
    says_that(room, OTHER, "confirmation", "plain",
              "Kravet er minst 20 poeng på fem år, og du mangler 20 poeng. I tillegg har du 4 kurstimer som "
              "foreløpig ikke teller.");
    leave(room);
}
END_TEST

START_TEST(what_does_not_count_is_said_with_its_reason)
{
    struct room *room = new_room();
    list_comes(room, "a", "partial", "disallow|two-present|1|Møtet 12. mai 2025 har for få til stede.");
    says_that(room, SENDER, "acknowledgement", "plain", "Lista er godkjent, men ikke alt i den teller.");
    says_that(room, SENDER, "acknowledgement", "plain", "- Møtet 12. mai 2025 har for få til stede.");
    says_that(room, SENDER, "acknowledgement", "plain", "Møtet teller ikke.");
    says_that(room, OTHER, "confirmation", "plain",
              "12. mai 2025, Smågruppe Fjordbyen (SG-0101): 2 kurstimer, godkjennes ikke");
    leave(room);
}
END_TEST

START_TEST(a_returned_list_says_what_to_mend)
{
    struct room *room = new_room();
    list_comes(room, "a", "return", "return|industry-free||Bekreftelsen mangler.");
    answers(room->store, queued, "return|" SENDER "|1\n");
    says_that(room, SENDER, "return", "plain", "Må rettes: Presensliste");
    says_that(room, SENDER, "return", "plain", "1. Bekreftelsen mangler.");
    says_that(room, SENDER, "return", "html", "<strong>1.</strong> Bekreftelsen mangler.");
    says_that(room, SENDER, "return", "plain", "for eksempel «1: ja».");
    leave(room);
}
END_TEST

START_TEST(the_office_s_decision_is_answered_once_more)
{
    struct room *room = new_room();
    GError *error = NULL;
    list_comes(room, "a", "flag", "flag|industry-involved||Lista nevner en sponsor.");
    run(room->store, "UPDATE submission SET decision = 'accept', decided_by = 'kontor@example.no';"
                     "INSERT INTO office_decision (submission, decision, note, decided_by, decided_at)"
                     " VALUES (1, 'approve', 'Middagen ble betalt av dere selv.', 'kontor@example.no', "
                     "'2026-01-13T09:00:00Z')");
    answers_to_decision(room->answers, room->store, 1, &error);
    no_error(error);
    answers(room->store, "SELECT purpose FROM outbox WHERE answer ORDER BY id", "review\nacknowledgement\n");
    says_that(room, SENDER, "acknowledgement", "plain", "Merknad fra oss: Middagen ble betalt av dere selv.");
    says_that(room, OTHER, "confirmation", "plain", "teller");
    leave(room);
}
END_TEST

START_TEST(a_start_form_s_answer_gives_the_group_its_number)
{
    struct room *room = new_room();
    gint64 message = reads(
        room, "s",
        "{\"message\":{\"id\":\"<s@example.org>\",\"from\":{\"email\":\"even@example.org\"},"
        "\"automatic\":false},\"kind\":\"form\",\"forms\":[{\"form\":\"start\",\"source\":{\"part\":\"1\","
        "\"format\":\"text\"},\"group\":{\"name\":\"Elvebyen\",\"municipality\":\"Drammen\"},"
        "\"leader\":{\"name\":\"Sigrun Haga\"},\"secretary\":{\"name\":\"Even Lysne\"},\"participants\":["
        "{\"name\":\"Even Lysne\",\"hpr\":\"7004011\"}]}],\"unread\":[]}");
    is_decided(room, message, "accept", NULL);
    are_answered(room, message);
    says_that(room, "even@example.org", "acknowledgement", "plain", "har fått nummer SG-0101");
    says_that(room, "even@example.org", "acknowledgement", "plain",
              "- Leder: Sigrun Haga - Sekretær: Even Lysne - Deltaker: Even Lysne, HPR-nummer 7004011");
    says_not(room, "even@example.org", "acknowledgement", "plain", "Møtene");
    leave(room);
}
END_TEST

START_TEST(who_writes_nynorsk_is_answered_in_nynorsk)
{
    struct room *room = new_room();
    g_autofree char *reading = presence("<n@fjordbyen.example.no>", three_meetings);
    gint64 message = reads(room, "n", reading);
    run(room->store, "UPDATE message SET subject = 'Presensliste frå oss'");
    is_decided(room, message, "flag", "flag|industry-involved||Lista nemner ein sponsor.");
    are_answered(room, message);
    says_that(room, SENDER, "review", "plain", "Noko i han må ein av oss sjå på.");
    says_that(room, SENDER, "review", "plain", "4 kurstimar: KOLS 3 deltakarar til stades");
    says_that(room, SENDER, "review", "html", "<html lang=\"nn\">");
    says_that(room, "kontor@example.no", "exception", "plain", "må avgjøres av en av dere");
    says_that(room, "kontor@example.no", "exception", "plain", "3 deltakere til stede");
    leave(room);
}
END_TEST

START_TEST(a_stranger_learns_nothing_of_the_group)
{
    struct room *room = new_room();
    g_autofree char *reading = presence("<a@fjordbyen.example.no>", three_meetings);
    gint64 message = is_decided(room, reads(room, "a", reading), "flag",
                                "flag|known-sender||Adressen er ikke registrert.");
    run(room->store, "INSERT INTO finding (submission, position, severity, rule, about, text) VALUES"
                     " (1, 1, 'flag', 'double-booked', 'form', 'Kari var et annet sted.'),"
                     " (1, 2, 'advise', 'meeting-known', 'form', 'Møtet er registrert.')");
    are_answered(room, message);
    says_that(room, SENDER, "review", "plain", "Adressen er ikke registrert.");
    says_not(room, SENDER, "review", "plain", "Kari var et annet sted.");
    says_not(room, SENDER, "review", "html", "Møtet er registrert.");
    says_that(room, "kontor@example.no", "exception", "plain", "Kari var et annet sted.");
    leave(room);
}
END_TEST

/* A list of which one meeting has no date, and what the reader says about it. */
static gint64 undated_list_comes(struct room *room, const char *uid, const char *unread)
{
    g_autofree char *id = g_strdup_printf("<%s@fjordbyen.example.no>", uid);
    g_autofree char *whole = presence(id, three_meetings);
    g_auto(GStrv) dated = g_strsplit(whole, "\"date\":\"2025-05-12\",", 2);
    g_autofree char *undated = g_strjoinv("", dated);
    g_auto(GStrv) pieces = g_strsplit(undated, "\"unread\":[", 2);
    g_autofree char *with = g_strdup_printf("\"unread\":[%s,", unread);
    g_autofree char *reading = g_strjoinv(with, pieces);
    gint64 message = is_decided(room, reads(room, uid, reading), "return", NULL);
    run(room->store,
        "INSERT INTO finding (submission, position, severity, rule, meeting, about, text, asks)"
        " SELECT max(id), 0, 'return', 'date-valid', 1, 'form', 'Datoen for møte nr. 2 mangler.', 'date'"
        " FROM submission;"
        "INSERT INTO question (submission, number, rule, asks, about, meeting, open)"
        " SELECT max(id), 1, 'date-valid', 'date', 'form', 1, 1 FROM submission");
    are_answered(room, message);
    return message;
}

#define UNREAD(place, why)                                                                                   \
    "{\"part\":\"2\",\"filename\":\"liste 2025.docx\",\"format\":\"docx\",\"where\":\"" place                \
    "\",\"why\":\"" why "\"}"

START_TEST(a_date_that_is_asked_for_is_not_listed_as_unread_too)
{
    struct room *room = new_room();
    undated_list_comes(
        room, "a",
        UNREAD("møtedato 12.mia", "date not understood") "," UNREAD("periode", "period not understood"));
    says_that(room, SENDER, "return", "plain", "1. Datoen for møte nr. 2 mangler. Her står det «12.mia».");
    says_not(room, SENDER, "return", "plain", "Vi forstod ikke datoen");
    says_that(room, SENDER, "return", "plain", "periode: Vi forstod ikke perioden.");
    says_that(room, SENDER, "return", "plain", "bilde.heic: Bilder");
    /* More dates than questions: which of them is meant, nobody knows. */
    undated_list_comes(room, "b",
                       UNREAD("møtedato 12.mia", "date not understood") "," UNREAD("møtedato 13.mia",
                                                                                   "date not understood"));
    says_that(room, SENDER, "return", "plain", "møtedato 12.mia: Vi forstod ikke datoen");
    says_that(room, SENDER, "return", "plain", "møtedato 13.mia: Vi forstod ikke datoen");
    leave(room);
}
END_TEST

START_TEST(nobody_is_told_to_do_nothing_beside_a_question)
{
    struct room *room = new_room();
    list_comes(room, "a", "flag", "flag|industry-involved||Lista nevner en sponsor.");
    /* A picture in it was not read. */
    says_not(room, SENDER, "review", "plain", "Du trenger ikke gjøre noe");
    run(room->store, "UPDATE message SET reading = json_remove(reading, '$.unread'); DELETE FROM unread_part;"
                     "DELETE FROM outbox");
    are_answered(room, 1);
    says_that(room, SENDER, "review", "plain", "Du trenger ikke gjøre noe nå.");
    leave(room);
}
END_TEST

START_TEST(several_forms_get_one_answer_by_the_gravest)
{
    struct room *room = new_room();
    GError *error = NULL;
    gint64 message =
        reads(room, "m",
              "{\"message\":{\"id\":\"<m@example.org>\",\"from\":{\"email\":\"even@example.org\"},"
              "\"automatic\":false},\"kind\":\"form\",\"forms\":["
              "{\"form\":\"presence\",\"source\":{\"part\":\"1\",\"format\":\"text\"},\"group\":{\"name\":"
              "\"Nord\"}},"
              "{\"form\":\"presence\",\"source\":{\"part\":\"2\",\"format\":\"docx\"},\"group\":{\"name\":"
              "\"Sør\"}}],"
              "\"unread\":[]}");
    run(room->store, "UPDATE submission SET decision = CASE position WHEN 0 THEN 'accept' ELSE 'return' END");
    message_move(room->store, message, "decided", NULL, &error);
    are_answered(room, message);
    answers(room->store, queued, "return|even@example.org|1\n");
    says_that(room, "even@example.org", "return", "plain", "Må rettes: flere skjemaer");
    says_that(room, "even@example.org", "return", "plain", "Presensliste – Nord Lista er godkjent.");
    says_that(room, "even@example.org", "return", "plain",
              "Presensliste – Sør Dette kan ikke godkjennes ennå.");
    leave(room);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("answers");
    TCase *cases = tcase_create("answers");
    tcase_add_test(cases, an_accepted_list_is_acknowledged_and_every_doctor_with_an_address_is_told);
    tcase_add_test(cases, the_same_decision_again_says_nothing_new);
    tcase_add_test(cases, a_correction_reaches_those_whom_it_changes_and_nobody_else);
    tcase_add_test(cases, hours_that_still_wait_say_what_for_and_until_when);
    tcase_add_test(cases, what_does_not_count_is_said_with_its_reason);
    tcase_add_test(cases, a_returned_list_says_what_to_mend);
    tcase_add_test(cases, the_office_s_decision_is_answered_once_more);
    tcase_add_test(cases, a_start_form_s_answer_gives_the_group_its_number);
    tcase_add_test(cases, who_writes_nynorsk_is_answered_in_nynorsk);
    tcase_add_test(cases, a_stranger_learns_nothing_of_the_group);
    tcase_add_test(cases, a_date_that_is_asked_for_is_not_listed_as_unread_too);
    tcase_add_test(cases, nobody_is_told_to_do_nothing_beside_a_question);
    tcase_add_test(cases, several_forms_get_one_answer_by_the_gravest);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
