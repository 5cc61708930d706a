#include "notify/sender.h"
#include "store/outbox.h"
#include "tests/unit/store_room.h"

#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* A database and a Maildir in a folder of their own. */
struct room {
    char *folder;
    struct config config;
    struct store *store;
};

static struct room *new_room(void)
{
    GError *error = NULL;
    struct room *room = g_new0(struct room, 1);
    room->folder = g_dir_make_tmp("presens-sender-XXXXXX", &error);
    no_error(error);
    room->config.outgoing.at.scheme = "maildir";
    room->config.outgoing.at.path = g_build_filename(room->folder, "ut", NULL);
    room->config.store.path = g_build_filename(room->folder, "presens.db", NULL);
    room->store = store_open(room->config.store.path, &error);
    no_error(error);
    return room;
}

static void leave(struct room *room)
{
    store_close(room->store);
    g_free(room->config.outgoing.at.path);
    g_free(room->config.store.path);
    g_free(room->folder);
    g_free(room);
}

static void queue(struct room *room, const char *recipient, const char *name)
{
    GError *error = NULL;
    g_autofree char *id = g_strdup_printf("<%s@example.no>", name);
    g_autofree char *text = g_strdup_printf("Subject: x\r\nMessage-ID: %s\r\n\r\nHei\r\n", id);
    g_autoptr(GBytes) mime = g_bytes_new(text, strlen(text));
    const struct outgoing mail = {
        .recipient = recipient, .purpose = "exception", .message_id = id, .mime = mime};
    ck_assert(outbox_queue(room->store, &mail, &error));
    no_error(error);
}

static guint delivered(struct room *room)
{
    g_autofree char *path = g_build_filename(room->config.outgoing.at.path, "new", NULL);
    g_autoptr(GDir) files = g_dir_open(path, 0, NULL);
    guint count = 0;
    while (files && g_dir_read_name(files))
        count++;
    return count;
}

START_TEST(what_is_due_is_drained)
{
    struct room *room = new_room();
    GError *error = NULL;
    queue(room, "a@example.no", "a");
    queue(room, "b@example.no", "b");
    struct sender *sender = sender_start(&room->config, -1, false, &error);
    no_error(error);
    queue(room, "c@example.no", "c");
    sender_wake(sender);
    sender_stop(sender, true);
    answers(room->store, "SELECT state, attempts, last_error IS NULL FROM outbox ORDER BY id",
            "sent|1|1\nsent|1|1\nsent|1|1\n");
    ck_assert_uint_eq(delivered(room), 3);
    leave(room);
}
END_TEST

START_TEST(new_mail_goes_out_when_the_sender_is_woken)
{
    struct room *room = new_room();
    GError *error = NULL;
    int done = eventfd(0, EFD_CLOEXEC);
    struct sender *sender = sender_start(&room->config, done, false, &error);
    no_error(error);
    for (int i = 0; i < 3; i++) {
        g_autofree char *name = g_strdup_printf("mail-%d", i);
        queue(room, "a@example.no", name);
        sender_wake(sender);
        struct pollfd wait = {.fd = done, .events = POLLIN};
        ck_assert_int_eq(poll(&wait, 1, 60000), 1);
        guint64 count;
        ck_assert_int_eq(read(done, &count, sizeof count), sizeof count);
        ck_assert_uint_eq(delivered(room), (guint)i + 1);
    }
    sender_stop(sender, false);
    close(done);
    leave(room);
}
END_TEST

START_TEST(an_impossible_recipient_costs_that_mail_only)
{
    struct room *room = new_room();
    GError *error = NULL;
    queue(room, "nobody", "a");
    queue(room, "b@example.no", "b");
    struct sender *sender = sender_start(&room->config, -1, false, &error);
    no_error(error);
    sender_stop(sender, true);
    answers(room->store, "SELECT state, last_error IS NULL FROM outbox ORDER BY id", "failed|0\nsent|1\n");
    leave(room);
}
END_TEST

START_TEST(a_server_that_fails_costs_no_mail_an_attempt)
{
    struct room *room = new_room();
    GError *error = NULL;
    queue(room, "a@example.no", "a");
    queue(room, "b@example.no", "b");
    ck_assert(g_file_set_contents(room->config.outgoing.at.path, "not a folder", -1, NULL));
    struct sender *sender = sender_start(&room->config, -1, false, &error);
    no_error(error);
    sender_stop(sender, true);
    answers(room->store, "SELECT state, attempts FROM outbox ORDER BY id", "queued|0\nqueued|0\n");
    g_unlink(room->config.outgoing.at.path);
    sender = sender_start(&room->config, -1, false, &error);
    no_error(error);
    sender_stop(sender, true);
    answers(room->store, "SELECT state, attempts FROM outbox ORDER BY id", "sent|1\nsent|1\n");
    leave(room);
}
END_TEST

