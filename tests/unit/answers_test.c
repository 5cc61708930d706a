#include "parser/answers.h"
#include "parser/parse.h"
#include "rules/decide.h"
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
    leave(room);
}
END_TEST

START_TEST(a_flagged_list_goes_to_everybody_in_the_office_with_the_original)
{
    struct room *room = new_room();
    list_comes(room, "a", "flag", "flag|industry-involved||Lista nevner en sponsor.");
    answers(room->store, queued,
            "exception|kontor@example.no|0\nexception|leder@example.no|0\nreview|" SENDER "|1\n");
    says_that(room, SENDER, "review", "plain", "Lista nevner en sponsor.");
    says_that(room, "leder@example.no", "exception", "plain",
              "til vurdering (industry-involved), form: Lista nevner en sponsor.");
    says_that(room, "leder@example.no", "exception", "plain", "presens approve 1");
    GMimeMessage *mail = mail_to(room, "leder@example.no", "exception");
    GMimeObject *attached = g_mime_multipart_get_part(GMIME_MULTIPART(g_mime_message_get_mime_part(mail)), 1);
    ck_assert_int_eq(GMIME_IS_MESSAGE_PART(attached), 1);
    ck_assert_str_eq(
        g_mime_message_get_subject(g_mime_message_part_get_message(GMIME_MESSAGE_PART(attached))), "a");
    g_object_unref(mail);
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

START_TEST(a_mail_without_a_form_gets_one_explanation_a_week)
{
    struct room *room = new_room();
    words_come(room, "1", words("per@example.org", "other", "false", "Når er fristen?"));
    words_come(room, "2", words("per@example.org", "other", "false", "Hallo?"));
    answers(room->store, "SELECT message, purpose, recipient FROM outbox WHERE answer",
            "1|form|per@example.org\n");
    /* Both questions reach people. */
    answers(room->store, "SELECT message, count(*) FROM outbox WHERE purpose = 'exception' GROUP BY message",
            "1|2\n2|2\n");
    answers(room->store, "SELECT id, state FROM message ORDER BY id", "1|decided\n2|answered\n");
    says_that(room, "per@example.org", "form", "plain", "som svarer deg");
    leave(room);
}
END_TEST

START_TEST(an_empty_mail_and_one_with_a_link_are_told_so)
{
    struct room *room = new_room();
    words_come(room, "1", words("per@example.org", "other", "false", ""));
    words_come(room, "2", words("pia@example.org", "other", "false", "Se https://1drv.ms/x/s!abc"));
    answers(room->store, "SELECT purpose, recipient FROM outbox ORDER BY id",
            "form|per@example.org\nform|pia@example.org\n");
    says_that(room, "per@example.org", "form", "plain", "Den var tom");
    says_that(room, "pia@example.org", "form", "plain", "Legg selve fila ved");
    leave(room);
}
END_TEST

static const struct {
    const char *sender, *kind, *automatic;
} silent[] = {
    {"per@example.org", "automatic", "true"},
    {"per@example.org", "bounce", "true"},
    {"per@example.org", "other", "true"},
    {"smagrupper@example.no", "other", "false"},
    {"Postkasse@example.no", "reply", "false"},
    {"no-reply@example.org", "other", "false"},
    {"mailer-daemon@example.org", "other", "false"},
    {"kontor@example.no", "reply", "false"},
    {"bounces-12@example.org", "other", "false"},
};

START_TEST(machines_and_ourselves_get_no_answer)
{
    struct room *room = new_room();
    words_come(room, "1", words(silent[_i].sender, silent[_i].kind, silent[_i].automatic, "Hei"));
    answers(room->store, queued, "");
    answers(room->store, "SELECT state FROM message", "answered\n");
    leave(room);
}
END_TEST

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

START_TEST(a_forged_sender_is_the_office_s_matter_alone)
{
    struct room *room = new_room();
    g_autofree char *reading = presence("<a@fjordbyen.example.no>", three_meetings);
    gint64 message = reads(room, "a", reading);
    run(room->store, "UPDATE message SET forged = 1");
    is_decided(room, message, "flag", "flag|known-sender||Avsenderen er forfalsket.");
    are_answered(room, message);
    answers(room->store, queued, "exception|kontor@example.no|0\nexception|leder@example.no|0\n");
    says_that(room, "kontor@example.no", "exception", "plain", "kan være forfalsket");
    leave(room);
}
END_TEST

START_TEST(two_programs_do_not_answer_each_other_for_ever)
{
    struct room *room = new_room();
    for (int i = 0; i < 40; i++) {
        g_autofree char *uid = g_strdup_printf("%d", i);
        list_comes(room, uid, "return", "return|industry-free||Bekreftelsen mangler.");
    }
    answers(room->store, "SELECT count(*) <= 20 FROM outbox WHERE answer", "1\n");
    /* What was accepted is confirmed nevertheless. */
    list_comes(room, "last", "accept", NULL);
    answers(room->store, "SELECT count(*) FROM outbox WHERE purpose = 'acknowledgement'", "1\n");
    leave(room);
}
END_TEST

/* An auto-responder that knows no header: a new sub-address and a new counter for every mail. */
static char *robot_says(int i)
{
    static const char *const senders[] = {"robot+%d@robot.example.org", "robot%d@robot.example.org",
                                          "r.%d@robot.example.org"};
    g_auto(GStrv) pieces = g_strsplit(senders[i % 3], "%d", 2);
    g_autofree char *number = g_strdup_printf("%d", i);
    g_autofree char *sender = g_strjoinv(number, pieces);
    g_autofree char *text = g_strdup_printf("Takk for meldingen. Saken din har fått nummer %d.", i);
    return words(sender, i % 2 ? "reply" : "other", "false", text);
}

START_TEST(a_thousand_mails_of_a_robot_with_changing_addresses_get_a_handful_of_answers)
{
    struct room *room = new_room();
    for (int i = 0; i < 1000; i++) {
        g_autofree char *uid = g_strdup_printf("%d", i);
        words_come(room, uid, robot_says(i));
    }
    answers(room->store, "SELECT sum(answer) BETWEEN 1 AND 5, count(*) < 20 FROM outbox", "1|1\n");
    says_that(room, "kontor@example.no", "exception", "plain", "Se om to programmer svarer hverandre.");
    /* Those whom we know are answered as before. */
    words_come(room, "known", words(SENDER, "other", "false", "Hva er fristen?"));
    answers(room->store, "SELECT count(*) FROM outbox WHERE answer AND recipient = '" SENDER "'", "1\n");
    leave(room);
}
END_TEST

START_TEST(a_robot_that_says_something_else_each_time_is_bounded_too)
{
    struct room *room = new_room();
    for (int i = 0; i < 300; i++) {
        g_autofree char *uid = g_strdup_printf("%d", i);
        g_autofree char *sender = g_strdup_printf("bot-%d@robot.example.org", i);
        g_autofree char *nonce = g_compute_checksum_for_string(G_CHECKSUM_MD5, uid, -1);
        g_strcanon(nonce, "abcdef", 'x');
        words_come(room, uid, words(sender, "other", "false", nonce));
    }
    answers(room->store, "SELECT sum(answer) BETWEEN 1 AND 5, count(*) < 70 FROM outbox", "1|1\n");
    leave(room);
}
END_TEST

static const struct {
    const char *delivery, *state;
    bool marked;
} reports[] = {
    {"{\"originals\":[\"%s\"],\"recipients\":[{\"recipient\":\"kari@fjordbyen.example.no\",\"action\":"
     "\"failed\",\"status\":\"5.1.1\"}]}",
     "bounced", true},
    {"{\"originals\":[\"%s\"],\"recipients\":[{\"recipient\":\"kn@intern.example.no\",\"original_recipient\":"
     "\"KARI@fjordbyen.example.no\",\"action\":\"failed\"},{\"recipient\":\"x@example.no\",\"action\":"
     "\"relayed\"}]}",
     "bounced", true},
    {"{\"originals\":[\"%s\"],\"recipients\":[{\"recipient\":\"ny@example.no\",\"action\":\"failed\","
     "\"status\":\"5.2.2\"}]}",
     "bounced", true},
    {"{\"originals\":[\"%s\"],\"recipients\":[{\"recipient\":\"kari@fjordbyen.example.no\",\"action\":"
     "\"delayed\",\"status\":\"4.4.1\"}]}",
     "sent", false},
    {"{\"originals\":[\"%s\"],\"recipients\":[{\"recipient\":\"kari@fjordbyen.example.no\",\"action\":"
     "\"failed\",\"status\":\"4.2.2\"}]}",
     "sent", false},
    {"{\"originals\":[\"%s\"],\"recipients\":[{\"recipient\":\"a@example.no\",\"action\":\"failed\"},{"
     "\"recipient\":"
     "\"b@example.no\",\"action\":\"failed\"}]}",
     "sent", false},
    {"{\"originals\":[\"<else@example.no>\"],\"recipients\":[{\"recipient\":\"kari@fjordbyen.example.no\","
     "\"action\":\"failed\"}]}",
     "sent", false},
};

START_TEST(a_report_is_tied_to_the_mail_that_it_is_about)
{
    struct room *room = new_room();
    list_comes(room, "a", "return", "return|industry-free||Bekreftelsen mangler.");
    run(room->store, "UPDATE outbox SET state = 'sent'");
    g_autofree char *id = g_strchomp(ask(room->store, "SELECT message_id FROM outbox"));
    g_auto(GStrv) pieces = g_strsplit(reports[_i].delivery, "%s", 2);
    g_autofree char *delivery = g_strjoinv(id, pieces);
    for (int i = 0; i < 2; i++) {
        g_autofree char *uid = g_strdup_printf("bounce %d", i);
        words_come(room, uid,
                   g_strdup_printf("{\"message\":{\"automatic\":true},\"kind\":\"bounce\",\"delivery\":%s}",
                                   delivery));
    }
    g_autofree char *state = g_strconcat(reports[_i].state, "\n", NULL);
    answers(room->store, "SELECT state FROM outbox WHERE purpose = 'return'", state);
    answers(room->store, "SELECT count(*) FROM bounced_address", reports[_i].marked ? "1\n" : "0\n");
    /* The office hears once: a letter to each of its two. */
    answers(room->store, "SELECT count(*) FROM outbox WHERE purpose = 'exception'",
            reports[_i].marked ? "2\n" : "0\n");
    leave(room);
}
END_TEST

START_TEST(news_for_a_bounced_address_waits_until_it_works_again)
{
    struct room *room = new_room();
    run(room->store,
        "INSERT INTO bounced_address VALUES ('ola@fjordbyen.example.no', '2026-01-01T00:00:00Z', NULL)");
    list_comes(room, "a", "accept", NULL);
    answers(room->store, "SELECT count(*) FROM outbox WHERE recipient = '" OTHER "'", "0\n");
    answers(room->store, "SELECT count(*) FROM told WHERE person = 2", "0\n");
    words_come(room, "o", words(OTHER, "other", "false", "Jeg har ny e-postleverandør."));
    list_comes(room, "b", "accept", NULL);
    says_that(room, OTHER, "confirmation", "plain", "teller");
    leave(room);
}
END_TEST

START_TEST(a_delivery_report_marks_the_mail_that_came_back)
{
    struct room *room = new_room();
    list_comes(room, "a", "return", "return|industry-free||Bekreftelsen mangler.");
    run(room->store, "UPDATE outbox SET state = 'sent'");
    g_autofree char *id = ask(room->store, "SELECT message_id FROM outbox");
    char *reading =
        g_strdup_printf("{\"message\":{\"from\":{\"email\":\"mailer-daemon@example.org\"},\"automatic\":true,"
                        "\"in_reply_to\":[\"%s\"]},\"kind\":\"bounce\"}",
                        g_strchomp(id));
    words_come(room, "b", reading);
    answers(room->store, "SELECT purpose, state FROM outbox WHERE message = 1", "return|bounced\n");
    says_that(room, "kontor@example.no", "exception", "plain", "kom ikke fram");
    leave(room);
}
END_TEST

START_TEST(a_parked_mail_is_shown_to_the_office)
{
    struct room *room = new_room();
    GError *error = NULL;
    gint64 message = arrives(room->store, "p", "no mail at all");
    message_move(room->store, message, "parked", "it could not be read in 10 seconds", &error);
    answers_to_parked(room->answers, room->store, message, &error);
    no_error(error);
    answers(room->store, queued, "exception|kontor@example.no|0\nexception|leder@example.no|0\n");
    says_that(room, "kontor@example.no", "exception", "plain", "it could not be read in 10 seconds");
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

/* ---- forms that go with a letter ---- */

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
    g_autofree char *text = parse_mail(bytes, false, &error);
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
    Suite *suite = suite_create("answers");
    TCase *cases = tcase_create("answers");
    tcase_set_timeout(cases, 60); /* a thousand mails on a busy machine */
    tcase_add_test(cases, an_accepted_list_is_acknowledged_and_every_doctor_with_an_address_is_told);
    tcase_add_test(cases, the_same_decision_again_says_nothing_new);
    tcase_add_test(cases, a_correction_reaches_those_whom_it_changes_and_nobody_else);
    tcase_add_test(cases, hours_that_still_wait_say_what_for_and_until_when);
    tcase_add_test(cases, what_does_not_count_is_said_with_its_reason);
    tcase_add_test(cases, a_returned_list_says_what_to_mend);
    tcase_add_test(cases, a_flagged_list_goes_to_everybody_in_the_office_with_the_original);
    tcase_add_test(cases, the_office_s_decision_is_answered_once_more);
    tcase_add_test(cases, a_start_form_s_answer_gives_the_group_its_number);
    tcase_add_test(cases, a_mail_without_a_form_gets_one_explanation_a_week);
    tcase_add_test(cases, an_empty_mail_and_one_with_a_link_are_told_so);
    tcase_add_loop_test(cases, machines_and_ourselves_get_no_answer, 0, G_N_ELEMENTS(silent));
    tcase_add_test(cases, what_a_reply_answers_is_said_back);
    tcase_add_test(cases, what_no_answer_can_be_made_of_is_asked_again);
    tcase_add_test(cases, words_that_are_no_answer_reach_people);
    tcase_add_test(cases, who_writes_nynorsk_is_answered_in_nynorsk);
    tcase_add_test(cases, a_stranger_learns_nothing_of_the_group);
    tcase_add_test(cases, a_forged_sender_is_the_office_s_matter_alone);
    tcase_add_test(cases, two_programs_do_not_answer_each_other_for_ever);
    tcase_add_test(cases, a_thousand_mails_of_a_robot_with_changing_addresses_get_a_handful_of_answers);
    tcase_add_test(cases, a_robot_that_says_something_else_each_time_is_bounded_too);
    tcase_add_loop_test(cases, a_report_is_tied_to_the_mail_that_it_is_about, 0, G_N_ELEMENTS(reports));
    tcase_add_test(cases, news_for_a_bounced_address_waits_until_it_works_again);
    tcase_add_test(cases, a_delivery_report_marks_the_mail_that_came_back);
    tcase_add_test(cases, a_parked_mail_is_shown_to_the_office);
    tcase_add_test(cases, several_forms_get_one_answer_by_the_gravest);
    tcase_add_test(cases, an_accepted_list_brings_the_next_one);
    tcase_add_test(cases, a_stranger_gets_no_list_of_members);
    tcase_add_test(cases, a_returned_list_comes_back_as_we_read_it);
    tcase_add_loop_test(cases, who_asks_for_a_form_gets_it, 0, G_N_ELEMENTS(requests));
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
