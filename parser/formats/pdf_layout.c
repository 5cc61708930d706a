#include "parser/formats/pdf_layout.h"

#include <math.h>
#include <string.h>

#define FEWEST_FRAMES 3
#define HIGHEST_FRAME 150.0 /* points */
#define TEXT_GAP      0.4   /* of the height of a letter, between words of one text */

/* Blocks */

static void layout_cell_free(gpointer data)
{
    struct layout_cell *cell = data;
    g_free(cell->text);
    g_free(cell);
}

struct layout_table *layout_table_new(const double *sides, guint columns)
{
    struct layout_table *table = g_new0(struct layout_table, 1);
    table->columns = columns;
    table->sides = g_memdup2(sides, (columns + 1) * sizeof *sides);
    table->cells = g_ptr_array_new_with_free_func(layout_cell_free);
    return table;
}

void layout_table_add(struct layout_table *table, guint row, guint column, guint rows, guint columns,
                      char *text)
{
    struct layout_cell *cell = g_new0(struct layout_cell, 1);
    *cell = (struct layout_cell){row, column, rows, columns, text};
    g_ptr_array_add(table->cells, cell);
    table->rows = MAX(table->rows, row + rows);
}

struct layout_block *layout_block_new(GPtrArray *blocks, enum block_kind kind, guint page, struct box box)
{
    struct layout_block *block = g_new0(struct layout_block, 1);
    block->kind = kind;
    block->page = page;
    block->box = box;
    g_ptr_array_add(blocks, block);
    return block;
}

void layout_block_free(gpointer data)
{
    struct layout_block *block = data;
    g_free(block->text);
    g_free(block->label);
    if (block->table) {
        g_ptr_array_unref(block->table->cells);
        g_free(block->table->sides);
        g_free(block->table);
    }
    g_free(block);
}

/* Page */

static bool is_box(const struct word *word)
{
    return strcmp(word->text, SHEET_TICKED) == 0 || strcmp(word->text, SHEET_UNTICKED) == 0 ||
           strcmp(word->text, "\u25a1") == 0;
}

/* A field to tick stands over the box that is printed for it. */
static void remove_boxes_below(GPtrArray *words, const struct form_field *field)
{
    for (guint i = words->len; i > 0; i--) {
        const struct word *word = words->pdata[i - 1];
        if (!word->field && is_box(word) &&
            (box_holds(&field->box, &word->box) || box_holds(&word->box, &field->box)))
            g_ptr_array_remove_index(words, i - 1);
    }
}

/* Takes the words in a box off the page; their text, and that of nothing is "". Caller owns it. */
static char *take_text(GPtrArray *words, const struct box *box)
{
    g_autoptr(GPtrArray) inside = g_ptr_array_new();
    for (guint i = 0; i < words->len; i++)
        if (box_holds(box, &((const struct word *)words->pdata[i])->box))
            g_ptr_array_add(inside, words->pdata[i]);
    char *text = inside->len ? text_in_box(inside, box) : g_strdup("");
    for (guint i = 0; i < inside->len; i++)
        g_ptr_array_remove(words, inside->pdata[i]);
    return text;
}

static bool is_taken(const GPtrArray *field_words, const struct box *box)
{
    for (guint i = 0; i < field_words->len; i++)
        if (box_holds(box, &((const struct word *)field_words->pdata[i])->box))
            return true;
    return false;
}

static bool is_in_grid(const GPtrArray *grids, const struct box *box)
{
    for (guint i = 0; i < grids->len; i++)
        if (box_holds(&((const struct grid *)grids->pdata[i])->box, box))
            return true;
    return false;
}

static void add_drawn_field(struct box box, enum field_kind kind, char *value, GPtrArray *drawn,
                            GPtrArray *field_words)
{
    struct form_field *field = g_new0(struct form_field, 1);
    *field = (struct form_field){.kind = kind, .box = box, .value = value, .name = g_strdup("")};
    g_ptr_array_add(drawn, field);
    g_ptr_array_add(field_words, word_new(box, g_strdup(value), field));
}

/* Boxes that are drawn are fields that are printed; where a field of the form fills one, it is that field.
 * What stands in a box to tick makes it ticked, and is no text. A single frame or two are ornaments. */
