#include "store/outbox.h"
#include "tests/unit/store_room.h"

#include <stdio.h>
#include <string.h>

/* A mail that is decided. */
static gint64 decided(struct store *store, const char *uid)
{
    GError *error = NULL;
    gint64 message = arrives(store, uid, uid);
    message_load(store, message, "{\"message\": {}, \"kind\": \"other\"}", NULL, &error);
    no_error(error);
    message_move(store, message, "decided", NULL, &error);
    no_error(error);
    return message;
}

static void queue(struct store *store, gint64 message, const char *message_id, bool answer)
{
    GError *error = NULL;
    g_autoptr(GBytes) mime = g_bytes_new_static("Subject: x\r\n\r\n\0y", 16);
    const struct outgoing mail = {
        .message = message,
        .recipient = "kari@example.no",
        .purpose = answer ? "acknowledgement" : "exception",
        .message_id = message_id,
        .answer = answer,
        .mime = mime,
    };
    outbox_queue(store, &mail, &error);
    no_error(error);
}

/* The id of the next mail; 0 where there is none. */
static gint64 next(struct store *store)
{
    GError *error = NULL;
    json_t *rows = outbox_due(store, 1, &error);
    no_error(error);
    ck_assert_uint_le(json_array_size(rows), 1);
    gint64 id = json_integer_value(json_object_get(json_array_get(rows, 0), "id"));
    json_decref(rows);
    return id;
}

static enum outbox_now not_sent(struct store *store, gint64 id, gint64 attempts, enum outbox_fate fate,
                                const char *why)
{
    GError *error = NULL;
    const struct outbox_try tried = {id, attempts};
    enum outbox_now now;
    ck_assert(outbox_not_sent(store, &tried, fate, why, &now, &error));
    no_error(error);
    return now;
}

static bool sent(struct store *store, const char *message_id)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_ptr_array_add(names, (gpointer)message_id);
    bool done = outbox_sent(store, names, &error);
    no_error(error);
    return done;
}

START_TEST(a_mail_is_queued_once)
{
    struct store *store = new_store();
    GError *error = NULL;
    gint64 message = decided(store, "1");
    queue(store, message, "<a@example.no>", true);
    queue(store, message, "<a@example.no>", true);
    answers(store, "SELECT recipient, purpose, answer, state, attempts, due_at = queued_at FROM outbox",
            "kari@example.no|acknowledgement|1|queued|0|1\n");
    json_t *rows = outbox_due(store, 10, &error), *row = json_array_get(rows, 0);
    ck_assert_uint_eq(json_array_size(rows), 1);
    ck_assert_str_eq(json_string_value(json_object_get(row, "recipient")), "kari@example.no");
    ck_assert_str_eq(json_string_value(json_object_get(row, "message_id")), "<a@example.no>");
    ck_assert_int_eq(json_integer_value(json_object_get(row, "attempts")), 0);
    g_autoptr(GBytes) mime = outbox_mime(store, json_integer_value(json_object_get(row, "id")), &error);
    json_decref(rows);
    ck_assert_uint_eq(g_bytes_get_size(mime), 16);
    ck_assert_mem_eq(g_bytes_get_data(mime, NULL), "Subject: x\r\n\r\n\0y", 16);
    store_close(store);
}
END_TEST

START_TEST(a_mail_that_is_out_is_queued_no_more)
{
    struct store *store = new_store();
    gint64 message = decided(store, "1");
    queue(store, message, "<a@example.no>", true);
    ck_assert(sent(store, "<a@example.no>"));
    queue(store, message, "<a@example.no>", true);
    ck_assert_int_eq(next(store), 0);
    answers(store, "SELECT state, attempts, sent_at IS NOT NULL FROM outbox", "sent|1|1\n");
    answers(store, "SELECT submission, purpose, state, attempts, message_id FROM report_mail",
            "|acknowledgement|sent|1|<a@example.no>\n");
    store_close(store);
}
END_TEST

