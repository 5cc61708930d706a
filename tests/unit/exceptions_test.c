/* What the office is told. */
#include "rules/orders.h"
#include "tests/unit/answers_room.h"

START_TEST(a_flagged_list_goes_to_everybody_in_the_office_with_the_original)
{
    struct room *room = new_room();
    list_comes(room, "a", "flag", "flag|industry-involved||Lista nevner en sponsor.");
    answers(room->store, queued,
            "review|" SENDER "|1\nexception|kontor@example.no|0\nexception|leder@example.no|0\n");
    says_that(room, SENDER, "review", "plain", "Lista nevner en sponsor.");
    says_that(room, "leder@example.no", "exception", "plain", "til vurdering: Lista nevner en sponsor.");
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

START_TEST(a_parked_mail_is_shown_to_the_office)
{
    struct room *room = new_room();
    GError *error = NULL;
    gint64 message = arrives(room->store, "p", "no mail at all");
    message_move(room->store, message, "parked", "it could not be read in 10 seconds", &error);
    answers_to_parked(room->answers, room->store, message, &error);
    no_error(error);
    answers_to_office(room->answers, room->store, &error);
    no_error(error);
    answers(room->store, queued, "exception|kontor@example.no|0\nexception|leder@example.no|0\n");
    says_that(room, "kontor@example.no", "exception", "plain", "den tok for lang tid å lese.");
    leave(room);
}
END_TEST

/* A list of the group that an invented rule flags, in a round that is not over. */
static gint64 is_flagged(struct room *room, const char *uid, const char *rule)
{
    GError *error = NULL;
    g_autofree char *id = g_strdup_printf("<%s@fjordbyen.example.no>", uid);
    g_autofree char *reading = presence(id, three_meetings);
    g_autofree char *finding = g_strdup_printf("flag|%s||Lista %s må vurderes.", rule, uid);
    gint64 message = is_decided(room, reads(room, uid, reading), "flag", finding);
    answers_to_message(room->answers, room->store, message, &error);
    no_error(error);
    return message;
}

static void round_ends(struct room *room)
{
    GError *error = NULL;
    answers_to_office(room->answers, room->store, &error);
    no_error(error);
}

START_TEST(alike_exceptions_of_a_round_come_in_one_letter)
{
    struct room *room = new_room();
    room->config.trust.authserv_id = "mail.example.no";
    is_flagged(room, "a", "industry-involved");
    is_flagged(room, "b", "suspect-topic");
    is_flagged(room, "c", "industry-involved");
    answers(room->store, "SELECT count(*) FROM outbox WHERE purpose = 'exception'", "0\n");
    round_ends(room);
    answers(room->store,
            "SELECT message, submission, recipient FROM outbox WHERE purpose = 'exception' ORDER BY id",
            "1||kontor@example.no\n1||leder@example.no\n2|2|kontor@example.no\n2|2|leder@example.no\n");
    run(room->store, "DELETE FROM outbox WHERE purpose = 'exception' AND message = 2");
    says_that(room, "leder@example.no", "exception", "plain",
              "Til vurdering: 2 saker, industrien kan ha vært med [sak 1-");
    says_that(room, "leder@example.no", "exception", "plain", "Sak 1: Presensliste");
    says_that(room, "leder@example.no", "exception", "plain", "Lista a må vurderes.");
    says_that(room, "leder@example.no", "exception", "plain", "Sak 2: Presensliste");
    says_that(room, "leder@example.no", "exception", "html", "Lista c må vurderes.");
    says_not(room, "leder@example.no", "exception", "plain", "Lista b må vurderes.");
    /* The token of each letter is good for all its cases, and for no other. */
    answers(room->store,
            "SELECT group_concat(number || ':' || submission, ' ') FROM token t JOIN "
            "token_case USING (hash)"
            " WHERE t.message = 1 GROUP BY hash",
            "1:1 2:3\n1:1 2:3\n");
    leave(room);
}
END_TEST

START_TEST(an_exception_is_told_once)
{
    struct room *room = new_room();
    gint64 message = is_flagged(room, "a", "industry-involved");
    is_flagged(room, "b", "industry-involved");
    round_ends(room);
    round_ends(room);
    are_answered(room, message);
    answers(room->store, "SELECT count(*) FROM outbox WHERE purpose = 'exception'", "2\n");
    /* One of the next round has a letter of its own. */
    is_flagged(room, "c", "industry-involved");
    round_ends(room);
    answers(room->store, "SELECT message, count(*) FROM outbox WHERE purpose = 'exception' GROUP BY message",
            "1|2\n3|2\n");
    leave(room);
}
END_TEST

static GString *noted; /* where lines of the log go; NULL: where they always go */

static GLogWriterOutput note_line(GLogLevelFlags level, const GLogField *fields, gsize count, gpointer data)
{
    if (!noted)
        return g_log_writer_default(level, fields, count, data);
    for (gsize i = 0; i < count; i++)
        if (strcmp(fields[i].key, "MESSAGE") == 0)
            g_string_append_printf(noted, "%s\n", (const char *)fields[i].value);
    return G_LOG_WRITER_HANDLED;
}

START_TEST(an_office_that_cannot_be_told_is_told_later)
{
    struct room *room = new_room();
    static char nobody[] = "nobody";
    char *before = room->config.outgoing.from;
    g_autoptr(GString) lines = g_string_new(NULL);
    is_flagged(room, "a", "industry-involved");
    is_flagged(room, "b", "suspect-topic");
    is_flagged(room, "c", "industry-involved");
    room->config.outgoing.from = nobody;
    noted = lines;
    round_ends(room);
    noted = NULL;
    ck_assert_ptr_nonnull(strstr(lines->str, "telling the office of mail 1, 3: "));
    ck_assert_ptr_nonnull(strstr(lines->str, "telling the office of mail 2: "));
    answers(room->store, "SELECT count(*) FROM outbox WHERE purpose = 'exception'", "0\n");
    room->config.outgoing.from = before;
    round_ends(room);
    answers(room->store, "SELECT count(*) FROM outbox WHERE purpose = 'exception'", "4\n");
    leave(room);
}
END_TEST

START_TEST(what_is_settled_within_the_round_is_no_exception)
{
    struct room *room = new_room();
    is_flagged(room, "a", "industry-involved");
    is_flagged(room, "b", "industry-involved");
    is_flagged(room, "c", "industry-involved");
    run(room->store, "UPDATE submission SET decision = 'accept' WHERE id = 1;"
                     "UPDATE submission SET amends = 2 WHERE id = 3");
    round_ends(room);
    answers(room->store, "SELECT message, submission FROM outbox WHERE purpose = 'exception'", "3|3\n3|3\n");
    answers(room->store, "SELECT submission FROM flagged", "3\n");
    leave(room);
}
END_TEST

START_TEST(mails_in_the_office_s_name_bring_few_notices)
{
    struct room *room = new_room();
    room->config.trust.authserv_id = "mail.example.no";
    for (int i = 0; i < 9; i++) {
        g_autofree char *uid = g_strdup_printf("%d", i);
        GError *error = NULL;
        gint64 message =
            reads(room, uid,
                  "{\"message\":{\"id\":\"<o@example.no>\",\"from\":{\"email\":\"kontor@example.no\"},"
                  "\"automatic\":false},\"kind\":\"reply\",\"text\":\"godkjenn\","
                  "\"orders\":[{\"order\":\"approve\"}],\"unread\":[]}");
        message_move(room->store, message, "decided", NULL, &error);
        orders_obey(room->rules, room->store, &room->config, message, &error);
        no_error(error);
        are_answered(room, message);
    }
    answers(room->store, "SELECT count(DISTINCT message) FROM outbox WHERE purpose = 'exception'", "5\n");
    answers(room->store, "SELECT outcome, count(*) FROM office_order GROUP BY 1", "address|9\n");
    leave(room);
}
END_TEST

START_TEST(very_many_exceptions_come_in_several_letters)
{
    struct room *room = new_room();
    for (int i = 0; i < 60; i++) {
        g_autofree char *uid = g_strdup_printf("%d", i);
        is_flagged(room, uid, "industry-involved");
        run(room->store, "DELETE FROM outbox"); /* or the sender has had too many answers */
    }
    round_ends(room);
    answers(room->store, "SELECT message, count(*) FROM outbox WHERE purpose = 'exception' GROUP BY message",
            "1|2\n26|2\n51|2\n");
    says_that(room, "leder@example.no", "exception", "plain", "10 saker");
    leave(room);
}
END_TEST

int main(void)
{
    g_log_set_writer_func(note_line, NULL, NULL);
    Suite *suite = suite_create("exceptions");
    TCase *cases = tcase_create("exceptions");
    tcase_add_test(cases, a_flagged_list_goes_to_everybody_in_the_office_with_the_original);
    tcase_add_test(cases, a_forged_sender_is_the_office_s_matter_alone);
    tcase_add_test(cases, a_parked_mail_is_shown_to_the_office);
    tcase_add_test(cases, alike_exceptions_of_a_round_come_in_one_letter);
    tcase_add_test(cases, an_exception_is_told_once);
    tcase_add_test(cases, an_office_that_cannot_be_told_is_told_later);
    tcase_add_test(cases, what_is_settled_within_the_round_is_no_exception);
    tcase_add_test(cases, mails_in_the_office_s_name_bring_few_notices);
    tcase_add_test(cases, very_many_exceptions_come_in_several_letters);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
