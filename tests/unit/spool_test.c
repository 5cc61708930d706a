#include "notify/transport.h"
#include "tests/unit/suite.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char mail[] =
    "From: a@example.no\r\nMessage-ID: <return.0123@example.no>\r\nSubject: x\r\n\r\nHei\r\n.\r\n";

static struct transport *open_spool(struct config *config, const char *folder)
{
    GError *error = NULL;
    config->outgoing.at.scheme = "maildir";
    config->outgoing.at.path = (char *)folder;
    struct transport *transport = transport_open(config, &error);
    ck_assert_ptr_nonnull(transport);
    return transport;
}

static bool send_mail(struct transport *transport, const char *recipient, const char *bytes, GError **error)
{
    g_autoptr(GBytes) mime = g_bytes_new_static(bytes, strlen(bytes));
    return transport_send(transport, recipient, mime, error) && transport_finish(transport, error);
}

/* The only file in a folder of the Maildir; NULL where there is none. Caller frees. */
static char *only_file(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GDir) files = g_dir_open(path, 0, NULL);
    ck_assert_ptr_nonnull(files);
    char *file = g_strdup(g_dir_read_name(files));
    ck_assert_msg(!file || !g_dir_read_name(files), "more than one file in %s", name);
    return file;
}

static char *new_folder(void)
{
    g_autofree char *base = g_dir_make_tmp("presens-spool-XXXXXX", NULL);
    return g_build_filename(base, "ut", "post", NULL);
}

START_TEST(a_mail_becomes_one_file)
{
    GError *error = NULL;
    struct config config = {0};
    g_autofree char *folder = new_folder();
    struct transport *transport = open_spool(&config, folder);
    ck_assert(send_mail(transport, "kari@example.no", mail, &error));
    ck_assert(send_mail(transport, "kari@example.no", mail, &error));
    g_autofree char *name = only_file(folder, "new");
    ck_assert_str_eq(name, "return.0123@example.no");
    ck_assert_ptr_null(only_file(folder, "tmp"));
    g_autofree char *path = g_build_filename(folder, "new", name, NULL);
    g_autofree char *text = NULL;
    ck_assert(g_file_get_contents(path, &text, NULL, NULL));
    ck_assert_str_eq(text,
                     "From: a@example.no\nMessage-ID: <return.0123@example.no>\nSubject: x\n\nHei\n.\n");
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    transport_close(transport);
}
END_TEST

START_TEST(a_mail_that_was_read_meanwhile_does_not_come_back)
{
    GError *error = NULL;
    struct config config = {0};
    g_autofree char *folder = new_folder();
    struct transport *transport = open_spool(&config, folder);
    ck_assert(send_mail(transport, "kari@example.no", mail, &error));
    g_autofree char *from = g_build_filename(folder, "new", "return.0123@example.no", NULL);
    g_autofree char *to = g_build_filename(folder, "cur", "return.0123@example.no:2,S", NULL);
    ck_assert_int_eq(g_rename(from, to), 0);
    ck_assert(send_mail(transport, "kari@example.no", mail, &error));
    ck_assert_ptr_null(only_file(folder, "new"));
    transport_close(transport);
}
END_TEST

START_TEST(mails_are_there_together_when_they_are_finished)
{
    GError *error = NULL;
    struct config config = {0};
    g_autofree char *folder = new_folder();
    struct transport *transport = open_spool(&config, folder);
    static const char other[] = "From: a@example.no\r\nMessage-ID: <other@example.no>\r\n\r\n";
    g_autoptr(GBytes) one = g_bytes_new_static(mail, strlen(mail)),
                      two = g_bytes_new_static(other, strlen(other));
    ck_assert(transport_gathers(transport));
    ck_assert(transport_send(transport, "kari@example.no", one, &error));
    ck_assert(transport_send(transport, "kari@example.no", two, &error));
    ck_assert(transport_send(transport, "kari@example.no", one, &error));
    ck_assert_ptr_null(only_file(folder, "new"));
    ck_assert(transport_finish(transport, &error));
    ck_assert_ptr_null(only_file(folder, "tmp"));
    for (guint i = 0; i < 2; i++) {
        g_autofree char *path =
            g_build_filename(folder, "new", i ? "other@example.no" : "return.0123@example.no", NULL);
        ck_assert(g_file_test(path, G_FILE_TEST_IS_REGULAR));
    }
    ck_assert(transport_finish(transport, &error));
    transport_close(transport);
}
END_TEST

