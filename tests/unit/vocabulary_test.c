/* The lists of words: no wording under two fields, and what the fields are found by. */
#include "parser/form/labels.h"
#include "parser/form/phrases.h"
#include "parser/form/vocabulary.h"
#include "parser/form/wordings.h"
#include "parser/form/wordlist.h"

#include "tests/unit/suite.h"
#include <string.h>

/* Two fields with one wording would be told apart by chance. */
static void belongs_to_one_field(const char *field, const char *wording, void *data)
{
    g_autofree char *key = wording_key(wording);
    const char *known = g_hash_table_lookup(data, key);
    ck_assert_msg(!known || strcmp(known, field) == 0, "\"%s\" stands under %s and %s", wording, known,
                  field);
    g_hash_table_insert(data, g_steal_pointer(&key), g_strdup(field));
}

static const char *const lists[] = {"labels.txt",   "specialties.txt", "professions.txt", "months.txt",
                                    "weekdays.txt", "headings.txt",    "attended.txt"};

static void stands_once_in_its_field(const char *field, const char *wording, void *data)
{
    ck_assert_msg(g_hash_table_add(data, g_strconcat(field, " ", wording, NULL)), "%s: \"%s\" stands twice",
                  field, wording);
}

START_TEST(every_phrase_stands_once_in_its_field)
{
    g_autoptr(GHashTable) phrases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    wordlist_read("phrases.txt", stands_once_in_its_field, phrases);
    ck_assert_uint_gt(g_hash_table_size(phrases), 100);
}
END_TEST

START_TEST(phrases_are_found_as_words_and_as_parts_of_words)
{
    ck_assert(phrase_is(PHRASE_NOBODY, "ingen"));
    ck_assert(!phrase_is(PHRASE_NOBODY, "ingen kom"));
    ck_assert(phrase_within(PHRASE_NEGATION, "deltok (ikke)"));
    ck_assert(!phrase_within(PHRASE_NEGATION, "tikker"));
    ck_assert(phrase_within(PHRASE_INVOLVEMENT, "er ikke innvolvert"));
    ck_assert(phrase_within(PHRASE_INDUSTRY, "fra farmasøytisk industri."));
    ck_assert(!phrase_within(PHRASE_INDUSTRY, "industriarbeideren"));
    ck_assert_str_eq(phrase_after(PHRASE_EVERYBODY, "alle, unntatt kari"), ", unntatt kari");
    ck_assert_str_eq(phrase_after(PHRASE_EXCEPT, "unntatt: kari"), ": kari");
    ck_assert_ptr_null(phrase_after(PHRASE_EVERYBODY, "allergi"));
    ck_assert_ptr_null(phrase_after(PHRASE_EVERYBODY, "alleé"));
}
END_TEST

START_TEST(every_wording_has_one_field)
{
    g_autoptr(GHashTable) fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    wordlist_read(lists[_i], belongs_to_one_field, fields);
    ck_assert_uint_gt(g_hash_table_size(fields), 5);
}
END_TEST

static void stands_once(const char *field, const char *wording, void *data)
{
    (void)field;
    g_autofree char *folded = g_utf8_casefold(wording, -1);
    ck_assert_msg(g_hash_table_add(data, g_steal_pointer(&folded)), "%s stands twice", wording);
}

static const struct {
    const char *list;
    guint least;
} sets[] = {{"municipalities.txt", 357}, {"marks.txt", 40}, {"titles.txt", 20}, {"workplaces.txt", 20}};

START_TEST(every_word_stands_once)
{
    g_autoptr(GHashTable) words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    wordlist_read(sets[_i].list, stands_once, words);
    ck_assert_uint_ge(g_hash_table_size(words), sets[_i].least);
}
END_TEST

static const struct {
    const char *text;
    enum label label;
} labels[] = {
    {"Gruppenr.:", LABEL_GROUP_NUMBER},
    {"GRUPPE NR", LABEL_GROUP_NUMBER},
    {"1. Gruppens navn", LABEL_GROUP_NAME},
    {"Navn på gruppen:", LABEL_GROUP_NAME},
    {"Navn", LABEL_NAME},
    {"HPR-nummer (7 siffer)", LABEL_HPR},
    {"Kommune/by", LABEL_MUNICIPALITY},
    {"Sted", LABEL_PLACE},
    {"Til stede", LABEL_PRESENT},
    {"Tilstede (initialer)", LABEL_PRESENT},
    {"Klokkeslett", LABEL_TIME},
    {"Fra", LABEL_START},
    {"Til", LABEL_END},
    {"Fra dato", LABEL_FROM_DATE},
    {"Antall kurstimer", LABEL_COURSE_HOURS},
    {"Timer (45 min)", LABEL_COURSE_HOURS},
    {"Timer", LABEL_HOURS},
    {"Varighet (timer)", LABEL_DURATION_HOURS},
    {"Varigheit", LABEL_DURATION},
    {"Sekretærens e-post", LABEL_SECRETARY_EMAIL},
    {"Ny e-postadresse", LABEL_NEW_EMAIL},
    {"Navn / HPR-nr", LABEL_NAME},
    {"Dato og sted", LABEL_COMMENT},
    {"Dato + klokkeslett", LABEL_DATE},
    {"Antall leger på møtet", LABEL_SUM},
    {"Kari Nordmann", LABEL_NONE},
    {"Hypertensjon", LABEL_NONE},
    {"18-21", LABEL_NONE},
    {"", LABEL_NONE},
};

