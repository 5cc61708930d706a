#include "store/retention.h"
#include "tests/unit/daily_room.h"

/* How many of a kind are emptied on a day. */
static gint64 emptied(struct office office, enum retention_kind kind, const char *today, guint days,
                      bool dry_run)
{
    GError *error = NULL;
    gint64 count = -1;
    retention_apply(office.room->store, kind, today, days, dry_run, &count, &error);
    no_error(error);
    return count;
}

static void everything_is_out(struct office office)
{
    GError *error = NULL;
    run(office.room->store, "UPDATE outbox SET state = 'sent'");
    outbox_settle(office.room->store, 1, &error);
    no_error(error);
    answers(office.room->store, "SELECT state FROM message WHERE id = 1", "answered\n");
}

static const char content[] = "SELECT emptied_on, EXISTS (SELECT 1 FROM raw_message WHERE message = id), "
                              "reading = '{}', subject, sender FROM message";

START_TEST(a_settled_form_loses_its_words_and_keeps_its_hours)
{
    struct office office = new_office();
    struct store *store = office.room->store;
    list_comes(office.room, "a", "accept", NULL);
    everything_is_out(office);
    g_autofree char *credits = ask(store, "SELECT * FROM report_credit");
    ck_assert_int_eq(emptied(office, RETENTION_MAILS, "2026-01-22", 10, false), 0); /* ten days old */
    ck_assert_int_eq(emptied(office, RETENTION_MAILS, "2026-01-23", 10, true), 1);
    answers(store, content, "|1|0|Liste|" SENDER "\n");
    ck_assert_int_eq(emptied(office, RETENTION_AUTOMATIC, "2026-01-23", 10, false), 0);
    ck_assert_int_eq(emptied(office, RETENTION_MAILS, "2026-01-23", 10, false), 1);
    ck_assert_int_eq(emptied(office, RETENTION_MAILS, "2026-01-23", 10, false), 0);
    answers(store, content, "2026-01-23|0|1||" SENDER "\n");
    answers(store, "SELECT filename FROM unread_part UNION SELECT filename FROM submission", "\n");
    answers(store, "SELECT * FROM report_credit", credits);
    close_office(office);
}
END_TEST

START_TEST(a_mail_without_a_form_loses_its_sender_and_is_still_known)
{
    struct office office = new_office();
    words_come(office.room, "1", words("per@example.org", "other", "false", "Når er fristen?"));
    everything_is_out(office);
    ck_assert_int_eq(emptied(office, RETENTION_MAILS, TODAY, 30, false), 1);
    answers(office.room->store, content, TODAY "|0|1||\n");
    arrives(office.room->store, "again", "Subject: 1\r\n\r\nhei\r\n");
    answers(office.room->store, "SELECT count(*) FROM message", "1\n");
    close_office(office);
}
END_TEST

START_TEST(automatic_mail_has_a_time_of_its_own)
{
    struct office office = new_office();
    words_come(office.room, "1", words("per@example.org", "automatic", "true", "Jeg er på ferie."));
    ck_assert_int_eq(emptied(office, RETENTION_MAILS, TODAY, 30, false), 0);
    ck_assert_int_eq(emptied(office, RETENTION_AUTOMATIC, TODAY, 30, false), 1);
    answers(office.room->store, content, TODAY "|0|1||\n");
    close_office(office);
}
END_TEST

/* What keeps a mail from being emptied. */
static const char *const unsettled[] = {
    "UPDATE submission SET decision = 'flag'", "UPDATE submission SET decision = 'confirm'",
    "UPDATE submission SET decision = NULL",   "UPDATE outbox SET state = 'queued' WHERE id = 2",
    "UPDATE message SET state = 'read'",
};

START_TEST(what_is_not_settled_keeps_everything)
{
    struct office office = new_office();
    list_comes(office.room, "a", "accept", NULL);
    everything_is_out(office);
    run(office.room->store, unsettled[_i]);
    ck_assert_int_eq(emptied(office, RETENTION_MAILS, "2036-01-01", 10, false), 0);
    answers(office.room->store, content, "|1|0|Liste|" SENDER "\n");
    close_office(office);
}
END_TEST

START_TEST(a_form_that_another_took_the_place_of_is_settled)
{
    struct office office = new_office();
    list_comes(office.room, "a", "confirm", NULL);
    everything_is_out(office);
    ck_assert_int_eq(emptied(office, RETENTION_MAILS, "2036-01-01", 10, true), 0);
    list_comes(office.room, "b", "accept", NULL);
    run(office.room->store, "UPDATE submission SET amends = 1 WHERE id = 2");
    ck_assert_int_eq(emptied(office, RETENTION_MAILS, "2036-01-01", 10, true), 1);
    close_office(office);
}
END_TEST

