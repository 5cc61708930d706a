#include "parser/note.h"
#include "tests/unit/suite.h"

#include <glib.h>
#include <string.h>

/* A form in a file, with a meeting in March and two people; or the same typed into the mail. */
#define CONTENT                                                                                              \
    "\"participants\": [{\"name\": \"Kari Nordmann\"}, {\"name\": \"Tor Arne Vik\"}],"                       \
    "\"meetings\": [{\"date\": \"2025-03-11\", \"present\": [0, 1]}]}]"
static const char in_file[] = "[{\"form\": \"presence\", \"source\": {\"part\": \"2\", \"filename\": "
                              "\"a.docx\", \"format\": \"docx\"}," CONTENT;
static const char typed[] =
    "[{\"form\": \"presence\", \"source\": {\"part\": \"1\", \"format\": \"text\"}," CONTENT;

static const struct {
    const char *text, *note; /* "-": no note; a remark that corrects begins with "!", one that nobody needs to
                                see with "~" */
} cases[] = {
    {NULL, "-"},
    {"Se vedlegg.", "-"},
    {"Hei!\n\nHer kommer presenslista for 2025. Si fra om noe mangler eller er feil.\n\nKari", "-"},
    {"God dag,\n\nVedlagt fremmøteliste. Beklager at den kommer sent.", "-"},
    {"Takk for påminnelsen! Lista ligger ved. Det har vært et travelt år, men vi har hatt gode møter.", "-"},
    {"Lista følger vedlagt.\n\nElvebredden legesenter\nTlf. 73 12 34 56\nStorgata 3, 7011 Trondheim", "-"},
    /* Questions and wishes are for people. */
    {"Her er lista. Kan LIS1 være med i gruppa?", "Kan LIS1 være med i gruppa?"},
    {"Vedlagt liste.\nVi vil gjerne vite hvor mange poeng hver av oss har fått til nå.",
     "Vi vil gjerne vite hvor mange poeng hver av oss har fått til nå"},
    /* A sentence that a mail program broke is whole. */
    {"Vedlagt presensliste for smågruppa vår, den er fra hele fjoråret og\nhar alle møtene. Kan dere si om "
     "den "
     "nye legen på kontoret også\nkan bli med?",
     "Kan dere si om den nye legen på kontoret også kan bli med?"},
    /* Against what the form says. */
    {"Her er lista. Merk at Tor Arne likevel ikke var med.", "!Merk at Tor Arne likevel ikke var med"},
    {"Her er lista, men Kari skulle ikke stått på møtet.",
     "!Her er lista, men Kari skulle ikke stått på møtet"},
    {"Møtet 11. mars varte bare i to timer.", "!Møtet 11. mars varte bare i to timer"},
    {"Obs: vi møttes i mars, men bare halve kvelden.", "!Obs: vi møttes i mars, men bare halve kvelden"},
    /* This form is right already. */
    {"Her er listen på nytt. Tor Arne var ikke med i mars.", "Tor Arne var ikke med i mars"},
    /* Not of this form. */
    {"Adressen som står på nettsida deres er feil.", "Adressen som står på nettsida deres er feil"},
    {"Møtet i juni ble avlyst på grunn av ferie.", "Møtet i juni ble avlyst på grunn av ferie"},
    {"Jeg var ikke klar over fristen for å sende inn.", "Jeg var ikke klar over fristen for å sende inn"},
    /* What our answer does, and what is only told. */
    {"Her er lista. Kan dere bekrefte at dere har mottatt den?", "-"},
    {"Vedlagt liste. Vi er fortsatt åtte medlemmer.", "~Vi er fortsatt åtte medlemmer"},
    {"Vedlagt liste. Bjørn Dal er i permisjon.", "Bjørn Dal er i permisjon"},
    /* The attestation. */
    {"Lista ligger ved. Møtene var uten støtte fra legemiddelindustrien.", "true"},
    {"Ingen av møtene har vært sponset av legemiddelindustrien.", "true"},
    {"Må møtene være uten støtte fra legemiddelindustrien?",
     "Må møtene være uten støtte fra legemiddelindustrien?"},
};

/* "true" or "false", then each remark on a line. */
static char *said(json_t *note)
{
    GString *text = g_string_new(note ? "" : "-");
    size_t index;
    json_t *remark, *industry = json_object_get(note, "industry_free");
    if (industry)
        g_string_append(text, json_is_true(industry) ? "true" : "false");
    json_array_foreach(json_object_get(note, "remarks"), index, remark)
        g_string_append_printf(text, "%s%s%s", text->len ? "\n" : "",
                               json_is_true(json_object_get(remark, "corrects")) ? "!"
                               : json_is_true(json_object_get(remark, "asks"))   ? ""
                                                                                 : "~",
                               json_string_value(json_object_get(remark, "text")));
    return g_string_free(text, FALSE);
}

static void says(const char *text, const char *forms, const char *expected)
{
    json_auto_t *read = json_loads(forms, 0, NULL), *note = NULL;
    ck_assert_ptr_nonnull(read);
    note = note_read(text, read, false);
    g_autofree char *result = said(note);
    ck_assert_str_eq(result, expected);
}

START_TEST(a_letter_around_a_form_says)
{
    says(cases[_i].text, in_file, cases[_i].note);
}
END_TEST

/* What else stands there was read as the form. */
START_TEST(of_a_typed_form_questions_are_left)
{
    says("Presensliste\nTil stede 11. mars: Kari Nordmann, men ikke Tor Arne Vik\nEr industrien involvert? "
         "Nei\n"
         "Kan dere si når fristen er?",
         typed, "Kan dere si når fristen er?");
}
END_TEST

/* A change in words that nobody knows is not lost beside one that was read. */
START_TEST(of_changes_those_of_others_are_left)
{
    static const char update[] =
        "[{\"form\": \"update\", \"source\": {\"part\": \"1\", \"format\": \"text\"}, \"changes\": "
        "[{\"change\": \"left\", \"person\": {\"name\": \"Ola Lunde\"}}]}]";
    says("Ola Lunde slutter i gruppa 1. mars. Per Holm tar plassen etter ham.\n\nMvh Kari Nordby", update,
         "Per Holm tar plassen etter ham");
}
END_TEST

START_TEST(a_long_remark_is_cut)
{
    g_autoptr(GString) text = g_string_new("Vi vil gjerne vite mer om");
    while (text->len < 1500)
        g_string_append(text, " påfyll av øl");
    json_auto_t *forms = json_array(), *note = note_read(text->str, forms, false);
    const char *remark =
        json_string_value(json_object_get(json_array_get(json_object_get(note, "remarks"), 0), "text"));
    ck_assert_ptr_nonnull(remark);
    ck_assert_uint_lt(strlen(remark), 600);
    ck_assert(g_utf8_validate(remark, -1, NULL));
}
END_TEST

START_TEST(what_is_no_letter_is_not_heard_to_its_end)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < 5000; i++)
        g_string_append(text, "Her er lista.\n");
    g_string_append(text, "Kan dere ringe meg om dette?\n");
    json_auto_t *forms = json_array();
    ck_assert_ptr_null(note_read(text->str, forms, false));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("note");
    TCase *tests = tcase_create("note");
    tcase_add_loop_test(tests, a_letter_around_a_form_says, 0, G_N_ELEMENTS(cases));
    tcase_add_test(tests, of_a_typed_form_questions_are_left);
    tcase_add_test(tests, of_changes_those_of_others_are_left);
    tcase_add_test(tests, a_long_remark_is_cut);
    tcase_add_test(tests, what_is_no_letter_is_not_heard_to_its_end);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
