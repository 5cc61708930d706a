/*
 * OpenDocument spreadsheets (ods, ots): ODF 1.3. Each visible table is a table with the name of its tab.
 * Repeated rows and cells are written out where they hold something, and only counted where they do not.
 */
#include "parser/formats/format.h"
#include "parser/formats/odf_strikes.h"
#include "parser/formats/package.h"
#include "parser/formats/serial.h"
#include "parser/formats/xml.h"
#include <math.h>
#include <string.h>

#define LAST_ROW    1048576u /* of LibreOffice's own grid */
#define LAST_COLUMN 16384u
#define MAX_BLANKS  1000u /* that one text:s stands for */

/* A cell of the row in hand, or several alike. */
struct value {
    guint column, repeated, rows, columns;
    enum value_kind kind;
    double number;
    char *text;
};

struct reading {
    struct sheet *sheet;
    GHashTable *hidden; /* names of table styles that hide a table */
    GHashTable
        *durations; /* names of data styles, and of cell styles with them, whose hours go on beyond 24 */
    char *style;    /* the style whose properties are read, or NULL */
    GArray *values; /* of struct value: the row in hand */
    guint row, row_repeated, column, cell_repeated;
    struct value value; /* the cell in hand */
    GString *text;
    char *type, *date, *time, *cell_style;
    guint tables;   /* open tables; those inside another are left out */
    guint skipping; /* depth inside an element that is left out with all it holds */
    guint paragraphs;
    bool in_cell;
    struct odf_strikes *strikes;
};

static bool is(const char *name, const char *other)
{
    return strcmp(name, other) == 0;
}

static bool is_left_out(const char *name)
{
    static const char *const names[] = {"table:tracked-changes", "office:annotation", "office:forms",
                                        "table:shapes",          "draw:frame",        "draw:custom-shape",
                                        "draw:control",          "text:note",         NULL};
    return g_strv_contains(names, name);
}

static void value_clear(gpointer data)
{
    g_free(((struct value *)data)->text);
}

/* Styles come before the tables that use them. */
static void read_style(struct reading *reading, const char *name, const char *const *attributes)
{
    const char *style = xml_attribute(attributes, "style:name");
    if (is(name, "style:style")) {
        const char *shows = xml_attribute(attributes, "style:data-style-name");
        g_free(reading->style);
        reading->style = g_strdup(style);
        if (style && shows && g_hash_table_contains(reading->durations, shows))
            g_hash_table_add(reading->durations, g_strdup(style));
    } else if (is(name, "style:table-properties")) {
        if (reading->style && g_strcmp0(xml_attribute(attributes, "table:display"), "false") == 0)
            g_hash_table_add(reading->hidden, g_strdup(reading->style));
    } else if (is(name, "number:time-style")) {
        if (style && g_strcmp0(xml_attribute(attributes, "number:truncate-on-overflow"), "false") == 0)
            g_hash_table_add(reading->durations, g_strdup(style));
    }
}

static bool open_table(struct reading *reading, const char *const *attributes, GError **error)
{
    const char *style = xml_attribute(attributes, "table:style-name"),
               *name = xml_attribute(attributes, "table:name");
    if (reading->tables || (style && g_hash_table_contains(reading->hidden, style))) {
        reading->skipping = 1;
        return true;
    }
    reading->tables = 1;
    reading->row = 0;
    return sheet_table_begin(reading->sheet, name, error);
}

static void open_row(struct reading *reading, const char *const *attributes)
{
    reading->column = 0;
    reading->row_repeated = MAX(xml_number(attributes, "table:number-rows-repeated", 1, LAST_ROW), 1);
}

