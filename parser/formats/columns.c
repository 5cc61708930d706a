#include "parser/formats/columns.h"

#include <string.h>

#define MAX_COLUMNS 64u
#define TAB_WIDTH   8u
#define MAX_WIDTH   2000u /* characters of a line that can be part of a table */

#define LONGEST_CELL 60 /* bytes, of a cell that is alone in its row */

/* A piece of a line between gaps: two or more blanks, or a tab. Places in characters, the end excluded. */
struct piece {
    guint start, end;
    char *text;
};

static void piece_clear(gpointer data)
{
    g_free(((struct piece *)data)->text);
}

static bool is_blank(gunichar c)
{
    return c == ' ' || c == 0xa0 || c == 0x2002 || c == 0x2003 || c == 0x2007 || c == 0x202f;
}

static void close_piece(GArray *pieces, GString *text, guint start, guint end)
{
    while (text->len && text->str[text->len - 1] == ' ')
        g_string_truncate(text, text->len - 1);
    if (!text->len)
        return;
    struct piece piece = {start, end, g_strdup(text->str)};
    g_array_append_val(pieces, piece);
    g_string_truncate(text, 0);
}

/* Splits a line at its gaps. Caller unrefs. */
static GArray *split(const char *line)
{
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
    g_array_set_clear_func(pieces, piece_clear);
    GString *text = g_string_new(NULL);
    guint at = 0, start = 0, end = 0, blanks = 0;
    for (const char *p = line, *next; *p && at < MAX_WIDTH; p = next) {
        next = g_utf8_next_char(p);
        gunichar c = *p > 0 ? (gunichar)*p : g_utf8_get_char(p);
        if (c == '\t' || is_blank(c)) {
            blanks += c == '\t' ? 2 : 1;
            at = c == '\t' ? (at / TAB_WIDTH + 1) * TAB_WIDTH : at + 1;
            if (blanks >= 2)
                close_piece(pieces, text, start, end);
            else if (text->len)
                g_string_append_c(text, ' ');
            continue;
        }
        if (!text->len)
            start = at;
        for (; p < next; p++)
            g_string_append_c(text, *p);
        blanks = 0;
        end = ++at;
    }
    close_piece(pieces, text, start, end);
    g_string_free(text, TRUE);
    return pieces;
}

static const struct piece *piece_at(const GArray *pieces, guint index)
{
    return &g_array_index(pieces, struct piece, index);
}

/* Whether a piece stands under a heading: flush left, flush right or centred, and clear of the next headings.
 */
static bool stands_under(const struct piece *piece, const GArray *head, guint column)
{
    const struct piece *heading = piece_at(head, column);
    if (column > 0 && piece->start <= piece_at(head, column - 1)->end)
        return false;
    if (column + 1 < head->len && piece->end >= piece_at(head, column + 1)->start)
        return false;
    guint twice_middle = piece->start + piece->end, twice_heading = heading->start + heading->end;
    guint apart = MAX(twice_middle, twice_heading) - MIN(twice_middle, twice_heading);
    return piece->start == heading->start || piece->end == heading->end || apart <= 2;
}

/* Finds the column of each piece; false where one has none. */
static bool place_pieces(const GArray *pieces, const GArray *head, guint *columns)
{
    guint column = 0;
    for (guint i = 0; i < pieces->len; i++, column++) {
        while (column < head->len && !stands_under(piece_at(pieces, i), head, column))
            column++;
        if (column >= head->len)
            return false;
        columns[i] = column;
    }
    return pieces->len > 0;
}

/* The number of lines, the heading among them, that make a table with the first line as heading. A line of
 * one piece may be a row with empty cells or the next heading: it belongs to the table only where rows follow
 * it. 0 where a row is followed at once by a line that is split differently, for then the heading may not be
 * what it seems. Adds each line that it looks at to `rows`, split. */
static guint measure(char *const *lines, guint count, GPtrArray *rows)
{
    GArray *head = split(lines[0]);
    guint columns[MAX_COLUMNS], length = 1;
    g_ptr_array_add(rows, head);
    if (head->len < 2 || head->len > MAX_COLUMNS)
        return 0;
    for (guint i = 1; i < count; i++) {
        GArray *pieces = split(lines[i]);
        g_ptr_array_add(rows, pieces);
        bool fits = pieces->len <= head->len && place_pieces(pieces, head, columns);
        if (fits && pieces->len >= 2)
            length = i + 1;
        else if (!fits && pieces->len >= 2 && length == i)
            return 0;
        else if (!fits)
            break;
    }
    return length >= (head->len == 2 ? 3 : 2) ? length : 0;
}

