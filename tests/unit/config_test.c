#include "base/config.h"
#include "base/error.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define GOOD                                                                                                 \
    "[mailbox]\nurl = imaps://mail.example.no/INBOX   ; or imap://\nuser = u\npassword_file = /etc/p\n"      \
    "since = 2026-11-01\n[outgoing]\nurl = smtp://mail.example.no:2525\nfrom = smagrupper@example.no\n"      \
    "[store]\npath = /var/lib/presens/presens.db\n[office]\nname = Kontoret\nstaff = a@example.no, "         \
    "b@example.no\n"

static struct config *config_of(const char *text, GError **error)
{
    char path[] = "/tmp/presens-config-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    ck_assert(g_file_set_contents(path, text, -1, NULL));
    struct config *config = config_read(path, error);
    unlink(path);
    return config;
}

START_TEST(a_whole_configuration_is_read)
{
    GError *error = NULL;
    struct config *config = config_of(GOOD "[rules]\nsix-hours.hours = 8 ; more\n", &error);
    ck_assert_msg(config != NULL, "%s", error ? error->message : "");
    ck_assert_str_eq(config->mailbox.at.host, "mail.example.no");
    ck_assert_int_eq(config->mailbox.at.port, 993);
    ck_assert_int_eq(config->mailbox.at.tls, TLS_IMPLICIT);
    ck_assert_str_eq(config->mailbox.at.path, "INBOX");
    ck_assert_str_eq(config->mailbox.since, "2026-11-01");
    ck_assert_int_eq(config->outgoing.at.port, 2525);
    ck_assert_int_eq(config->outgoing.at.tls, TLS_STARTTLS);
    ck_assert_str_eq(config->office.staff[1], "b@example.no");
    ck_assert_ptr_null(config->office.staff[2]);
    ck_assert_str_eq(g_hash_table_lookup(config->rules.settings, "six-hours.hours"), "8");
    config_free(config);
}
END_TEST

/* What is wrong, by replacing a piece of the good configuration, and the words that the message must hold. */
static const struct {
    const char *piece, *instead, *word;
} faults[] = {
    {"url = imaps://mail.example.no/INBOX   ; or imap://", "", "'url' in [mailbox] is missing"},
    {"imaps://", "pop3://", "'url' in [mailbox]"},
    {"imaps://mail", "imaps://user:secret@mail", "must not hold a user"},
    {"imaps://mail.example.no/INBOX", "maildir://relative", "maildir:///absolute/path"},
    {"since = 2026-11-01", "since = 1.11.2026", "'since' in [mailbox]"},
    {"since = 2026-11-01", "sincce = 2026-11-01", "no key 'sincce' in [mailbox]"},
    {"[store]", "[storage]", "no section [storage]"},
    {"b@example.no", "b at example.no", "'staff' in [office]"},
    {"smtp://", "imaps://", "'url' in [outgoing]"},
    {"from = smagrupper@example.no", "from = Smågruppene", "'from' in [outgoing]"},
    {"password_file = /etc/p", "", "'password_file' in [mailbox] is missing"},
    {"since = 2026-11-01", "tls = perhaps", "'tls' in [mailbox]"},
    {"since = 2026-11-01", "poll_seconds = 0", "'poll_seconds' in [mailbox]"},
};

START_TEST(a_wrong_configuration_names_the_key)
{
    const char *at = strstr(GOOD, faults[_i].piece);
    ck_assert_ptr_nonnull(at);
    g_autofree char *text = g_strdup_printf("%.*s%s%s", (int)(at - GOOD), GOOD, faults[_i].instead,
                                            at + strlen(faults[_i].piece));
    g_autoptr(GError) error = NULL;
    ck_assert_ptr_null(config_of(text, &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_CONFIGURATION));
    ck_assert_int_eq(error_policy(error)->exit_status, 2);
    ck_assert_msg(strstr(error->message, faults[_i].word) != NULL, "%s", error->message);
    ck_assert_msg(strstr(error->message, "/tmp/presens-config-") != NULL, "%s", error->message);
    ck_assert_msg(strchr(error->message, '\n') == NULL, "%s", error->message);
}
END_TEST

START_TEST(a_missing_file_is_a_configuration_error)
{
    g_autoptr(GError) error = NULL;
    ck_assert_ptr_null(config_read("/nowhere/presens.conf", &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_CONFIGURATION));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("config");
    TCase *tcase = tcase_create("config");
    tcase_add_test(tcase, a_whole_configuration_is_read);
    tcase_add_loop_test(tcase, a_wrong_configuration_names_the_key, 0, G_N_ELEMENTS(faults));
    tcase_add_test(tcase, a_missing_file_is_a_configuration_error);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