static void open_cell(struct reading *reading, const char *const *attributes)
{
    const char *number = xml_attribute(attributes, "office:value");
    g_free(reading->type);
    g_free(reading->date);
    g_free(reading->time);
    g_free(reading->cell_style);
    reading->type = g_strdup(xml_attribute(attributes, "office:value-type"));
    reading->date = g_strdup(xml_attribute(attributes, "office:date-value"));
    reading->time = g_strdup(xml_attribute(attributes, "office:time-value"));
    reading->cell_style = g_strdup(xml_attribute(attributes, "table:style-name"));
    if (g_strcmp0(xml_attribute(attributes, "calcext:value-type"), "error") == 0)
        g_clear_pointer(&reading->type, g_free);
    if (g_strcmp0(reading->type, "boolean") == 0)
        number = g_strcmp0(xml_attribute(attributes, "office:boolean-value"), "true") == 0 ? "1" : "0";
    reading->cell_repeated = MAX(xml_number(attributes, "table:number-columns-repeated", 1, LAST_COLUMN), 1);
    reading->value = (struct value){
        .column = reading->column,
        .rows = MAX(xml_number(attributes, "table:number-rows-spanned", 1, LAST_ROW), 1),
        .columns = MAX(xml_number(attributes, "table:number-columns-spanned", 1, LAST_COLUMN), 1),
        .number = number ? g_ascii_strtod(number, NULL) : 0,
    };
    reading->in_cell = true;
    g_string_truncate(reading->text, 0);
}

static void read_inline(struct reading *reading, const char *name, const char *const *attributes)
{
    if (is(name, "text:p") && reading->paragraphs++ == 0 && reading->text->len)
        g_string_append_c(reading->text, '\n');
    else if (is(name, "text:s"))
        for (guint blanks = xml_number(attributes, "text:c", 1, MAX_BLANKS); blanks > 0; blanks--)
            g_string_append_c(reading->text, ' ');
    else if (is(name, "text:tab"))
        g_string_append_c(reading->text, '\t');
    else if (is(name, "text:line-break"))
        g_string_append_c(reading->text, '\n');
}

static bool on_start(void *data, const char *name, const char *const *attributes, GError **error)
{
    struct reading *reading = data;
    if (reading->skipping || is_left_out(name)) {
        reading->skipping++;
        return true;
    }
    odf_strikes_open(reading->strikes, name, attributes);
    if (is(name, "table:table") || is(name, "table:sub-table"))
        return open_table(reading, attributes, error);
    if (is(name, "table:table-row"))
        open_row(reading, attributes);
    else if (is(name, "table:table-cell") || is(name, "table:covered-table-cell"))
        open_cell(reading, attributes);
    else if (reading->in_cell)
        read_inline(reading, name, attributes);
    else
        read_style(reading, name, attributes);
    return reading->text->len <= SHEET_MAX_TEXT || fail(error, ERROR_INPUT, "a cell with too much text");
}

/* The minutes of an ISO 8601 duration in hours, minutes and seconds ("PT18H00M00S"); negative where it is
 * none. */
static double duration_minutes(const char *text)
{
    double minutes = 0;
    if (!text || !g_str_has_prefix(text, "PT"))
        return -1;
    for (const char *p = text + 2; *p;) {
        char *end;
        double number = g_ascii_strtod(p, &end);
        if (end == p || number < 0 || number > 1e6)
            return -1;
        if (*end == 'H')
            minutes += number * 60;
        else if (*end == 'M')
            minutes += number;
        else if (*end == 'S')
            minutes += number / 60;
        else
            return -1;
        p = end + 1;
    }
    return minutes;
}

static void read_time(const struct reading *reading, struct value *value)
{
    double minutes = duration_minutes(reading->time);
    if (minutes < 0)
        return;
    bool elapsed = minutes >= 1440 ||
                   (reading->cell_style && g_hash_table_contains(reading->durations, reading->cell_style));
    value->number = minutes / 1440;
    value->text = serial_text(value->number, elapsed ? SERIAL_DURATION : SERIAL_TIME, false, &value->kind);
}

/* A date with the time of day only where the sheet shows it. */
static void read_date(const struct reading *reading, struct value *value)
{
    value->text = reading->date ? serial_iso_date(reading->date) : NULL;
    value->kind = VALUE_DATE;
    if (value->text && strlen(value->text) > 10 && !strchr(reading->text->str, ':'))
        value->text[10] = '\0';
}

/* The value of the cell in hand; its text stays NULL where it has none, or an error like #N/A. */
static void read_value(const struct reading *reading, struct value *value)
{
    const char *type = reading->type;
    if (!type)
        return;
    if (is(type, "float") || is(type, "percentage") || is(type, "currency")) {
        if (isfinite(value->number))
            value->text = serial_text(value->number, SERIAL_NUMBER, false, &value->kind);
    } else if (is(type, "date")) {
        read_date(reading, value);
    } else if (is(type, "time")) {
        read_time(reading, value);
    } else if (is(type, "boolean")) {
        value->text = g_strdup(value->number ? SHEET_TICKED : SHEET_UNTICKED);
        value->kind = VALUE_TICK;
    } else {
        value->text = g_strdup(reading->text->str);
        value->kind = VALUE_TEXT;
    }
}

