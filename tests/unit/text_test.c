#include "base/calendar.h"
#include "base/text.h"
#include "tests/unit/suite.h"

#include <string.h>

struct pair {
    const char *from, *to;
};

static const struct pair decoded[] = {
    {"Sm\xe5gruppe", "Smågruppe"},      /* Windows-1252 */
    {"Sm\xc3\xa5gruppe", "Smågruppe"},  /* UTF-8 */
    {"Sma\xcc\x8agruppe", "Smågruppe"}, /* decomposed */
    {"\xef\xbb\xbfHei", "Hei"},         /* byte order mark */
    {"18\x96"
     "21",
     "18–21"}, /* a dash of Windows */
    {"a\r\nb\rc\nd", "a\nb\nc\nd"},
    {"a\x01"
     "b\x1b[31m",
     "a b [31m"},
    {"", ""},
};

static const struct pair tidied[] = {
    {"  Kari \t Nordmann \n", "Kari Nordmann"},
    {"Kari\u00a0Nordmann", "Kari Nordmann"},
    {"Kari\u200b Nord\u00admann", "Kari Nordmann"},
    {"\u202eevil", "evil"},
    {"", ""},
};

static const struct pair folded[] = {
    {"SMÅGRUPPE  Vest", "smågruppe vest"},
    {"Til – stede", "til - stede"},
    {"“Vest”", "\"vest\""},
    {"ØYSTEIN Ærfugl ÅSE", "øystein ærfugl åse"},
    {"Straße – «Čáhput» ŠÁMI", "strasse - \"čáhput\" šámi"},
    {"A\u030aSE", "åse"}, /* decomposed */
    {"5 µg × 3", "5 μg × 3"},
};

START_TEST(bytes_become_normal_text)
{
    g_autofree char *text = text_decode(decoded[_i].from, strlen(decoded[_i].from));
    ck_assert_str_eq(text, decoded[_i].to);
}
END_TEST

START_TEST(nul_and_utf16_are_decoded)
{
    g_autofree char *nul = text_decode("a\0b", 3);
    ck_assert_str_eq(nul, "a b");
    g_autofree char *wide = text_decode("\xff\xfeH\0e\0i\0", 8);
    ck_assert_str_eq(wide, "Hei");
}
END_TEST

START_TEST(white_space_is_folded)
{
    g_autofree char *text = text_tidy(tidied[_i].from);
    ck_assert_str_eq(text, tidied[_i].to);
}
END_TEST

/* Pieces are composed by themselves; what belongs together must not be cut. */
START_TEST(file_names_lose_their_folders_and_are_bounded)
{
    static const struct {
        const char *path, *name;
    } paths[] = {
        {"liste.docx", "liste.docx"},
        {"C:\\Møter\\liste  2025.docx", "liste 2025.docx"},
        {"../../etc/passwd", "passwd"},
        {"møter/", "møter/"},
        {" ", NULL},
        {NULL, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *name = text_file_name(paths[i].path);
        ck_assert_pstr_eq(name, paths[i].name);
    }
    GString *path = g_string_new("a");
    for (guint i = 0; i < 1000; i++)
        g_string_append(path, "å");
    g_autofree char *name = text_file_name(path->str);
    ck_assert(g_utf8_validate(name, -1, NULL));
    ck_assert_uint_eq(strlen(name), 253);
    g_string_free(path, TRUE);
}
END_TEST

START_TEST(long_texts_are_composed_whole)
{
    static const struct pair letters[] = {{"a\u030a", "å"}, {"å", "å"}, {"ø\u0301", "ǿ"}, {"x", "x"}};
    g_autoptr(GString) from = g_string_new(NULL), to = g_string_new(NULL);
    for (guint i = 0; i < 300000; i++) {
        const struct pair *letter =
            &letters[_i == (int)G_N_ELEMENTS(letters) ? i % G_N_ELEMENTS(letters) : (guint)_i];
        g_string_append(from, letter->from);
        g_string_append(to, letter->to);
    }
    g_autofree char *composed = text_compose(from->str);
    ck_assert_int_eq(strcmp(composed, to->str), 0);
}
END_TEST

START_TEST(spellings_have_one_key)
{
    g_autofree char *text = text_fold(folded[_i].from);
    ck_assert_str_eq(text, folded[_i].to);
}
END_TEST

/* People born before 1900, whose numbers are nobody's any more, and a D-number made from one of them. */
START_TEST(national_identity_numbers_are_known)
{
    ck_assert(!text_is_national_identity_number("12345678901"));
    ck_assert(!text_is_national_identity_number("1234567890"));
    ck_assert(!text_is_national_identity_number("00000000000"));
    unsigned found = 0;
    for (int i = 0; i < 100000; i++) { /* about one in 120 of the endings passes both checks */
        char digits[12];
        g_snprintf(digits, sizeof digits, "010190%05d", i);
        found += text_is_national_identity_number(digits);
    }
    ck_assert_uint_gt(found, 700);
    ck_assert_uint_lt(found, 1000);
}
END_TEST

static const struct {
    const char *address;
    bool good;
} addresses[] = {
    {"kari@legekontor.no", true},     {"kari.nordmann+sg@post.example.no", true},
    {"kari@localhost", true},         {"kari@legekontor", false},
    {"@legekontor.no", false},        {"kari@@legekontor.no", false},
    {"kari@lege kontor.no", false},   {"kari@legekontor.no\r\nBcc: alle@example.no", false},
    {"kåre@legekontor.no", false},    {"kari@legekontor.no,ola@legekontor.no", false},
    {"<kari@legekontor.no>", false},  {"kari@.no", false},
    {"kari..n@legekontor.no", false},
};

START_TEST(only_plain_addresses_are_written_to)
{
    ck_assert_int_eq(text_is_address(addresses[_i].address), addresses[_i].good);
}
END_TEST

START_TEST(dates_are_checked)
{
    ck_assert(calendar_is_date("2024-02-29"));
    ck_assert(!calendar_is_date("2025-02-29"));
    ck_assert(!calendar_is_date("2025-2-9"));
    ck_assert(!calendar_is_date("+025-02-09"));
    ck_assert(!calendar_is_date("2025-02-09 "));
    ck_assert(!calendar_is_date(""));
    g_autofree char *today = calendar_today();
    ck_assert(calendar_is_date(today));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tcase = tcase_create("text");
    tcase_add_loop_test(tcase, bytes_become_normal_text, 0, G_N_ELEMENTS(decoded));
    tcase_add_test(tcase, nul_and_utf16_are_decoded);
    tcase_add_loop_test(tcase, white_space_is_folded, 0, G_N_ELEMENTS(tidied));
    tcase_add_test(tcase, file_names_lose_their_folders_and_are_bounded);
    tcase_add_loop_test(tcase, long_texts_are_composed_whole, 0, 5);
    tcase_add_loop_test(tcase, spellings_have_one_key, 0, G_N_ELEMENTS(folded));
    tcase_add_test(tcase, national_identity_numbers_are_known);
    tcase_add_loop_test(tcase, only_plain_addresses_are_written_to, 0, G_N_ELEMENTS(addresses));
    tcase_add_test(tcase, dates_are_checked);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
