#include "store/clock.h"
#include "tests/unit/daily_room.h"

/* ---- reminders ---- */

START_TEST(a_silent_group_s_secretary_is_reminded_once)
{
    struct office office = new_office();
    ck_assert_uint_eq(reminders_of(office, TODAY), 1);
    ck_assert_uint_eq(reminders_of(office, TODAY), 0);
    ck_assert_uint_eq(reminders_of(office, "2027-11-26"), 0);
    answers(office.room->store, queued, "reminder|" SENDER "|0\n");
    says_that(office.room, SENDER, "reminder", "plain",
              "Har Smågruppe Fjordbyen (SG-0101) hatt møter i det siste?");
    says_that(office.room, SENDER, "reminder", "plain", "ikke hørt fra gruppa siden 1. januar 2020.");
    says_that(office.room, SENDER, "reminder", "html", "innen 30 dager");
    GMimeMessage *mail = mail_to(office.room, SENDER, "reminder");
    GMimeObject *list = g_mime_multipart_get_part(GMIME_MULTIPART(g_mime_message_get_mime_part(mail)), 1);
    ck_assert_str_eq(g_mime_part_get_filename(GMIME_PART(list)), "Presensliste SG-0101 neste periode.xlsx");
    g_object_unref(mail);
    close_office(office);
}
END_TEST

START_TEST(who_writes_nynorsk_is_reminded_in_nynorsk)
{
    struct office office = new_office();
    run(office.room->store, "UPDATE person SET language = 'nn' WHERE id = 1");
    reminders_of(office, TODAY);
    says_that(office.room, SENDER, "reminder", "plain", "ikkje høyrt frå gruppa sidan 1. januar 2020");
    close_office(office);
}
END_TEST

/* What makes a group not silent, or nobody's to remind. */
static const struct {
    const char *life;
    const char *reminded;
} lives[] = {
    {"UPDATE small_group SET started_on = '2025-11-26'", ""},
    {"UPDATE small_group SET started_on = '2025-11-25'", SENDER "\n"},
    {"UPDATE small_group SET known_since = '2026-11-01'", ""},
    {"UPDATE small_group SET active = 0", ""},
    {"UPDATE small_group SET kind = 'gruppeveiledning'", ""},
    {"UPDATE person SET email = NULL WHERE id = 1", OTHER "\n"},
    {"UPDATE membership SET until_on = '2026-01-01' WHERE role = 'secretary'", OTHER "\n"},
    {"UPDATE person SET email = NULL", ""},
    {"UPDATE person SET email = 'kari@invalid'", ""},
};

START_TEST(only_silent_groups_are_reminded_and_only_whom_they_concern)
{
    struct office office = new_office();
    run(office.room->store, lives[_i].life);
    reminders_of(office, TODAY);
    answers(office.room->store, "SELECT recipient FROM outbox", lives[_i].reminded);
    close_office(office);
}
END_TEST

START_TEST(a_form_ends_the_silence_whatever_was_decided_about_it)
{
    struct office office = new_office();
    list_comes(office.room, "a", "return", "return|industry-free||Bekreftelsen mangler.");
    ck_assert_uint_eq(reminders_of(office, TODAY), 0);
    ck_assert_uint_eq(reminders_of(office, "2027-01-12"), 0); /* the mail came on 2026-01-12 */
    ck_assert_uint_eq(reminders_of(office, "2027-01-13"), 1);
    close_office(office);
}
END_TEST

START_TEST(only_so_many_reminders_go_out_a_day)
{
    struct office office = new_office();
    run(office.room->store,
        "INSERT INTO small_group (id, number, number_key, name, name_key) VALUES"
        " (2, 'SG-2', '2', 'A', 'a'), (3, 'SG-3', '3', 'B', 'b'), (4, 'SG-4', '4', 'C', 'c')");
    ck_assert_uint_eq(reminders_of(office, TODAY), 2);
    ck_assert_uint_eq(reminders_of(office, TODAY), 2);
    ck_assert_uint_eq(reminders_of(office, TODAY), 0);
    office.room->config.reminders.send = false;
    run(office.room->store, "DELETE FROM reminder");
    ck_assert_uint_eq(reminders_of(office, TODAY), 0);
    close_office(office);
}
END_TEST

/* ---- the digest ---- */