static void add_drawn_fields(const struct pdf_page *page, const GArray *rules, const GPtrArray *grids,
                             GPtrArray *words, GPtrArray *drawn, GPtrArray *field_words)
{
    g_autoptr(GArray) boxes = drawn_boxes(page, rules, words), frames = frames_of_rules(rules);
    for (guint i = 0; i < boxes->len; i++) {
        const struct drawn_box *box = &g_array_index(boxes, struct drawn_box, i);
        if (is_taken(field_words, &box->box))
            continue;
        g_free(take_text(words, &box->box));
        add_drawn_field(box->box, FIELD_TICK, g_strdup(box->ticked ? SHEET_TICKED : SHEET_UNTICKED), drawn,
                        field_words);
    }
    for (guint i = 0; i < frames->len && frames->len >= FEWEST_FRAMES; i++) {
        const struct box *frame = &g_array_index(frames, struct box, i);
        if (frame->y2 - frame->y1 <= HIGHEST_FRAME && !is_taken(field_words, frame) &&
            !is_in_grid(grids, frame))
            add_drawn_field(*frame, FIELD_TEXT, take_text(words, frame), drawn, field_words);
    }
}

/* The words of the page and the values of its fields that stand in cells, by cell; the others stay. */
struct filling {
    const struct grid *grid;
    GPtrArray **words; /* for every cell */
};

/* The smallest cell around a box. */
static GPtrArray **cell_around(struct filling *fillings, guint count, const struct box *box)
{
    GPtrArray **found = NULL;
    double least = G_MAXDOUBLE;
    for (guint i = 0; i < count; i++) {
        const struct grid *grid = fillings[i].grid;
        if (!box_holds(&grid->box, box))
            continue;
        for (guint k = 0; k < grid->cells->len; k++) {
            const struct box *cell = &g_array_index(grid->cells, struct grid_cell, k).box;
            double area = (cell->x2 - cell->x1) * (cell->y2 - cell->y1);
            if (area < least && box_holds(cell, box)) {
                least = area;
                found = &fillings[i].words[k];
            }
        }
    }
    return found;
}

static void add_grid(const struct pdf_page *page, const struct filling *filling, GPtrArray *blocks)
{
    const struct grid *grid = filling->grid;
    struct layout_block *block = layout_block_new(blocks, BLOCK_TABLE, page->number, grid->box);
    block->table = layout_table_new(grid->sides, grid->columns);
    for (guint i = 0; i < grid->cells->len; i++) {
        const struct grid_cell *cell = &g_array_index(grid->cells, struct grid_cell, i);
        char *text = filling->words[i] ? text_in_box(filling->words[i], &cell->box) : g_strdup("");
        layout_table_add(block->table, cell->row, cell->column, cell->rows, cell->columns, text);
    }
}

/* A grid with text in one cell at most is a frame around that text, or an ornament; but on a later page it
 * may be what the page before has cut off its last row. */
static bool is_table(const struct filling *filling, guint page)
{
    guint filled = 0;
    for (guint i = 0; i < filling->grid->cells->len; i++)
        filled += filling->words[i] != NULL;
    return filled > 1 || (filled && page && filling->grid->columns > 2 && filling->grid->rows == 1);
}

/* Words across rules belong to the cell that they begin in, and so do those that follow with no more than a
 * blank. */
struct overflow {
    GPtrArray **cell;
    const struct word *last; /* NULL: none */
};

static GPtrArray **cell_of(struct filling *fillings, guint count, const struct word *word,
                           struct overflow *overflow)
{
    const struct box *box = &word->box, *last = overflow->last ? &overflow->last->box : NULL;
    double height = box->y2 - box->y1;
    bool follows = last && overlap(last->y1, last->y2, box->y1, box->y2) > height / 2 &&
                   box->x1 >= last->x2 && box->x1 - last->x2 < TEXT_GAP * height;
    const struct box start = {box->x1, box->y1, MIN(box->x1 + 1, box->x2), box->y2};
    GPtrArray **cell = follows           ? overflow->cell
                       : word->overflows ? cell_around(fillings, count, &start)
                                         : cell_around(fillings, count, box);
    *overflow = (struct overflow){cell, follows || word->overflows ? word : NULL};
    return cell;
}

