/*
 * Excel workbooks of 97 to 2003 (xls, BIFF8), [MS-XLS]. Each visible worksheet is a table with the name of
 * its tab.
 */
#include "parser/formats/biff.h"
#include "parser/formats/cells.h"
#include "parser/formats/compound.h"
#include "parser/formats/format.h"
#include "parser/formats/serial.h"
#include <math.h>
#include <string.h>

#define MAX_WORKSHEETS 256u
#define MAX_STRINGS    1000000u
#define LAST_COLUMN    256u /* of Excel's own grid */

#define VERSION_8    0x0600 /* of Excel 97 to 2003 */
#define FONT_STRIKES 0x0008
#define NO_FONT      4 /* no font has this number */

enum record_type {
    FORMULA = 0x06,
    END = 0x0a,
    DATE_MODE = 0x22,
    FILE_PASS = 0x2f,
    FONT = 0x31,
    BOUND_SHEET = 0x85,
    MULTIPLE_RK = 0xbd,
    RICH_STRING = 0xd6,
    CELL_FORMAT = 0xe0,
    MERGED_CELLS = 0xe5,
    SHARED_STRINGS = 0xfc,
    LABEL_SHARED = 0xfd,
    NUMBER = 0x203,
    LABEL = 0x204,
    BOOLEAN_OR_ERROR = 0x205,
    STRING = 0x207,
    RK = 0x27e,
    FORMAT = 0x41e,
    BEGIN = 0x809,
};

struct tab {
    char *name;
    gsize place; /* of its records in the stream */
};

/* What a cell style refers to. */
struct style {
    guint16 font, format;
};

struct book {
    struct octets stream; /* borrowed */
    GArray *tabs;         /* of struct tab: the visible worksheets in order */
    GPtrArray *strings;   /* of char *: shared strings by index */
    GHashTable *codes;    /* number of a format to its enum serial_kind */
    GArray *fonts;        /* of bool: whether the font strikes through */
    GArray *styles;       /* of struct style, by their number */
    bool from_1904;       /* how days are counted */
    gsize read;           /* octets of the worksheets so far */
};

typedef struct book book_t; /* the typedef is for g_autoptr(book_t) */

static void tab_clear(gpointer data)
{
    g_free(((struct tab *)data)->name);
}

static struct book *book_new(struct octets stream)
{
    struct book *book = g_new0(struct book, 1);
    book->stream = stream;
    book->tabs = g_array_new(FALSE, FALSE, sizeof(struct tab));
    g_array_set_clear_func(book->tabs, tab_clear);
    book->strings = g_ptr_array_new_with_free_func(g_free);
    book->codes = g_hash_table_new(NULL, NULL);
    book->fonts = g_array_new(FALSE, FALSE, sizeof(bool));
    book->styles = g_array_new(FALSE, FALSE, sizeof(struct style));
    return book;
}

