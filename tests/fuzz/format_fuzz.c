/*
 * Fuzzing of the format readers, for libFuzzer: --format=NAME chooses the reader, the input is the file. For
 * packages there is a second name, "docx/word/document.xml": the input is that part of a sound package, so
 * that what lies behind the ZIP layer is reached; "tnef/attribute": an attribute of an attachment with its
 * sums made right; "pdf/drawing" and "pdf/fields": the drawing, or the objects of the form fields, of a small
 * page.
 */
#include "parser/archive.h"
#include "parser/formats/format.h"
#include "parser/winmail.h"
#include "tests/fuzz/finding.h"

#include <string.h>
#include <zip.h>

#define PRINTED 8 /* one length of so many is printed, too, which takes longer than reading */

static const struct format *format;
static const char *part; /* of a package or of a winmail.dat; NULL: the input is the whole file */
static GPtrArray *(*open_archive)(GBytes *file, GError **error); /* NULL: a reader */

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
     "t='s'><v>0</v></c></row></sheetData></worksheet>"},
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

static GBytes *package_of(const void *content, size_t length)
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

static void add_number(GByteArray *bytes, guint32 number, guint length)
{
    for (guint i = 0; i < length; i++, number >>= 8)
        g_byte_array_append(bytes, &(guint8){(guint8)number}, 1);
}

static void add_attribute(GByteArray *bytes, guint32 number, const guint8 *content, gsize length)
{
    guint32 sum = 0;
    for (gsize i = 0; i < length; i++)
        sum += content[i];
    add_number(bytes, 2, 1);
    add_number(bytes, number, 4);
    add_number(bytes, (guint32)length, 4);
    g_byte_array_append(bytes, content, (guint)length);
    add_number(bytes, sum, 2);
}

/* The first byte of the content chooses the attribute. */
static GBytes *winmail_of(const guint8 *content, gsize length)
{
    static const guint32 attributes[] = {0x00069005, 0x00069003, 0x00018010,
                                         0x0006800f, 0x00069007, 0x00069004};
    static const guint8 start[14];
    GByteArray *bytes = g_byte_array_new();
    add_number(bytes, 0x223e9f78, 4);
    add_number(bytes, 1, 2);
    add_attribute(bytes, 0x00069002, start, sizeof start);
    if (length)
        add_attribute(bytes, attributes[content[0] % G_N_ELEMENTS(attributes)], content + 1, length - 1);
    return g_byte_array_free_to_bytes(bytes);
}

/* Without a table of its objects, which the readers then look for. The fields are numbered from 6 to 12. */
static GBytes *pdf_of(const void *content, size_t length)
{
    bool drawing = strcmp(part, "drawing") == 0;
    GString *pdf = g_string_new("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R");
    if (!drawing)
        g_string_append(pdf, "/AcroForm<</Fields[6 0 R 7 0 R 8 0 R 9 0 R]>>");
    g_string_append(
        pdf, ">>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
             "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 150]/Contents 4 0 R/Annots[6 0 R 7 0 R "
             "8 0 R 9 0 R 10 0 R 11 0 R 12 0 R]/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
             "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n");
    if (drawing)
        g_string_append_printf(pdf, "4 0 obj<</Length %zu>>stream\n", length);
    g_string_append_len(pdf, content, (gssize)length);
    g_string_append(pdf, drawing
                             ? "\nendstream endobj\n"
                             : "\n4 0 obj<</Length 41>>stream\nBT /F 8 Tf 10 102 Td (Navn:) Tj ET         "
                               "endstream endobj\n");
    g_string_append(pdf, "trailer<</Root 1 0 R/Size 13>>\nstartxref\n0\n%%EOF\n");
    return g_string_free_to_bytes(pdf);
}

static GBytes *file_of(const guint8 *content, size_t length)
{
    if (!part)
        return g_bytes_new(content, length);
    if (open_archive)
        return winmail_of(content, length);
    return g_str_has_prefix(format->name, "pdf") ? pdf_of(content, length) : package_of(content, length);
}

static void read_document(GBytes *file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(sheet_t) sheet = format->read(file, &error);
    if ((sheet == NULL) == (error == NULL))
        finding("neither a sheet nor an error");
    if (sheet && g_bytes_get_size(file) % PRINTED == 0)
        g_free(sheet_print(sheet));
}

static void read_archive(GBytes *file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) files = open_archive(file, &error);
    if ((files == NULL) == (error == NULL))
        finding("neither files nor an error");
}

/* What libgsf has to say of damaged files. */
static void drop_message(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
    (void)domain, (void)level, (void)message, (void)data;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    g_log_set_handler("libgsf:msole", G_LOG_LEVEL_MASK, drop_message, NULL);
    formats_prepare();
    g_autofree char *name = NULL;
    for (int i = 1; i < *argc; i++)
        if (g_str_has_prefix((*argv)[i], "--format="))
            name = g_strdup((*argv)[i] + strlen("--format="));
    char *slash = name ? strchr(name, '/') : NULL;
    if (slash) {
        *slash = '\0';
        part = g_strdup(slash + 1);
    }
    format = name ? format_by_name(name) : NULL;
    open_archive = g_strcmp0(name, "zip") == 0    ? archive_read
                   : g_strcmp0(name, "tnef") == 0 ? winmail_read
                                                  : NULL;
    if (!format || (!format->read && !open_archive))
        finding("--format=NAME names a format that is read");
    return 0;
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autoptr(GBytes) file = file_of(data, size);
    (void)format_of(file, NULL, NULL);
    if (open_archive)
        read_archive(file);
    else
        read_document(file);
    return 0;
}
