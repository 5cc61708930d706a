#include "ingest/mailbox.h"
#include "tests/unit/suite.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A Maildir in a folder of its own, and the mailbox on it. */
static struct {
    char *path;
    struct config config;
    struct mailbox *mailbox;
    GHashTable *known;
} here;

static char *path_of(const char *place)
{
    return g_build_filename(here.path, place, NULL);
}

static void put(const char *place, const char *content)
{
    g_autofree char *path = path_of(place);
    ck_assert(g_file_set_contents(path, content, -1, NULL));
}

static bool exists(const char *place)
{
    g_autofree char *path = path_of(place);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void make_folders(void)
{
    static const char *const folders[] = {"new", "cur", "tmp"};
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = path_of(folders[i]);
        ck_assert_int_eq(g_mkdir_with_parents(path, 0700), 0);
    }
}

static void set_up(void)
{
    g_autofree char *folder = g_dir_make_tmp("presens-maildir-XXXXXX", NULL);
    here.path = g_build_filename(folder, "inbox", NULL);
    here.config = (struct config){.path = "test", .mailbox.at = {.scheme = "maildir", .path = here.path}};
    here.known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    here.mailbox = mailbox_open(&here.config, NULL);
    ck_assert_ptr_nonnull(here.mailbox);
    make_folders();
}

static void remove_tree(const char *path)
{
    GDir *names = g_dir_open(path, 0, NULL);
    for (const char *name; names && (name = g_dir_read_name(names));) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        if (g_file_test(inner, G_FILE_TEST_IS_DIR) && !g_file_test(inner, G_FILE_TEST_IS_SYMLINK))
            remove_tree(inner);
        else
            g_unlink(inner);
    }
    g_clear_pointer(&names, g_dir_close);
    g_rmdir(path);
}

static void tear_down(void)
{
    mailbox_close(here.mailbox);
    g_hash_table_unref(here.known);
    g_autofree char *folder = g_path_get_dirname(here.path);
    remove_tree(folder);
    g_free(here.path);
}

static bool is_known(const char *mailbox, const char *uidvalidity, const char *uid, void *data)
{
    ck_assert_str_eq(mailbox, mailbox_name(here.mailbox));
    ck_assert_str_eq(uidvalidity, "0");
    return g_hash_table_contains(data, uid);
}

static GPtrArray *fetch(void)
{
    GError *error = NULL;
    GPtrArray *mails = mailbox_fetch(here.mailbox, is_known, here.known, &error);
    ck_assert_msg(mails != NULL, "%s", error ? error->message : "no error");
    return mails;
}

/* The fetched messages as "uid=content uid=content". */
static char *fetched(void)
{
    g_autoptr(GPtrArray) mails = fetch();
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < mails->len; i++) {
        const struct mail *mail = g_ptr_array_index(mails, i);
        gsize size = 0;
        const char *raw = mail->raw ? g_bytes_get_data(mail->raw, &size) : NULL;
        g_string_append_printf(text, "%s%s=%.*s", i ? " " : "", mail->uid, (int)size, raw ? raw : "");
    }
    return g_string_free(text, FALSE);
}

static void assert_fetched(const char *expected)
{
    g_autofree char *got = fetched();
    ck_assert_str_eq(got, expected);
}

static bool file(const char *uidvalidity, const char *uid, enum mailbox_folder folder)
{
    return mailbox_file(here.mailbox, uidvalidity, &uid, 1, folder, NULL);
}

START_TEST(a_missing_maildir_is_made)
{
    g_autofree char *path = g_build_filename(here.path, "deeper", "still", NULL);
    struct config config = {.path = "test", .mailbox.at = {.scheme = "maildir", .path = path}};
    struct mailbox *mailbox = mailbox_open(&config, NULL);
    g_autoptr(GPtrArray) mails = mailbox_fetch(mailbox, is_known, here.known, NULL);
    ck_assert_ptr_nonnull(mails);
    ck_assert_uint_eq(mails->len, 0);
    ck_assert(exists("deeper/still/new") && exists("deeper/still/cur") && exists("deeper/still/tmp"));
    mailbox_close(mailbox);
}
END_TEST

START_TEST(mail_of_new_and_cur_comes_by_file_name)
{
    put("new/3.c", "three");
    put("cur/1.a:2,S", "one");
    put("cur/4.d", "four");
    put("new/2.b", "two");
    assert_fetched("1.a=one 2.b=two 3.c=three 4.d=four");
    ck_assert_str_eq(mailbox_uidvalidity(here.mailbox), "0");
    ck_assert(exists("cur/1.a:2,S") && exists("new/2.b"));
}
END_TEST

