#include "parser/formats/format.h"

#include "parser/formats/package.h"
#include "parser/formats/pdf.h"
#include <string.h>

/* Every format that is known, with the reason why it is not read. The first row of a name is the one
 * that format_by_name gives; the protected ones are reached by content alone. */
static const struct format formats[] = {
    {"docx", docx_read, NULL},
    {"xlsx", xlsx_read, NULL},
    {"odt", odt_read, NULL},
    {"ods", ods_read, NULL},
    {"csv", csv_read, NULL},
    {"html", html_read, NULL},
    {"text", text_read, NULL},
    {"pdf-form", pdf_read, NULL},
    {"pdf", pdf_read, NULL},
    {"scan", NULL, "no reader for scans"},
    {"doc", doc_read, NULL},
    {"xls", xls_read, NULL},
    {"xlsb", NULL, "no reader for xlsb"},
    {"ppt", NULL, "no reader for presentations"},
    {"rtf", rtf_read, NULL},
    {"msg", NULL, "no reader for msg"},
    {"heic", NULL, "no reader for heic"},
    {"image", NULL, "no reader for images"},
    {"pages", NULL, "no reader for pages"},
    {"numbers", NULL, "no reader for numbers"},
    {"tnef", NULL, "no reader for winmail.dat"},
    {"zip", NULL, "no reader for archives"},
    {"smime", NULL, "encrypted or signed mail (S/MIME)"},
    {"unknown", NULL, "unknown format"},
};

static const struct format protected_formats[] = {
    {"docx", NULL, "password protected"},   {"xlsx", NULL, "password protected"},
    {"odt", NULL, "password protected"},    {"ods", NULL, "password protected"},
    {"pdf", NULL, "password protected"},    {"zip", NULL, "password protected"},
    {"office", NULL, "password protected"},
};

static const struct {
    const char *extension, *format;
} extensions[] = {
    {"docx", "docx"},  {"docm", "docx"},  {"dotx", "docx"},  {"xlsx", "xlsx"},   {"xlsm", "xlsx"},
    {"xltx", "xlsx"},  {"odt", "odt"},    {"ott", "odt"},    {"ods", "ods"},     {"ots", "ods"},
    {"csv", "csv"},    {"tsv", "csv"},    {"tab", "csv"},    {"htm", "html"},    {"html", "html"},
    {"txt", "text"},   {"pdf", "pdf"},    {"doc", "doc"},    {"dot", "doc"},     {"xls", "xls"},
    {"xlsb", "xlsb"},  {"rtf", "rtf"},    {"msg", "msg"},    {"heic", "heic"},   {"heif", "heic"},
    {"jpg", "image"},  {"jpeg", "image"}, {"png", "image"},  {"gif", "image"},   {"tif", "image"},
    {"tiff", "image"}, {"bmp", "image"},  {"webp", "image"}, {"pages", "pages"}, {"numbers", "numbers"},
    {"dat", "tnef"},   {"zip", "zip"},    {"ppt", "ppt"},    {"pptx", "ppt"},    {"p7m", "smime"},
};

static const struct {
    const char *type, *format;
} types[] = {
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    {"application/vnd.oasis.opendocument.text", "odt"},
    {"application/vnd.oasis.opendocument.spreadsheet", "ods"},
    {"text/csv", "csv"},
    {"text/tab-separated-values", "csv"},
    {"text/html", "html"},
    {"text/plain", "text"},
    {"application/pdf", "pdf"},
    {"application/msword", "doc"},
    {"application/vnd.ms-excel", "xls"},
    {"application/rtf", "rtf"},
    {"text/rtf", "rtf"},
    {"application/vnd.ms-outlook", "msg"},
    {"image/heic", "heic"},
    {"image/heif", "heic"},
    {"application/ms-tnef", "tnef"},
    {"application/zip", "zip"},
    {"application/pkcs7-mime", "smime"},
    {"application/x-pkcs7-mime", "smime"},
};

static const struct {
    const char *magic;
    gsize length, offset;
    const char *format;
} magics[] = {
    {"{\\rtf", 5, 0, "rtf"},
    {"\xff\xd8\xff", 3, 0, "image"},
    {"\x89PNG\r\n", 6, 0, "image"},
    {"GIF8", 4, 0, "image"},
    {"II*\0", 4, 0, "image"},
    {"MM\0*", 4, 0, "image"},
    {"ftypheic", 8, 4, "heic"},
    {"ftypheix", 8, 4, "heic"},
    {"ftyphevc", 8, 4, "heic"},
    {"ftypmif1", 8, 4, "heic"},
    {"ftypmsf1", 8, 4, "heic"},
    {"WEBP", 4, 8, "image"},
    {"\x78\x9f\x3e\x22", 4, 0, "tnef"},
};

