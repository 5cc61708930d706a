/*
 * PDF forms: fields that stand in no ruled cell. Fields that form rows and columns are a table, with what is
 * printed above and beside them; other fields get the caption that is printed in front of them or above them,
 * and where there is none, the name that the form gives them.
 */
#include "base/text.h"
#include "parser/formats/pdf_layout.h"
#include <math.h>
#include <string.h>

#define ALIGNED        3.0  /* points between the sides of fields in one column */
#define GUTTER         6.0  /* points between printed columns */
#define HEADING_GAP    14.0 /* points between a heading and the first row */
#define HEADING_LINES  3
#define CAPTION_BESIDE 160.0
#define CAPTION_ABOVE  12.0
#define BESIDE_TICK    60.0

struct form_layout {
    guint page;
    GPtrArray *rows;  /* of struct text_line *: the fields, as words */
    GPtrArray *words; /* printed ones that no field has used yet */
    GPtrArray *blocks;
};

static const struct box *box_at(const GPtrArray *words, guint index)
{
    return &((const struct word *)words->pdata[index])->box;
}

static double middle_x(const struct box *box)
{
    return (box->x1 + box->x2) / 2;
}

static double middle_y(const struct box *box)
{
    return (box->y1 + box->y2) / 2;
}

static void remove_words(GPtrArray *words, const GPtrArray *used)
{
    for (guint i = 0; i < used->len; i++)
        g_ptr_array_remove(words, used->pdata[i]);
}

/* Grids of fields */

/* A column of a table: of fields, or of what is printed beside them. */
struct column {
    double from, to;
    bool fields;
    bool caption; /* the same words in every row */
};

/* Rows of fields that stand below each other. */
struct field_grid {
    guint first, end;       /* rows of the layout */
    const GPtrArray *model; /* the fields of the first row */
    GArray *columns;        /* of struct column */
    GPtrArray *heading;     /* words */
    guint heading_rows;
};

static guint column_of_model(const GPtrArray *model, const struct box *box)
{
    for (guint i = 0; i < model->len; i++) {
        const struct box *column = box_at(model, i);
        bool sides = fabs(column->x1 - box->x1) <= ALIGNED && fabs(column->x2 - box->x2) <= ALIGNED;
        if (sides || (fabs(middle_x(column) - middle_x(box)) <= ALIGNED / 2 &&
                      fabs((column->x2 - column->x1) - (box->x2 - box->x1)) <= 2 * ALIGNED))
            return i;
    }
    return G_MAXUINT;
}

static bool is_aligned(const GPtrArray *model, const GPtrArray *row)
{
    if (row->len > model->len || 2 * row->len < model->len)
        return false;
    for (guint i = 0; i < row->len; i++)
        if (column_of_model(model, box_at(row, i)) == G_MAXUINT)
            return false;
    return true;
}

static bool has_words_between(const struct form_layout *layout, double from, double to)
{
    for (guint i = 0; i < layout->words->len; i++) {
        double middle = middle_y(box_at(layout->words, i));
        if (middle > from && middle < to)
            return true;
    }
    return false;
}

static bool is_tick(const struct word *word)
{
    return word->field && word->field->kind == FIELD_TICK;
}

static const struct text_line *row_at(const struct form_layout *layout, guint index)
{
    return layout->rows->pdata[index];
}

/* Words that are printed in a row of fields; a word is as high as its letters. Caller unrefs. */
static GPtrArray *words_in_row(const struct form_layout *layout, guint row)
{
    const struct box *box = &row_at(layout, row)->box;
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < layout->words->len; i++) {
        double middle = middle_y(box_at(layout->words, i));
        if (middle > box->y1 - 1 && middle < box->y2 + 1)
            g_ptr_array_add(found, layout->words->pdata[i]);
    }
    return found;
}

/* A single column is a table only where boxes stand behind at least two printed columns. */
static bool may_be_grid(const struct form_layout *layout, guint first)
{
    const GPtrArray *model = row_at(layout, first)->words;
    if (model->len > 1)
        return true;
    if (!is_tick(model->pdata[0]))
        return false;
    g_autoptr(GPtrArray) printed = words_in_row(layout, first);
    struct text_line line = {.words = printed};
    g_autoptr(GArray) pieces = pieces_of(&line);
    return pieces->len >= 2 &&
           g_array_index(pieces, struct piece, pieces->len - 1).box.x2 < box_at(model, 0)->x1;
}