START_TEST(only_regular_files_are_mail)
{
    g_autofree char *link = path_of("new/1.link"), *directory = path_of("new/2.directory"),
                    *pipe = path_of("cur/3.pipe"), *target = path_of("target");
    put("target", "elsewhere");
    put("new/.hidden", "hidden");
    put("new/4.mail", "mail");
    put("tmp/5.unfinished", "half");
    ck_assert_int_eq(symlink(target, link), 0);
    ck_assert_int_eq(mkdir(directory, 0700), 0);
    ck_assert_int_eq(mkfifo(pipe, 0600), 0);
    assert_fetched("4.mail=mail");
}
END_TEST

START_TEST(known_mail_is_passed_over_and_the_rest_is_offered_until_it_is_known)
{
    put("new/1", "one");
    put("new/2", "two");
    g_hash_table_add(here.known, g_strdup("1"));
    assert_fetched("2=two");
    assert_fetched("2=two");
    g_hash_table_add(here.known, g_strdup("2"));
    assert_fetched("");
}
END_TEST

static void set_time(const char *place, gint64 seconds)
{
    g_autofree char *path = path_of(place);
    struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};
    ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

START_TEST(mail_before_the_day_is_left_alone)
{
    put("new/1", "old");
    put("new/2", "due");
    set_time("new/1", 1767221999); /* 2025-12-31 23:59:59 in Norway */
    set_time("new/2", 1767222000);
    here.config.mailbox.since = "2026-01-01";
    g_autoptr(GPtrArray) mails = fetch();
    ck_assert_uint_eq(mails->len, 1);
    ck_assert_str_eq(((struct mail *)g_ptr_array_index(mails, 0))->received_at, "2025-12-31T23:00:00Z");
}
END_TEST

START_TEST(too_large_mail_is_not_read)
{
    g_autofree char *path = path_of("new/1");
    put("new/1", "");
    ck_assert_int_eq(truncate(path, (off_t)MAILBOX_MAX_MESSAGE + 1), 0);
    g_autoptr(GPtrArray) mails = fetch();
    ck_assert_uint_eq(mails->len, 1);
    const struct mail *mail = g_ptr_array_index(mails, 0);
    ck_assert_ptr_null(mail->raw);
    ck_assert_uint_eq(mail->size, MAILBOX_MAX_MESSAGE + 1);
}
END_TEST

START_TEST(batches_are_bounded)
{
    for (int i = 0; i < 250; i++) {
        g_autofree char *place = g_strdup_printf("new/%03d", i);
        put(place, "mail");
    }
    static const guint expected[] = {100, 100, 50, 0};
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autoptr(GPtrArray) mails = fetch();
        ck_assert_uint_eq(mails->len, expected[i]);
        for (guint j = 0; j < mails->len; j++)
            g_hash_table_add(here.known, g_strdup(((struct mail *)g_ptr_array_index(mails, j))->uid));
    }
}
END_TEST

START_TEST(names_that_are_no_text_are_mail_too)
{
    put("new/1\xe6\xf8", "latin");
    assert_fetched("1%E6%F8=latin");
    ck_assert(file("0", "1%E6%F8", FOLDER_OTHER));
    ck_assert(exists(".Annet/cur/1\xe6\xf8:2,"));
}
END_TEST

static const struct {
    const char *from, *uid, *to;
    enum mailbox_folder folder;
} filings[] = {
    {"new/1.a", "1.a", ".Behandlet/cur/1.a:2,", FOLDER_HANDLED},
    {"cur/1.a:2,", "1.a", ".Returnert/cur/1.a:2,", FOLDER_RETURNED},
    {"cur/1.a:2,FS", "1.a", ".Til vurdering/cur/1.a:2,FS", FOLDER_REVIEW},
    {"cur/1.a,S=5:2,RS", "1.a,S=5", ".Annet/cur/1.a,S=5:2,RS", FOLDER_OTHER},
};

START_TEST(filed_mail_keeps_its_flags)
{
    put(filings[_i].from, "mail");
    ck_assert(file("0", filings[_i].uid, filings[_i].folder));
    ck_assert(!exists(filings[_i].from));
    ck_assert(exists(filings[_i].to));
    assert_fetched("");
}
END_TEST

START_TEST(mail_that_is_gone_is_no_error)
{
    put("new/2", "two");
    const char *uids[] = {"1", "2", "3"};
    ck_assert(mailbox_file(here.mailbox, "0", uids, 3, FOLDER_HANDLED, NULL));
    ck_assert(exists(".Behandlet/cur/2:2,"));
}
END_TEST

START_TEST(uids_of_another_validity_name_nothing)
{
    put("new/1", "one");
    ck_assert(file("17", "1", FOLDER_HANDLED));
    ck_assert(exists("new/1"));
}
END_TEST