START_TEST(label_is)
{
    ck_assert_msg(label_of(labels[_i].text) == labels[_i].label, "%s: %d", labels[_i].text,
                  label_of(labels[_i].text));
}
END_TEST

START_TEST(numbered_labels_have_a_number)
{
    guint number;
    ck_assert_int_eq(label_numbered("Dato 2", &number), LABEL_DATE);
    ck_assert_uint_eq(number, 2);
    ck_assert_int_eq(label_numbered("deltaker_12_hpr", &number), LABEL_HPR);
    ck_assert_uint_eq(number, 12);
    ck_assert_int_eq(label_numbered("Dato", &number), LABEL_NONE);
}
END_TEST

START_TEST(marks_are_read)
{
    ck_assert_int_eq(vocabulary_mark("x"), MARK_PRESENT);
    ck_assert_int_eq(vocabulary_mark(" X "), MARK_PRESENT);
    ck_assert_int_eq(vocabulary_mark("x (digitalt)"), MARK_PRESENT);
    ck_assert_int_eq(vocabulary_mark("Forfall"), MARK_ABSENT);
    ck_assert_int_eq(vocabulary_mark("–"), MARK_ABSENT);
    ck_assert_int_eq(vocabulary_mark(""), MARK_BLANK);
    ck_assert_int_eq(vocabulary_mark("kanskje"), MARK_UNKNOWN);
    ck_assert_int_eq(vocabulary_mark("(x)"), MARK_UNKNOWN);
    ck_assert_int_eq(vocabulary_mark("?"), MARK_UNKNOWN);
}
END_TEST

START_TEST(headlines_are_told_from_talk)
{
    bool prose;
    ck_assert_int_eq(vocabulary_headline("Presensliste for smågruppe 2025", &prose),
                     HEADLINE_PRESENCE | HEADLINE_SMALL_GROUP);
    ck_assert(!prose);
    ck_assert_int_eq(vocabulary_headline("Oppstartskjema", &prose), HEADLINE_START);
    ck_assert_int_ne(vocabulary_headline("Her kommer presenslisten for 2025", &prose), 0);
    ck_assert(prose);
    ck_assert_int_eq(vocabulary_headline("Hypertensjon", &prose), 0);
}
END_TEST

START_TEST(specialties_have_one_name)
{
    ck_assert_str_eq(vocabulary_specialty("spes. allmennmed."), "allmennmedisin");
    ck_assert_str_eq(vocabulary_specialty("Spesialist i allmennmedisin"), "allmennmedisin");
    ck_assert_str_eq(vocabulary_specialty("allm.med"), "allmennmedisin");
    ck_assert_str_eq(vocabulary_specialty("ØNH"), "øre-nese-halssykdommer");
    ck_assert_ptr_null(vocabulary_specialty("under utdanning"));
    ck_assert_str_eq(vocabulary_profession("Fastlege"), "lege");
    ck_assert(vocabulary_is_municipality("guovdageaidnu"));
    ck_assert(!vocabulary_is_municipality("København"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vocabulary");
    TCase *cases = tcase_create("words");
    tcase_add_test(cases, every_phrase_stands_once_in_its_field);
    tcase_add_test(cases, phrases_are_found_as_words_and_as_parts_of_words);
    tcase_add_loop_test(cases, every_wording_has_one_field, 0, G_N_ELEMENTS(lists));
    tcase_add_loop_test(cases, every_word_stands_once, 0, G_N_ELEMENTS(sets));
    tcase_add_loop_test(cases, label_is, 0, G_N_ELEMENTS(labels));
    tcase_add_test(cases, numbered_labels_have_a_number);
    tcase_add_test(cases, marks_are_read);
    tcase_add_test(cases, headlines_are_told_from_talk);
    tcase_add_test(cases, specialties_have_one_name);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
