/* What a reply in a conversation is told. */
#include "parser/answers.h"
#include "rules/decide.h"
#include "tests/unit/answers_room.h"

/* A reply of the secretary's to the last mail that she got of us. */
static gint64 replies(struct room *room, const char *uid, const char *text)
{
    GError *error = NULL;
    g_autofree char *id =
        g_strchomp(ask(room->store, "SELECT message_id FROM outbox WHERE recipient = '" SENDER
                                    "' AND purpose <> 'confirmation' ORDER BY id DESC LIMIT 1"));
    json_t *answered = answers_read(text);
    json_t *reading =
        json_pack("{s:{s:s, s:{s:s}, s:s, s:[s]}, s:s, s:s, s:o}", "message", "id",
                  "<r@fjordbyen.example.no>", "from", "email", SENDER, "date", "2026-02-01T10:00:00+01:00",
                  "in_reply_to", id, "kind", "reply", "text", text, "answers", answered);
    char *said = json_dumps(reading, 0);
    gint64 message = reads(room, uid, said);
    free(said);
    json_decref(reading);
    decide_message(room->rules, room->store, message, &error);
    no_error(error);
    are_answered(room, message);
    return message;
}

/* A list that lacks the attestation, the first meeting's length and Ola's number, decided by the rules. */
static void list_with_faults_comes(struct room *room)
{
    GError *error = NULL;
    run(room->store,
        "INSERT INTO membership (group_id, person, role, from_on) VALUES (1, 1, 'secretary', '0001-01-01')");
    g_autofree char *whole = presence("<a@fjordbyen.example.no>", three_meetings);
    g_auto(GStrv) lacking = g_strsplit(whole, "\"start\":\"18:00\",\"end\":\"21:00\",\"minutes\":180,", 2);
    g_autofree char *without_length = g_strjoinv("", lacking);
    g_auto(GStrv) attested = g_strsplit(without_length, ",\"industry_free\":true", 2);
    g_autofree char *reading = g_strjoinv("", attested);
    gint64 message = reads(room, "a", reading);
    decide_message(room->rules, room->store, message, &error);
    no_error(error);
    are_answered(room, message);
}

START_TEST(what_a_reply_answers_is_said_back)
{
    struct room *room = new_room();
    list_with_faults_comes(room);
    says_that(room, SENDER, "return", "plain", "1. Sekretærens bekreftelse");
    says_that(room, SENDER, "return", "plain", "2. Møtet 3. februar 2025 mangler lengde.");
    says_that(room, SENDER, "return", "plain", "Skriv nummeret og svaret, for eksempel «1: ja»");
    replies(room, "r", "1: ja\n2: vet ikke\n\nKan dere ringe meg i morgen");
    says_that(room, SENDER, "return", "plain", "Vi har notert: - legemiddelindustrien har ikke vært med");
    says_that(room, SENDER, "return", "plain",
              "ikke tatt med: - 2: «vet ikke» Skriv klokkeslett fra og til, for eksempel kl. 18–21.");
    says_that(room, SENDER, "return", "plain", "- «Kan dere ringe meg i morgen»");
    says_that(room, SENDER, "return", "plain", "2. Møtet 3. februar 2025 mangler lengde.");
    says_not(room, SENDER, "return", "plain", "1. Sekretærens");
    says_that(room, "kontor@example.no", "exception", "plain", "Spørsmål fra en avsender");
    replies(room, "s", "kl 18 til 21");
    says_that(room, SENDER, "acknowledgement", "plain",
              "- møtet 3. februar 2025 varte fra kl. 18.00 til 21.00");
    says_that(room, SENDER, "acknowledgement", "html",
              "<li>møtet 3. februar 2025 varte fra kl. 18.00 til 21.00</li>");
    leave(room);
}
END_TEST

START_TEST(what_no_answer_can_be_made_of_is_asked_again)
{
    struct room *room = new_room();
    list_with_faults_comes(room);
    replies(room, "r", "1: nei\n7: ja");
    says_that(room, SENDER, "return", "plain", "Vi forstod ikke alt i svaret ditt: Presensliste");
    says_that(room, SENDER, "return", "plain", "- 1: «nei» Skriv «ja» hvis du bekrefter");
    says_that(room, SENDER, "return", "plain", "- 7: «ja»");
    says_that(room, SENDER, "return", "plain", "Dette er fortsatt åpent: Presensliste");
    answers(room->store, "SELECT count(*) FROM outbox WHERE purpose = 'exception'", "0\n");
    /* The mail that asks again can be answered like the first. */
    replies(room, "s", "1: ja\n2: 18-21");
    answers(room->store, "SELECT decision FROM submission ORDER BY id", "return\naccept\n");
    leave(room);
}
END_TEST

