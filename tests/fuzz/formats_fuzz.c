/*
 * Fuzzing of the format readers, for libFuzzer: the first byte chooses the reader, the rest is the
 * file. For package formats there is a second choice, where the rest is the main part of a sound
 * package, so that what lies behind the ZIP layer is reached:
 *   clang -fsanitize=fuzzer,address,undefined -I. ... tests/fuzz/formats_fuzz.c parser/... base/...
 */
#include "parser/formats/format.h"
#include <string.h>
#include <zip.h>

struct target {
    const char *format;
    const char *part; /* of a package; NULL: the input is the whole file */
};

static const struct target targets[] = {
    {"docx", NULL},
    {"docx", "word/document.xml"},
    {"xlsx", NULL},
    {"xlsx", "xl/worksheets/sheet1.xml"},
    {"xlsx", "xl/styles.xml"},
    {"xlsx", "xl/sharedStrings.xml"},
    {"odt", "content.xml"},
    {"ods", "content.xml"},
    {"csv", NULL},
    {"html", NULL},
    {"text", NULL},
};

static const struct {
    const char *name, *content;
} fixed_parts[] = {
    {"xl/workbook.xml", "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' "
                        "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
                        "<sheets><sheet name='A' r:id='r1'/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
     "<Relationship Id='r1' Type='/worksheet' Target='worksheets/sheet1.xml'/>"
     "<Relationship Id='r2' Type='/styles' Target='styles.xml'/>"
     "<Relationship Id='r3' Type='/sharedStrings' Target='sharedStrings.xml'/></Relationships>"},
    {"xl/worksheets/sheet1.xml",
     "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData><row r='1'>"
     "<c r='A1' s='0'><v>45691.75</v></c><c r='B1' s='1'><v>1</v></c><c r='C1' "
     "t='s'><v>0</v></c></row></sheetData>"
     "</worksheet>"},
};

static void add_part(zip_t *zip, const char *name, const void *content, size_t length)
{
    zip_source_t *source = zip_source_buffer(zip, content, length, 0);
    zip_int64_t index = source ? zip_file_add(zip, name, source, ZIP_FL_OVERWRITE) : -1;
    if (index >= 0)
        zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0);
    else if (source)
        zip_source_free(source);
}

/* The bytes that libzip has written to the source. */
static GBytes *take(zip_source_t *source)
{
    zip_stat_t written;
    if (zip_source_open(source) != 0 || zip_source_stat(source, &written) != 0)
        return g_bytes_new(NULL, 0);
    char *bytes = g_malloc(written.size);
    zip_int64_t length = zip_source_read(source, bytes, written.size);
    zip_source_close(source);
    return g_bytes_new_take(bytes, length > 0 ? (gsize)length : 0);
}

static GBytes *wrap(const char *part, const void *content, size_t length)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(fixed_parts); i++)
        add_part(zip, fixed_parts[i].name, fixed_parts[i].content, strlen(fixed_parts[i].content));
    add_part(zip, part, content, length);
    zip_close(zip);
    GBytes *file = take(source);
    zip_source_free(source);
    return file;
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    if (size == 0)
        return 0;
    const struct target *target = &targets[data[0] % G_N_ELEMENTS(targets)];
    g_autoptr(GBytes) file =
        target->part ? wrap(target->part, data + 1, size - 1) : g_bytes_new(data + 1, size - 1);
    (void)format_of(file, NULL, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(sheet_t) sheet = format_by_name(target->format)->read(file, &error);
    if ((sheet == NULL) == (error == NULL))
        g_error("neither a sheet nor an error");
    if (sheet)
        g_free(sheet_print(sheet));
    return 0;
}