START_TEST(mails_that_are_out_are_recorded_together)
{
    struct store *store = new_store();
    GError *error = NULL;
    gint64 one = decided(store, "1"), other = decided(store, "2");
    queue(store, one, "<a@example.no>", true);
    queue(store, other, "<b@example.no>", true);
    queue(store, other, "<c@example.no>", true);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const char *out[] = {"<a@example.no>", "<gone@example.no>", "<c@example.no>"};
    for (guint i = 0; i < G_N_ELEMENTS(out); i++)
        g_ptr_array_add(names, (gpointer)out[i]);
    ck_assert(outbox_sent(store, names, &error));
    answers(store, "SELECT message_id, state FROM outbox ORDER BY id",
            "<a@example.no>|sent\n<b@example.no>|queued\n<c@example.no>|sent\n");
    answers(store, "SELECT state FROM message ORDER BY id", "answered\ndecided\n");
    store_close(store);
}
END_TEST

START_TEST(what_is_due_comes_in_order_and_not_all_at_once)
{
    struct store *store = new_store();
    GError *error = NULL;
    queue(store, 0, "<a@example.no>", false);
    queue(store, 0, "<b@example.no>", false);
    queue(store, 0, "<c@example.no>", false);
    json_t *rows = outbox_due(store, 2, &error);
    ck_assert_uint_eq(json_array_size(rows), 2);
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(rows, 1), "message_id")),
                     "<b@example.no>");
    json_decref(rows);
    store_close(store);
}
END_TEST

START_TEST(an_empty_outbox_has_nothing_to_wait_for)
{
    struct store *store = new_store();
    GError *error = NULL;
    ck_assert_int_eq(next(store), 0);
    ck_assert_int_eq(outbox_wait(store), -1);
    ck_assert_ptr_null(outbox_mime(store, 1, &error));
    is_error(&error, ERROR_INPUT);
    queue(store, 0, "<a@example.no>", false);
    ck_assert_int_eq(outbox_wait(store), 0);
    answers(store,
            "UPDATE outbox SET due_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+4 hours', '-1 minute')", "");
    ck_assert_int_eq(next(store), 0);
    ck_assert(outbox_wait(store) > 0);
    store_close(store);
}
END_TEST

START_TEST(a_clock_that_was_set_back_holds_no_mail_up)
{
    struct store *store = new_store();
    queue(store, 0, "<a@example.no>", false);
    answers(store, "UPDATE outbox SET due_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+1 year')", "");
    ck_assert_int_eq(next(store), 1);
    ck_assert_int_eq(outbox_wait(store), 0);
    store_close(store);
}
END_TEST

START_TEST(mails_go_out_by_the_time_they_are_due)
{
    struct store *store = new_store();
    queue(store, 0, "<a@example.no>", false);
    queue(store, 0, "<b@example.no>", false);
    queue(store, 0, "<c@example.no>", false);
    answers(store, "UPDATE outbox SET due_at = '2026-01-0' || (4 - id) || 'T00:00:00Z'", "");
    ck_assert_int_eq(next(store), 3);
    answers(store, "UPDATE outbox SET due_at = '2026-01-01T00:00:00Z'", "");
    ck_assert_int_eq(next(store), 1);
    store_close(store);
}
END_TEST

START_TEST(a_message_is_answered_when_its_last_answer_is_settled)
{
    struct store *store = new_store();
    GError *error = NULL;
    gint64 message = decided(store, "1");
    queue(store, message, "<a@example.no>", true);
    queue(store, message, "<b@example.no>", true);
    queue(store, message, "<c@example.no>", false); /* to the office: not waited for */
    ck_assert(outbox_settle(store, message, &error));
    answers(store, "SELECT state FROM message", "decided\n");
    ck_assert(sent(store, "<a@example.no>"));
    answers(store, "SELECT state FROM message", "decided\n");
    ck_assert_int_eq(not_sent(store, 2, 0, OUTBOX_REFUSED, "550 no such user"), OUTBOX_GIVEN_UP);
    answers(store, "SELECT state FROM message", "answered\n");
    answers(store, "SELECT state, attempts, last_error FROM outbox ORDER BY id",
            "sent|1|\nfailed|1|550 no such user\nqueued|0|\n");
    ck_assert(sent(store, "<c@example.no>"));
    answers(store, "SELECT state FROM message", "answered\n");
    store_close(store);
}
END_TEST

