/* Whom we answer, and how often. */
#include "tests/unit/answers_room.h"

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

START_TEST(a_clock_that_was_set_back_silences_nobody)
{
    struct room *room = new_room();
    words_come(room, "1", words("per@example.org", "other", "false", "Når er fristen?"));
    run(room->store, "UPDATE outbox SET queued_at = '2099-01-01T00:00:00Z'");
    words_come(room, "2", words("per@example.org", "other", "false", "Hallo?"));
    answers(room->store, "SELECT message, purpose FROM outbox WHERE answer ORDER BY id", "1|form\n2|form\n");
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

int main(void)
{
    Suite *suite = suite_create("manners");
    TCase *cases = tcase_create("manners");
    tcase_set_timeout(cases, 60); /* a thousand mails on a busy machine */
    tcase_add_test(cases, a_mail_without_a_form_gets_one_explanation_a_week);
    tcase_add_test(cases, a_clock_that_was_set_back_silences_nobody);
    tcase_add_test(cases, an_empty_mail_and_one_with_a_link_are_told_so);
    tcase_add_loop_test(cases, machines_and_ourselves_get_no_answer, 0, G_N_ELEMENTS(silent));
    tcase_add_test(cases, two_programs_do_not_answer_each_other_for_ever);
    tcase_add_test(cases, a_thousand_mails_of_a_robot_with_changing_addresses_get_a_handful_of_answers);
    tcase_add_test(cases, a_robot_that_says_something_else_each_time_is_bounded_too);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