START_TEST(the_first_digest_is_whole_and_the_next_comes_with_news)
{
    struct office office = new_office();
    ck_assert(digest_of(office, TODAY));
    says_that(office.room, STAFF, "digest", "plain", "Smågrupper 26. november 2026: ingenting venter");
    says_that(office.room, STAFF, "digest", "plain",
              "Smågruppe Fjordbyen (SG-0101): sist hørt fra 1. januar 2020");
    answers(office.room->store, queued, "digest|kontor@example.no|0\ndigest|leder@example.no|0\n");
    ck_assert(!digest_of(office, TODAY));
    ck_assert(!digest_of(office, "2026-11-27"));
    list_comes(office.room, "a", "flag", "flag|industry-involved||Lista nevner en sponsor.");
    ck_assert(!digest_of(office, TODAY));
    ck_assert(digest_of(office, "2026-11-28"));
    says_that(office.room, STAFF, "digest", "plain", "Smågrupper 28. november 2026: 1 sak venter");
    says_that(office.room, STAFF, "digest", "plain",
              "- Presensliste nr. 1, SG-0101 Smågruppe Fjordbyen: 320 dager fra " SENDER
              ": industrien kan ha vært med");
    says_not(office.room, STAFF, "digest", "plain", "Alle grupper");
    run(office.room->store, "UPDATE submission SET decision = 'accept'");
    ck_assert(!digest_of(office, "2026-12-02"));
    ck_assert(digest_of(office, "2026-12-03"));
    close_office(office);
}
END_TEST

START_TEST(a_clock_that_was_set_back_silences_no_digest)
{
    struct office office = new_office();
    list_comes(office.room, "a", "accept", NULL);
    run(office.room->store, "INSERT INTO digest VALUES ('2027-11-26', '2027-11-26T06:00:00Z', 1)");
    run(office.room->store,
        "UPDATE outbox SET state = 'failed', failed_at = '2026-11-26T05:00:00Z' WHERE id = 3");
    ck_assert(digest_of(office, TODAY));
    says_that(office.room, STAFF, "digest", "plain", "1 e-post kom ikke fram");
    ck_assert(!digest_of(office, TODAY));
    close_office(office);
}
END_TEST

START_TEST(a_parked_mail_is_named_with_its_reason)
{
    struct office office = new_office();
    GError *error = NULL;
    gint64 message = arrives(office.room->store, "p", "no mail at all");
    message_move(office.room->store, message, "parked", "it could not be read in 10 seconds", &error);
    no_error(error);
    digest_of(office, TODAY);
    says_that(office.room, STAFF, "digest", "html", "E-post nr. 1, som ikke kunne behandles");
    says_that(office.room, STAFF, "digest", "html", "den tok for lang tid å lese");
    close_office(office);
}
END_TEST

START_TEST(mails_in_the_office_s_name_are_counted_and_news_beyond_the_first)
{
    struct office office = new_office();
    ck_assert(digest_of(office, TODAY));
    says_not(office.room, STAFF, "digest", "plain", "ville avgjøre noe");
    GError *error = NULL;
    gint64 message = arrives(office.room->store, "o", "Subject: godkjenn\r\n\r\ngodkjenn\r\n");
    store_run(office.room->store, "refusal_note",
              json_pack("{s:I, s:s}", "message", (json_int_t)message, "reason", "is_refused"), NULL, &error);
    no_error(error);
    ck_assert(!digest_of(office, "2026-11-28"));
    store_run(office.room->store, "refusal_note",
              json_pack("{s:I, s:s}", "message", (json_int_t)message, "reason", "is_refused_more"), NULL,
              &error);
    no_error(error);
    ck_assert(digest_of(office, "2026-11-29"));
    says_that(office.room, STAFF, "digest", "plain", "2 e-poster fra adressene deres ville avgjøre noe");
    close_office(office);
}
END_TEST

START_TEST(what_was_not_delivered_is_told_once)
{
    struct office office = new_office();
    GError *error = NULL;
    list_comes(office.room, "a", "accept", NULL);
    digest_of(office, TODAY);
    says_not(office.room, STAFF, "digest", "plain", "kom ikke fram");
    const struct outbox_try tried = {3, 0};
    enum outbox_now now;
    outbox_not_sent(office.room->store, &tried, OUTBOX_REFUSED, "550 no such user", &now, &error);
    no_error(error);
    run(office.room->store,
        "UPDATE outbox SET failed_at = '2100-01-01' WHERE id = 3"); /* after the first digest */
    ck_assert(digest_of(office, "2026-11-27"));
    says_that(office.room, STAFF, "digest", "plain", ": ingenting venter, 1 e-post kom ikke fram");
    says_that(office.room, STAFF, "digest", "plain",
              "bekreftelse av timer til " OTHER ": kunne ikke leveres, skrevet ");
    says_that(office.room, STAFF, "digest", "plain", "Tjeneren svarte: 550 no such user");
    run(office.room->store, "UPDATE digest SET made_at = '2100-01-02'");
    ck_assert(!digest_of(office, "2026-11-28"));
    close_office(office);
}
END_TEST

