#include "parser/formats/workbook.h"

#include "parser/formats/relations.h"
#include "parser/formats/xml.h"
#include <string.h>

#define MAX_STRINGS 1000000u
#define MAX_STYLES  65536u

/* A part of the workbook while it is read. */
struct reading {
    struct workbook *workbook;
    const GPtrArray *relations;
    GHashTable *codes;    /* styles: number of a format to its enum serial_kind */
    GArray *fonts;        /* styles: of bool, whether a font strikes through */
    bool in_cell_formats; /* styles: the list that cells refer to */
    GString *string;      /* strings: the one in hand */
    bool struck;          /* strings: the run in hand is struck through */
    guint text, phonetic; /* strings: depth inside t and rPh */
};

static void worksheet_free(gpointer data)
{
    struct worksheet *worksheet = data;
    g_free(worksheet->name);
    g_free(worksheet->part);
    g_free(worksheet);
}

void workbook_free(struct workbook *workbook)
{
    if (!workbook)
        return;
    g_ptr_array_unref(workbook->worksheets);
    g_ptr_array_unref(workbook->strings);
    g_clear_pointer(&workbook->styles, g_array_unref);
    g_free(workbook->styles_part);
    g_free(workbook);
}

static bool is(const char *name, const char *other)
{
    return strcmp(name, other) == 0;
}

static bool on_workbook_start(void *data, const char *name, const char *const *attributes, GError **error)
{
    (void)error;
    struct reading *reading = data;
    if (is(name, "s:workbookPr")) {
        const char *from_1904 = xml_attribute(attributes, "date1904");
        reading->workbook->from_1904 = from_1904 && xml_is_on(from_1904);
    }
    if (!is(name, "s:sheet"))
        return true;
    const char *state = xml_attribute(attributes, "state"), *title = xml_attribute(attributes, "name");
    const char *id = xml_attribute(attributes, "r:id");
    const char *part = id ? relation_target(reading->relations, id) : NULL;
    if (!part || (state && !is(state, "visible")))
        return true;
    struct worksheet *worksheet = g_new0(struct worksheet, 1);
    worksheet->name = g_strdup(title ? title : "");
    worksheet->part = g_strdup(part);
    g_ptr_array_add(reading->workbook->worksheets, worksheet);
    return true;
}

static bool on_style_start(void *data, const char *name, const char *const *attributes, GError **error)
{
    struct reading *reading = data;
    if (is(name, "s:numFmt")) {
        const char *code = xml_attribute(attributes, "formatCode");
        guint number = xml_number(attributes, "numFmtId", 0, G_MAXINT);
        if (code)
            g_hash_table_insert(reading->codes, GUINT_TO_POINTER(number),
                                GUINT_TO_POINTER(serial_of_code(code)));
    } else if (is(name, "s:font") && !reading->in_cell_formats) {
        bool strikes = false;
        g_array_append_val(reading->fonts, strikes);
    } else if (is(name, "s:strike") && reading->fonts->len) {
        g_array_index(reading->fonts, bool, reading->fonts->len - 1) =
            xml_is_on(xml_attribute(attributes, "val"));
    } else if (is(name, "s:cellXfs")) {
        reading->in_cell_formats = true;
    } else if (is(name, "s:xf") && reading->in_cell_formats) {
        guint number = xml_number(attributes, "numFmtId", 0, G_MAXINT);
        guint font = xml_number(attributes, "fontId", 0, G_MAXINT);
        gpointer known;
        struct cell_style style = {.shown = serial_built_in(number),
                                   .struck = font < reading->fonts->len &&
                                             g_array_index(reading->fonts, bool, font)};
        if (g_hash_table_lookup_extended(reading->codes, GUINT_TO_POINTER(number), NULL, &known))
            style.shown = (enum serial_kind)GPOINTER_TO_UINT(known);
        g_array_append_val(reading->workbook->styles, style);
        if (reading->workbook->styles->len > MAX_STYLES)
            return fail(error, ERROR_INPUT, "more than %u cell styles", MAX_STYLES);
    }
    return true;
}

static bool on_style_end(void *data, const char *name, GError **error)
{
    (void)error;
    struct reading *reading = data;
    if (is(name, "s:cellXfs"))
        reading->in_cell_formats = false;
    return true;
}

