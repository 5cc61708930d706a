/*
 * Excel workbooks (xlsx, xlsm, xltx): SpreadsheetML, ISO/IEC 29500-1 clause 18. Each visible worksheet
 * is a table with the name of its tab.
 */
#include "parser/formats/cells.h"
#include "parser/formats/format.h"
#include "parser/formats/workbook.h"
#include "parser/formats/xml.h"
#include <math.h>
#include <string.h>

#define LAST_ROW    1048576u /* of Excel's own grid */
#define LAST_COLUMN 16384u

/* What a cell holds. */
struct value {
    enum value_kind kind;
    double number;
    char *text;
};

struct reading {
    struct package *package;
    struct workbook *workbook;
    struct cells *cells;
    guint next_row, next_column; /* of a row or cell that does not say where it stands */
    guint row, column;
    char *type; /* of the cell in hand, or NULL */
    guint style;
    bool in_cell, placed;
    guint wanted; /* depth inside v or t */
    guint phonetic;
    GString *text;
    bool struck; /* the run in hand of a text that stands in the cell itself */
};

static bool is(const char *name, const char *other)
{
    return strcmp(name, other) == 0;
}

/* "AB12" to 0-based row and column; false where it is none, or beyond Excel's own grid. */
static const char *read_place(const char *text, guint *row, guint *column)
{
    guint letters = 0, digits = 0;
    for (; g_ascii_isalpha(*text) && letters <= LAST_COLUMN; text++)
        letters = letters * 26 + (guint)(g_ascii_toupper(*text) - 'A') + 1;
    for (; g_ascii_isdigit(*text) && digits <= LAST_ROW; text++)
        digits = digits * 10 + (guint)(*text - '0');
    if (letters < 1 || letters > LAST_COLUMN || digits < 1 || digits > LAST_ROW)
        return NULL;
    *row = digits - 1;
    *column = letters - 1;
    return text;
}

static bool read_merge(struct reading *reading, const char *reference, GError **error)
{
    guint row, column, last_row, last_column;
    const char *rest = reference ? read_place(reference, &row, &column) : NULL;
    if (!rest || *rest != ':' || !read_place(rest + 1, &last_row, &last_column) || last_row < row ||
        last_column < column)
        return true;
    return cells_merge(reading->cells, row, column, last_row - row + 1, last_column - column + 1, error);
}

static void open_row(struct reading *reading, const char *const *attributes)
{
    guint number = xml_number(attributes, "r", 0, LAST_ROW + 1);
    reading->row = number ? number - 1 : reading->next_row;
    reading->next_row = reading->row + 1;
    reading->next_column = 0;
}

static void open_cell(struct reading *reading, const char *const *attributes)
{
    const char *reference = xml_attribute(attributes, "r");
    reading->column = reading->next_column;
    reading->placed = !reference || read_place(reference, &reading->row, &reading->column);
    reading->next_column = reading->column + 1;
    g_free(reading->type);
    reading->type = g_strdup(xml_attribute(attributes, "t"));
    reading->style = xml_number(attributes, "s", 0, G_MAXUINT);
    reading->in_cell = true;
    g_string_truncate(reading->text, 0);
}

static bool on_start(void *data, const char *name, const char *const *attributes, GError **error)
{
    struct reading *reading = data;
    if (is(name, "s:row"))
        open_row(reading, attributes);
    else if (is(name, "s:c"))
        open_cell(reading, attributes);
    else if (is(name, "s:rPh"))
        reading->phonetic++;
    else if (reading->in_cell && (is(name, "s:v") || is(name, "s:t")))
        reading->wanted++;
    else if (reading->in_cell && is(name, "s:strike"))
        reading->struck = xml_is_on(xml_attribute(attributes, "val"));
    else if (is(name, "s:mergeCell"))
        return read_merge(reading, xml_attribute(attributes, "ref"), error);
    return true;
}

static bool read_number(const struct reading *reading, struct value *value, GError **error)
{
    char *end;
    g_autofree char *text = g_strstrip(g_strdup(reading->text->str));
    value->number = g_ascii_strtod(text, &end);
    if (end == text || *end || !isfinite(value->number))
        return true;
    struct cell_style style;
    if (!workbook_style(reading->workbook, reading->package, reading->style, &style, error))
        return false;
    value->text = serial_text(value->number, style.shown, reading->workbook->from_1904, &value->kind);
    return true;
}