START_TEST(what_may_have_been_delivered_is_told_so)
{
    struct office office = new_office();
    list_comes(office.room, "a", "accept", NULL);
    run(office.room->store, "UPDATE outbox SET state = 'failed', doubts = 2, failed_at = '2100-01-01', "
                            "last_error = 'no reply' WHERE id = 3");
    ck_assert(digest_of(office, TODAY));
    says_that(office.room, STAFF, "digest", "plain",
              "bekreftelse av timer til " OTHER
              ": kan ha kommet fram: to ganger kom det ikke svar fra tjeneren");
    says_not(office.room, STAFF, "digest", "plain", "no reply");
    close_office(office);
}
END_TEST

START_TEST(a_mail_that_waits_for_more_than_a_day_is_told)
{
    struct office office = new_office();
    list_comes(office.room, "a", "accept", NULL);
    run(office.room->store, "UPDATE outbox SET queued_at = '2026-01-01T00:00:00Z' WHERE id = 1");
    digest_of(office, TODAY);
    says_that(office.room, STAFF, "digest", "plain",
              "kvittering til " SENDER
              ", Smågruppe Fjordbyen (SG-0101): venter på å bli sendt, skrevet 1. januar 2026");
    close_office(office);
}
END_TEST

START_TEST(questions_of_the_week_are_named_but_are_no_news)
{
    struct office office = new_office();
    words_come(office.room, "1", words("per@example.org", "other", "false", "Når er fristen?"));
    run(office.room->store, "UPDATE message SET received_at = '2026-11-23T10:00:00Z', subject = 'Frist'");
    run(office.room->store, "INSERT INTO digest VALUES ('2026-11-25', '2026-11-25T06:00:00Z', 1)");
    ck_assert(!digest_of(office, TODAY));
    run(office.room->store, "DELETE FROM digest");
    ck_assert(digest_of(office, TODAY));
    says_that(office.room, STAFF, "digest", "plain", "- per@example.org: Frist (3 dager siden)");
    ck_assert(digest_of(office, "2026-12-03"));
    says_not(office.room, STAFF, "digest", "plain", "Frist");
    close_office(office);
}
END_TEST

START_TEST(a_reminder_without_an_answer_is_told_once)
{
    struct office office = new_office();
    digest_of(office, "2026-10-01");
    reminders_of(office, "2026-10-01");
    ck_assert(!digest_of(office, "2026-10-02"));
    ck_assert(digest_of(office, "2026-10-31"));
    says_that(office.room, STAFF, "digest", "plain", "1 gruppe svarer ikke");
    says_that(office.room, STAFF, "digest", "plain",
              "Kari Nordheim (" SENDER ") ble påminnet 1. oktober 2026 og har ikke svart.");
    ck_assert(!digest_of(office, "2026-11-01"));
    close_office(office);
}
END_TEST

START_TEST(a_word_of_the_secretary_is_an_answer)
{
    struct office office = new_office();
    digest_of(office, "2026-01-01");
    reminders_of(office, "2026-01-01");
    words_come(office.room, "1", words(SENDER, "reply", "false", "Vi har sluttet."));
    digest_of(office, "2026-02-02");
    says_not(office.room, STAFF, "digest", "plain", "svarer ikke");
    close_office(office);
}
END_TEST

START_TEST(a_group_without_any_address_is_told_at_once)
{
    struct office office = new_office();
    run(office.room->store, "UPDATE person SET email = NULL");
    reminders_of(office, TODAY);
    digest_of(office, TODAY);
    says_that(office.room, STAFF, "digest", "plain",
              "Verken sekretær eller leder har en e-postadresse i registeret.");
    close_office(office);
}
END_TEST

/* ---- the clock ---- */

/* The days of the daily work, and until when the clock is doubted on the last; "!" after a day: somebody says
 * that it is right. */