#define PDF_START  1024 /* where "%PDF-" must begin */
#define TEXT_START 4096 /* what is looked at to tell text from other bytes */

struct bytes {
    const char *data;
    gsize length;
};

static const struct format *find(const struct format *table, gsize count, const char *name)
{
    for (gsize i = 0; i < count; i++)
        if (g_strcmp0(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

const struct format *format_by_name(const char *name)
{
    return find(formats, G_N_ELEMENTS(formats), name);
}

static const struct format *protected_by_name(const char *name)
{
    const struct format *format = find(protected_formats, G_N_ELEMENTS(protected_formats), name);
    return format ? format : find(protected_formats, G_N_ELEMENTS(protected_formats), "office");
}

/* By the file's name; NULL where that says nothing. */
static const char *name_by_extension(const char *filename)
{
    const char *dot = filename ? strrchr(filename, '.') : NULL;
    g_autofree char *extension = dot ? g_strstrip(g_ascii_strdown(dot + 1, -1)) : NULL;
    for (gsize i = 0; extension && i < G_N_ELEMENTS(extensions); i++)
        if (strcmp(extensions[i].extension, extension) == 0)
            return extensions[i].format;
    return NULL;
}

static const char *name_by_type(const char *declared)
{
    for (gsize i = 0; declared && i < G_N_ELEMENTS(types); i++)
        if (strcmp(types[i].type, declared) == 0)
            return types[i].format;
    return declared && g_str_has_prefix(declared, "image/") ? "image" : NULL;
}

static bool contains(struct bytes bytes, const char *needle, gsize length)
{
    return memmem(bytes.data, bytes.length, needle, length) != NULL;
}

/* ZIP packages */

static bool has_folder(const struct package *package, const char *folder)
{
    for (guint i = 0; i < package_length(package); i++)
        if (g_ascii_strncasecmp(package_name(package, i), folder, strlen(folder)) == 0)
            return true;
    return false;
}

static bool part_contains(struct package *package, const char *part, const char *needle)
{
    g_autoptr(GBytes) content = package_has(package, part) ? package_part(package, part, NULL) : NULL;
    if (!content)
        return false;
    struct bytes bytes = {0};
    bytes.data = g_bytes_get_data(content, &bytes.length);
    return bytes.data && contains(bytes, needle, strlen(needle));
}

static const struct format *open_document(struct package *package, const char *name)
{
    bool locked = part_contains(package, "META-INF/manifest.xml", "encryption-data");
    return locked ? protected_by_name(name) : format_by_name(name);
}

/* What a sound package holds; NULL where only the file's name can tell. */
static const struct format *format_of_package(struct package *package, const char *by_name)
{
    if (package_is_encrypted(package))
        return protected_by_name(by_name ? by_name : "zip");
    if (package_has(package, "xl/workbook.bin"))
        return format_by_name("xlsb");
    if (package_has(package, "[Content_Types].xml")) {
        if (has_folder(package, "word/"))
            return format_by_name("docx");
        if (has_folder(package, "xl/"))
            return format_by_name("xlsx");
        if (has_folder(package, "ppt/"))
            return format_by_name("ppt");
    }
    if (part_contains(package, "mimetype", "opendocument.text"))
        return open_document(package, "odt");
    if (part_contains(package, "mimetype", "opendocument.spreadsheet"))
        return open_document(package, "ods");
    if (has_folder(package, "Index/") && g_strcmp0(by_name, "pages") != 0 &&
        g_strcmp0(by_name, "numbers") != 0)
        return format_by_name("unknown");
    return NULL;
}

static const struct format *format_of_zip(GBytes *file, const char *by_name)
{
    g_autoptr(package_t) package = package_open(file, NULL);
    const struct format *format = package ? format_of_package(package, by_name) : NULL;
    if (format)
        return format;
    /* A damaged package is what its name says, and its reader reports the damage. */
    static const char *const packages[] = {"docx", "xlsx", "odt", "ods", "pages", "numbers", NULL};
    return format_by_name(by_name && g_strv_contains(packages, by_name) ? by_name : "zip");
}

/* OLE compound files */

/* Names in the directory of a compound file are UTF-16. */
static bool has_stream(struct bytes bytes, const char *name)
{
    gsize length = 0;
    g_autofree char *wide = g_convert(name, -1, "UTF-16LE", "UTF-8", NULL, &length, NULL);
    return wide && contains(bytes, wide, length);
}

static const struct format *format_of_compound(struct bytes bytes, const char *by_name)
{
    if (has_stream(bytes, "EncryptedPackage"))
        return protected_by_name(by_name);
    if (has_stream(bytes, "__properties_version1.0"))
        return format_by_name("msg");
    bool word = has_stream(bytes, "WordDocument"), excel = has_stream(bytes, "Workbook");
    if (word && !(excel && g_strcmp0(by_name, "xls") == 0))
        return format_by_name("doc");
    if (excel || has_stream(bytes, "Book") || g_strcmp0(by_name, "xls") == 0)
        return format_by_name("xls");
    return format_by_name(g_strcmp0(by_name, "ppt") == 0 ? "ppt" : "unknown");
}

/* PDF */

static const struct format *format_of_pdf(GBytes *file)
{
    const char *kind = pdf_kind(file);
    return kind ? format_by_name(kind) : protected_by_name("pdf");
}

/* Text */

static bool is_text(struct bytes bytes)
{
    if (bytes.length >= 2 &&
        (memcmp(bytes.data, "\xff\xfe", 2) == 0 || memcmp(bytes.data, "\xfe\xff", 2) == 0))
        return true;
    for (gsize i = 0; i < MIN(bytes.length, TEXT_START); i++) {
        guint8 byte = (guint8)bytes.data[i];
        if (byte < 0x20 && !strchr("\t\n\r\f\x1a", byte))
            return false;
        if (byte == 0)
            return false;
    }
    return bytes.length > 0;
}

static bool looks_like_html(struct bytes bytes)
{
    static const char *const starts[] = {"<!doctype html", "<html", "<head", "<body",
                                         "<table",         "<div",  "<meta", NULL};
    g_autofree char *start = g_strndup(bytes.data, MIN(bytes.length, TEXT_START));
    g_autofree char *lower = g_ascii_strdown(start, -1);
    const char *p = g_str_has_prefix(lower, "\xef\xbb\xbf") ? lower + 3 : lower;
    p += strspn(p, " \t\r\n");
    if (g_str_has_prefix(p, "<?xml") || g_str_has_prefix(p, "<!--"))
        return strstr(p, "<html") != NULL;
    for (guint i = 0; starts[i]; i++)
        if (g_str_has_prefix(p, starts[i]))
            return true;
    return false;
}

/* Offices name text and HTML ".xls" so that Excel opens it. */
static const struct format *format_of_text(struct bytes bytes, const char *by_name, const char *by_type)
{
    if (looks_like_html(bytes) || g_strcmp0(by_name, "html") == 0)
        return format_by_name("html");
    if (g_strcmp0(by_name, "csv") == 0 || g_strcmp0(by_name, "xls") == 0)
        return format_by_name("csv");
    if (!by_name && (g_strcmp0(by_type, "csv") == 0 || g_strcmp0(by_type, "html") == 0))
        return format_by_name(by_type);
    return format_by_name("text");
}

static const char *name_by_magic(struct bytes bytes)
{
    for (gsize i = 0; i < G_N_ELEMENTS(magics); i++)
        if (bytes.length >= magics[i].offset + magics[i].length &&
            memcmp(bytes.data + magics[i].offset, magics[i].magic, magics[i].length) == 0)
            return magics[i].format;
    struct bytes start = {bytes.data, MIN(bytes.length, PDF_START)};
    return bytes.length && contains(start, "%PDF-", 5) ? "pdf" : NULL;
}

const struct format *format_of(GBytes *file, const char *filename, const char *declared)
{
    struct bytes bytes = {0};
    bytes.data = g_bytes_get_data(file, &bytes.length);
    const char *by_name = name_by_extension(filename), *by_type = name_by_type(declared);
    if (bytes.length >= 4 && (memcmp(bytes.data, "PK\3\4", 4) == 0 || memcmp(bytes.data, "PK\5\6", 4) == 0))
        return format_of_zip(file, by_name ? by_name : by_type);
    if (bytes.length >= 8 && memcmp(bytes.data, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0)
        return format_of_compound(bytes, by_name ? by_name : by_type);
    const char *by_magic = name_by_magic(bytes);
    if (by_magic)
        return strcmp(by_magic, "pdf") == 0 ? format_of_pdf(file) : format_by_name(by_magic);
    if (is_text(bytes))
        return format_of_text(bytes, by_name, by_type);
    const char *known = by_name ? by_name : by_type;
    return format_by_name(known ? known : "unknown");
}

void formats_prepare(void)
{
    pdf_prepare();
}
