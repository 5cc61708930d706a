#include "base/log.h"
#include "tests/unit/suite.h"

#include <string.h>
#include <unistd.h>

/* What is written to standard error while an error is logged. Caller frees. */
static char *logged(const char *words)
{
    char path[] = "/tmp/presens-log-XXXXXX";
    int file = mkstemp(path), before = dup(STDERR_FILENO);
    g_autoptr(GError) error = NULL;
    g_set_error_literal(&error, PRESENS_ERROR, ERROR_SEND_REFUSED, words);
    dup2(file, STDERR_FILENO);
    log_error(error, "sending mail %d of the outbox", 7);
    dup2(before, STDERR_FILENO);
    close(before);
    close(file);
    char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    unlink(path);
    return text;
}

static const struct {
    const char *words, *line;
} replies[] = {
    {"mail.example.no: 550 5.1.1 <ola.bergset@fjordbyen.example.no>: user unknown",
     "presens: sending mail 7 of the outbox: mail.example.no: 550 5.1.1 <(address)>: user unknown\n"},
    {"550 ola@a.no and KARI+x@b.no are full; ask per@c.no.",
     "presens: sending mail 7 of the outbox: 550 (address) and (address) are full; ask (address)\n"},
    {"421 try @ later", "presens: sending mail 7 of the outbox: 421 try @ later\n"},
    {"550 gr\xf8t@b.no", "presens: sending mail 7 of the outbox: 550 (address)\n"},
};

START_TEST(an_address_in_a_servers_words_is_left_out)
{
    g_autofree char *text = logged(replies[_i].words);
    ck_assert_str_eq(text, replies[_i].line);
}
END_TEST

int main(void)
{
    log_start(); /* once in a process, also where tests are not forked */
    Suite *suite = suite_create("log");
    TCase *cases = tcase_create("log");
    tcase_add_loop_test(cases, an_address_in_a_servers_words_is_left_out, 0, G_N_ELEMENTS(replies));
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
