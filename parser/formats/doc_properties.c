/*
 * Properties of the paragraphs and characters of a binary Word document: changes of what is usual, gathered
 * on pages of 512 octets, found by the place of the text in the stream.
 */
#include "parser/formats/codepage.h"
#include "parser/formats/doc_file.h"

#define PAGE_LENGTH 512

/* Changes ("sprm") that matter here, by their number. */
enum change {
    RUN_DELETED = 0x0800,
    RUN_HAS_DATA = 0x0806,
    RUN_STRUCK = 0x0837,
    RUN_STRUCK_TWICE = 0x2a53,
    RUN_HIDDEN = 0x083c,
    RUN_SPECIAL = 0x0855,
    RUN_PLAIN = 0x2a33,
    RUN_FONT = 0x4a4f,
    RUN_DATA = 0x6a03,
    RUN_SYMBOL = 0x6a09,
    PARAGRAPH_IN_TABLE = 0x2416,
    PARAGRAPH_ENDS_ROW = 0x2417,
    PARAGRAPH_ENDS_INNER_CELL = 0x244b,
    PARAGRAPH_ENDS_INNER_ROW = 0x244c,
    PARAGRAPH_DEPTH = 0x6649,
    PARAGRAPH_DEEPER = 0x664a,
    PARAGRAPH_TABS = 0xc615,
    PARAGRAPH_ELSEWHERE_OLD = 0x6645,
    PARAGRAPH_ELSEWHERE = 0x6646,
    TABLE_ELSEWHERE = 0x646b,
    TABLE_MERGE = 0x5624,
    TABLE_CELLS_OLD = 0xd606,
    TABLE_CELLS = 0xd608,
    TABLE_MERGE_UP = 0xd62b,
};

/* Changes of a whole piece that are so short that they stand in the piece itself. */
static const struct {
    guint number;
    enum change change;
} short_changes[] = {
    {0x18, PARAGRAPH_IN_TABLE}, {0x19, PARAGRAPH_ENDS_ROW}, {0x41, RUN_DELETED},
    {0x57, RUN_STRUCK},         {0x5c, RUN_HIDDEN},
};

/* Takes one change: its number and what stands behind it. */
typedef void (*change_taker)(void *data, guint16 change, struct octets operand);

/* How many octets stand behind the number of a change. */
static gsize operand_length(struct octets changes, gsize place, guint16 change)
{
    static const gsize lengths[] = {1, 1, 2, 4, 2, 2, 0, 3};
    gsize length = lengths[change >> 13];
    if (length)
        return length;
    if (change == TABLE_CELLS || change == TABLE_CELLS_OLD)
        return (gsize)octets_16(changes, place) + 1;
    length = octets_8(changes, place);
    if (change != PARAGRAPH_TABS || length < 255)
        return length + 1;
    gsize deleted = octets_8(changes, place + 1), added = octets_8(changes, place + 2 + deleted * 4);
    return 3 + deleted * 4 + added * 3;
}

static void each_change(struct doc_file *file, struct octets changes, change_taker take, void *data)
{
    if (file->changed > DOC_MAX_CHANGED)
        return;
    file->changed += changes.length;
    for (gsize place = 0; octets_has(changes, place, 2);) {
        guint16 change = octets_16(changes, place);
        gsize length = operand_length(changes, place + 2, change);
        if (!octets_has(changes, place + 2, length))
            return;
        take(data, change, octets_part(changes, place + 2, length));
        place += 2 + length;
    }
}

static void each_change_of_piece(struct doc_file *file, guint16 of_piece, change_taker take, void *data)
{
    if (of_piece & 1) {
        guint index = of_piece >> 1;
        if (index < file->changes->len)
            each_change(file, g_array_index(file->changes, struct octets, index), take, data);
        return;
    }
    guint8 value = (guint8)(of_piece >> 8);
    for (gsize i = 0; i < G_N_ELEMENTS(short_changes); i++)
        if (short_changes[i].number == (of_piece >> 1 & 0x7f))
            take(data, short_changes[i].change, (struct octets){&value, 1});
}