START_TEST(filing_replaces_nothing)
{
    for (int i = 0; i < 3; i++) {
        put("new/1", i == 0 ? "zero" : i == 1 ? "one" : "two");
        ck_assert(file("0", "1", FOLDER_HANDLED));
    }
    static const char *const places[] = {".Behandlet/cur/1:2,", ".Behandlet/cur/1_1:2,",
                                         ".Behandlet/cur/1_2:2,"};
    static const char *const contents[] = {"zero", "one", "two"};
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *path = path_of(places[i]), *content = NULL;
        ck_assert(g_file_get_contents(path, &content, NULL, NULL));
        ck_assert_str_eq(content, contents[i]);
    }
}
END_TEST

START_TEST(delivery_ends_the_waiting)
{
    assert_fetched("");
    put("tmp/1", "one");
    g_autofree char *from = path_of("tmp/1"), *to = path_of("new/1");
    ck_assert_int_eq(rename(from, to), 0);
    ck_assert(
        mailbox_wait(here.mailbox, -1, 3600, NULL)); /* the suite's own limit ends a wait that does not end */
    assert_fetched("1=one");
}
END_TEST

START_TEST(the_wake_descriptor_ends_the_waiting)
{
    int ends[2];
    assert_fetched("");
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "x", 1), 1);
    ck_assert(mailbox_wait(here.mailbox, ends[0], 3600, NULL));
    close(ends[0]);
    close(ends[1]);
    g_autoptr(GError) error = NULL;
    ck_assert(!mailbox_wait(here.mailbox, ends[0], 3600, &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_INTERNAL));
}
END_TEST

START_TEST(a_file_that_is_being_written_is_not_yet_mail)
{
    g_autofree char *path = path_of("new/1");
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ck_assert_int_eq(write(fd, "half", 4), 4);
    assert_fetched("");
    ck_assert_int_eq(write(fd, " and half", 9), 9);
    close(fd);
    ck_assert(mailbox_wait(here.mailbox, -1, 3600, NULL));
    assert_fetched("1=half and half");
}
END_TEST

START_TEST(a_place_that_is_no_maildir_is_an_error_to_wait_out)
{
    remove_tree(here.path);
    ck_assert(g_file_set_contents(here.path, "a file", -1, NULL));
    static const guint least[] = {0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300};
    ck_assert_uint_eq(mailbox_retry_after(here.mailbox), 0);
    for (size_t i = 0; i < G_N_ELEMENTS(least); i++) {
        g_autoptr(GError) error = NULL;
        ck_assert_ptr_null(mailbox_fetch(here.mailbox, is_known, here.known, &error));
        ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_MAILBOX));
        guint pause = mailbox_retry_after(here.mailbox);
        ck_assert(pause >= least[i] && pause <= least[i] + least[i] / 4);
    }
    ck_assert_int_eq(g_unlink(here.path), 0);
    assert_fetched("");
    ck_assert_uint_eq(mailbox_retry_after(here.mailbox), 0);
}
END_TEST

START_TEST(a_scheme_without_driver_is_refused)
{
    struct config config = {.path = "/etc/presens.conf", .mailbox.at = {.scheme = "pop3"}};
    g_autoptr(GError) error = NULL;
    ck_assert_ptr_null(mailbox_open(&config, &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_CONFIGURATION));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("maildir");
    TCase *tests = tcase_create("maildir");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_missing_maildir_is_made);
    tcase_add_test(tests, mail_of_new_and_cur_comes_by_file_name);
    tcase_add_test(tests, only_regular_files_are_mail);
    tcase_add_test(tests, known_mail_is_passed_over_and_the_rest_is_offered_until_it_is_known);
    tcase_add_test(tests, mail_before_the_day_is_left_alone);
    tcase_add_test(tests, too_large_mail_is_not_read);
    tcase_add_test(tests, batches_are_bounded);
    tcase_add_test(tests, names_that_are_no_text_are_mail_too);
    tcase_add_loop_test(tests, filed_mail_keeps_its_flags, 0, G_N_ELEMENTS(filings));
    tcase_add_test(tests, mail_that_is_gone_is_no_error);
    tcase_add_test(tests, uids_of_another_validity_name_nothing);
    tcase_add_test(tests, filing_replaces_nothing);
    tcase_add_test(tests, delivery_ends_the_waiting);
    tcase_add_test(tests, the_wake_descriptor_ends_the_waiting);
    tcase_add_test(tests, a_file_that_is_being_written_is_not_yet_mail);
    tcase_add_test(tests, a_place_that_is_no_maildir_is_an_error_to_wait_out);
    tcase_add_test(tests, a_scheme_without_driver_is_refused);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