/* Takes words and fields that stand in cells to their cells. */
static void fill_grids(const struct pdf_page *page, const GPtrArray *grids, GPtrArray *words,
                       GPtrArray *fields, GPtrArray *field_words, GPtrArray *blocks)
{
    g_autofree struct filling *fillings = g_new0(struct filling, grids->len + 1);
    for (guint i = 0; i < grids->len; i++) {
        const struct grid *grid = grids->pdata[i];
        fillings[i] = (struct filling){grid, g_new0(GPtrArray *, grid->cells->len)};
    }
    GPtrArray *sources[] = {words, field_words};
    g_autoptr(GHashTable) placed = g_hash_table_new(NULL, NULL);
    struct overflow overflow = {NULL, NULL};
    for (guint s = 0; s < G_N_ELEMENTS(sources); s++)
        for (guint i = 0; i < sources[s]->len; i++) {
            struct word *word = sources[s]->pdata[i];
            GPtrArray **cell = cell_of(fillings, grids->len, word, &overflow);
            if (!cell)
                continue;
            if (!*cell)
                *cell = g_ptr_array_new();
            g_ptr_array_add(*cell, word);
        }
    for (guint i = 0; i < grids->len; i++) {
        bool table = is_table(&fillings[i], page->number);
        if (table)
            add_grid(page, &fillings[i], blocks);
        for (guint k = 0; k < fillings[i].grid->cells->len; k++) {
            for (guint w = 0; table && fillings[i].words[k] && w < fillings[i].words[k]->len; w++)
                g_hash_table_add(placed, fillings[i].words[k]->pdata[w]);
            g_clear_pointer(&fillings[i].words[k], g_ptr_array_unref);
        }
        g_free(fillings[i].words);
    }
    for (guint i = words->len; i > 0; i--)
        if (g_hash_table_contains(placed, words->pdata[i - 1]))
            g_ptr_array_remove_index(words, i - 1);
    for (guint i = 0; i < field_words->len; i++)
        if (!g_hash_table_contains(placed, field_words->pdata[i]))
            g_ptr_array_add(fields, (gpointer)((struct word *)field_words->pdata[i])->field);
}

static int by_place(gconstpointer a, gconstpointer b)
{
    const struct layout_block *one = *(struct layout_block *const *)a,
                              *other = *(struct layout_block *const *)b;
    double rows = one->box.y1 - other->box.y1;
    if (fabs(rows) > 3)
        return rows > 0 ? 1 : -1;
    return (one->box.x1 > other->box.x1) - (one->box.x1 < other->box.x1);
}

/* The sides of columns as rules, so that words end at them. */
static void add_sides(const GPtrArray *grids, GArray *rules)
{
    for (guint i = 0; i < grids->len; i++) {
        const struct grid *grid = grids->pdata[i];
        for (guint side = 1; side < grid->columns; side++) {
            struct rule rule = {true, grid->sides[side], grid->box.y1, grid->box.y2, true};
            g_array_append_val(rules, rule);
        }
    }
}

/* Adds the tables without rules to `grids`; but what stands between fields to fill in is no table. The words
 * of the page, parted at the sides of its columns. Caller unrefs. */
static GPtrArray *part_by_alignment(const struct pdf_page *page, const GArray *rules, bool filled_in,
                                    GPtrArray *grids)
{
    if (filled_in)
        return words_of(page, rules);
    g_autoptr(GArray) taken = frames_of_rules(rules), sides = g_array_copy((GArray *)rules);
    if (taken->len < FEWEST_FRAMES)
        g_array_set_size(taken, 0);
    for (guint i = 0; i < grids->len; i++)
        g_array_append_val(taken, ((const struct grid *)grids->pdata[i])->box);
    g_autoptr(GPtrArray) words = close_words_of(page, rules), found = grids_of_alignment(page, words, taken);
    add_sides(found, sides);
    g_ptr_array_extend_and_steal(grids, g_steal_pointer(&found));
    return words_of(page, sides);
}

GPtrArray *layout_of_page(const struct pdf_page *page, const GPtrArray *fields)
{
    GPtrArray *blocks = g_ptr_array_new_with_free_func(layout_block_free);
    g_autoptr(GPtrArray) whole_words = words_of(page, NULL);
    g_autoptr(GArray) rules = rules_of(page, whole_words);
    g_autoptr(GPtrArray) grids = grids_of_rules(rules);
    g_autoptr(GPtrArray) ruled_words = words_of(page, rules);
    grids_part_columns(grids, ruled_words);
    g_autoptr(GPtrArray) words = part_by_alignment(page, rules, form_fields_on(fields, page->number), grids);
    words_strike(page, words);
    g_autoptr(GPtrArray) field_words = g_ptr_array_new_with_free_func(word_free);
    g_autoptr(GPtrArray) free_fields = g_ptr_array_new();
    g_autoptr(GPtrArray) drawn = g_ptr_array_new_with_free_func(form_field_free);
    for (guint i = 0; i < fields->len; i++) {
        const struct form_field *field = fields->pdata[i];
        if (field->page != page->number)
            continue;
        if (field->kind == FIELD_TICK)
            remove_boxes_below(words, field);
        g_ptr_array_add(field_words, word_new(field->box, g_strdup(field->value), field));
    }
    add_drawn_fields(page, rules, grids, words, drawn, field_words);
    fill_grids(page, grids, words, free_fields, field_words, blocks);
    layout_fields(page->number, free_fields, words, blocks);
    layout_text(page, words, blocks);
    g_ptr_array_sort(blocks, by_place);
    return blocks;
}
