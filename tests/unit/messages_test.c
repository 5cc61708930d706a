#include "tests/unit/store_room.h"

#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------------------------------------------------------
 * Arrival */

START_TEST(the_same_bytes_are_one_message_at_every_place)
{
    struct store *store = new_store();
    gint64 first = arrives(store, "1", "Subject: liste\r\n\r\n");
    ck_assert_int_eq(arrives(store, "2", "Subject: liste\r\n\r\n"), first);
    ck_assert_int_ne(arrives(store, "3", "Subject: liste \r\n\r\n"), first);
    answers(store, "SELECT count(*), count(DISTINCT sha256) FROM message", "2|2\n");
    answers(store, "SELECT uid, message - (SELECT min(id) FROM message) FROM location ORDER BY uid",
            "1|0\n2|0\n3|1\n");
    ck_assert(messages_known(store, "box", "1", "2"));
    ck_assert(!messages_known(store, "box", "2", "2"));
    ck_assert(!messages_known(store, "other box", "1", "2"));
    store_close(store);
}
END_TEST

START_TEST(a_place_that_is_known_is_passed_over)
{
    struct store *store = new_store();
    gint64 first = arrives(store, "1", "one");
    ck_assert_int_eq(arrives(store, "1", "another mail under the same UID"), first);
    answers(store, "SELECT count(*) FROM message", "1\n");
    store_close(store);
}
END_TEST

START_TEST(raw_bytes_come_back_as_they_were)
{
    static const char bytes[] = "a\0b\xff\r\n";
    struct store *store = new_store();
    GError *error = NULL;
    g_autoptr(GBytes) raw = g_bytes_new_static(bytes, sizeof bytes);
    g_autoptr(GBytes) empty = g_bytes_new_static("", 0);
    const struct arrival arrivals[] = {{"1", raw, sizeof bytes, "2026-01-12T09:05:00Z"},
                                       {"2", empty, 0, "2026-01-12T09:05:00Z"}};
    ck_assert(messages_receive(store, "box", "1", arrivals, 2, &error));
    g_autoptr(GArray) messages = messages_in(store, "received", 10, &error);
    ck_assert_uint_eq(messages->len, 2);
    g_autoptr(GBytes) one = message_raw(store, g_array_index(messages, gint64, 0), &error);
    g_autoptr(GBytes) other = message_raw(store, g_array_index(messages, gint64, 1), &error);
    ck_assert(g_bytes_equal(one, raw));
    ck_assert_uint_eq(g_bytes_get_size(other), 0);
    ck_assert_ptr_null(message_raw(store, 999, &error));
    is_error(&error, ERROR_INPUT);
    store_close(store);
}
END_TEST

START_TEST(a_mail_too_large_is_parked_and_stays_so)
{
    struct store *store = new_store();
    GError *error = NULL;
    const struct arrival arrivals[] = {{"8", NULL, 70000000, "2026-01-12T09:05:00Z"},
                                       {"9", NULL, 80000000, "2026-01-12T09:05:00Z"}};
    ck_assert(messages_receive(store, "box", "1", arrivals, 2, &error));
    answers(store, "SELECT state, reason FROM message ORDER BY id",
            "parked|the mail is too large to be read: 70000000 bytes\n"
            "parked|the mail is too large to be read: 80000000 bytes\n");
    g_autoptr(GArray) parked = messages_in(store, "parked", 1, &error);
    ck_assert_uint_eq(parked->len, 1);
    gint64 message = g_array_index(parked, gint64, 0);
    ck_assert_ptr_null(message_raw(store, message, &error));
    is_error(&error, ERROR_INPUT);
    ck_assert(!message_move(store, message, "received", NULL, &error));
    is_error(&error, ERROR_INPUT);
    store_close(store);
}
END_TEST

START_TEST(messages_wait_in_order_of_arrival)
{
    struct store *store = new_store();
    GError *error = NULL;
    gint64 one = arrives(store, "9", "one"), two = arrives(store, "10", "two"),
           three = arrives(store, "11", "three");
    load(store, two, MINIMAL);
    g_autoptr(GArray) received = messages_in(store, "received", 10, &error);
    g_autoptr(GArray) first = messages_in(store, "received", 1, &error);
    g_autoptr(GArray) read = messages_in(store, "read", 10, &error);
    ck_assert_uint_eq(received->len, 2);
    ck_assert_int_eq(g_array_index(received, gint64, 0), one);
    ck_assert_int_eq(g_array_index(received, gint64, 1), three);
    ck_assert_uint_eq(first->len, 1);
    ck_assert_uint_eq(read->len, 1);
    store_close(store);
}
END_TEST