static bool close_cell(struct reading *reading, bool covered, GError **error)
{
    struct value value = reading->value;
    guint repeated = reading->cell_repeated;
    reading->in_cell = false;
    reading->column = MIN(reading->column + repeated, LAST_COLUMN + 1);
    if (covered)
        return true;
    read_value(reading, &value);
    if (value.text && *value.text && odf_strikes_style(reading->strikes, reading->cell_style)) {
        g_free(value.text);
        value.text = g_strdup(SHEET_STRUCK);
        value.kind = VALUE_TEXT;
    }
    bool holds = value.text && *value.text;
    if (!holds && value.rows == 1 && value.columns == 1) {
        g_free(value.text);
        return true;
    }
    value.repeated = repeated;
    g_array_append_val(reading->values, value);
    return reading->values->len <= LAST_COLUMN ||
           fail(error, ERROR_INPUT, "a row of more than %u cells", LAST_COLUMN);
}

static bool write_value(struct reading *reading, const struct value *value, GError **error)
{
    for (guint i = 0; i < value->repeated; i++)
        if (!sheet_table_cell(reading->sheet, reading->row, value->column + i, value->rows, value->columns,
                              value->kind, value->text ? value->text : "", value->number, error))
            return false;
    return true;
}

static bool write_row(struct reading *reading, GError **error)
{
    for (guint i = 0; i < reading->values->len; i++)
        if (!write_value(reading, &g_array_index(reading->values, struct value, i), error))
            return false;
    return true;
}

static bool close_row(struct reading *reading, GError **error)
{
    guint repeated = reading->row_repeated;
    if (reading->values->len == 0) {
        reading->row = MIN(reading->row + repeated, LAST_ROW);
        return true;
    }
    for (guint i = 0; i < repeated; i++, reading->row++)
        if (!write_row(reading, error))
            return false;
    g_array_set_size(reading->values, 0);
    return true;
}

static bool on_end(void *data, const char *name, GError **error)
{
    struct reading *reading = data;
    if (reading->skipping) {
        reading->skipping--;
        return true;
    }
    odf_strikes_close(reading->strikes, name);
    if (is(name, "table:table")) {
        reading->tables = 0;
        return sheet_table_end(reading->sheet, error);
    }
    if (reading->in_cell && (is(name, "table:table-cell") || is(name, "table:covered-table-cell")))
        return close_cell(reading, is(name, "table:covered-table-cell"), error);
    if (is(name, "table:table-row") && reading->tables)
        return close_row(reading, error);
    if (is(name, "text:p") && reading->paragraphs)
        reading->paragraphs--;
    return true;
}

static bool on_text(void *data, const char *text, gsize length, GError **error)
{
    (void)error;
    struct reading *reading = data;
    if (!reading->in_cell || !reading->paragraphs || reading->skipping)
        return true;
    if (odf_strikes_now(reading->strikes))
        g_string_append(reading->text, SHEET_STRUCK);
    else
        g_string_append_len(reading->text, text, (gssize)length);
    return true;
}

static void reading_clear(struct reading *reading)
{
    odf_strikes_free(reading->strikes);
    g_free(reading->style);
    g_free(reading->type);
    g_free(reading->date);
    g_free(reading->time);
    g_free(reading->cell_style);
    g_string_free(reading->text, TRUE);
}

struct sheet *ods_read(GBytes *file, GError **error)
{
    static const struct xml_events events = {on_start, on_end, on_text};
    g_autoptr(package_t) package = package_open(file, error);
    g_autoptr(GBytes) document = package ? package_part(package, "content.xml", error) : NULL;
    if (!document)
        return NULL;
    g_autoptr(sheet_t) sheet = sheet_new();
    g_autoptr(GHashTable) hidden = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) durations = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(struct value));
    g_array_set_clear_func(values, value_clear);
    struct reading reading = {.sheet = sheet, .hidden = hidden, .durations = durations, .values = values};
    reading.text = g_string_new(NULL);
    reading.strikes = odf_strikes_new();
    bool done = xml_parse(document, &events, &reading, error);
    reading_clear(&reading);
    return done ? g_steal_pointer(&sheet) : NULL;
}