static guint end_of_grid(const struct form_layout *layout, guint first)
{
    const GPtrArray *model = row_at(layout, first)->words;
    guint end = first + 1;
    while (end < layout->rows->len && is_aligned(model, row_at(layout, end)->words) &&
           !has_words_between(layout, row_at(layout, end - 1)->box.y2 + 1, row_at(layout, end)->box.y1 - 1))
        end++;
    return end;
}

static int by_from(gconstpointer a, gconstpointer b)
{
    const struct column *one = a, *other = b;
    return (one->from > other->from) - (one->from < other->from);
}

/* Places where something is printed beside the fields in some row, parted by gutters. */
static void find_columns(const struct form_layout *layout, struct field_grid *grid)
{
    g_autoptr(GArray) printed = g_array_new(FALSE, FALSE, sizeof(struct column));
    for (guint row = grid->first; row < grid->end; row++) {
        g_autoptr(GPtrArray) words = words_in_row(layout, row);
        for (guint i = 0; i < words->len; i++) {
            struct column column = {box_at(words, i)->x1, box_at(words, i)->x2, false, false};
            g_array_append_val(printed, column);
        }
    }
    for (guint i = 0; i < grid->model->len; i++) {
        struct column column = {box_at(grid->model, i)->x1, box_at(grid->model, i)->x2, true, false};
        g_array_append_val(printed, column);
    }
    g_array_sort(printed, by_from);
    grid->columns = g_array_new(FALSE, FALSE, sizeof(struct column));
    for (guint i = 0; i < printed->len; i++) {
        struct column *column = &g_array_index(printed, struct column, i), *last = NULL;
        if (grid->columns->len)
            last = &g_array_index(grid->columns, struct column, grid->columns->len - 1);
        if (last && !last->fields && !column->fields && column->from < last->to + GUTTER)
            last->to = MAX(last->to, column->to);
        else
            g_array_append_val(grid->columns, *column);
    }
}

static guint column_around(const struct field_grid *grid, const struct box *box)
{
    guint best = 0;
    double most = -G_MAXDOUBLE;
    for (guint i = 0; i < grid->columns->len; i++) {
        const struct column *column = &g_array_index(grid->columns, struct column, i);
        double shared = overlap(column->from, column->to, box->x1, box->x2);
        if (shared > most) {
            most = shared;
            best = i;
        }
    }
    return best;
}

/* How many columns of fields a piece of a heading stands over. */
static guint columns_below(const struct field_grid *grid, const struct box *box)
{
    guint count = 0;
    for (guint i = 0; i < grid->columns->len; i++) {
        const struct column *column = &g_array_index(grid->columns, struct column, i);
        double middle = (column->from + column->to) / 2;
        count += middle > box->x1 && middle < box->x2;
    }
    return count;
}

/* The lines right above the first row that name its columns: side by side, or the rest of a name that is
 * broken. A line of its own above them is a headline. */
static void find_heading(const struct form_layout *layout, struct field_grid *grid)
{
    double below = row_at(layout, grid->first)->box.y1, above = -G_MAXDOUBLE, room = HEADING_GAP;
    if (grid->first > 0)
        above = row_at(layout, grid->first - 1)->box.y2;
    grid->heading = g_ptr_array_new();
    g_autoptr(GPtrArray) lines = lines_of_words(layout->words);
    bool named = false;
    g_autoptr(GPtrArray) held = g_ptr_array_new();
    guint taken = 0;
    for (guint i = lines->len; i > 0 && taken < HEADING_LINES; i--) {
        const struct text_line *line = lines->pdata[i - 1];
        if (middle_y(&line->box) > below)
            continue;
        g_autoptr(GArray) pieces = pieces_of(line);
        double height = line->box.y2 - line->box.y1;
        if (line->box.y1 < above - 2 || below - line->box.y2 > room || (named && pieces->len < 2))
            break;
        for (guint k = 0; k < line->words->len; k++)
            g_ptr_array_add(held, line->words->pdata[k]);
        named = named || pieces->len >= 2 || columns_below(grid, &line->box) >= 2;
        below = line->box.y1;
        room = height * 0.5;
        taken++;
    }
    for (guint i = 0; named && i < held->len; i++)
        g_ptr_array_add(grid->heading, held->pdata[i]);
    grid->heading_rows = grid->heading->len ? 1 : 0;
}