START_TEST(a_parked_mail_keeps_everything)
{
    struct office office = new_office();
    GError *error = NULL;
    gint64 message = arrives(office.room->store, "p", "no mail at all");
    message_move(office.room->store, message, "parked", "it could not be read", &error);
    no_error(error);
    ck_assert_int_eq(emptied(office, RETENTION_MAILS, "2036-01-01", 10, false), 0);
    close_office(office);
}
END_TEST

START_TEST(mails_of_ours_lose_their_text_once_they_are_out)
{
    struct office office = new_office();
    list_comes(office.room, "a", "accept", NULL);
    run(office.room->store,
        "UPDATE outbox SET queued_at = '2026-01-12T09:00:00Z', last_error = '450 <x@y> later';"
        "UPDATE outbox SET state = 'sent' WHERE id = 1; UPDATE outbox SET state = 'failed' WHERE id = 2");
    ck_assert_int_eq(emptied(office, RETENTION_SENT, "2026-02-12", 30, false), 2);
    answers(office.room->store, "SELECT id, length(mime) > 0, last_error IS NULL, emptied_on FROM outbox",
            "1|0|1|2026-02-12\n2|0|1|2026-02-12\n3|1|0|\n");
    close_office(office);
}
END_TEST

START_TEST(many_mails_go_in_small_transactions)
{
    struct office office = new_office();
    run(office.room->store,
        "INSERT INTO message (sha256, received_at, state, kind, reading)"
        " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 130)"
        " SELECT 'm' || i, '2025-01-01T00:00:00Z', 'filed', 'other', '{\"text\": \"hei\"}' FROM n");
    ck_assert_int_eq(emptied(office, RETENTION_MAILS, TODAY, 30, false), 130);
    answers(office.room->store, "SELECT count(*) FROM message WHERE reading <> '{}'", "0\n");
    close_office(office);
}
END_TEST

/* Bytes that were removed are neither in the database nor in its journal. */
START_TEST(what_is_removed_is_gone_from_the_disk)
{
    GError *error = NULL;
    g_autofree char *folder = g_dir_make_tmp("presens-daily-XXXXXX", &error);
    g_autofree char *path = g_build_filename(folder, "presens.db", NULL);
    struct store *store = store_open(path, &error);
    no_error(error);
    gint64 message =
        arrives(store, "1", "Subject: hemmelighet\r\n\r\nEn ganske uvanlig setning om mandelkake.\r\n");
    message_load(store, message,
                 "{\"message\":{},\"kind\":\"other\",\"text\":\"uvanlig setning om mandelkake\"}", NULL,
                 &error);
    no_error(error);
    run(store, "UPDATE message SET state = 'decided'; UPDATE message SET state = 'answered'");
    gint64 count = 0;
    retention_apply(store, RETENTION_MAILS, TODAY, 30, false, &count, &error);
    store_flush(store, &error);
    no_error(error);
    ck_assert_int_eq(count, 1);
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *file = g_strconcat(path, endings[i], NULL), *bytes = NULL;
        gsize size = 0;
        if (g_file_get_contents(file, &bytes, &size, NULL))
            ck_assert_msg(memmem(bytes, size, "mandelkake", strlen("mandelkake")) == NULL, "still in %s",
                          file);
    }
    store_close(store);
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *file = g_strconcat(path, endings[i], NULL);
        remove(file);
    }
    remove(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("retention");
    TCase *retention = tcase_create("retention");
    tcase_set_timeout(retention, 120);
    tcase_add_test(retention, a_settled_form_loses_its_words_and_keeps_its_hours);
    tcase_add_test(retention, a_mail_without_a_form_loses_its_sender_and_is_still_known);
    tcase_add_test(retention, automatic_mail_has_a_time_of_its_own);
    tcase_add_test(retention, a_form_that_another_took_the_place_of_is_settled);
    tcase_add_loop_test(retention, what_is_not_settled_keeps_everything, 0, G_N_ELEMENTS(unsettled));
    tcase_add_test(retention, a_parked_mail_keeps_everything);
    tcase_add_test(retention, mails_of_ours_lose_their_text_once_they_are_out);
    tcase_add_test(retention, many_mails_go_in_small_transactions);
    tcase_add_test(retention, what_is_removed_is_gone_from_the_disk);
    suite_add_tcase(suite, retention);
    return run_suite(suite);
}
