/*
 * Formats: every sample of tests/unit/samples is read as the .expected file beside it says: the
 * format, and then the sheet, or why there is none.
 */
#include "parser/formats/serial.h"
#include "tests/unit/sample_room.h"

static const char *samples_folder(void)
{
    const char *folder = g_getenv("PRESENS_SAMPLES");
    return folder ? folder : "tests/unit/samples";
}

START_TEST(samples_read_as_expected)
{
    g_autoptr(GPtrArray) names = list_samples(samples_folder(), ".expected");
    ck_assert_uint_gt(names->len, 0);
    for (guint i = 0; i < names->len; i++)
        check_sample(samples_folder(), names->pdata[i], NULL);
}
END_TEST

/* Every beginning of a sound file, and the file with a byte changed, is read or refused. */
START_TEST(damaged_samples_are_refused_or_read)
{
    static const char *const names[] = {"controls.docx", "values.xlsx", "text.odt", "values.ods",
                                        "outlook.html",  "columns.txt", "comma.csv"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        check_damaged_sample(samples_folder(), names[i], NULL, 97, G_MAXSIZE / 2);
}
END_TEST

struct naming {
    const char *content, *filename, *declared, *format;
};

static const struct naming namings[] = {
    {"Navn;HPR\n", NULL, "text/csv", "csv"},
    {"Navn;HPR\n", "liste.CSV", "application/octet-stream", "csv"},
    {"Navn;HPR\n", "liste.csv", "application/vnd.ms-excel", "csv"},
    {"Navn;HPR\n", NULL, "text/plain", "text"},
    {"Navn;HPR\n", "liste.txt", "text/csv", "text"},
    {"Navn;HPR\n", NULL, NULL, "text"},
    {"\xef\xbb\xbf <!DOCTYPE HTML>", "liste.xls", NULL, "html"},
    {"<?xml version='1.0'?><html/>", "liste.doc", NULL, "html"},
    {"Hei <b>du</b>", NULL, "text/html", "html"},
    {"Hei", "brev.htm", "application/octet-stream", "html"},
    {"{\\rtf1", "liste.docx", NULL, "rtf"},
    {"%PDF-1.4", "liste.docx", "application/msword", "pdf"},
    {"PK\003\004 ingenting", "liste.docx", NULL, "docx"},
    {"PK\003\004 ingenting", NULL, "application/vnd.oasis.opendocument.spreadsheet", "ods"},
    {"PK\003\004 ingenting", "liste.zip", NULL, "zip"},
    {"\001\002\003", "liste.docx", NULL, "docx"},
    {"\001\002\003", "bilde", "image/x-portable", "image"},
    {"0\202\001", "smime.p7m", NULL, "smime"},
    {"0\202\001", NULL, "application/pkcs7-mime", "smime"},
    {"\001\002\003", "ukjent.xyz", "application/octet-stream", "unknown"},
    {"", "tom", NULL, "unknown"},
};

START_TEST(a_format_is_told_by_content_then_name_then_declaration)
{
    const struct naming *naming = &namings[_i];
    g_autoptr(GBytes) file = g_bytes_new_static(naming->content, strlen(naming->content));
    ck_assert_str_eq(format_of(file, naming->filename, naming->declared)->name, naming->format);
}
END_TEST

START_TEST(a_format_has_a_reader_or_a_reason)
{
    for (guint i = 0; i < G_N_ELEMENTS(namings); i++) {
        const struct format *format = format_by_name(namings[i].format);
        ck_assert_ptr_nonnull(format);
        ck_assert((format->read == NULL) == (format->why != NULL));
    }
    ck_assert_ptr_null(format_by_name("finnes ikke"));
}
END_TEST

static const struct {
    const char *code;
    enum serial_kind kind;
} codes[] = {
    {"General", SERIAL_NUMBER},
    {"0.00", SERIAL_NUMBER},
    {"0.00E+00", SERIAL_NUMBER},
    {"#,##0\\ \"kr/dag\"", SERIAL_NUMBER},
    {"\"d. \"0", SERIAL_NUMBER},
    {"[Red]0", SERIAL_NUMBER},
    {"[>=100]0;dd", SERIAL_NUMBER},
    {"_-* 0_d", SERIAL_NUMBER},
    {"@", SERIAL_NUMBER},
    {"", SERIAL_NUMBER},
    {"[", SERIAL_NUMBER},
    {"dd.mm.yyyy", SERIAL_DATE},
    {"DD.MM.YY;@", SERIAL_DATE},
    {"[$-F800]dddd, mmmm dd, yyyy", SERIAL_DATE},
    {"mmm", SERIAL_DATE},
    {"d/m", SERIAL_DATE},
    {"dd.mm.yyyy\\ hh:mm", SERIAL_DATE_AND_TIME},
    {"hh:mm", SERIAL_TIME},
    {"h:mm AM/PM", SERIAL_TIME},
    {"\"kl.\" hh.mm", SERIAL_TIME},
    {"mm:ss", SERIAL_TIME},
    {"[h]:mm", SERIAL_DURATION},
    {"[hh]:mm:ss", SERIAL_DURATION},
    {"[m]", SERIAL_DURATION},
};

START_TEST(a_number_format_shows_a_kind)
{
    ck_assert_msg(serial_of_code(codes[_i].code) == codes[_i].kind, "%s", codes[_i].code);
}
END_TEST

static const struct {
    double number;
    const char *text;
} plain_numbers[] = {
    {7440613, "7440613"},
    {0, "0"},
    {-0.0, "0"},
    {0.1 + 0.2, "0.3"},
    {1e15, "1000000000000000"},
    {1e-20, "0"},
    {1234567.125, "1234567.125"},
    {-45.5, "-45.5"},
    {100, "100"},
};

START_TEST(a_number_is_printed_as_a_person_would)
{
    g_autofree char *text = serial_plain(plain_numbers[_i].number);
    ck_assert_str_eq(text, plain_numbers[_i].text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formats");
    TCase *formats = tcase_create("formats");
    tcase_set_timeout(formats, 0);
    tcase_add_test(formats, samples_read_as_expected);
    tcase_add_test(formats, damaged_samples_are_refused_or_read);
    tcase_add_loop_test(formats, a_format_is_told_by_content_then_name_then_declaration, 0,
                        (int)G_N_ELEMENTS(namings));
    tcase_add_test(formats, a_format_has_a_reader_or_a_reason);
    tcase_add_loop_test(formats, a_number_format_shows_a_kind, 0, (int)G_N_ELEMENTS(codes));
    tcase_add_loop_test(formats, a_number_is_printed_as_a_person_would, 0, (int)G_N_ELEMENTS(plain_numbers));
    suite_add_tcase(suite, formats);
    return run_suite(suite);
}