/* The last of `count` ascending numbers, four octets each, that is not beyond a place. */
static gsize find(struct octets numbers, gsize count, gsize place)
{
    gsize low = 0, high = count;
    while (high - low > 1) {
        gsize middle = (low + high) / 2;
        if (octets_32(numbers, middle * 4) <= place)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* What a page says of a place of the document stream. */
struct entry {
    struct octets page;
    gsize first, end; /* of which it is said */
    gsize place;      /* in the page; 0: nothing is said */
};

/* False where no page knows the place. The numbers that a page begins with are followed by entries of a
 * length, whose first octet says where in the page the changes are, in pairs of octets. */
static bool find_entry(const struct doc_file *file, enum doc_table table, gsize place, struct entry *entry)
{
    struct octets pages = doc_file_table(file, table);
    gsize count = pages.length / 8; /* one place more than pages */
    if (count == 0)
        return false;
    gsize number = octets_32(pages, (count + 1) * 4 + find(pages, count, place) * 4) & 0x3fffff;
    struct octets page = octets_part(file->document, number * PAGE_LENGTH, PAGE_LENGTH);
    gsize runs = octets_8(page, PAGE_LENGTH - 1), entry_length = table == TABLE_RUNS ? 1 : 13;
    if (page.length < PAGE_LENGTH || runs == 0 || (runs + 1) * 4 + runs * entry_length >= PAGE_LENGTH)
        return false;
    gsize index = find(page, runs, place);
    *entry = (struct entry){page, octets_32(page, index * 4), octets_32(page, index * 4 + 4), 0};
    entry->place = (gsize)octets_8(page, (runs + 1) * 4 + index * entry_length) * 2;
    return entry->first <= place && place < entry->end;
}

/* Paragraphs */

struct paragraph_reading {
    struct doc_file *file;
    struct doc_paragraph paragraph;
    struct row_layout *layout;
    bool in_table, has_depth;
    bool elsewhere; /* the changes stand in the data stream; one step is followed */
};

static struct row_cell *cell_of(struct paragraph_reading *reading, guint index)
{
    GArray *cells = reading->layout->cells;
    return index < cells->len ? &g_array_index(cells, struct row_cell, index) : NULL;
}

/* The number of cells, their edges from left to right, and twenty octets for each. */
static void take_cells(struct paragraph_reading *reading, struct octets operand)
{
    enum { IS_MERGED = 0x02, MERGES_UP = 0x20, BEGINS = 0x40 };
    gsize count = octets_8(operand, 2), cells = 3 + (count + 1) * 2;
    g_array_set_size(reading->layout->cells, 0);
    if (!octets_has(operand, 3, (count + 1) * 2))
        return;
    reading->layout->left = octets_signed_16(operand, 3);
    for (gsize i = 0; i < count; i++) {
        guint16 manner = octets_16(operand, cells + i * 20);
        struct row_cell cell = {
            .right = octets_signed_16(operand, 3 + (i + 1) * 2),
            .continues_left = manner & IS_MERGED,
            .continues_above = (manner & MERGES_UP) && !(manner & BEGINS),
        };
        g_array_append_val(reading->layout->cells, cell);
    }
}

static void merge_cells(struct paragraph_reading *reading, struct octets operand)
{
    for (guint i = octets_8(operand, 0) + 1u; i < octets_8(operand, 1); i++)
        if (cell_of(reading, i))
            cell_of(reading, i)->continues_left = true;
}

static void merge_up(struct paragraph_reading *reading, struct octets operand)
{
    struct row_cell *cell = cell_of(reading, octets_8(operand, 1));
    if (cell)
        cell->continues_above = octets_8(operand, 2) == 1;
}

static void take_paragraph_change(void *data, guint16 change, struct octets operand);

static void take_elsewhere(struct paragraph_reading *reading, struct octets operand)
{
    gsize place = octets_32(operand, 0);
    if (reading->elsewhere)
        return;
    reading->elsewhere = true;
    struct octets changes =
        octets_part(reading->file->data, place + 2, octets_16(reading->file->data, place));
    each_change(reading->file, changes, take_paragraph_change, reading);
}

static void take_paragraph_change(void *data, guint16 change, struct octets operand)
{
    struct paragraph_reading *reading = data;
    struct doc_paragraph *paragraph = &reading->paragraph;
    bool on = octets_8(operand, 0) != 0;
    switch (change) {
    case PARAGRAPH_IN_TABLE:
        reading->in_table = on;
        break;
    case PARAGRAPH_ENDS_ROW:
        paragraph->ends_row = on;
        break;
    case PARAGRAPH_ENDS_INNER_CELL:
        paragraph->ends_inner_cell = on;
        break;
    case PARAGRAPH_ENDS_INNER_ROW:
        paragraph->ends_inner_row = on;
        break;
    case PARAGRAPH_DEPTH:
        reading->has_depth = true;
        paragraph->depth = MIN(octets_32(operand, 0), ROWS_MAX_DEPTH + 1);
        break;
    case PARAGRAPH_DEEPER:
        reading->has_depth = true;
        paragraph->depth = MIN(paragraph->depth + octets_8(operand, 0), ROWS_MAX_DEPTH + 1);
        break;
    case PARAGRAPH_ELSEWHERE:
    case PARAGRAPH_ELSEWHERE_OLD:
    case TABLE_ELSEWHERE:
        take_elsewhere(reading, operand);
        break;
    case TABLE_CELLS:
        take_cells(reading, operand);
        break;
    case TABLE_MERGE:
        merge_cells(reading, operand);
        break;
    case TABLE_MERGE_UP:
        merge_up(reading, operand);
        break;
    }
}

/* The changes of a paragraph, behind their length, counted in pairs of octets, and the number of its style.
 */
static struct octets paragraph_changes(const struct entry *entry)
{
    gsize place = entry->place, length = (gsize)octets_8(entry->page, place) * 2;
    if (length)
        return octets_part(entry->page, place + 3, length - 1 < 2 ? 0 : length - 3);
    length = (gsize)octets_8(entry->page, place + 1) * 2;
    return octets_part(entry->page, place + 4, length < 2 ? 0 : length - 2);
}

struct doc_paragraph doc_paragraph_at(struct doc_file *file, const struct doc_piece *piece, gsize place,
                                      struct row_layout *layout)
{
    struct paragraph_reading reading = {.file = file, .layout = layout};
    struct entry entry;
    layout->left = 0;
    g_array_set_size(layout->cells, 0);
    if (!find_entry(file, TABLE_PARAGRAPHS, place, &entry))
        return reading.paragraph;
    reading.paragraph.known = true;
    if (entry.place)
        each_change(file, paragraph_changes(&entry), take_paragraph_change, &reading);
    each_change_of_piece(file, piece->change, take_paragraph_change, &reading);
    if (!reading.in_table)
        reading.paragraph.depth = 0;
    else if (!reading.has_depth || reading.paragraph.depth == 0)
        reading.paragraph.depth = 1;
    return reading.paragraph;
}

/* Runs */

static void take_run_change(void *data, guint16 change, struct octets operand)
{
    struct doc_run *run = data;
    guint8 value = octets_8(operand, 0);
    bool on = value == 1 || value == 0x81; /* 0x80: as the style, 0x81: as the style is not */
    switch (change) {
    case RUN_DELETED:
        run->deleted = on;
        break;
    case RUN_STRUCK:
    case RUN_STRUCK_TWICE:
        run->struck = on;
        break;
    case RUN_HIDDEN:
        run->hidden = on;
        break;
    case RUN_SPECIAL:
        run->special = on;
        break;
    case RUN_HAS_DATA:
        run->has_data = on;
        break;
    case RUN_PLAIN:
        run->hidden = run->struck = false;
        break;
    case RUN_FONT:
        run->font = octets_16(operand, 0);
        break;
    case RUN_DATA:
        run->data = octets_32(operand, 0);
        break;
    case RUN_SYMBOL:
        run->symbol_font = octets_16(operand, 0);
        run->symbol = octets_16(operand, 2);
        break;
    }
}

struct doc_run doc_run_at(struct doc_file *file, const struct doc_piece *piece, gsize place)
{
    struct doc_run run = {.first = place, .end = place + 1, .change = piece->change};
    struct entry entry;
    if (!find_entry(file, TABLE_RUNS, place, &entry))
        return run;
    run.first = entry.first;
    run.end = entry.end;
    if (entry.place)
        each_change(file, octets_part(entry.page, entry.place + 1, octets_8(entry.page, entry.place)),
                    take_run_change, &run);
    each_change_of_piece(file, piece->change, take_run_change, &run);
    return run;
}

/* Form fields */

/* A string behind its length, with a NUL at its end; gives the place behind it. */
static gsize skip_string(struct octets data, gsize place)
{
    return place + 2 + (gsize)octets_16(data, place) * 2 + 2;
}

static char *chosen(struct octets data, gsize place, guint choice)
{
    guint count = octets_16(data, place + 2);
    if (octets_16(data, place) != 0xffff || choice >= count)
        return NULL;
    place += 6;
    for (; choice; choice--)
        place += 2 + (gsize)octets_16(data, place) * 2;
    gsize length = (gsize)octets_16(data, place) * 2;
    return octets_has(data, place + 2, length) ? codepage_wide_text(octets_part(data, place + 2, length))
                                               : NULL;
}

char *doc_field_value(const struct doc_file *file, gsize place)
{
    enum { CHECK_BOX = 1, LIST = 2, UNDEFINED = 25 };
    gsize header = octets_16(file->data, place + 4), length = octets_32(file->data, place);
    if (!octets_has(file->data, place, length) || header > length)
        return NULL;
    struct octets data = octets_part(file->data, place + header, length - header);
    if (octets_32(data, 0) != G_MAXUINT32 || data.length < 10)
        return NULL;
    guint bits = octets_16(data, 4), type = bits & 3, result = bits >> 2 & 31;
    if (type != CHECK_BOX && type != LIST)
        return NULL;
    gsize end_of_name = skip_string(data, 10);
    if (result == UNDEFINED)
        result = octets_16(data, end_of_name);
    if (type == CHECK_BOX)
        return g_strdup(result ? SHEET_TICKED : SHEET_UNTICKED);
    /* Five strings come before the list: format, help, status, and the macros of entry and exit. */
    gsize list = end_of_name + 2;
    for (guint i = 0; i < 5; i++)
        list = skip_string(data, list);
    return chosen(data, list, result);
}