/* The text that is printed in a column of a row; "" where none is. Caller owns it. */
static char *printed_text(const struct form_layout *layout, const struct field_grid *grid, guint row,
                          guint column)
{
    const struct column *place = &g_array_index(grid->columns, struct column, column);
    g_autoptr(GPtrArray) printed = words_in_row(layout, row);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (guint i = 0; i < printed->len && !place->fields; i++)
        if (column_around(grid, box_at(printed, i)) == column)
            g_ptr_array_add(words, printed->pdata[i]);
    struct box box = {place->from, 0, place->to, 0};
    return words->len ? text_in_box(words, &box) : g_strdup("");
}

/* Captions that every row repeats are no column of the table. */
static guint column_in_table(const struct field_grid *grid, guint column)
{
    guint number = 0;
    for (guint i = 0; i < column; i++)
        number += !g_array_index(grid->columns, struct column, i).caption;
    return number;
}

/* Where every row repeats the same caption in front of a column of fields, the captions are the heading. */
static void find_repeated(const struct form_layout *layout, struct field_grid *grid)
{
    for (guint column = 0; column + 1 < grid->columns->len && !grid->heading->len; column++) {
        struct column *place = &g_array_index(grid->columns, struct column, column);
        bool names_fields = !place->fields && g_array_index(grid->columns, struct column, column + 1).fields;
        g_autofree char *first = printed_text(layout, grid, grid->first, column);
        place->caption = names_fields && *first;
        for (guint row = grid->first + 1; place->caption && row < grid->end; row++) {
            g_autofree char *other = printed_text(layout, grid, row, column);
            place->caption = strcmp(first, other) == 0;
        }
        if (place->caption)
            grid->heading_rows = 1;
    }
}

/* The captions of the first row stand for all of them, above their fields and without their colons. */
static void add_captions(const struct form_layout *layout, const struct field_grid *grid,
                         struct layout_table *table)
{
    for (guint column = 0; column < grid->columns->len; column++) {
        if (!g_array_index(grid->columns, struct column, column).caption)
            continue;
        char *caption = printed_text(layout, grid, grid->first, column);
        if (g_str_has_suffix(caption, ":"))
            caption[strlen(caption) - 1] = '\0';
        layout_table_add(table, 0, column_in_table(grid, column + 1), 1, 1, caption);
    }
}

/* The words of a heading by column; a piece that stands over several columns is taken word by word. */
static void add_heading(const struct field_grid *grid, struct layout_table *table)
{
    g_autoptr(GPtrArray) lines = lines_of_words(grid->heading);
    g_autofree GString **texts = g_new0(GString *, grid->columns->len);
    for (guint i = 0; i < lines->len; i++) {
        const struct text_line *line = lines->pdata[i];
        g_autoptr(GArray) pieces = pieces_of(line);
        for (guint k = 0; k < pieces->len; k++) {
            struct piece piece = g_array_index(pieces, struct piece, k);
            guint step = columns_below(grid, &piece.box) > 1 ? 1 : piece.end - piece.from;
            for (guint from = piece.from; from < piece.end; from += step) {
                struct box box = *box_at(line->words, from);
                for (guint w = from; w < from + step; w++)
                    box_join(&box, box_at(line->words, w));
                GString **text = &texts[column_around(grid, &box)];
                *text = *text ? *text : g_string_new(NULL);
                g_autofree char *own = text_of_words(line->words, from, from + step);
                bool broken = g_str_has_suffix((*text)->str, "-");
                g_string_append_printf(*text, "%s%s", (*text)->len && !broken ? " " : "", own);
            }
        }
    }
    for (guint i = 0; i < grid->columns->len; i++)
        if (texts[i])
            layout_table_add(table, 0, column_in_table(grid, i), 1, 1, g_string_free(texts[i], FALSE));
}