START_TEST(a_message_that_owes_no_answer_is_settled_at_once)
{
    struct store *store = new_store();
    GError *error = NULL;
    gint64 message = decided(store, "1"), other = arrives(store, "2", "not decided");
    ck_assert(outbox_settle(store, message, &error));
    ck_assert(outbox_settle(store, message, &error)); /* a second time changes nothing */
    ck_assert(outbox_settle(store, other, &error));
    answers(store, "SELECT state FROM message ORDER BY id", "answered\nreceived\n");
    store_close(store);
}
END_TEST

START_TEST(what_was_filed_before_is_filed_again_by_itself)
{
    struct store *store = new_store();
    GError *error = NULL;
    static const char *const uid = "1";
    gint64 message = decided(store, uid);
    ck_assert(outbox_settle(store, message, &error));
    ck_assert(messages_filed(store, "box", "1", &uid, 1, "Annet", &error));
    answers(store, "SELECT state FROM message", "filed\n");
    ck_assert(message_move(store, message, "read", NULL, &error));
    ck_assert(message_move(store, message, "decided", NULL, &error));
    ck_assert(outbox_settle(store, message, &error));
    answers(store, "SELECT state FROM message", "filed\n");
    store_close(store);
}
END_TEST

/* The moment of a try, and when the mail is due after it. */
static const struct {
    int attempts; /* before this one */
    const char *now, *expected;
} tries[] = {
    {0, "2026-01-01T00:00:00Z", "queued|2026-01-01T00:01:00Z\n"},
    {1, "2026-01-01T00:01:00Z", "queued|2026-01-01T00:03:00Z\n"},
    {2, "2026-01-01T00:03:00Z", "queued|2026-01-01T00:07:00Z\n"},
    {7, "2026-01-01T03:00:00Z", "queued|2026-01-01T05:08:00Z\n"},
    {8, "2026-01-01T05:08:00Z", "queued|2026-01-01T09:08:00Z\n"},
    {30, "2026-01-04T23:59:59Z", "queued|2026-01-05T03:59:59Z\n"},
    {30, "2026-01-05T00:00:00Z", "failed|2026-01-05T04:00:00Z\n"},
};

START_TEST(tries_are_farther_and_farther_apart_for_four_days)
{
    struct store *store = new_store();
    GError *error = NULL;
    queue(store, 0, "<a@example.no>", false);
    g_autofree char *sql = g_strdup_printf(
        "UPDATE outbox SET queued_at = '2026-01-01T00:00:00Z', attempts = %d", tries[_i].attempts);
    answers(store, sql, "");
    json_t *row = store_row(store, "outbox_not_sent",
                            json_pack("{s:i, s:i, s:b, s:b, s:b, s:s, s:s, s:s}", "id", 1, "attempts",
                                      tries[_i].attempts, "refused", 0, "doubt", 0, "at_once", 0, "why",
                                      "451 later", "given_up", "", "now", tries[_i].now),
                            &error);
    no_error(error);
    json_decref(row);
    answers(store, "SELECT state, due_at FROM outbox", tries[_i].expected);
    store_close(store);
}
END_TEST

START_TEST(a_failed_try_is_kept_for_later)
{
    struct store *store = new_store();
    gint64 message = decided(store, "1");
    queue(store, message, "<a@example.no>", true);
    ck_assert_int_eq(not_sent(store, 1, 0, OUTBOX_LATER, "451 \xff later"), OUTBOX_WAITS);
    answers(store, "SELECT state, attempts, last_error FROM outbox", "queued|1|451 \xef\xbf\xbd later\n");
    answers(store, "SELECT state FROM message", "decided\n");
    ck_assert_int_eq(next(store), 0);
    ck_assert(outbox_wait(store) > 0);
    ck_assert(sent(store, "<a@example.no>"));
    answers(store, "SELECT state, attempts, last_error FROM outbox", "sent|2|\n");
    answers(store, "SELECT state FROM message", "answered\n");
    store_close(store);
}
END_TEST