/* ------------------------------------------------------------------------------------------------------------------
 * Tries */

static guint waiting(struct store *store, const char *state)
{
    GError *error = NULL;
    g_autoptr(GArray) messages = messages_in(store, state, 10, &error);
    no_error(error);
    return messages->len;
}

START_TEST(what_failed_waits_longer_and_longer)
{
    struct store *store = new_store();
    GError *error = NULL;
    gint64 message = arrives(store, "1", "mail");
    static const char pause[] =
        "SELECT round((julianday(due_at) - julianday('now')) * 24 * 60), last_error FROM message";
    ck_assert_int_eq(message_attempt(store, message, "it crashed", false, &error), 1);
    answers(store, pause, "1.0|it crashed\n");
    ck_assert_uint_eq(waiting(store, "received"), 0);
    ck_assert_int_eq(message_attempt(store, message, "\xff", false, &error), 2);
    answers(store, pause, "5.0|\uFFFD\n");
    answers(store, "SELECT what, attempts FROM stuck", "retried|2\n");
    answers(store, "UPDATE message SET due_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')", "");
    ck_assert_uint_eq(waiting(store, "received"), 1);
    answers(store, "UPDATE message SET due_at = '9999-01-01T00:00:00Z'", ""); /* the clock was set back */
    ck_assert_uint_eq(waiting(store, "received"), 1);
    load(store, message, MINIMAL);
    answers(store, "SELECT attempts, due_at IS NULL, last_error IS NULL FROM message", "0|1|1\n");
    store_close(store);
}
END_TEST

START_TEST(what_is_parked_is_replayed_from_the_beginning)
{
    struct store *store = new_store();
    GError *error = NULL;
    bool forgotten;
    gint64 message = arrives(store, "1", "mail");
    ck_assert(!message_replay(store, message, &forgotten, &error));
    is_error(&error, ERROR_INPUT);
    ck_assert_int_eq(message_attempt(store, message, "it crashed", true, &error), 1);
    move(store, message, "parked", "it crashed");
    answers(store, "SELECT what, reason, attempts FROM stuck", "parked|it crashed|1\n");
    ck_assert(message_replay(store, message, &forgotten, &error));
    ck_assert(!forgotten);
    answers(store, "SELECT state, attempts FROM message", "received|0\n");
    answers(store, "SELECT count(*) FROM stuck", "0\n");
    store_close(store);
}
END_TEST

START_TEST(what_was_given_up_is_sent_again_by_a_replay)
{
    struct store *store = new_store();
    GError *error = NULL;
    bool forgotten;
    gint64 message = arrives(store, "1", "mail");
    answers(store,
            "INSERT INTO outbox (message, recipient, purpose, answer, state, attempts, doubts, due_at, "
            "failed_at, "
            "message_id, "
            "mime, queued_at, last_error) SELECT 1, value, 'return', 1, 'failed', 3, 2, "
            "strftime('%Y-%m-%dT%H:%M:%SZ', "
            "'now'), '2026-01-01T00:00:00Z', value, x'00', '2026-01-01T00:00:00Z', 'no such user' FROM "
            "json_each('[\"a@b.no\", \"c@d.no\"]')",
            "");
    answers(store, "UPDATE outbox SET mime = x'', emptied_on = '2026-02-01' WHERE recipient = 'c@d.no'", "");
    answers(store, "SELECT what, recipient, reason FROM stuck", "unsent|a@b.no|no such user\n");
    ck_assert(message_replay(store, message, &forgotten, &error));
    answers(store,
            "SELECT state, attempts, doubts, failed_at IS NULL, queued_at > '2026-02' FROM outbox ORDER BY "
            "recipient",
            "queued|0|0|1|1\nfailed|3|2|0|0\n");
    store_close(store);
}
END_TEST