START_TEST(words_that_are_no_answer_reach_people)
{
    struct room *room = new_room();
    list_with_faults_comes(room);
    replies(room, "r", "Hei, jeg skjønner ikke hva dere mener med bekreftelse. Kan dere ringe?");
    says_that(room, SENDER, "return", "plain", "videre til en av oss");
    says_that(room, "kontor@example.no", "exception", "plain", "ord som bare mennesker kan svare på");
    /* Thanks alone are nobody's work. */
    answers(room->store, "DELETE FROM outbox WHERE purpose = 'exception'", "");
    replies(room, "s", "Tusen takk!");
    answers(room->store, "SELECT count(*), sum(purpose = 'return') FROM outbox", "2|2\n");
    leave(room);
}
END_TEST

/* A whole list, with words around it. */
static void list_comes_with(struct room *room, const char *uid, const char *note)
{
    GError *error = NULL;
    json_auto_t *reading = NULL, *read = json_loads(note, 0, NULL);
    g_autofree char *id = g_strdup_printf("<%s@fjordbyen.example.no>", uid),
                    *whole = presence(id, three_meetings);
    reading = json_loads(whole, 0, NULL);
    ck_assert(reading && read);
    json_object_set(reading, "note", read);
    json_object_set_new(reading, "text", json_string("Se vedlegg. Kan LIS1 være med?"));
    char *said = json_dumps(reading, 0);
    gint64 message = reads(room, uid, said);
    free(said);
    decide_message(room->rules, room->store, message, &error);
    no_error(error);
    are_answered(room, message);
    ck_assert(answers_to_office(room->answers, room->store, &error));
    no_error(error);
}

START_TEST(a_question_beside_a_list_reaches_people)
{
    struct room *room = new_room();
    run(room->store,
        "INSERT INTO membership (group_id, person, role, from_on) VALUES (1, 1, 'secretary', '0001-01-01')");
    list_comes_with(
        room, "a",
        "{\"remarks\": [{\"text\": \"Kan LIS1 være med?\", \"asks\": true}, {\"text\": \"Vi er åtte\"}]}");
    says_that(room, SENDER, "acknowledgement", "plain", "bør se på det: - «Vi er åtte»");
    says_that(room, SENDER, "acknowledgement", "plain", "En av oss leser det: - «Kan LIS1 være med?»");
    says_that(room, "kontor@example.no", "exception", "plain", "«Se vedlegg. Kan LIS1 være med?»");
    answers(room->store, "SELECT decision FROM submission", "accept\n");
    leave(room);
}
END_TEST

START_TEST(a_correction_beside_a_list_stops_it)
{
    struct room *room = new_room();
    run(room->store,
        "INSERT INTO membership (group_id, person, role, from_on) VALUES (1, 1, 'secretary', '0001-01-01')");
    list_comes_with(room, "a", "{\"remarks\": [{\"text\": \"Ola var ikke med\", \"corrects\": true}]}");
    answers(room->store, "SELECT decision FROM submission", "flag\n");
    says_that(room, SENDER, "review", "plain", "noe som kan endre skjemaet: «Ola var ikke med».");
    says_not(room, SENDER, "review", "plain", "En av oss leser det");
    says_that(room, "kontor@example.no", "exception", "plain", "Avsenderen skrev også: «Se vedlegg.");
    answers(room->store, "SELECT count(*) FROM outbox WHERE recipient = 'kontor@example.no'", "1\n");
    leave(room);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("heard");
    TCase *cases = tcase_create("heard");
    tcase_add_test(cases, what_a_reply_answers_is_said_back);
    tcase_add_test(cases, what_no_answer_can_be_made_of_is_asked_again);
    tcase_add_test(cases, words_that_are_no_answer_reach_people);
    tcase_add_test(cases, a_question_beside_a_list_reaches_people);
    tcase_add_test(cases, a_correction_beside_a_list_stops_it);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
