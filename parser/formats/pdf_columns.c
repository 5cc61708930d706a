/* Columns of grids that have rules between their rows alone: where the words leave a way open from top to
 * bottom. */
#include "parser/formats/pdf_rules.h"
#include <string.h>

#define WAY 4.4 /* points on both sides of a rule that other rows have */

static bool is_whole_row(const struct grid *grid, const struct grid_cell *cell)
{
    return cell->column == 0 && cell->columns == grid->columns && cell->rows == 1;
}

static GPtrArray *words_in(const GPtrArray *words, const struct box *box)
{
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < words->len; i++)
        if (box_holds(box, &((const struct word *)words->pdata[i])->box))
            g_ptr_array_add(found, words->pdata[i]);
    return found;
}

/* Whether words stand on both sides of a way. */
static bool is_parted(const GArray *ways, const GPtrArray *words)
{
    for (guint i = 1; i < words->len; i++)
        if (corridors_before(ways, words->pdata[i]) != corridors_before(ways, words->pdata[0]))
            return true;
    return false;
}

/* Ways at the upright rules that other rows have; NULL where words of rows without them stand in the way, or
 * no two such rows have words on both sides. Caller unrefs. */
static GArray *ways_at_rules(const struct grid *grid, const GPtrArray *words)
{
    g_autoptr(GArray) ways = g_array_new(FALSE, FALSE, sizeof(struct corridor));
    for (guint i = 1; i < grid->columns; i++) {
        struct corridor way = {grid->sides[i] - WAY, grid->sides[i] + WAY};
        g_array_append_val(ways, way);
    }
    guint parted = 0;
    for (guint i = 0; ways->len && i < grid->cells->len; i++) {
        const struct grid_cell *cell = &g_array_index(grid->cells, struct grid_cell, i);
        if (!is_whole_row(grid, cell))
            continue;
        g_autoptr(GPtrArray) inside = words_in(words, &cell->box);
        if (!corridors_narrow(ways, inside))
            return NULL;
        parted += is_parted(ways, inside);
    }
    return parted >= 2 ? g_steal_pointer(&ways) : NULL;
}

/* Ways between the pieces of a heading, which must be a line, as far as the rows from `first` on leave them
 * open: these end at `end`. NULL where fewer than two of them have words on both sides. Caller unrefs. */
static GArray *ways_at_heading(const struct grid *grid, guint first, const GPtrArray *words, guint *end)
{
    g_autoptr(GArray) ways = NULL;
    guint parted = 0;
    for (*end = first; *end < grid->cells->len; (*end)++) {
        g_autoptr(GPtrArray) inside =
            words_in(words, &g_array_index(grid->cells, struct grid_cell, *end).box);
        if (!ways) {
            g_autoptr(GPtrArray) lines = lines_of_words(inside);
            if (lines->len != 1)
                return NULL;
            g_autoptr(GArray) pieces = pieces_of(lines->pdata[0]);
            ways = corridors_between(pieces);
            if (!ways->len)
                return NULL;
        }
        g_autoptr(GArray) narrower = g_array_copy(ways);
        if (!corridors_narrow(narrower, inside))
            break;
        memcpy(ways->data, narrower->data, ways->len * sizeof(struct corridor));
        parted += is_parted(ways, inside);
    }
    return parted >= 2 ? g_steal_pointer(&ways) : NULL;
}

static void part_rows(struct grid *grid, const GArray *ways)
{
    guint columns = ways->len + 1;
    g_autofree double *sides = g_new(double, columns + 1);
    sides[0] = grid->sides[0];
    for (guint i = 0; i < ways->len; i++)
        sides[i + 1] = grid->columns > 1 ? grid->sides[i + 1] : g_array_index(ways, struct corridor, i).to;
    sides[columns] = grid->sides[grid->columns];
    GArray *cells = g_array_new(FALSE, FALSE, sizeof(struct grid_cell));
    for (guint i = 0; i < grid->cells->len; i++) {
        struct grid_cell cell = g_array_index(grid->cells, struct grid_cell, i);
        if (!is_whole_row(grid, &cell)) {
            g_array_append_val(cells, cell);
            continue;
        }
        for (guint column = 0; column < columns; column++) {
            struct grid_cell part = {
                cell.row, column, 1, 1, {sides[column], cell.box.y1, sides[column + 1], cell.box.y2}};
            g_array_append_val(cells, part);
        }
    }
    g_array_unref(grid->cells);
    grid->cells = cells;
    grid->columns = columns;
    g_free(grid->sides);
    grid->sides = g_steal_pointer(&sides);
}

/* Some rows of an open grid as one of their own. */
static struct grid *rows_of(const struct grid *grid, guint first, guint end)
{
    struct grid *part = g_new0(struct grid, 1);
    part->columns = 1;
    part->rows = end - first;
    part->sides = g_memdup2(grid->sides, 2 * sizeof *grid->sides);
    part->cells = g_array_new(FALSE, FALSE, sizeof(struct grid_cell));
    part->box = g_array_index(grid->cells, struct grid_cell, first).box;
    for (guint i = first; i < end; i++) {
        struct grid_cell cell = g_array_index(grid->cells, struct grid_cell, i);
        cell.row = i - first;
        box_join(&part->box, &cell.box);
        g_array_append_val(part->cells, cell);
    }
    return part;
}

/* The tables in an open grid, whose rules may belong to several. */
static void part_open_grid(const struct grid *grid, const GPtrArray *words, GPtrArray *parts)
{
    for (guint first = 0, end; first < grid->cells->len; first = MAX(end, first + 1)) {
        g_autoptr(GArray) ways = ways_at_heading(grid, first, words, &end);
        if (!ways) {
            end = first + 1;
            continue;
        }
        struct grid *part = rows_of(grid, first, end);
        part_rows(part, ways);
        g_ptr_array_add(parts, part);
    }
}

void grids_part_columns(GPtrArray *grids, const GPtrArray *words)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new();
    for (guint i = grids->len; i > 0; i--) {
        struct grid *grid = grids->pdata[i - 1];
        if (grid->open) {
            part_open_grid(grid, words, parts);
            g_ptr_array_remove_index(grids, i - 1);
            continue;
        }
        g_autoptr(GArray) ways = ways_at_rules(grid, words);
        if (ways)
            part_rows(grid, ways);
    }
    g_ptr_array_extend_and_steal(grids, g_steal_pointer(&parts));
}
