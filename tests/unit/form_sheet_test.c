#include "notify/form_sheet.h"
#include "notify/workbook.h"
#include "parser/parse.h"
#include "tests/unit/suite.h"

#include <gio/gio.h>
#include <string.h>

static struct wording *words_of(const char *language)
{
    GError *error = NULL;
    g_autofree char *path = g_strdup_printf("/presens/notify/templates/%s/words.ini", language);
    g_autoptr(GBytes) bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    ck_assert_ptr_nonnull(bytes);
    g_autofree char *source = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    struct wording *wording = wording_new("words.ini", source, &error);
    ck_assert_msg(wording != NULL, "%s", error ? error->message : "");
    return wording;
}

static GBytes *workbook_of(const char *language, const json_t *form, const struct form_sheet_room *room,
                           const json_t *questions)
{
    GError *error = NULL;
    struct wording *wording = words_of(language);
    json_auto_t *sheet = form_sheet(wording, form, room, questions);
    ck_assert_ptr_nonnull(sheet);
    GBytes *file = workbook_make(sheet, &error);
    ck_assert_msg(file != NULL, "%s", error ? error->message : "");
    wording_free(wording);
    return file;
}

/* What the reader makes of a mail with the file. Caller decrefs. */
static json_t *read_back(GBytes *file)
{
    GError *error = NULL;
    g_autofree char *base64 = g_base64_encode(g_bytes_get_data(file, NULL), g_bytes_get_size(file));
    g_autoptr(GString) lines = g_string_new(NULL);
    for (const char *p = base64; *p; p += MIN(strlen(p), 76))
        g_string_append_printf(lines, "%.76s\r\n", p);
    g_autofree char *mail =
        g_strdup_printf("From: kari@fjordbyen.example.no\r\nTo: smagrupper@example.no\r\nSubject: Hei\r\n"
                        "Date: Mon, 12 Jan 2026 10:03:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: %s;\r\n"
                        " name=skjema.xlsx\r\nContent-Transfer-Encoding: base64\r\n\r\n%s",
                        WORKBOOK_TYPE, lines->str);
    g_autoptr(GBytes) raw = g_bytes_new(mail, strlen(mail));
    g_autofree char *text = parse_mail(raw, &error);
    ck_assert_msg(text != NULL, "%s", error ? error->message : "");
    json_t *reading = json_loads(text, 0, NULL);
    ck_assert_ptr_nonnull(reading);
    return reading;
}

static json_t *sample_forms(void)
{
    json_error_t fault;
    json_t *forms = json_load_file("tests/unit/samples/sheets/forms.json", 0, &fault);
    ck_assert_msg(forms != NULL, "line %d: %s", fault.line, fault.text);
    return forms;
}

static void reads_as(const json_t *reading, const json_t *form, const char *what)
{
    const json_t *forms = json_object_get(reading, "forms");
    g_autofree char *all = json_dumps(reading, JSON_INDENT(1));
    ck_assert_msg(json_array_size(forms) == 1, "%s: %s", what, all);
    json_auto_t *got = json_deep_copy(json_array_get(forms, 0));
    json_object_del(got, "source");
    g_autofree char *want = json_dumps(form, JSON_INDENT(1) | JSON_SORT_KEYS),
                    *have = json_dumps(got, JSON_INDENT(1) | JSON_SORT_KEYS);
    ck_assert_msg(json_equal(got, form), "%s: wanted %s\ngot %s", what, want, have);
}

static const struct {
    const char *language;
    struct form_sheet_room room;
} dresses[] = {{"nb", {0, 0, 0}}, {"nb", {8, 6, 4}}, {"nn", {0, 0, 0}}, {"nn", {8, 6, 4}}};

/* Every form, in every language, with and without empty rows: the reader reads it back as it was. */
START_TEST(a_form_survives_the_way_through_a_workbook)
{
    json_auto_t *forms = sample_forms();
    size_t index;
    const json_t *form;
    json_array_foreach(forms, index, form) {
        g_autofree char *what = g_strdup_printf("form %zu in %s", index, dresses[_i].language);
        g_autoptr(GBytes) file = workbook_of(dresses[_i].language, form, &dresses[_i].room, NULL);
        json_auto_t *reading = read_back(file);
        reads_as(reading, form, what);
    }
}
END_TEST

