#include "base/fingerprint.h"
#include "tests/unit/suite.h"

#include <stdbool.h>
#include <string.h>

static char *fingerprint_of(const char *mail)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(mail, strlen(mail));
    return fingerprint(bytes);
}

#define MAIL "From: kari@example.no\r\nSubject: Presensliste\r\n\r\nHei\r\n"

static const struct {
    const char *mail;
    bool same; /* as MAIL */
} mails[] = {
    {MAIL, true},
    {"Received: from a by b\r\n\tfor c; today\r\nReturn-Path: <x@example.no>\r\n" MAIL, true},
    {"received: from a\r\nARC-Seal: i=1\r\nAuthentication-Results: mx; dmarc=pass\r\n" MAIL, true},
    {"From: kari@example.no\nSubject: Presensliste\n\nHei\n", true},
    {"From: kari@example.no\r\nReceived: between\r\nSubject: Presensliste\r\n\r\nHei\r\n", true},
    {"From: kari@example.no\r\nSubject: Presensliste 2\r\n\r\nHei\r\n", false},
    {"From: kari@example.no\r\nSubject: Presensliste\r\n\r\nHei!\r\n", false},
    {"From: kari@example.no\r\nSubject: Presensliste\r\n\r\nReceived: in the body\r\nHei\r\n", false},
    {"From: kari@example.no\r\nReceivedX: not a trace\r\nSubject: Presensliste\r\n\r\nHei\r\n", false},
    {"From: kari@example.no\r\nSubject: Presensliste\r\n\r\nHe\r\ni\r\n", false},
    {"", false},
};

START_TEST(copies_of_a_mail_are_the_same)
{
    g_autofree char *one = fingerprint_of(MAIL), *other = fingerprint_of(mails[_i].mail);
    ck_assert_uint_eq(strlen(other), 64);
    ck_assert_int_eq(strcmp(one, other) == 0, mails[_i].same);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fingerprint");
    TCase *tcase = tcase_create("fingerprint");
    tcase_add_loop_test(tcase, copies_of_a_mail_are_the_same, 0, G_N_ELEMENTS(mails));
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