START_TEST(what_was_not_taken_in_is_forgotten_by_a_replay)
{
    struct store *store = new_store();
    GError *error = NULL;
    bool forgotten;
    const struct arrival arrival = {"8", NULL, 0, "2026-01-12T09:05:00Z"};
    ck_assert(messages_receive(store, "box", "1", &arrival, 1, &error));
    answers(store, "SELECT reason FROM stuck", "the mailbox does not hand the mail out\n");
    ck_assert(message_replay(store, 1, &forgotten, &error));
    ck_assert(forgotten);
    ck_assert(!messages_known(store, "box", "1", "8"));
    store_close(store);
}
END_TEST

START_TEST(a_copy_that_is_not_moved_is_tried_ever_more_seldom)
{
    struct store *store = new_store();
    GError *error = NULL;
    bool forgotten;
    gint64 message = arrives(store, "7", "mail");
    static const char pause[] =
        "SELECT round((julianday(due_at) - julianday('now')) * 24 * 60) FROM location";
    move(store, message, "parked", "it crashed");
    for (guint i = 0; i < 10; i++) {
        g_autofree char *expected = g_strdup_printf("%d.0\n", MIN(240, 1 << MIN(i, 8)));
        ck_assert(message_not_filed(store, "box", "1", "7", "over quota", &error));
        answers(store, pause, expected);
    }
    answers(store, "SELECT what, attempts, reason FROM stuck WHERE what = 'unfiled'",
            "unfiled|10|over quota\n");
    json_t *rows = messages_to_file(store, "box", "1", &error);
    ck_assert_uint_eq(json_array_size(rows), 0);
    json_decref(rows);
    ck_assert(message_replay(store, message, &forgotten, &error));
    answers(store, "SELECT attempts, due_at IS NULL FROM location", "0|1\n");
    store_close(store);
}
END_TEST

/* ------------------------------------------------------------------------------------------------------------------
 * States */

static const char *const states[] = {"received", "read", "decided", "answered", "filed", "parked"};

static const struct {
    const char *from, *to;
} allowed_moves[] = {
    {"received", "read"},   {"read", "decided"}, {"decided", "answered"}, {"answered", "filed"},
    {"received", "parked"}, {"read", "parked"},  {"parked", "received"},  {"decided", "read"},
    {"answered", "read"},   {"filed", "read"},
};

static bool is_allowed(const char *from, const char *to)
{
    for (size_t i = 0; i < G_N_ELEMENTS(allowed_moves); i++)
        if (strcmp(allowed_moves[i].from, from) == 0 && strcmp(allowed_moves[i].to, to) == 0)
            return true;
    return false;
}

/* A message that has come as far as `state`. */
static gint64 message_as_far_as(struct store *store, const char *state)
{
    static const char *const way[] = {"decided", "answered", "filed"};
    gint64 message = arrives(store, "1", "mail");
    if (strcmp(state, "received") == 0)
        return message;
    if (strcmp(state, "parked") == 0) {
        move(store, message, "parked", "the reader crashed");
        return message;
    }
    load(store, message, MINIMAL);
    for (size_t i = 0; i < G_N_ELEMENTS(way) && strcmp(state, "read") != 0; i++) {
        move(store, message, way[i], NULL);
        if (strcmp(way[i], state) == 0)
            break;
    }
    return message;
}

START_TEST(only_the_listed_moves_are_made)
{
    const char *from = states[_i / (int)G_N_ELEMENTS(states)], *to = states[_i % (int)G_N_ELEMENTS(states)];
    struct store *store = new_store();
    GError *error = NULL;
    gint64 message = message_as_far_as(store, from);
    if (strcmp(from, "received") == 0 && strcmp(to, "read") == 0)
        load(store, message, MINIMAL);
    else if (is_allowed(from, to))
        move(store, message, to, strcmp(to, "parked") == 0 ? "why" : NULL);
    else {
        ck_assert_msg(!message_move(store, message, to, strcmp(to, "parked") == 0 ? "why" : NULL, &error),
                      "%s to %s", from, to);
        is_error(&error, ERROR_INTERNAL);
        to = from;
    }
    g_autofree char *expected = g_strdup_printf("%s\n", to);
    answers(store, "SELECT state FROM message", expected);
    store_close(store);
}
END_TEST