START_TEST(a_batch_that_fails_leaves_nothing_half_written)
{
    GError *error = NULL;
    struct config config = {0};
    g_autofree char *folder = new_folder(), *new = g_build_filename(folder, "new", NULL);
    struct transport *transport = open_spool(&config, folder);
    g_autoptr(GBytes) mime = g_bytes_new_static(mail, strlen(mail));
    ck_assert(transport_send(transport, "kari@example.no", mime, &error));
    ck_assert_int_eq(g_rmdir(new), 0);
    ck_assert(!transport_finish(transport, &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_SEND_SERVER));
    g_clear_error(&error);
    ck_assert_ptr_null(only_file(folder, "tmp"));
    ck_assert(send_mail(transport, "kari@example.no", mail, &error));
    g_autofree char *name = only_file(folder, "new");
    ck_assert_str_eq(name, "return.0123@example.no");
    transport_close(transport);
}
END_TEST

/* Message-IDs, and the names of the files. */
static const struct {
    const char *id, *name;
} names[] = {
    {"<a/../b@example.no>", "a_.._b@example.no"},
    {"<../x@example.no>", "_._x@example.no"},
    {"<a:2,S@example.no>", "a_2_S@example.no"},
};

START_TEST(a_file_name_stays_in_its_folder)
{
    GError *error = NULL;
    struct config config = {0};
    g_autofree char *folder = new_folder();
    struct transport *transport = open_spool(&config, folder);
    g_autofree char *text =
        g_strdup_printf("From: a@example.no\r\nMessage-ID: %s\r\n\r\nHei\r\n", names[_i].id);
    ck_assert(send_mail(transport, "kari@example.no", text, &error));
    g_autofree char *name = only_file(folder, "new");
    ck_assert_str_eq(name, names[_i].name);
    transport_close(transport);
}
END_TEST

START_TEST(a_mail_without_a_message_id_is_kept_too)
{
    GError *error = NULL;
    struct config config = {0};
    g_autofree char *folder = new_folder();
    struct transport *transport = open_spool(&config, folder);
    ck_assert(send_mail(transport, "kari@example.no",
                        "Subject: x\r\n\r\nMessage-ID: <in.the.text@example.no>\r\n", &error));
    g_autofree char *name = only_file(folder, "new");
    ck_assert_uint_eq(strlen(name), 64);
    transport_close(transport);
}
END_TEST

START_TEST(impossible_recipients_and_places_are_errors)
{
    GError *error = NULL;
    struct config config = {0};
    g_autofree char *folder = new_folder();
    struct transport *transport = open_spool(&config, folder);
    ck_assert(!send_mail(transport, "kari@example.no\r\nRCPT TO:<x@example.org>", mail, &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_SEND_REFUSED));
    g_clear_error(&error);
    transport_close(transport);
    transport = open_spool(&config, "/proc/no/such/place");
    ck_assert(!send_mail(transport, "kari@example.no", mail, &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_SEND_SERVER));
    g_clear_error(&error);
    transport_close(transport);
    config.outgoing.at.scheme = "ftp";
    ck_assert_ptr_null(transport_open(&config, &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_CONFIGURATION));
    g_clear_error(&error);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("spool");
    TCase *cases = tcase_create("spool");
    tcase_add_test(cases, a_mail_becomes_one_file);
    tcase_add_test(cases, a_mail_that_was_read_meanwhile_does_not_come_back);
    tcase_add_test(cases, mails_are_there_together_when_they_are_finished);
    tcase_add_test(cases, a_batch_that_fails_leaves_nothing_half_written);
    tcase_add_loop_test(cases, a_file_name_stays_in_its_folder, 0, G_N_ELEMENTS(names));
    tcase_add_test(cases, a_mail_without_a_message_id_is_kept_too);
    tcase_add_test(cases, impossible_recipients_and_places_are_errors);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