static void book_free(struct book *book)
{
    g_array_unref(book->tabs);
    g_ptr_array_unref(book->strings);
    g_hash_table_unref(book->codes);
    g_array_unref(book->fonts);
    g_array_unref(book->styles);
    g_free(book);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(book_t, book_free)

/* What concerns the whole workbook */

static bool read_tab(struct book *book, struct biff_record *record, GError **error)
{
    guint32 place = biff_32(record);
    guint state = biff_8(record) & 3, type = biff_8(record);
    if (state != 0 || type != 0)
        return true;
    struct tab tab = {.name = biff_string(record, true), .place = place};
    g_array_append_val(book->tabs, tab);
    return book->tabs->len <= MAX_WORKSHEETS ||
           fail(error, ERROR_INPUT, "more than %u worksheets", MAX_WORKSHEETS);
}

static bool read_strings(struct book *book, struct biff_record *record, GError **error)
{
    biff_32(record); /* how often they are used */
    for (guint32 count = biff_32(record); count && !biff_is_read(record); count--) {
        g_ptr_array_add(book->strings, biff_string(record, false));
        if (book->strings->len > MAX_STRINGS)
            return fail(error, ERROR_INPUT, "more than %u shared strings", MAX_STRINGS);
    }
    return true;
}

static void read_format(struct book *book, struct biff_record *record)
{
    guint number = biff_16(record);
    g_autofree char *code = biff_string(record, false);
    g_hash_table_insert(book->codes, GUINT_TO_POINTER(number), GUINT_TO_POINTER(serial_of_code(code)));
}

static bool read_global(struct book *book, struct biff_record *record, GError **error)
{
    struct style style = {octets_16(record->octets, 0), octets_16(record->octets, 2)};
    bool strikes = octets_16(record->octets, 2) & FONT_STRIKES;
    switch (record->type) {
    case FILE_PASS:
        return fail(error, ERROR_INPUT, "password protected");
    case DATE_MODE:
        book->from_1904 = octets_16(record->octets, 0) == 1;
        return true;
    case BOUND_SHEET:
        return read_tab(book, record, error);
    case SHARED_STRINGS:
        return read_strings(book, record, error);
    case FORMAT:
        read_format(book, record);
        return true;
    case FONT:
        if (book->fonts->len <= G_MAXUINT16)
            g_array_append_val(book->fonts, strikes);
        return true;
    case CELL_FORMAT:
        if (book->styles->len <= G_MAXUINT16)
            g_array_append_val(book->styles, style);
        return true;
    default:
        return true;
    }
}

static bool read_globals(struct book *book, GError **error)
{
    struct biff_record record;
    gsize place = 0;
    if (!biff_next(book->stream, &place, &record) || record.type != BEGIN)
        return fail(error, ERROR_INPUT, "not a sound Excel file");
    if (octets_16(record.octets, 0) != VERSION_8)
        return fail(error, ERROR_INPUT, "no reader for xls of before 1997");
    while (biff_next(book->stream, &place, &record) && record.type != END)
        if (!read_global(book, &record, error))
            return false;
    return true;
}

/* Worksheets */

/* Where a cell stands, and its style: the beginning of all records of cells. */
struct spot {
    guint row, column, style;
};

struct worksheet {
    const struct book *book;
    struct cells *cells;
    /* A formula whose text follows in a record of its own. */
    bool awaits_text;
    struct spot formula;
};

static struct spot spot_of(struct octets octets)
{
    return (struct spot){octets_16(octets, 0), octets_16(octets, 2), octets_16(octets, 4)};
}

static enum serial_kind shown_by(const struct book *book, guint style)
{
    if (style >= book->styles->len)
        return SERIAL_NUMBER;
    guint number = g_array_index(book->styles, struct style, style).format;
    gpointer known;
    if (g_hash_table_lookup_extended(book->codes, GUINT_TO_POINTER(number), NULL, &known))
        return (enum serial_kind)GPOINTER_TO_UINT(known);
    return serial_built_in(number);
}

static bool is_struck(const struct book *book, guint style)
{
    guint font = style < book->styles->len ? g_array_index(book->styles, struct style, style).font : NO_FONT;
    guint index = font > NO_FONT ? font - 1 : font;
    return font != NO_FONT && index < book->fonts->len && g_array_index(book->fonts, bool, index);
}

/* A cell of the worksheet; takes over the text. */
static bool add(struct worksheet *worksheet, struct spot spot, enum value_kind kind, char *text,
                double number, GError **error)
{
    if (*text && is_struck(worksheet->book, spot.style)) {
        g_free(text);
        text = g_strdup(SHEET_STRUCK);
        kind = VALUE_TEXT;
    }
    if (spot.column < LAST_COLUMN)
        return cells_add(worksheet->cells, spot.row, spot.column, kind, text, number, error);
    g_free(text);
    return fail(error, ERROR_INPUT, "a cell stands outside the grid");
}

static bool add_number(struct worksheet *worksheet, struct spot spot, double number, GError **error)
{
    if (!isfinite(number))
        return true;
    enum value_kind kind;
    char *text =
        serial_text(number, shown_by(worksheet->book, spot.style), worksheet->book->from_1904, &kind);
    return add(worksheet, spot, kind, text, number, error);
}

static bool add_boolean(struct worksheet *worksheet, struct spot spot, bool ticked, GError **error)
{
    return add(worksheet, spot, VALUE_TICK, g_strdup(ticked ? SHEET_TICKED : SHEET_UNTICKED), 0, error);
}

/* A number in four octets: a whole one, or the upper half of a real one; perhaps a hundredth of it. */
static double rk_number(guint32 rk)
{
    double number;
    if (rk & 2) {
        number = (gint32)rk >> 2;
    } else {
        guint64 bits = (guint64)(rk & ~3u) << 32;
        memcpy(&number, &bits, sizeof number);
    }
    return rk & 1 ? number / 100 : number;
}

static bool read_rks(struct worksheet *worksheet, struct octets octets, GError **error)
{
    struct spot spot = spot_of(octets);
    for (gsize place = 4; octets_has(octets, place, 6 + 2); place += 6, spot.column++) {
        spot.style = octets_16(octets, place);
        if (!add_number(worksheet, spot, rk_number(octets_32(octets, place + 2)), error))
            return false;
    }
    return true;
}

static bool read_shared(struct worksheet *worksheet, struct spot spot, guint32 index, GError **error)
{
    const GPtrArray *strings = worksheet->book->strings;
    return index >= strings->len ||
           add(worksheet, spot, VALUE_TEXT, g_strdup(strings->pdata[index]), 0, error);
}

/* The result of a formula is a number, or says in its octets what else it is. */
static bool read_formula(struct worksheet *worksheet, struct octets octets, GError **error)
{
    struct spot spot = spot_of(octets);
    if (octets_16(octets, 12) != 0xffff)
        return add_number(worksheet, spot, octets_double(octets, 6), error);
    switch (octets_8(octets, 6)) {
    case 0:
        worksheet->awaits_text = true;
        worksheet->formula = spot;
        return true;
    case 1:
        return add_boolean(worksheet, spot, octets_8(octets, 8), error);
    default:
        return true;
    }
}

static bool read_formula_text(struct worksheet *worksheet, struct biff_record *record, GError **error)
{
    if (!worksheet->awaits_text)
        return true;
    worksheet->awaits_text = false;
    return add(worksheet, worksheet->formula, VALUE_TEXT, biff_string(record, false), 0, error);
}

static bool read_label(struct worksheet *worksheet, struct biff_record *record, GError **error)
{
    struct spot spot = spot_of(record->octets);
    biff_seek(record, 6);
    return add(worksheet, spot, VALUE_TEXT, biff_string(record, false), 0, error);
}

static bool read_merges(struct worksheet *worksheet, struct octets octets, GError **error)
{
    guint count = octets_16(octets, 0);
    for (gsize place = 2; count && octets_has(octets, place, 8); place += 8, count--) {
        guint row = octets_16(octets, place), last_row = octets_16(octets, place + 2);
        guint column = octets_16(octets, place + 4), last_column = octets_16(octets, place + 6);
        if (last_row < row || last_column < column || last_column >= LAST_COLUMN)
            continue;
        if (!cells_merge(worksheet->cells, row, column, last_row - row + 1, last_column - column + 1, error))
            return false;
    }
    return true;
}

/* How many octets a cell of a type has at least. */
static gsize shortest(guint16 type)
{
    switch (type) {
    case BOOLEAN_OR_ERROR:
    case LABEL:
    case RICH_STRING:
        return 8;
    case LABEL_SHARED:
    case RK:
    case MULTIPLE_RK:
        return 10;
    case NUMBER:
    case FORMULA:
        return 14;
    default:
        return 0;
    }
}

static bool read_cell(struct worksheet *worksheet, struct biff_record *record, GError **error)
{
    struct octets octets = record->octets;
    if (octets.length < shortest(record->type))
        return fail(error, ERROR_INPUT, "not a sound Excel file");
    struct spot spot = spot_of(octets);
    switch (record->type) {
    case LABEL_SHARED:
        return read_shared(worksheet, spot, octets_32(octets, 6), error);
    case LABEL:
    case RICH_STRING:
        return read_label(worksheet, record, error);
    case RK:
        return add_number(worksheet, spot, rk_number(octets_32(octets, 6)), error);
    case MULTIPLE_RK:
        return read_rks(worksheet, octets, error);
    case NUMBER:
        return add_number(worksheet, spot, octets_double(octets, 6), error);
    case BOOLEAN_OR_ERROR:
        return octets_8(octets, 7) != 0 || add_boolean(worksheet, spot, octets_8(octets, 6), error);
    case FORMULA:
        worksheet->awaits_text = false;
        return read_formula(worksheet, octets, error);
    case STRING:
        return read_formula_text(worksheet, record, error);
    case MERGED_CELLS:
        return read_merges(worksheet, octets, error);
    default:
        return true;
    }
}

/* From the place of the worksheet to the place behind it. A chart inside a worksheet has records of its own,
 * between a beginning and an end. */
static bool read_cells(struct worksheet *worksheet, gsize *place, GError **error)
{
    struct biff_record record;
    guint depth = 0;
    if (!biff_next(worksheet->book->stream, place, &record) || record.type != BEGIN)
        return fail(error, ERROR_INPUT, "not a sound Excel file");
    while (biff_next(worksheet->book->stream, place, &record)) {
        if (record.type == BEGIN)
            depth++;
        else if (record.type == END && depth-- == 0)
            return true;
        else if (depth == 0 && !read_cell(worksheet, &record, error))
            return false;
    }
    return fail(error, ERROR_INPUT, "not a sound Excel file");
}

/* Worksheets that share records need more room than the stream has. */
static bool read_worksheet(struct book *book, const struct tab *tab, struct sheet *sheet, GError **error)
{
    g_autoptr(cells_t) cells = cells_new();
    struct worksheet worksheet = {.book = book, .cells = cells};
    gsize place = tab->place;
    if (!read_cells(&worksheet, &place, error))
        return false;
    book->read += place - tab->place;
    if (book->read > book->stream.length)
        return fail(error, ERROR_INPUT, "not a sound Excel file");
    return cells_write(cells, sheet, tab->name, error);
}

static GBytes *open_stream(struct compound *compound, GError **error)
{
    GBytes *stream = compound_stream(compound, "Workbook");
    if (stream)
        return stream;
    g_autoptr(GBytes) older = compound_stream(compound, "Book");
    fail(error, ERROR_INPUT, older ? "no reader for xls of before 1997" : "not a sound Excel file");
    return NULL;
}

struct sheet *xls_read(GBytes *file, GError **error)
{
    g_autoptr(compound_t) compound = compound_open(file, error);
    g_autoptr(GBytes) stream = compound ? open_stream(compound, error) : NULL;
    if (!stream)
        return NULL;
    g_autoptr(book_t) book = book_new(octets_of(stream));
    g_autoptr(sheet_t) sheet = sheet_new();
    if (!read_globals(book, error))
        return NULL;
    for (guint i = 0; i < book->tabs->len; i++)
        if (!read_worksheet(book, &g_array_index(book->tabs, struct tab, i), sheet, error))
            return NULL;
    return g_steal_pointer(&sheet);
}