START_TEST(what_was_noted_before_a_death_does_not_go_out_again)
{
    struct room *room = new_room();
    GError *error = NULL;
    queue(room, "a@example.no", "a");
    queue(room, "b@example.no", "b");
    queue(room, "c@example.no", "c");
    g_autofree char *journal = g_strconcat(room->config.store.path, ".sent", NULL);
    ck_assert(g_file_set_contents(journal, "<a@example.no>\n<nobody@example.no>\n<c@exam", -1, NULL));
    ck_assert_int_eq(g_chmod(journal, 0600), 0);
    struct sender *sender = sender_start(&room->config, -1, false, &error);
    no_error(error);
    sender_stop(sender, true);
    answers(room->store, "SELECT state FROM outbox ORDER BY id", "sent\nsent\nsent\n");
    ck_assert_uint_eq(delivered(room), 2);
    g_autofree char *left = NULL;
    ck_assert(g_file_get_contents(journal, &left, NULL, NULL));
    ck_assert_str_eq(left, "");
    leave(room);
}
END_TEST

/* A journal of two lives: what was handed over and is out, what the outbox knows of, and what nobody knows
 * of, for the first time and for the second. */
START_TEST(what_was_handed_over_before_a_death_is_counted)
{
    struct room *room = new_room();
    GError *error = NULL;
    queue(room, "a@example.no", "out");
    queue(room, "b@example.no", "known");
    queue(room, "c@example.no", "first");
    queue(room, "d@example.no", "second");
    answers(room->store, "UPDATE outbox SET attempts = 3, doubts = 1 WHERE id = 2", "");
    answers(room->store, "UPDATE outbox SET attempts = 1, doubts = 1 WHERE id = 4", "");
    g_autofree char *journal = g_strconcat(room->config.store.path, ".sent", NULL);
    ck_assert(g_file_set_contents(journal,
                                  "handed 1 after 0\n<out@example.no>\nhanded 2 after 2\nhanded 3 after 0\n"
                                  "handed 4 after 1\nhanded 9 after 0\n",
                                  -1, NULL));
    ck_assert_int_eq(g_chmod(journal, 0600), 0);
    struct sender *sender = sender_start(&room->config, -1, false, &error);
    no_error(error);
    sender_stop(sender, true);
    answers(room->store, "SELECT state, attempts, doubts FROM outbox ORDER BY id",
            "sent|1|0\nsent|4|1\nsent|2|1\nfailed|2|2\n");
    ck_assert_uint_eq(delivered(room), 2);
    g_autofree char *left = NULL;
    ck_assert(g_file_get_contents(journal, &left, NULL, NULL));
    ck_assert_str_eq(left, "");
    leave(room);
}
END_TEST

START_TEST(a_journal_that_is_only_half_a_line_holds_up_nothing)
{
    struct room *room = new_room();
    GError *error = NULL;
    queue(room, "a@example.no", "a");
    g_autofree char *journal = g_strconcat(room->config.store.path, ".sent", NULL);
    ck_assert(g_file_set_contents(journal, "<a@exam", -1, NULL));
    ck_assert_int_eq(g_chmod(journal, 0600), 0);
    struct sender *sender = sender_start(&room->config, -1, false, &error);
    no_error(error);
    sender_stop(sender, true);
    answers(room->store, "SELECT state FROM outbox", "sent\n");
    ck_assert_uint_eq(delivered(room), 1);
    leave(room);
}
END_TEST

START_TEST(more_mails_than_are_sent_together_are_all_sent)
{
    struct room *room = new_room();
    GError *error = NULL;
    for (int i = 0; i < 150; i++) {
        g_autofree char *name = g_strdup_printf("mail-%d", i);
        queue(room, "a@example.no", name);
    }
    struct sender *sender = sender_start(&room->config, -1, false, &error);
    no_error(error);
    sender_stop(sender, true);
    answers(room->store, "SELECT state, count(*) FROM outbox GROUP BY state", "sent|150\n");
    ck_assert_uint_eq(delivered(room), 150);
    leave(room);
}
END_TEST

START_TEST(a_sender_without_a_place_to_send_to_does_not_start)
{
    struct room *room = new_room();
    GError *error = NULL;
    room->config.outgoing.at.scheme = NULL;
    ck_assert_ptr_null(sender_start(&room->config, -1, false, &error));
    is_error(&error, ERROR_CONFIGURATION);
    sender_stop(NULL, true);
    leave(room);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sender");
    TCase *cases = tcase_create("sender");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, what_is_due_is_drained);
    tcase_add_test(cases, new_mail_goes_out_when_the_sender_is_woken);
    tcase_add_test(cases, an_impossible_recipient_costs_that_mail_only);
    tcase_add_test(cases, a_server_that_fails_costs_no_mail_an_attempt);
    tcase_add_test(cases, what_was_noted_before_a_death_does_not_go_out_again);
    tcase_add_test(cases, what_was_handed_over_before_a_death_is_counted);
    tcase_add_test(cases, a_journal_that_is_only_half_a_line_holds_up_nothing);
    tcase_add_test(cases, more_mails_than_are_sent_together_are_all_sent);
    tcase_add_test(cases, a_sender_without_a_place_to_send_to_does_not_start);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