static void add_row(const struct form_layout *layout, const struct field_grid *grid, guint row,
                    struct layout_table *table)
{
    guint place = row - grid->first + grid->heading_rows;
    const GPtrArray *fields = row_at(layout, row)->words;
    for (guint i = 0; i < fields->len; i++) {
        const struct word *word = fields->pdata[i];
        const struct box *model = box_at(grid->model, column_of_model(grid->model, &word->box));
        layout_table_add(table, place, column_in_table(grid, column_around(grid, model)), 1, 1,
                         g_strdup(word->text));
    }
    for (guint column = 0; column < grid->columns->len; column++) {
        const struct column *printed = &g_array_index(grid->columns, struct column, column);
        if (!printed->fields && !printed->caption)
            layout_table_add(table, place, column_in_table(grid, column), 1, 1,
                             printed_text(layout, grid, row, column));
    }
}

/* Takes the grid that begins at a row, if one does, and returns its end. */
static guint take_grid(struct form_layout *layout, guint first)
{
    guint end = may_be_grid(layout, first) ? end_of_grid(layout, first) : first;
    if (end < first + 2)
        return first;
    struct field_grid grid = {.first = first, .end = end, .model = row_at(layout, first)->words};
    find_columns(layout, &grid);
    find_heading(layout, &grid);
    find_repeated(layout, &grid);
    g_autofree double *sides = g_new(double, grid.columns->len + 1);
    for (guint i = 0; i < grid.columns->len; i++) {
        guint column = column_in_table(&grid, i);
        sides[column] = g_array_index(grid.columns, struct column, i).from;
        sides[column + 1] = g_array_index(grid.columns, struct column, i).to;
    }
    struct box box = row_at(layout, first)->box;
    for (guint i = 0; i < grid.heading->len; i++)
        box_join(&box, box_at(grid.heading, i));
    g_autoptr(GPtrArray) used = g_ptr_array_new();
    g_ptr_array_extend(used, grid.heading, NULL, NULL);
    struct layout_table *table = layout_table_new(sides, column_in_table(&grid, grid.columns->len));
    add_heading(&grid, table);
    add_captions(layout, &grid, table);
    for (guint row = first; row < end; row++) {
        g_autoptr(GPtrArray) printed = words_in_row(layout, row);
        g_ptr_array_extend(used, printed, NULL, NULL);
        box_join(&box, &row_at(layout, row)->box);
        add_row(layout, &grid, row, table);
    }
    layout_block_new(layout->blocks, BLOCK_TABLE, layout->page, box)->table = table;
    remove_words(layout->words, used);
    g_array_unref(grid.columns);
    g_ptr_array_unref(grid.heading);
    return end;
}

/* Captions */

/* Whether another field stands between a caption and its field. */
static bool is_between(const struct form_layout *layout, const struct box *box)
{
    for (guint row = 0; row < layout->rows->len; row++) {
        const GPtrArray *fields = row_at(layout, row)->words;
        for (guint i = 0; i < fields->len; i++) {
            const struct box *other = box_at(fields, i);
            if (overlap(box->x1, box->x2, other->x1, other->x2) > 1 &&
                overlap(box->y1, box->y2, other->y1, other->y2) > 1)
                return true;
        }
    }
    return false;
}

/* How far a piece stands from a field that it may name; negative where it does not. */
static double caption_distance(const struct form_layout *layout, const struct box *field,
                               const struct box *piece)
{
    double height = piece->y2 - piece->y1;
    struct box top = *field;
    top.y2 = MIN(field->y2, field->y1 + 2 * height);
    double beside = field->x1 - piece->x2;
    if (overlap(top.y1, top.y2, piece->y1, piece->y2) > height / 2 && beside > -ALIGNED &&
        beside < CAPTION_BESIDE) {
        struct box between = {piece->x2 + 1, top.y1, field->x1 - 1, top.y2};
        return is_between(layout, &between) ? -1 : MAX(beside, 0);
    }
    double above = field->y1 - piece->y2;
    if (above < -0.4 * height || above > CAPTION_ABOVE || piece->x1 < field->x1 - 2 * ALIGNED ||
        piece->x1 > field->x1 + MIN((field->x2 - field->x1) / 2, 40))
        return -1;
    return CAPTION_BESIDE + MAX(above, 0);
}

