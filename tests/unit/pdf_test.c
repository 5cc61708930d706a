/*
 * PDF: every sample of tests/unit/samples/pdf is read as the .expected file beside it says; and whatever is
 * done to a sound file, it is read or refused.
 */
#include "tests/unit/sample_room.h"

static const char *samples_folder(void)
{
    const char *folder = g_getenv("PRESENS_PDF_SAMPLES");
    return folder ? folder : "tests/unit/samples/pdf";
}

START_TEST(samples_read_as_expected)
{
    g_autoptr(GPtrArray) names = list_samples(samples_folder(), ".pdf");
    ck_assert_uint_gt(names->len, 0);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *name = g_strconcat(names->pdata[i], ".pdf", NULL);
        check_sample(samples_folder(), name, "application/pdf");
    }
}
END_TEST

/* Every beginning of a sound file, and the file with bytes changed, is read or refused. */
START_TEST(damaged_samples_are_refused_or_read)
{
    static const char *const names[] = {"form-captions.pdf", "form-ruled.pdf", "drawn.pdf", "workbook.pdf"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        check_damaged_sample(samples_folder(), names[i], "application/pdf", 41, 977);
}
END_TEST

START_TEST(reading_is_the_same_every_time)
{
    g_autoptr(GBytes) file = read_sample(samples_folder(), "matrix.pdf");
    formats_prepare();
    g_autofree char *first = describe_sample(file, "matrix.pdf", "application/pdf");
    formats_prepare();
    g_autofree char *second = describe_sample(file, "matrix.pdf", "application/pdf");
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