START_TEST(a_reason_stands_with_parked_and_only_there)
{
    struct store *store = new_store();
    GError *error = NULL;
    gint64 message = arrives(store, "1", "mail");
    ck_assert(!message_move(store, message, "parked", NULL, &error));
    is_error(&error, ERROR_INTERNAL);
    ck_assert_int_eq(message_attempt(store, message, "it crashed", true, &error), 1);
    ck_assert_int_eq(message_attempt(store, message, "it crashed", true, &error), 2);
    move(store, message, "parked", "the reader crashed");
    answers(store, "SELECT state, reason, attempts FROM message", "parked|the reader crashed|2\n");
    ck_assert(!message_move(store, message, "received", "still", &error));
    is_error(&error, ERROR_INTERNAL);
    move(store, message, "received", NULL);
    answers(store, "SELECT state, reason, attempts FROM message", "received||0\n");
    ck_assert_int_eq(message_attempt(store, 999, "", true, &error), -1);
    is_error(&error, ERROR_INTERNAL);
    ck_assert(!message_move(store, 999, "parked", "why", &error));
    is_error(&error, ERROR_INPUT);
    store_close(store);
}
END_TEST

/* ------------------------------------------------------------------------------------------------------------------
 * Filing */

/* A mail that is answered; a form's submissions are decided as given. */
static gint64 answered(struct store *store, const char *uid, const char *kind, const char *first,
                       const char *second)
{
    gint64 message = arrives(store, uid, uid);
    g_autofree char *reading =
        g_strdup_printf("{\"message\": {}, \"kind\": \"%s\"%s}", kind,
                        first ? ", \"forms\": [{\"form\": \"start\"}, {\"form\": \"presence\"}]" : "");
    load(store, message, reading);
    g_autofree char *sql =
        g_strdup_printf("UPDATE submission SET decision = CASE position WHEN 0 THEN '%s' ELSE '%s' END "
                        "WHERE message = %" G_GINT64_FORMAT,
                        first, second, message);
    answers(store, sql, "");
    move(store, message, "decided", NULL);
    move(store, message, "answered", NULL);
    return message;
}

/* "uid folder" of every copy that waits to be filed. Caller frees. */
static char *to_file(struct store *store)
{
    GError *error = NULL;
    json_t *rows = messages_to_file(store, "box", "1", &error), *row;
    no_error(error);
    GString *text = g_string_new(NULL);
    size_t i;
    json_array_foreach(rows, i, row)
        g_string_append_printf(text, "%s %s\n", json_string_value(json_object_get(row, "uid")),
                               json_string_value(json_object_get(row, "folder")));
    json_decref(rows);
    return g_string_free(text, FALSE);
}

static void waits_to_be_filed(struct store *store, const char *expected)
{
    g_autofree char *found = to_file(store);
    ck_assert_str_eq(found, expected);
}

static void filed(struct store *store, const char *uid, const char *folder)
{
    GError *error = NULL;
    messages_filed(store, "box", "1", &uid, 1, folder, &error);
    no_error(error);
}

static const struct {
    const char *kind, *first, *second, *expected;
} folders[] = {
    {"form", "accept", "partial", "1 Behandlet\n"},
    {"form", "accept", "return", "1 Returnert\n"},
    {"form", "confirm", "accept", "1 Returnert\n"},
    {"form", "return", "flag", "1 Til vurdering\n"},
    {"form", "flag", "accept", "1 Til vurdering\n"},
    {"form", "none", "none", "1 Behandlet\n"},
    {"reply", NULL, NULL, "1 Annet\n"},
    {"bounce", NULL, NULL, "1 Annet\n"},
    {"automatic", NULL, NULL, "1 Annet\n"},
    {"request", NULL, NULL, "1 Annet\n"},
    {"other", NULL, NULL, "1 Annet\n"},
};

START_TEST(the_folder_follows_from_the_decision)
{
    struct store *store = new_store();
    answered(store, "1", folders[_i].kind, folders[_i].first, folders[_i].second);
    waits_to_be_filed(store, folders[_i].expected);
    store_close(store);
}
END_TEST