/* What became of two tries, in any order, and whether the mail goes out a third time. */
static const struct {
    enum outbox_fate first, second;
    const char *expected;
} doubts[] = {
    {OUTBOX_DOUBTFUL, OUTBOX_DOUBTFUL,
     "failed|2|2|open (for the second time: it is not sent again by itself)\n"},
    {OUTBOX_DOUBTFUL, OUTBOX_CUT_OFF,
     "failed|2|2|open (for the second time: it is not sent again by itself)\n"},
    {OUTBOX_CUT_OFF, OUTBOX_DOUBTFUL,
     "failed|2|2|open (for the second time: it is not sent again by itself)\n"},
    {OUTBOX_CUT_OFF, OUTBOX_CUT_OFF,
     "failed|2|2|open (for the second time: it is not sent again by itself)\n"},
    {OUTBOX_LATER, OUTBOX_DOUBTFUL, "queued|2|1|open\n"},
    {OUTBOX_DOUBTFUL, OUTBOX_LATER, "queued|2|1|open\n"},
    {OUTBOX_DOUBTFUL, OUTBOX_REFUSED, "failed|2|1|open\n"},
};

START_TEST(a_mail_that_may_have_arrived_twice_is_not_sent_a_third_time)
{
    struct store *store = new_store();
    gint64 message = decided(store, "1");
    queue(store, message, "<a@example.no>", true);
    ck_assert_int_eq(not_sent(store, 1, 0, doubts[_i].first, "open"), OUTBOX_WAITS);
    answers(store, "SELECT due_at = queued_at, failed_at IS NULL FROM outbox",
            doubts[_i].first == OUTBOX_CUT_OFF ? "1|1\n" : "0|1\n");
    ck_assert_int_eq(not_sent(store, 1, 0, OUTBOX_CUT_OFF, "open"), OUTBOX_KNOWN); /* the same try */
    bool queued = g_str_has_prefix(doubts[_i].expected, "queued");
    ck_assert_int_eq(not_sent(store, 1, 1, doubts[_i].second, "open"),
                     queued ? OUTBOX_WAITS : OUTBOX_GIVEN_UP);
    answers(store, "SELECT state, attempts, doubts, last_error FROM outbox", doubts[_i].expected);
    answers(store, "SELECT failed_at IS NULL FROM outbox", queued ? "1\n" : "0\n");
    answers(store, "SELECT state FROM message", queued ? "decided\n" : "answered\n");
    answers(store, "SELECT what, recipient FROM stuck", queued ? "" : "unsent|kari@example.no\n");
    store_close(store);
}
END_TEST

START_TEST(what_is_settled_stays_so)
{
    struct store *store = new_store();
    queue(store, 0, "<a@example.no>", false);
    ck_assert(sent(store, "<a@example.no>"));
    ck_assert_int_eq(not_sent(store, 1, 0, OUTBOX_REFUSED, "late news"), OUTBOX_KNOWN);
    ck_assert_int_eq(not_sent(store, 1, 1, OUTBOX_CUT_OFF, "late news"), OUTBOX_KNOWN);
    answers(store, "SELECT state, attempts, last_error FROM outbox", "sent|1|\n");
    store_close(store);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("outbox");
    TCase *queueing = tcase_create("queue");
    tcase_add_test(queueing, a_mail_is_queued_once);
    tcase_add_test(queueing, a_mail_that_is_out_is_queued_no_more);
    tcase_add_test(queueing, mails_that_are_out_are_recorded_together);
    tcase_add_test(queueing, what_is_due_comes_in_order_and_not_all_at_once);
    tcase_add_test(queueing, an_empty_outbox_has_nothing_to_wait_for);
    tcase_add_test(queueing, a_clock_that_was_set_back_holds_no_mail_up);
    tcase_add_test(queueing, mails_go_out_by_the_time_they_are_due);
    suite_add_tcase(suite, queueing);
    TCase *settling = tcase_create("settling");
    tcase_add_test(settling, a_message_is_answered_when_its_last_answer_is_settled);
    tcase_add_test(settling, a_message_that_owes_no_answer_is_settled_at_once);
    tcase_add_test(settling, what_was_filed_before_is_filed_again_by_itself);
    tcase_add_loop_test(settling, tries_are_farther_and_farther_apart_for_four_days, 0, G_N_ELEMENTS(tries));
    tcase_add_test(settling, a_failed_try_is_kept_for_later);
    tcase_add_loop_test(settling, a_mail_that_may_have_arrived_twice_is_not_sent_a_third_time, 0,
                        G_N_ELEMENTS(doubts));
    tcase_add_test(settling, what_is_settled_stays_so);
    suite_add_tcase(suite, settling);
    return run_suite(suite);
}
