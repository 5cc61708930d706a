#include "notify/wording.h"
#include "tests/unit/suite.h"

#include <gio/gio.h>
#include <string.h>

static char *words_of(const char *language)
{
    g_autofree char *path = g_strdup_printf("/presens/notify/templates/%s/words.ini", language);
    g_autoptr(GBytes) bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    ck_assert_ptr_nonnull(bytes);
    return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

/* A row of the database, and what it becomes in words. */
static const struct {
    const char *language, *row, *said;
} rows[] = {
    {"nb", "{\"date\":\"2025-02-03\",\"start\":\"18:00\",\"end\":\"21:30\"}",
     "{\"date\":\"3. februar 2025\",\"start\":\"18.00\",\"end\":\"21.30\"}"},
    {"nb", "{\"received_at\":\"2026-01-12T09:03:00Z\",\"before\":\"2026-05-03\"}",
     "{\"received_at\":\"12. januar 2026\",\"before\":\"3. mai 2026\"}"},
    {"nb", "{\"date\":\"2025-02-30\",\"start\":\"kl 18\",\"end\":\"1x:00\"}",
     "{\"date\":\"2025-02-30\",\"start\":\"kl 18\",\"end\":\"1x:00\"}"},
    {"nb", "{\"source\":\"000, 002\"}",
     "{\"source\":\"000, 002\",\"any_source\":true,\"sources\":["
     "{\"title\":\"Praktisk gjennomføring av smågruppens liv\",\"more\":false,"
     "\"link\":\"https://www.legeforeningen.no/fag/spesialiteter/Allmennmedisin/smagrupper/\"},"
     "{\"title\":\"Utfyllende bestemmelser i allmennmedisin\",\"more\":true}]}"},
    {"nb", "{\"source\":\"–\"}", "{\"source\":\"–\"}"},
    {"nb", "{\"hours\":1}", "{\"hours\":1,\"hours_said\":\"1 kurstime\"}"},
    {"nb", "{\"hours\":0,\"minutes\":30}",
     "{\"hours\":0,\"minutes\":30,\"hours_said\":\"30 minutter\",\"minutes_said\":\"30 minutter\"}"},
    {"nb", "{\"rules\":\"known-sender, something-new\"}",
     "{\"rules\":\"known-sender, something-new\",\"rules_said\":\"ukjent avsender, noe som en av dere må se "
     "på\"}"},
    {"nb", "{\"reason\":\"it could not be read in 10 seconds\"}",
     "{\"reason\":\"it could not be read in 10 seconds\",\"reason_said\":\"den tok for lang tid å lese\"}"},
    {"nb", "{\"hours\":4}", "{\"hours\":4,\"hours_said\":\"4 kurstimer\"}"},
    {"nn", "{\"hours\":4}", "{\"hours\":4,\"hours_said\":\"4 kurstimar\"}"},
    {"nb", "{\"hours\":null,\"topic\":null}", "{}"},
    {"nb", "{\"present\":[]}", "{\"present\":[],\"present_said\":\"\",\"present_count\":\"0 deltakere\"}"},
    {"nb", "{\"present\":[\"A\"]}",
     "{\"present\":[\"A\"],\"present_said\":\"A\",\"present_count\":\"1 deltaker\"}"},
    {"nb", "{\"present\":[\"A\",\"B\"]}",
     "{\"present\":[\"A\",\"B\"],\"present_said\":\"A og B\",\"present_count\":\"2 deltakere\"}"},
    {"nn", "{\"present\":[\"A\",\"B\",\"C\"]}",
     "{\"present\":[\"A\",\"B\",\"C\"],\"present_said\":\"A, B og C\",\"present_count\":\"3 deltakarar\"}"},
    {"nb", "{\"form\":\"presence\",\"status\":\"provisional\",\"severity\":\"flag\"}",
     "{\"form\":\"presence\",\"status\":\"provisional\",\"severity\":\"flag\",\"title\":\"Presensliste\","
     "\"status_said\":\"teller foreløpig ikke\",\"severity_said\":\"til vurdering\"}"},
    {"nb", "{\"change\":\"left\"}", "{\"change\":\"har sluttet\"}"},
    {"nb", "[{\"a\":[{\"b\":{\"hours\":2}}]}]",
     "[{\"a\":[{\"b\":{\"hours\":2,\"hours_said\":\"2 kurstimer\"}}]}]"},
    /* The reader's reason: the longest that it begins with. */
    {"nb", "{\"why\":\"no reader for heic\"}",
     "{\"why\":\"Bilder i formatet HEIC (fra iPhone) kan vi ikke lese. Send lista som Word- eller Excel-fil, "
     "eller skriv den "
     "i selve e-posten.\"}"},
    {"nb", "{\"why\":\"no reader for cuneiform\"}",
     "{\"why\":\"Denne typen fil kan vi ikke lese. Send lista som Word- eller Excel-fil, eller skriv den i "
     "selve e-posten.\"}"},
    {"nb", "{\"why\":\"not a sound ZIP file: Not a zip archive\"}",
     "{\"why\":\"Fila er skadet og kan ikke åpnes. Lagre den på nytt og send den igjen.\"}"},
    {"nn", "{\"why\":\"something that nobody foresaw\"}",
     "{\"why\":\"Denne delen klarte vi ikkje å lese sikkert, og han er difor ikkje teken med.\"}"},
};

START_TEST(rows_are_put_into_words)
{
    GError *error = NULL;
    g_autofree char *source = words_of(rows[_i].language);
    struct wording *wording = wording_new("words.ini", source, &error);
    ck_assert_msg(wording != NULL, "%s", error ? error->message : "");
    json_auto_t *row = json_loads(rows[_i].row, 0, NULL), *said = json_loads(rows[_i].said, 0, NULL);
    ck_assert_ptr_nonnull(row);
    ck_assert_ptr_nonnull(said);
    wording_apply(wording, row);
    g_autofree char *text = json_dumps(row, 0);
    ck_assert_msg(json_equal(row, said), "%s", text);
    wording_free(wording);
}
END_TEST

START_TEST(words_that_are_missing_are_named)
{
    GError *error = NULL;
    ck_assert_ptr_null(wording_new("words.ini", "[months]\n01 = januar\n", &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_CONFIGURATION));
    ck_assert_str_eq(error->message, "words.ini: [months] has no 02");
    g_clear_error(&error);
    ck_assert_ptr_null(wording_new("words.ini", "no key file", &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_CONFIGURATION));
    g_clear_error(&error);
}
END_TEST

/* Whatever the first language can say, every other one says too. */
START_TEST(languages_have_the_same_words)
{
    g_autofree char *first = words_of("nb"), *second = words_of("nn");
    g_autoptr(GKeyFile) one = g_key_file_new(), other = g_key_file_new();
    ck_assert(g_key_file_load_from_data(one, first, (gsize)-1, G_KEY_FILE_NONE, NULL));
    ck_assert(g_key_file_load_from_data(other, second, (gsize)-1, G_KEY_FILE_NONE, NULL));
    g_auto(GStrv) groups = g_key_file_get_groups(one, NULL);
    for (char **group = groups; *group; group++) {
        g_auto(GStrv) keys = g_key_file_get_keys(one, *group, NULL, NULL);
        for (char **key = keys; *key; key++)
            ck_assert_msg(g_key_file_has_key(other, *group, *key, NULL), "[%s] %s", *group, *key);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wording");
    TCase *cases = tcase_create("wording");
    tcase_add_loop_test(cases, rows_are_put_into_words, 0, G_N_ELEMENTS(rows));
    tcase_add_test(cases, words_that_are_missing_are_named);
    tcase_add_test(cases, languages_have_the_same_words);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