static bool on_string_start(void *data, const char *name, const char *const *attributes, GError **error)
{
    (void)error;
    struct reading *reading = data;
    if (is(name, "s:si"))
        g_string_truncate(reading->string, 0);
    else if (is(name, "s:strike"))
        reading->struck = xml_is_on(xml_attribute(attributes, "val"));
    else if (is(name, "s:rPh"))
        reading->phonetic++;
    else if (is(name, "s:t"))
        reading->text++;
    return true;
}

static bool on_string_end(void *data, const char *name, GError **error)
{
    struct reading *reading = data;
    if (is(name, "s:rPh")) {
        reading->phonetic--;
    } else if (is(name, "s:t")) {
        reading->text--;
    } else if (is(name, "s:r")) {
        reading->struck = false;
    } else if (is(name, "s:si")) {
        g_ptr_array_add(reading->workbook->strings, g_strdup(reading->string->str));
        g_string_truncate(reading->string, 0);
        if (reading->workbook->strings->len > MAX_STRINGS)
            return fail(error, ERROR_INPUT, "more than %u shared strings", MAX_STRINGS);
    }
    return true;
}

static bool on_string_text(void *data, const char *text, gsize length, GError **error)
{
    (void)error;
    struct reading *reading = data;
    if (reading->text && !reading->phonetic && !reading->struck)
        g_string_append_len(reading->string, text, (gssize)length);
    else if (reading->text && !reading->phonetic)
        g_string_append(reading->string, SHEET_STRUCK);
    return true;
}

static bool read_part(struct package *package, const char *part, const struct xml_events *events,
                      struct reading *reading, GError **error)
{
    g_autoptr(GBytes) document = package_part(package, part, error);
    return document && xml_parse(document, events, reading, error);
}

/* A workbook of numbers only may have none. */
static bool read_strings(struct package *package, struct reading *reading, GError **error)
{
    static const struct xml_events events = {on_string_start, on_string_end, on_string_text};
    const char *part = relation_of_kind(reading->relations, "sharedStrings");
    return !part || !package_has(package, part) || read_part(package, part, &events, reading, error);
}

static bool read_styles(struct package *package, struct workbook *workbook, GError **error)
{
    static const struct xml_events events = {on_style_start, on_style_end, NULL};
    g_autoptr(GHashTable) codes = g_hash_table_new(NULL, NULL);
    g_autoptr(GArray) fonts = g_array_new(FALSE, FALSE, sizeof(bool));
    struct reading reading = {.workbook = workbook, .codes = codes, .fonts = fonts};
    workbook->styles = g_array_new(FALSE, FALSE, sizeof(struct cell_style));
    const char *part = workbook->styles_part;
    return !part || !package_has(package, part) || read_part(package, part, &events, &reading, error);
}

bool workbook_style(struct workbook *workbook, struct package *package, guint number,
                    struct cell_style *style, GError **error)
{
    if (!workbook->styles && !read_styles(package, workbook, error))
        return false;
    *style = number < workbook->styles->len ? g_array_index(workbook->styles, struct cell_style, number)
                                            : (struct cell_style){.shown = SERIAL_NUMBER};
    return true;
}

static struct workbook *workbook_new(void)
{
    struct workbook *workbook = g_new0(struct workbook, 1);
    workbook->worksheets = g_ptr_array_new_with_free_func(worksheet_free);
    workbook->strings = g_ptr_array_new_with_free_func(g_free);
    return workbook;
}

struct workbook *workbook_read(struct package *package, GError **error)
{
    static const struct xml_events events = {.start = on_workbook_start};
    g_autoptr(GPtrArray) top = relations_read(package, "", error);
    if (!top)
        return NULL;
    const char *main_part = relation_of_kind(top, "officeDocument");
    if (!main_part)
        main_part = "xl/workbook.xml";
    g_autoptr(GPtrArray) relations = relations_read(package, main_part, error);
    if (!relations)
        return NULL;
    g_autoptr(workbook_t) workbook = workbook_new();
    GString *string = g_string_new(NULL);
    struct reading reading = {.workbook = workbook, .relations = relations, .string = string};
    bool done =
        read_part(package, main_part, &events, &reading, error) && read_strings(package, &reading, error);
    workbook->styles_part = g_strdup(relation_of_kind(relations, "styles"));
    g_string_free(string, TRUE);
    return done ? g_steal_pointer(&workbook) : NULL;
}