/* Notes and colours are for people: the reader sees the same form. */
START_TEST(questions_do_not_change_what_is_read)
{
    json_auto_t *forms = sample_forms();
    json_auto_t *questions = json_loads(
        "[{\"number\":1,\"text\":\"Når var møtet? 01.02.2025?\",\"asks\":\"date\",\"meeting\":0},"
        "{\"number\":2,\"text\":\"=1+1\",\"asks\":\"hpr\",\"participant\":1},"
        "{\"number\":3,\"text\":\"Ja eller nei?\",\"asks\":\"industry_free\"},"
        "{\"number\":4,\"text\":\"Var hen der?\",\"asks\":\"present\",\"meeting\":2,\"participant\":0},"
        "{\"number\":5,\"text\":\"Ukjent\",\"asks\":\"nothing that there is\"}]",
        0, NULL);
    ck_assert_ptr_nonnull(questions);
    for (size_t i = 0; i < 3; i++) {
        g_autoptr(GBytes) file = workbook_of("nb", json_array_get(forms, i), NULL, questions);
        json_auto_t *reading = read_back(file);
        reads_as(reading, json_array_get(forms, i), "a form with questions");
    }
}
END_TEST

/* The cell with a text, or NULL. */
static const json_t *cell_with(const json_t *sheet, const char *note)
{
    size_t i, j;
    const json_t *row, *cell;
    json_array_foreach(json_object_get(sheet, "rows"), i, row)
        json_array_foreach(json_object_get(row, "cells"), j, cell) {
            const char *text = json_string_value(json_object_get(cell, "note"));
            if (text && strstr(text, note))
                return cell;
        }
    return NULL;
}

static const struct {
    const char *question, *note, *text; /* the text of the cell that it colours; NULL: an empty one */
} asked[] = {
    {"{\"number\":2,\"text\":\"Tema?\",\"asks\":\"topic\",\"meeting\":1}", "Spørsmål 2: Tema?", "Søvn"},
    {"{\"number\":3,\"text\":\"HPR?\",\"asks\":\"hpr\",\"participant\":2}", "Spørsmål 3: HPR?", NULL},
    {"{\"number\":1,\"text\":\"Attest?\",\"asks\":\"industry_free\"}", "Spørsmål 1: Attest?", "Ja"},
    {"{\"text\":\"Hvem?\",\"asks\":\"present\",\"meeting\":1}", "Hvem?", "Møte 2"},
    {"{\"text\":\"Hvem?\",\"asks\":\"present\"}", "Hvem?", "Navn"},
};

START_TEST(a_question_colours_the_cell_that_it_is_about)
{
    json_auto_t *forms = sample_forms(), *questions = json_array();
    json_array_append_new(questions, json_loads(asked[_i].question, 0, NULL));
    struct wording *wording = words_of("nb");
    json_auto_t *sheet = form_sheet(wording, json_array_get(forms, 0), NULL, questions);
    const json_t *cell = cell_with(sheet, asked[_i].note);
    ck_assert_ptr_nonnull(cell);
    ck_assert(json_is_true(json_object_get(cell, "asked")));
    ck_assert_pstr_eq(json_string_value(json_object_get(cell, "text")), asked[_i].text);
    wording_free(wording);
}
END_TEST

START_TEST(the_same_form_is_the_same_file)
{
    json_auto_t *forms = sample_forms();
    g_autoptr(GBytes) one = workbook_of("nb", json_array_get(forms, 0), NULL, NULL);
    g_autoptr(GBytes) other = workbook_of("nb", json_array_get(forms, 0), NULL, NULL);
    ck_assert(g_bytes_equal(one, other));
}
END_TEST

int main(void)
{
    parse_prepare();
    Suite *suite = suite_create("form_sheet");
    TCase *cases = tcase_create("form_sheet");
    tcase_add_loop_test(cases, a_form_survives_the_way_through_a_workbook, 0, G_N_ELEMENTS(dresses));
    tcase_add_test(cases, questions_do_not_change_what_is_read);
    tcase_add_loop_test(cases, a_question_colours_the_cell_that_it_is_about, 0, G_N_ELEMENTS(asked));
    tcase_add_test(cases, the_same_form_is_the_same_file);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
