/*
 * PDF: every sample of tests/unit/samples/pdf is read as the .expected file beside it says; and whatever is
 * done to a sound file, it is read or refused.
 */
#include "parser/formats/format.h"
#include "tests/unit/suite.h"
#include <string.h>

static const char *samples_folder(void)
{
    const char *folder = g_getenv("PRESENS_PDF_SAMPLES");
    return folder ? folder : "tests/unit/samples/pdf";
}

static GBytes *read_file(const char *name)
{
    g_autofree char *path = g_build_filename(samples_folder(), name, NULL);
    char *content;
    gsize length;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &content, &length, &error))
        ck_abort_msg("%s", error->message);
    return g_bytes_new_take(content, length);
}

/* The format, and the sheet or the reason why there is none. */
static char *describe(GBytes *file, const char *name)
{
    const struct format *format = format_of(file, name, "application/pdf");
    if (!format->read)
        return g_strdup_printf("%s: %s\n", format->name, format->why);
    g_autoptr(GError) error = NULL;
    g_autoptr(sheet_t) sheet = format->read(file, &error);
    ck_assert_msg((sheet == NULL) == (error != NULL), "%s: a sheet or an error", name);
    if (error) {
        ck_assert_msg(g_error_matches(error, PRESENS_ERROR, ERROR_INPUT), "%s: %s", name, error->message);
        return g_strdup_printf("%s: %s\n", format->name, error->message);
    }
    g_autofree char *printed = sheet_print(sheet);
    return g_strconcat(format->name, "\n", printed, NULL);
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of the files with this ending, without it. */
static GPtrArray *list_samples(const char *ending)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) folder = g_dir_open(samples_folder(), 0, NULL);
    ck_assert_msg(folder != NULL, "no folder %s", samples_folder());
    for (const char *name; (name = g_dir_read_name(folder));)
        if (g_str_has_suffix(name, ending))
            g_ptr_array_add(names, g_strndup(name, strlen(name) - strlen(ending)));
    g_ptr_array_sort(names, by_name);
    return names;
}

START_TEST(samples_read_as_expected)
{
    g_autoptr(GPtrArray) names = list_samples(".pdf");
    ck_assert_uint_gt(names->len, 0);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *name = g_strconcat(names->pdata[i], ".pdf", NULL);
        g_autofree char *expectation = g_strconcat(name, ".expected", NULL);
        g_autoptr(GBytes) file = read_file(name);
        g_autoptr(GBytes) wanted = read_file(expectation);
        g_autofree char *text = g_strndup(g_bytes_get_data(wanted, NULL), g_bytes_get_size(wanted));
        g_autofree char *got = describe(file, name);
        ck_assert_msg(strcmp(got, text) == 0, "%s\n--- expected\n%s--- read\n%s", name, text, got);
    }
}
END_TEST

/* Every beginning of a sound file, and the file with bytes changed, is read or refused. */
START_TEST(damaged_samples_are_refused_or_read)
{
    static const char *const names[] = {"form-captions.pdf", "form-ruled.pdf", "drawn.pdf", "workbook.pdf"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GBytes) file = read_file(names[i]);
        gsize length = g_bytes_get_size(file);
        for (gsize at = 0; at < length; at += MAX(length / 41, 1)) {
            g_autoptr(GBytes) beginning = g_bytes_new_from_bytes(file, 0, at);
            g_free(describe(beginning, names[i]));
            g_autofree guint8 *bytes = g_memdup2(g_bytes_get_data(file, NULL), length);
            for (gsize k = at; k < length; k += 977)
                bytes[k] ^= 0x55;
            g_autoptr(GBytes) changed = g_bytes_new(bytes, length);
            g_free(describe(changed, names[i]));
        }
    }
}
END_TEST

START_TEST(reading_is_the_same_every_time)
{
    g_autoptr(GBytes) file = read_file("matrix.pdf");
    formats_prepare();
    g_autofree char *first = describe(file, "matrix.pdf");
    formats_prepare();
    g_autofree char *second = describe(file, "matrix.pdf");
    ck_assert_str_eq(first, second);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pdf");
    TCase *pdf = tcase_create("pdf");
    tcase_set_timeout(pdf, 0);
    tcase_add_test(pdf, samples_read_as_expected);
    tcase_add_test(pdf, damaged_samples_are_refused_or_read);
    tcase_add_test(pdf, reading_is_the_same_every_time);
    suite_add_tcase(suite, pdf);
    return run_suite(suite);
}
