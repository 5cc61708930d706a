#include "base/delimited.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <string.h>

/* Rows as "[field][field]\n". Caller frees; NULL on error. */
static char *shown(const char *bytes, gsize length, guint max_fields, GError **error)
{
    g_autoptr(GBytes) input = g_bytes_new_static(bytes, length);
    g_autoptr(GPtrArray) rows = delimited_read(input, max_fields, error);
    if (!rows)
        return NULL;
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++) {
        const GPtrArray *row = g_ptr_array_index(rows, i);
        for (guint j = 0; j < row->len; j++)
            g_string_append_printf(text, "[%s]", (const char *)g_ptr_array_index(row, j));
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

static const struct {
    const char *input, *rows;
} cases[] = {
    {"", ""},
    {"one", "[one]\n"},
    {"a;b\n1;2\n", "[a][b]\n[1][2]\n"},
    {"a,b\n1,2", "[a][b]\n[1][2]\n"},
    {"a\tb\n1\t2\n", "[a][b]\n[1][2]\n"},
    {"a;b\n1,5;2,5\n3,5;4,5\n", "[a][b]\n[1,5][2,5]\n[3,5][4,5]\n"},
    {"a,b,c\n\"1;2\",3,4\n", "[a][b][c]\n[1;2][3][4]\n"},
    {"a;b\r\n\r\n1;2\r\n", "[a][b]\n\n[1][2]\n"},
    {"\n\na;b\n", "\n\n[a][b]\n"},
    {"a;b\n;\n1;\n", "[a][b]\n[][]\n[1][]\n"},
    {"a;b\n\"x\ny\";\"he said \"\"hi\"\"\"\n", "[a][b]\n[x\ny][he said \"hi\"]\n"},
    {"a;b\n\"never closed;2\n3;4\n", "[a][b]\n[never closed;2\n3;4\n]\n"},
    {"\xef\xbb\xbfnavn;by\nÅse;Ås\n", "[navn][by]\n[Åse][Ås]\n"},
    {"navn;by\n\xc5se;\xc5s\n", "[navn][by]\n[Åse][Ås]\n"}, /* Windows-1252 */
};

START_TEST(text_becomes_rows)
{
    GError *error = NULL;
    g_autofree char *rows = shown(cases[_i].input, strlen(cases[_i].input), 100, &error);
    ck_assert_ptr_null(error);
    ck_assert_str_eq(rows, cases[_i].rows);
}
END_TEST

START_TEST(utf16_is_read)
{
    static const char input[] = "\xff\xfe"
                                "a\0;\0\xe5\0\n\0";
    GError *error = NULL;
    g_autofree char *rows = shown(input, sizeof input - 1, 100, &error);
    ck_assert_str_eq(rows, "[a][å]\n");
}
END_TEST

START_TEST(there_is_an_end_to_fields_and_rows)
{
    GError *error = NULL;
    g_autofree char *fields = g_strnfill(10000, ';');
    ck_assert_ptr_null(shown(fields, 10000, 9000, &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_INPUT));
    g_clear_error(&error);
    g_autofree char *rows = g_strnfill(10000, '\n');
    ck_assert_ptr_null(shown(rows, 10000, 9000, &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_INPUT));
    g_clear_error(&error);
    g_autofree char *text = shown(fields, 10000, 10002, &error);
    ck_assert_ptr_null(error);
    ck_assert_uint_eq(strlen(text), 10001 * 2 + 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("delimited");
    TCase *reading = tcase_create("reading");
    tcase_add_loop_test(reading, text_becomes_rows, 0, G_N_ELEMENTS(cases));
    tcase_add_test(reading, utf16_is_read);
    tcase_add_test(reading, there_is_an_end_to_fields_and_rows);
    suite_add_tcase(suite, reading);
    return run_suite(suite);
}