static const struct {
    const char *days, *last, *until;
} clocks[] = {
    {"2026-11-26", NULL, "2026-12-03"}, /* the first day of all */
    {"2026-11-26 2026-12-02", NULL, "2026-12-03"},
    {"2026-11-26 2026-12-02 2026-12-03", NULL, NULL},
    {"2026-11-26!", NULL, NULL},
    {"2026-11-26! 2026-12-03 2026-12-03", NULL, NULL}, /* a week without the machine */
    {"2026-11-26! 2026-12-04", "2026-11-26", "2026-12-11"},
    {"2026-11-26! 2031-01-01", "2026-11-26", "2031-01-08"},
    {"2026-11-26! 2031-01-01 2031-01-01 2031-01-07", "2026-11-26", "2031-01-08"},
    {"2026-11-26! 2031-01-01 2031-01-07 2031-01-08", NULL, NULL},
    {"2026-11-26! 2031-01-01 2031-01-01!", NULL, NULL},
    {"2026-11-26! 2031-01-01 2026-11-27", "2031-01-01",
     "2026-12-04"}, /* set right: nothing is lost but a week */
    {"2026-11-26! 2031-01-01 2026-11-27 2026-12-03 2026-12-04", NULL, NULL},
    {"2026-11-26! 2031-01-01 2026-11-27! 2026-11-28", NULL, NULL},
    {"2026-11-26! 2031-01-01 2026-11-27! 2031-01-02", "2026-11-27",
     "2031-01-09"}, /* no day that was wrong speaks for another */
    {"2026-11-26! 2000-01-01", "2026-11-26", "2000-01-08"},
};

START_TEST(a_clock_is_believed_when_its_days_have_followed_each_other_for_a_week)
{
    GError *error = NULL;
    struct store *store = new_store();
    g_auto(GStrv) days = g_strsplit(clocks[_i].days, " ", -1);
    for (char **day = days; *day; day++) {
        g_autofree char *date = g_strndup(*day, strlen(TODAY));
        clock_note(store, date, g_str_has_suffix(*day, "!"), &error);
        no_error(error);
    }
    json_auto_t *doubt = clock_doubt(store, &error);
    no_error(error);
    ck_assert_pstr_eq(json_string_value(json_object_get(doubt, "until")), clocks[_i].until);
    ck_assert_pstr_eq(json_string_value(json_object_get(doubt, "last")), clocks[_i].last);
    store_close(store);
}
END_TEST

START_TEST(a_jump_of_the_clock_is_told_the_office)
{
    struct office office = new_office();
    GError *error = NULL;
    run(office.room->store, "INSERT INTO digest VALUES ('2026-11-25', '2026-11-25T06:00:00Z', 1)");
    ck_assert(clock_note(office.room->store, "2026-11-16", true, &error));
    ck_assert(clock_note(office.room->store, TODAY, false, &error));
    ck_assert(digest_of(office, TODAY));
    says_that(office.room, STAFF, "digest", "plain", "sprang fra 16. november 2026 til 26. november 2026");
    says_that(office.room, STAFF, "digest", "html", "Fram til 3. desember 2026 blir ingen påminnelser sendt");
    close_office(office);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("daily");
    TCase *reminders = tcase_create("reminders");
    tcase_set_timeout(reminders, 120);
    tcase_add_test(reminders, a_silent_group_s_secretary_is_reminded_once);
    tcase_add_test(reminders, who_writes_nynorsk_is_reminded_in_nynorsk);
    tcase_add_loop_test(reminders, only_silent_groups_are_reminded_and_only_whom_they_concern, 0,
                        G_N_ELEMENTS(lives));
    tcase_add_test(reminders, a_form_ends_the_silence_whatever_was_decided_about_it);
    tcase_add_test(reminders, only_so_many_reminders_go_out_a_day);
    suite_add_tcase(suite, reminders);
    TCase *digests = tcase_create("digests");
    tcase_set_timeout(digests, 120);
    tcase_add_test(digests, the_first_digest_is_whole_and_the_next_comes_with_news);
    tcase_add_test(digests, a_clock_that_was_set_back_silences_no_digest);
    tcase_add_test(digests, a_parked_mail_is_named_with_its_reason);
    tcase_add_test(digests, mails_in_the_office_s_name_are_counted_and_news_beyond_the_first);
    tcase_add_test(digests, what_was_not_delivered_is_told_once);
    tcase_add_test(digests, what_may_have_been_delivered_is_told_so);
    tcase_add_test(digests, a_mail_that_waits_for_more_than_a_day_is_told);
    tcase_add_test(digests, questions_of_the_week_are_named_but_are_no_news);
    tcase_add_test(digests, a_reminder_without_an_answer_is_told_once);
    tcase_add_test(digests, a_word_of_the_secretary_is_an_answer);
    tcase_add_test(digests, a_group_without_any_address_is_told_at_once);
    suite_add_tcase(suite, digests);
    TCase *clock = tcase_create("clock");
    tcase_set_timeout(clock, 120);
    tcase_add_loop_test(clock, a_clock_is_believed_when_its_days_have_followed_each_other_for_a_week, 0,
                        G_N_ELEMENTS(clocks));
    tcase_add_test(clock, a_jump_of_the_clock_is_told_the_office);
    suite_add_tcase(suite, clock);
    return run_suite(suite);
}