static void read_shared(const struct reading *reading, struct value *value)
{
    const GPtrArray *strings = reading->workbook->strings;
    char *end;
    guint64 index = g_ascii_strtoull(reading->text->str, &end, 10);
    if (end == reading->text->str || *end || index >= strings->len)
        return;
    value->text = g_strdup(strings->pdata[index]);
    value->kind = VALUE_TEXT;
}

/* The value of the cell in hand; its text stays NULL where it has none, or an error like #N/A. */
static bool read_value(const struct reading *reading, struct value *value, GError **error)
{
    const char *type = reading->type ? reading->type : "n", *text = reading->text->str;
    if (!*text)
        return true;
    if (is(type, "n"))
        return read_number(reading, value, error);
    if (is(type, "s")) {
        read_shared(reading, value);
    } else if (is(type, "b")) {
        value->text = g_strdup(is(text, "1") || is(text, "true") ? SHEET_TICKED : SHEET_UNTICKED);
        value->kind = VALUE_TICK;
    } else if (is(type, "str") || is(type, "inlineStr")) {
        value->text = g_strdup(text);
        value->kind = VALUE_TEXT;
    } else if (is(type, "d")) {
        value->text = serial_iso_date(text);
        value->kind = VALUE_DATE;
    }
    return true;
}

/* The first style is a workbook's own, which no cell asks for. */
static bool strike(const struct reading *reading, struct value *value, GError **error)
{
    struct cell_style style = {0};
    if (value->text && reading->style > 0 &&
        !workbook_style(reading->workbook, reading->package, reading->style, &style, error))
        return false;
    if (style.struck) {
        g_free(value->text);
        *value = (struct value){.kind = VALUE_TEXT, .text = g_strdup(SHEET_STRUCK)};
    }
    return true;
}

static bool close_cell(struct reading *reading, GError **error)
{
    struct value value = {0};
    reading->in_cell = false;
    if (!read_value(reading, &value, error) || !strike(reading, &value, error)) {
        g_free(value.text);
        return false;
    }
    if (!value.text)
        return true;
    if (!reading->placed || reading->row >= LAST_ROW || reading->column >= LAST_COLUMN) {
        g_free(value.text);
        return fail(error, ERROR_INPUT, "a cell stands outside the grid");
    }
    return cells_add(reading->cells, reading->row, reading->column, value.kind, value.text, value.number,
                     error);
}

static bool on_end(void *data, const char *name, GError **error)
{
    struct reading *reading = data;
    if (is(name, "s:c") && reading->in_cell)
        return close_cell(reading, error);
    if (is(name, "s:rPh"))
        reading->phonetic--;
    else if (is(name, "s:r"))
        reading->struck = false;
    else if (reading->wanted && (is(name, "s:v") || is(name, "s:t")))
        reading->wanted--;
    return true;
}

static bool on_text(void *data, const char *text, gsize length, GError **error)
{
    (void)error;
    struct reading *reading = data;
    if (!reading->wanted || !reading->in_cell || reading->phonetic)
        return true;
    if (reading->struck)
        g_string_append(reading->text, SHEET_STRUCK);
    else
        g_string_append_len(reading->text, text, (gssize)length);
    return true;
}

static bool read_values(GBytes *document, struct reading *reading, GError **error)
{
    static const struct xml_events events = {on_start, on_end, on_text};
    reading->text = g_string_new(NULL);
    bool done = xml_parse(document, &events, reading, error);
    g_string_free(reading->text, TRUE);
    g_free(reading->type);
    return done;
}

static bool read_worksheet(struct package *package, struct workbook *workbook,
                           const struct worksheet *worksheet, struct sheet *sheet, GError **error)
{
    g_autoptr(GBytes) document = package_part(package, worksheet->part, error);
    if (!document)
        return false;
    g_autoptr(cells_t) cells = cells_new();
    struct reading reading = {.package = package, .workbook = workbook, .cells = cells};
    return read_values(document, &reading, error) && cells_write(cells, sheet, worksheet->name, error);
}

struct sheet *xlsx_read(GBytes *file, GError **error)
{
    g_autoptr(package_t) package = package_open(file, error);
    g_autoptr(workbook_t) workbook = package ? workbook_read(package, error) : NULL;
    if (!workbook)
        return NULL;
    g_autoptr(sheet_t) sheet = sheet_new();
    for (guint i = 0; i < workbook->worksheets->len; i++)
        if (!read_worksheet(package, workbook, workbook->worksheets->pdata[i], sheet, error))
            return NULL;
    return g_steal_pointer(&sheet);
}