START_TEST(a_message_is_filed_with_its_last_copy)
{
    struct store *store = new_store();
    gint64 message = answered(store, "1", "form", "return", "accept");
    ck_assert_int_eq(arrives(store, "2", "1"), message);
    waits_to_be_filed(store, "1 Returnert\n2 Returnert\n");
    filed(store, "1", "Returnert");
    answers(store, "SELECT state FROM message", "answered\n");
    filed(store, "2", "Returnert");
    answers(store, "SELECT state FROM message", "filed\n");
    waits_to_be_filed(store, "");
    store_close(store);
}
END_TEST

START_TEST(a_later_copy_follows_without_moving_the_message)
{
    struct store *store = new_store();
    answered(store, "1", "form", "accept", "accept");
    filed(store, "1", "Behandlet");
    arrives(store, "2", "1");
    waits_to_be_filed(store, "2 Behandlet\n");
    filed(store, "2", "Behandlet");
    gint64 parked = arrives(store, "3", "3");
    move(store, parked, "parked", "the reader crashed");
    arrives(store, "4", "3");
    waits_to_be_filed(store, "3 Til vurdering\n4 Til vurdering\n");
    filed(store, "3", "Til vurdering");
    filed(store, "4", "Til vurdering");
    waits_to_be_filed(store, "");
    answers(store, "SELECT state FROM message ORDER BY id", "filed\nparked\n");
    store_close(store);
}
END_TEST

START_TEST(nothing_is_filed_before_it_is_answered)
{
    struct store *store = new_store();
    gint64 message = arrives(store, "1", "one");
    waits_to_be_filed(store, "");
    load(store, message, MINIMAL);
    waits_to_be_filed(store, "");
    move(store, message, "decided", NULL);
    waits_to_be_filed(store, "");
    store_close(store);
}
END_TEST

START_TEST(a_copy_under_an_older_uidvalidity_holds_nothing_up)
{
    struct store *store = new_store();
    GError *error = NULL;
    answered(store, "1", "form", "accept", "accept");
    g_autoptr(GBytes) raw = g_bytes_new_static("1", 1);
    const struct arrival arrival = {"77", raw, 1, "2026-01-13T00:00:00Z"};
    ck_assert(messages_receive(store, "box", "2", &arrival, 1, &error));
    const char *uid = "77";
    ck_assert(messages_filed(store, "box", "2", &uid, 1, "Behandlet", &error));
    answers(store, "SELECT state FROM message", "filed\n");
    answers(store, "SELECT mailbox, uid, state FROM report_message", "box|1|filed\n");
    store_close(store);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("messages");
    TCase *arrival = tcase_create("arrival");
    tcase_add_test(arrival, the_same_bytes_are_one_message_at_every_place);
    tcase_add_test(arrival, a_place_that_is_known_is_passed_over);
    tcase_add_test(arrival, raw_bytes_come_back_as_they_were);
    tcase_add_test(arrival, a_mail_too_large_is_parked_and_stays_so);
    tcase_add_test(arrival, messages_wait_in_order_of_arrival);
    tcase_add_test(arrival, what_failed_waits_longer_and_longer);
    tcase_add_test(arrival, what_is_parked_is_replayed_from_the_beginning);
    tcase_add_test(arrival, what_was_not_taken_in_is_forgotten_by_a_replay);
    tcase_add_test(arrival, what_was_given_up_is_sent_again_by_a_replay);
    tcase_add_test(arrival, a_copy_that_is_not_moved_is_tried_ever_more_seldom);
    suite_add_tcase(suite, arrival);
    TCase *moving = tcase_create("states");
    tcase_add_loop_test(moving, only_the_listed_moves_are_made, 0,
                        G_N_ELEMENTS(states) * G_N_ELEMENTS(states));
    tcase_add_test(moving, a_reason_stands_with_parked_and_only_there);
    suite_add_tcase(suite, moving);
    TCase *filing = tcase_create("filing");
    tcase_add_loop_test(filing, the_folder_follows_from_the_decision, 0, G_N_ELEMENTS(folders));
    tcase_add_test(filing, a_message_is_filed_with_its_last_copy);
    tcase_add_test(filing, a_later_copy_follows_without_moving_the_message);
    tcase_add_test(filing, nothing_is_filed_before_it_is_answered);
    tcase_add_test(filing, a_copy_under_an_older_uidvalidity_holds_nothing_up);
    suite_add_tcase(suite, filing);
    return run_suite(suite);
}