/* The words of the nearest caption. Caller unrefs; NULL where there is none. */
static GPtrArray *caption_of(const struct form_layout *layout, const struct box *field)
{
    g_autoptr(GPtrArray) lines = lines_of_words(layout->words);
    GPtrArray *caption = NULL;
    double least = G_MAXDOUBLE;
    for (guint i = 0; i < lines->len; i++) {
        const struct text_line *line = lines->pdata[i];
        g_autoptr(GArray) pieces = pieces_of(line);
        for (guint k = 0; k < pieces->len; k++) {
            struct piece piece = g_array_index(pieces, struct piece, k);
            double distance = caption_distance(layout, field, &piece.box);
            if (distance < 0 || distance >= least)
                continue;
            least = distance;
            g_clear_pointer(&caption, g_ptr_array_unref);
            caption = g_ptr_array_new();
            for (guint w = piece.from; w < piece.end; w++)
                g_ptr_array_add(caption, line->words->pdata[w]);
        }
    }
    return caption;
}

static void add_labelled(struct form_layout *layout, const struct word *word)
{
    g_autoptr(GPtrArray) caption = caption_of(layout, &word->box);
    struct box box = word->box;
    for (guint i = 0; caption && i < caption->len; i++)
        box_join(&box, box_at(caption, i));
    bool named = caption || *word->field->name;
    struct layout_block *block =
        layout_block_new(layout->blocks, named ? BLOCK_FIELD : BLOCK_PARAGRAPH, layout->page, box);
    block->text = g_strdup(word->text);
    block->label = caption ? text_of_words(caption, 0, caption->len) : g_strdup(word->field->name);
    if (caption)
        remove_words(layout->words, caption);
}

/* A box stands in the text that is printed beside it, if any is. */
static bool has_text_beside(const struct form_layout *layout, const struct box *box)
{
    for (guint i = 0; i < layout->words->len; i++) {
        const struct box *word = box_at(layout->words, i);
        double height = MIN(word->y2 - word->y1, box->y2 - box->y1);
        if (overlap(word->y1, word->y2, box->y1, box->y2) > height / 2 && word->x1 < box->x2 + BESIDE_TICK &&
            word->x2 > box->x1 - BESIDE_TICK)
            return true;
    }
    return false;
}

static void take_field(struct form_layout *layout, const struct word *word)
{
    bool flows = word->field->kind == FIELD_NOTE || (is_tick(word) && has_text_beside(layout, &word->box));
    if (flows)
        g_ptr_array_add(layout->words, word_new(word->box, g_strdup(word->text), word->field));
    else
        add_labelled(layout, word);
}

void layout_fields(guint page, GPtrArray *fields, GPtrArray *words, GPtrArray *blocks)
{
    g_autoptr(GPtrArray) field_words = g_ptr_array_new_with_free_func(word_free);
    for (guint i = 0; i < fields->len; i++) {
        const struct form_field *field = fields->pdata[i];
        g_ptr_array_add(field_words, word_new(field->box, g_strdup(field->value), field));
    }
    struct form_layout layout = {page, lines_of_words(field_words), words, blocks};
    g_autofree bool *in_grid = g_new0(bool, layout.rows->len + 1);
    for (guint row = 0; row < layout.rows->len;) {
        guint end = take_grid(&layout, row);
        for (guint i = row; i < end; i++)
            in_grid[i] = true;
        row = MAX(end, row + 1);
    }
    for (guint row = 0; row < layout.rows->len; row++)
        for (guint i = 0; !in_grid[row] && i < row_at(&layout, row)->words->len; i++)
            take_field(&layout, row_at(&layout, row)->words->pdata[i]);
    g_ptr_array_unref(layout.rows);
}
