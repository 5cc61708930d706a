/*
 * Old formats: every sample of tests/unit/samples/legacy is read as the .expected file beside it says, and as
 * the same document in a newer format; damaged and protected files are refused.
 */
#include "parser/archive.h"
#include "parser/winmail.h"
#include "tests/unit/sample_room.h"

#define FOLDER "tests/unit/samples/legacy"

/* libgsf forgets names of a damaged directory; sanitizers must see its frames to know. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "fast_unwind_on_malloc=0";
}

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libgsf\n";
}

/* The sheet as people see it, or why there is none. */
static char *describe(GBytes *file, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(sheet_t) sheet = format_by_name(strrchr(name, '.') + 1)->read(file, &error);
    ck_assert_msg((sheet == NULL) == (error != NULL), "%s: a sheet or an error", name);
    if (sheet)
        return sheet_print(sheet);
    ck_assert_msg(g_error_matches(error, PRESENS_ERROR, ERROR_INPUT), "%s: %s", name, error->message);
    return g_strdup(error->message);
}

static char *describe_file(const char *name)
{
    g_autoptr(GBytes) file = read_sample(FOLDER, name);
    return describe(file, name);
}

static const char *const samples[] = {
    "form.doc", "form.rtf", "nested.doc", "nested.rtf", "fields.doc",   "fields.rtf",   "wide.doc",
    "wide.rtf", "word.rtf", "cut.rtf",    "deep.rtf",   "workbook.xls", "formulas.xls", "from-1904.xls",
};

START_TEST(a_sample_reads_as_expected)
{
    const char *name = samples[_i];
    g_autofree char *expectation = g_strconcat(name, ".expected", NULL);
    g_autoptr(GBytes) file = read_sample(FOLDER, name), wanted = read_sample(FOLDER, expectation);
    g_autofree char *text = g_strndup(g_bytes_get_data(wanted, NULL), g_bytes_get_size(wanted));
    g_autofree char *got = describe(file, name);
    g_strchomp(text);
    g_strchomp(got);
    ck_assert_str_eq(format_of(file, name, NULL)->name, strrchr(name, '.') + 1);
    ck_assert_msg(strcmp(got, text) == 0, "%s\n--- expected\n%.2000s\n--- read\n%.2000s", name, text, got);
}
END_TEST

static const struct {
    const char *older, *newer;
} pairs[] = {
    {"form.doc", "form.docx"},         {"form.rtf", "form.docx"},           {"nested.doc", "nested.docx"},
    {"nested.rtf", "nested.docx"},     {"wide.doc", "wide.docx"},           {"wide.rtf", "wide.docx"},
    {"workbook.xls", "workbook.xlsx"}, {"from-1904.xls", "from-1904.xlsx"},
};

START_TEST(a_document_reads_the_same_in_the_old_and_the_new_format)
{
    g_autofree char *older = describe_file(pairs[_i].older), *newer = describe_file(pairs[_i].newer);
    ck_assert_msg(strcmp(older, newer) == 0, "%s\n%.2000s\n--- %s\n%.2000s", pairs[_i].older, older,
                  pairs[_i].newer, newer);
}
END_TEST

START_TEST(damaged_samples_are_refused_or_read)
{
    const char *name = samples[_i];
    g_autoptr(GBytes) file = read_sample(FOLDER, name);
    gsize length = g_bytes_get_size(file);
    for (gsize at = 0; at < length; at += MAX(length / 97, 1)) {
        g_autoptr(GBytes) beginning = g_bytes_new_from_bytes(file, 0, at);
        g_free(describe(beginning, name));
        for (guint change = 1; change < 256; change = change * 16 + 15) {
            g_autofree guint8 *bytes = g_memdup2(g_bytes_get_data(file, NULL), length);
            bytes[at] ^= (guint8)change;
            g_autoptr(GBytes) changed = g_bytes_new(bytes, length);
            g_free(describe(changed, name));
        }
    }
}
END_TEST

START_TEST(rich_text_that_is_cut_off_is_refused)
{
    g_autoptr(GBytes) file = read_sample(FOLDER, "word.rtf");
    for (gsize length = 0; length < g_bytes_get_size(file) - 2; length++) {
        g_autoptr(GBytes) beginning = g_bytes_new_from_bytes(file, 0, length);
        g_autofree char *got = describe(beginning, "word.rtf");
        ck_assert_str_eq(got, "not a sound RTF file");
    }
}
END_TEST

static const char word_header[] = "\xec\xa5\x01\x01", excel_header[] = "\x09\x08\x10\x00\x00\x06";

