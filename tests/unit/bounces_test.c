/* Mail of ours that came back. */
#include "tests/unit/answers_room.h"

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

int main(void)
{
    Suite *suite = suite_create("bounces");
    TCase *cases = tcase_create("bounces");
    tcase_add_loop_test(cases, a_report_is_tied_to_the_mail_that_it_is_about, 0, G_N_ELEMENTS(reports));
    tcase_add_test(cases, news_for_a_bounced_address_waits_until_it_works_again);
    tcase_add_test(cases, a_delivery_report_marks_the_mail_that_came_back);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
