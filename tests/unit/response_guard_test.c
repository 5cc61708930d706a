#include "ingest/response_guard.h"
#include "tests/unit/suite.h"

#include <string.h>

/* What a server sends: `start`, then `count` times `repeated`, then `end`. */
static const struct {
    const char *start, *repeated, *end;
    guint count;
    const char *wrong; /* a word of the complaint; NULL: none */
    bool exists;
} answers[] = {
    {"* OK ready\r\n", "", "", 0, NULL, false},
    {"* 23 EXISTS\r\n", "", "", 0, NULL, true},
    {"* 23 exists\r\n", "", "", 0, NULL, true},
    {"* OK it EXIS", "TS\r\n", "", 1, NULL, true},
    {"* 23 RECENT\r\n", "* 2 FETCH (FLAGS (\\Seen))\r\n", "", 10, NULL, false},
    /* What stands in a literal is not looked at, however long and deep. */
    {"* 1 FETCH (BODY[] {2000000}\r\n", "((", "", 1000000, NULL, false},
    {"* 1 FETCH (BODY[] {9}\r\n", " EXISTS\r\n", ")\r\n", 1, NULL, false},
    {"* 1 FETCH (BODY[] {9+}  \r\n", " EXISTS\r\n", ")\r\n", 1, NULL, false},
    {"* 1 FETCH (BODY[] {0}\r\n", "", " 3 EXISTS\r\n", 0, NULL, true},
    /* Braces that announce nothing. */
    {"* OK {9} of them\r\n", " EXISTS\r\n", "", 1, NULL, true},
    {"* OK {9x}\r\n", " EXISTS\r\n", "", 1, NULL, true},
    {"* OK {}{\r\n", " EXISTS\r\n", "", 1, NULL, true},
    /* Bounds. */
    {"* OK ", "x", "\r\n", RESPONSE_MAX_LINE - 7, NULL, false},
    {"* OK ", "x", "\r\n", RESPONSE_MAX_LINE - 6, "line", false},
    {"", "* 3 FETCH ()\r\n", "", RESPONSE_MAX_PROTOCOL / 14, NULL, false},
    {"", "* 3 FETCH ()\r\n", "", RESPONSE_MAX_PROTOCOL / 14 + 1, "answer", false},
    {"* 1 FETCH (BODY[] {68157440}\r\n", "", "", 0, NULL, false},
    {"* 1 FETCH (BODY[] {68157441}\r\n", "", "", 0, "literal", false},
    {"* 1 FETCH (BODY[] {68157441", "", "} is too much", 0, "literal", false},
    {"* 1 FETCH (BODY[] {99999999999999999999999999999999}\r\n", "", "", 0, "literal", false},
    {"", "* 1 FETCH (BODY[] {4}\r\nabcd)\r\n", "", 10000, NULL, false},
    {"* 1 FETCH (", "(", "\r\n", RESPONSE_MAX_DEPTH - 1, NULL, false},
    {"* 1 FETCH (", "(", "\r\n", RESPONSE_MAX_DEPTH, "nested", false},
    {"* 1 FETCH ", "()", "\r\n", 1000, NULL, false},
    {"", "* OK :-(\r\n", "", 1000, NULL, false},
    /* Depth goes on over a literal. */
    {"* 1 FETCH (", "({1}\r\nx", "\r\n", RESPONSE_MAX_DEPTH, "nested", false},
};

static const size_t pieces[] = {1, 7, 4096, G_MAXSIZE};

START_TEST(an_answer_in_pieces_of_every_size)
{
    g_autoptr(GString) text = g_string_new(answers[_i].start);
    for (guint i = 0; i < answers[_i].count; i++)
        g_string_append(text, answers[_i].repeated);
    g_string_append(text, answers[_i].end);
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        struct response_guard guard = {0};
        const char *wrong = NULL;
        for (size_t at = 0; at < text->len && !wrong; at += MIN(pieces[i], text->len - at))
            wrong = response_guard_pass(&guard, text->str + at, MIN(pieces[i], text->len - at));
        ck_assert_msg(!wrong == !answers[_i].wrong, "%s", wrong ? wrong : "nothing is wrong");
        if (wrong)
            ck_assert_msg(strstr(wrong, answers[_i].wrong) != NULL, "%s", wrong);
        ck_assert_int_eq(guard.exists, answers[_i].exists);
    }
}
END_TEST

START_TEST(literals_are_counted_together_for_one_command)
{
    struct response_guard guard = {0};
    g_autofree char *megabyte = g_strnfill(1 << 20, 'x');
    guint64 allowed = RESPONSE_MAX_LITERALS >> 20;
    const char *wrong = NULL;
    for (guint64 i = 0; i <= allowed && !wrong; i++) {
        ck_assert_ptr_null(wrong);
        wrong = response_guard_pass(&guard, "{1048576}\r\n", 11);
        if (i < allowed) {
            ck_assert_ptr_null(wrong);
            ck_assert_ptr_null(response_guard_pass(&guard, megabyte, 1 << 20));
        }
    }
    ck_assert_ptr_nonnull(wrong);
    guard = (struct response_guard){.literals = RESPONSE_MAX_LITERALS, .protocol = RESPONSE_MAX_PROTOCOL};
    response_guard_start(&guard);
    ck_assert_ptr_null(response_guard_pass(&guard, "{1}\r\n", 5));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("response_guard");
    TCase *tests = tcase_create("response_guard");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, an_answer_in_pieces_of_every_size, 0, G_N_ELEMENTS(answers));
    tcase_add_test(tests, literals_are_counted_together_for_one_command);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
