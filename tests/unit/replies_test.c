/* What replies say: numbered answers, and the office's orders. */
#include "parser/answers.h"
#include "parser/orders.h"
#include "parser/reference.h"
#include "tests/unit/suite.h"

#include <glib.h>
#include <string.h>

static json_t *cases;

static void says(const json_t *expected, json_t *(*read)(const char *text), const char *text)
{
    if (!expected)
        return;
    json_t *found = read(text);
    char *wanted = json_dumps(expected, JSON_SORT_KEYS), *got = json_dumps(found, JSON_SORT_KEYS);
    ck_assert_msg(strcmp(wanted, got) == 0, "'%s' must say\n%s\nand says\n%s", text, wanted, got);
    free(wanted);
    free(got);
    json_decref(found);
}

START_TEST(a_reply_says)
{
    const json_t *sample = json_array_get(cases, (size_t)_i);
    const char *text = json_string_value(json_object_get(sample, "text"));
    says(json_object_get(sample, "answers"), answers_read, text);
    says(json_object_get(sample, "orders"), orders_read, text);
}
END_TEST

START_TEST(answers_are_bounded)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; i < 5000; i++)
        g_string_append(text, "7: alfa bravo charlie delta echo foxtrot golf hotel\nindia juliett\n\n");
    json_t *answers = answers_read(text->str);
    ck_assert_uint_le(json_array_size(answers), 100);
    json_decref(answers);
    g_string_assign(text, "1: ");
    for (int i = 0; i < 100000; i++)
        g_string_append(text, "18–21 ");
    answers = answers_read(text->str);
    const json_t *answer = json_array_get(answers, 0);
    ck_assert_uint_lt(json_string_length(json_object_get(answer, "text")), 5000);
    ck_assert_ptr_null(json_object_get(answer, "start"));
    json_decref(answers);
    g_string_free(text, TRUE);
}
END_TEST

static const struct {
    const char *subject, *left, *token;
    gint64 number;
} references[] = {
    {"SV: Må rettes: Liste [sak 12-K7Q2M9XW3TK7Q2M9XW3TABCDEF]", "SV: Må rettes: Liste",
     "K7Q2M9XW3TK7Q2M9XW3TABCDEF", 12},
    {"re: [SAK 12- k7q2m9xw3tk7q2m9xw3tabcdef] liste", "re: liste", "K7Q2M9XW3TK7Q2M9XW3TABCDEF", 12},
    {"[sak 1-AAAAAAAAAAAAAAAAAAAAAAAAAA] [sak 2-BBBBBBBBBBBBBBBBBBBBBBBBBB]", "",
     "BBBBBBBBBBBBBBBBBBBBBBBBBB", 2},
    {"[sak 12] liste", NULL, NULL, 0},
    {"[sak 12-K7Q2] liste", NULL, NULL, 0},
    {NULL, NULL, NULL, 0},
};

START_TEST(a_subject_carries_a_reference)
{
    struct reference reference = {0};
    g_autofree char *left = reference_take(references[_i].subject, &reference);
    ck_assert_pstr_eq(left, references[_i].left);
    ck_assert_pstr_eq(reference.token, references[_i].token);
    ck_assert_int_eq(reference.number, references[_i].number);
    g_free(reference.token);
}
END_TEST

int main(void)
{
    json_error_t fault;
    cases = json_load_file("tests/unit/samples/replies.json", 0, &fault);
    if (!cases)
        g_error("replies.json, line %d: %s", fault.line, fault.text);
    Suite *suite = suite_create("replies");
    TCase *tests = tcase_create("replies");
    tcase_add_loop_test(tests, a_reply_says, 0, (int)json_array_size(cases));
    tcase_add_test(tests, answers_are_bounded);
    tcase_add_loop_test(tests, a_subject_carries_a_reference, 0, G_N_ELEMENTS(references));
    suite_add_tcase(suite, tests);
    int status = run_suite(suite);
    json_decref(cases);
    return status;
}