/* A change of a byte behind the beginning of a document inside its file. */
static const struct {
    const char *name, *header;
    gsize header_length, place;
    guint8 value;
    const char *why;
} changes[] = {
    {"form.doc", word_header, 4, 11, 0x13, "password protected"},
    {"form.doc", word_header, 4, 3, 0x00, "no reader for doc of before 1997"},
    {"form.doc", word_header, 4, 0, 0, "not a sound Word file"},
    {"workbook.xls", excel_header, 6, 20, 0x2f, "password protected"},
    {"workbook.xls", excel_header, 6, 5, 0x05, "no reader for xls of before 1997"},
    {"workbook.xls", excel_header, 6, 0, 0, "not a sound Excel file"},
};

START_TEST(a_file_that_cannot_be_read_says_why)
{
    g_autoptr(GBytes) file = read_sample(FOLDER, changes[_i].name);
    gsize length;
    const guint8 *content = g_bytes_get_data(file, &length);
    g_autofree guint8 *bytes = g_memdup2(content, length);
    guint8 *header = memmem(bytes, length, changes[_i].header, changes[_i].header_length);
    ck_assert_ptr_nonnull(header);
    header[changes[_i].place] = changes[_i].value;
    if (changes[_i].value == 0x2f)
        header[changes[_i].place + 1] = 0;
    g_autoptr(GBytes) changed = g_bytes_new(bytes, length);
    g_autofree char *got = describe(changed, changes[_i].name);
    ck_assert_str_eq(got, changes[_i].why);
}
END_TEST

START_TEST(a_winmail_holds_its_attachments)
{
    g_autoptr(GBytes) file = read_sample(FOLDER, "winmail.dat"), document = read_sample(FOLDER, "form.docx");
    g_autoptr(GPtrArray) files = winmail_read(file, NULL);
    ck_assert_ptr_nonnull(files);
    ck_assert_uint_eq(files->len, 2);
    const struct archived_file *first = files->pdata[0], *second = files->pdata[1];
    ck_assert_str_eq(first->name, "Presensliste Åsen.docx");
    ck_assert(g_bytes_equal(first->content, document));
    ck_assert_str_eq(second->name, "møter.txt");
    ck_assert_uint_eq(g_bytes_get_size(second->content), strlen("Gruppe: Øst\n"));
    ck_assert_str_eq(format_of(file, NULL, NULL)->name, "tnef");
}
END_TEST

START_TEST(a_winmail_without_attachments_holds_none)
{
    g_autoptr(GBytes) file = read_sample(FOLDER, "empty-winmail.dat");
    g_autoptr(GPtrArray) files = winmail_read(file, NULL);
    ck_assert_ptr_nonnull(files);
    ck_assert_uint_eq(files->len, 0);
}
END_TEST

START_TEST(a_damaged_winmail_is_refused_or_read)
{
    g_autoptr(GBytes) file = read_sample(FOLDER, "winmail.dat");
    gsize length = g_bytes_get_size(file);
    for (gsize at = 0; at < length; at += at < 400 || at + 400 > length ? 1 : 997) {
        g_autoptr(GError) error = NULL, other = NULL;
        g_autoptr(GBytes) beginning = g_bytes_new_from_bytes(file, 0, at);
        g_autoptr(GPtrArray) files = winmail_read(beginning, &error);
        ck_assert((files == NULL) == (error != NULL));
        g_autofree guint8 *bytes = g_memdup2(g_bytes_get_data(file, NULL), length);
        bytes[at] ^= 0x55;
        g_autoptr(GBytes) changed = g_bytes_new(bytes, length);
        g_autoptr(GPtrArray) others = winmail_read(changed, &other);
        ck_assert((others == NULL) == (other != NULL));
    }
}
END_TEST

/* What libgsf has to say of damaged files. */
static void drop_message(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
    (void)domain, (void)level, (void)message, (void)data;
}

int main(void)
{
    g_log_set_handler("libgsf:msole", G_LOG_LEVEL_MASK, drop_message, NULL);
    Suite *suite = suite_create("legacy");
    TCase *cases = tcase_create("legacy");
    tcase_set_timeout(cases, 0);
    tcase_add_loop_test(cases, a_sample_reads_as_expected, 0, G_N_ELEMENTS(samples));
    tcase_add_loop_test(cases, a_document_reads_the_same_in_the_old_and_the_new_format, 0,
                        G_N_ELEMENTS(pairs));
    tcase_add_loop_test(cases, damaged_samples_are_refused_or_read, 0, G_N_ELEMENTS(samples));
    tcase_add_test(cases, rich_text_that_is_cut_off_is_refused);
    tcase_add_loop_test(cases, a_file_that_cannot_be_read_says_why, 0, G_N_ELEMENTS(changes));
    tcase_add_test(cases, a_winmail_holds_its_attachments);
    tcase_add_test(cases, a_winmail_without_attachments_holds_none);
    tcase_add_test(cases, a_damaged_winmail_is_refused_or_read);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