static bool write_row(struct sheet *sheet, const GArray *head, const GArray *pieces, guint row,
                      GError **error)
{
    guint columns[MAX_COLUMNS];
    place_pieces(pieces, head, columns);
    for (guint i = 0; i < pieces->len; i++)
        if (!sheet_table_cell(sheet, row, columns[i], 1, 1, VALUE_TEXT, piece_at(pieces, i)->text, 0, error))
            return false;
    return true;
}

static bool write_table(struct sheet *sheet, const GPtrArray *rows, guint length, GError **error)
{
    if (!sheet_table_begin(sheet, NULL, error))
        return false;
    for (guint row = 0; row < length; row++)
        if (!write_row(sheet, rows->pdata[0], rows->pdata[row], row, error))
            return false;
    return sheet_table_end(sheet, error);
}

static guint count_tabs(const char *line)
{
    guint tabs = 0;
    for (; *line; line++)
        tabs += *line == '\t';
    return tabs;
}

/* A row may lack the tabs of its last empty cells, which mail programs cut off; a label begins something
 * else. Where the heading has tabs side by side, they only fill up to a place, and a longer cell needs fewer.
 */
static bool may_be_row(const char *line, const char *heading)
{
    guint tabs = count_tabs(heading), own = count_tabs(line);
    gsize first = strcspn(line, "\t");
    bool alone = line[first] == '\0';
    if (strstr(heading, "\t\t"))
        return own == tabs;
    return own <= tabs && !(first && line[first - 1] == ':') &&
           !(alone && (strchr(line, ':') || first > LONGEST_CELL));
}

/* Lines pasted from a spreadsheet: a tab stands between two cells. A line of one cell belongs to the table
 * only where rows follow it. */
static guint measure_tabbed(char *const *lines, guint count)
{
    guint tabs = count_tabs(lines[0]), length = 0, next = 0;
    if (tabs == 0 || tabs >= SHEET_MAX_COLUMNS)
        return 0;
    for (; next < count && may_be_row(lines[next], lines[0]); next++)
        if (count_tabs(lines[next]))
            length = next + 1;
    if (next < count && count_tabs(lines[next]) > 0)
        return 0;
    return length >= (tabs == 1 ? 3 : 2) ? length : 0;
}

static bool write_tabbed(struct sheet *sheet, char *const *lines, guint length, GError **error)
{
    if (!sheet_table_begin(sheet, NULL, error))
        return false;
    for (guint row = 0; row < length; row++) {
        g_auto(GStrv) cells = g_strsplit(lines[row], "\t", -1);
        for (guint column = 0; cells[column]; column++)
            if (!sheet_table_cell(sheet, row, column, 1, 1, VALUE_TEXT, cells[column], 0, error))
                return false;
    }
    return sheet_table_end(sheet, error);
}

/* "| Dato | Tema |": a line with bars at its ends or between its cells. */
static bool is_barred(const char *line)
{
    const char *first = line + strspn(line, " ");
    return *first == '|' && strchr(first + 1, '|');
}

/* "|---|---|" is drawn, not written. */
static bool is_drawn(const char *line)
{
    return line[strspn(line, "|+-=: ")] == '\0';
}

static bool write_barred_row(struct sheet *sheet, const char *line, guint row, GError **error)
{
    g_autofree char *inside = g_strstrip(g_strdup(line));
    gsize length = strlen(inside);
    if (length > 1 && inside[length - 1] == '|')
        inside[length - 1] = '\0';
    g_auto(GStrv) cells = g_strsplit(inside + 1, "|", -1);
    for (guint column = 0; cells[column] && column < MAX_COLUMNS; column++)
        if (!sheet_table_cell(sheet, row, column, 1, 1, VALUE_TEXT, g_strstrip(cells[column]), 0, error))
            return false;
    return true;
}

/* Lines taken for a table drawn with bars; 0 where there is none, -1 with an error. */
static int write_barred(struct sheet *sheet, char *const *lines, guint count, GError **error)
{
    guint length = 0, row = 0;
    while (length < count && (is_barred(lines[length]) || (*lines[length] == '+' && is_drawn(lines[length]))))
        length++;
    if (!length || (length == 1 && is_drawn(lines[0])))
        return 0;
    if (!sheet_table_begin(sheet, NULL, error))
        return -1;
    for (guint i = 0; i < length; i++)
        if (!is_drawn(lines[i]) && !write_barred_row(sheet, lines[i], row++, error))
            return -1;
    return sheet_table_end(sheet, error) ? (int)length : -1;
}

int columns_write(struct sheet *sheet, char *const *lines, guint count, GError **error)
{
    int barred = write_barred(sheet, lines, count, error);
    if (barred)
        return barred;
    guint length = measure_tabbed(lines, count);
    if (length)
        return write_tabbed(sheet, lines, length, error) ? (int)length : -1;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    length = measure(lines, count, rows);
    if (!length)
        return 0;
    return write_table(sheet, rows, length, error) ? (int)length : -1;
}
