/* Grids of ruled cells, and drawn boxes, out of the rules of a page. */
#include "parser/formats/pdf_rules.h"
#include <math.h>
#include <string.h>

#define NEAR       2.2  /* points: rules that near to each other stand at the same place, and rules meet */
#define SIDE       10.0 /* points: the shortest side of a cell that counts */
#define SLIVER     5.0  /* points: what is narrower holds no text */
#define WALL       0.6  /* of a side that must be ruled */
#define MAX_RULES  4000
#define MAX_PLACES 20000 /* in a grid */
#define BOX_LEAST  5.0
#define BOX_MOST   22.0
#define INK        0.03 /* of the inside of a box that is ticked */

/* Rules that meet each other, as sets: the index of another member, or its own. */
static guint root_of(guint *sets, guint index)
{
    while (sets[index] != index)
        index = sets[index] = sets[sets[index]];
    return index;
}

static bool meet(const struct rule *one, const struct rule *other)
{
    return one->upright != other->upright && one->at > other->from - NEAR && one->at < other->to + NEAR &&
           other->at > one->from - NEAR && other->at < one->to + NEAR;
}

static guint *sets_of(const GArray *rules)
{
    guint *sets = g_new(guint, rules->len + 1);
    for (guint i = 0; i < rules->len; i++)
        sets[i] = i;
    for (guint i = 0; i < rules->len; i++)
        for (guint k = i + 1; k < rules->len; k++)
            if (meet(&g_array_index(rules, struct rule, i), &g_array_index(rules, struct rule, k)))
                sets[root_of(sets, i)] = root_of(sets, k);
    return sets;
}

static int by_number(gconstpointer a, gconstpointer b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

/* The places of rules of one direction and the ends of the others, each once. Caller unrefs. */
static GArray *places_of(const GArray *rules, bool upright)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(double));
    double first = G_MAXDOUBLE, last = -G_MAXDOUBLE;
    for (guint i = 0; i < rules->len; i++) {
        const struct rule *rule = &g_array_index(rules, struct rule, i);
        if (rule->upright == upright) {
            g_array_append_val(all, rule->at);
        } else {
            first = MIN(first, rule->from);
            last = MAX(last, rule->to);
        }
    }
    g_array_append_val(all, first);
    g_array_append_val(all, last);
    g_array_sort(all, by_number);
    GArray *places = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < all->len; i++) {
        double place = g_array_index(all, double, i);
        if (!places->len || place - g_array_index(places, double, places->len - 1) > NEAR)
            g_array_append_val(places, place);
    }
    return places;
}

/* A grid under construction: the places between all its rules. */
struct lattice {
    const GArray *rules;
    GArray *xs, *ys;
    guint rows, columns;
    guint *cells; /* for every place, a place of the same cell, or itself */
};

static double x_of(const struct lattice *lattice, guint column)
{
    return g_array_index(lattice->xs, double, column);
}

static double y_of(const struct lattice *lattice, guint row)
{
    return g_array_index(lattice->ys, double, row);
}

/* Whether rules stand at a place for most of the way. */
static bool is_wall(const struct lattice *lattice, bool upright, double at, double from, double to)
{
    double ruled = 0;
    for (guint i = 0; i < lattice->rules->len; i++) {
        const struct rule *rule = &g_array_index(lattice->rules, struct rule, i);
        if (rule->upright == upright && fabs(rule->at - at) <= NEAR)
            ruled += MAX(overlap(rule->from, rule->to, from, to), 0);
    }
    return ruled >= WALL * (to - from);
}

static void merge_places(struct lattice *lattice)
{
    guint columns = lattice->columns;
    for (guint row = 0; row < lattice->rows; row++)
        for (guint column = 0; column < columns; column++) {
            guint here = row * columns + column;
            if (column + 1 < columns && !is_wall(lattice, true, x_of(lattice, column + 1), y_of(lattice, row),
                                                 y_of(lattice, row + 1)))
                lattice->cells[root_of(lattice->cells, here + 1)] = root_of(lattice->cells, here);
            if (row + 1 < lattice->rows && !is_wall(lattice, false, y_of(lattice, row + 1),
                                                    x_of(lattice, column), x_of(lattice, column + 1)))
                lattice->cells[root_of(lattice->cells, here + columns)] = root_of(lattice->cells, here);
        }
}

/* For every place of a lattice its number among those that are wide enough for text; the end is the count. */
static GArray *numbers_of(const GArray *places)
{
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    guint number = 0;
    for (guint i = 0; i < places->len; i++) {
        g_array_append_val(numbers, number);
        if (i + 1 < places->len &&
            g_array_index(places, double, i + 1) - g_array_index(places, double, i) > SLIVER)
            number++;
    }
    return numbers;
}

/* The extent of the places of a cell, and how many they are. */
struct extent {
    guint row, column, last_row, last_column, places;
};

static struct extent *extents_of(const struct lattice *lattice)
{
    guint count = lattice->rows * lattice->columns;
    struct extent *extents = g_new0(struct extent, count);
    for (guint i = 0; i < count; i++) {
        struct extent *extent = &extents[root_of(lattice->cells, i)];
        guint row = i / lattice->columns, column = i % lattice->columns;
        if (extent->places++ == 0)
            *extent = (struct extent){row, column, row, column, 1};
        extent->last_row = MAX(extent->last_row, row);
        extent->column = MIN(extent->column, column);
        extent->last_column = MAX(extent->last_column, column);
    }
    return extents;
}

static void add_cell(const struct lattice *lattice, const struct extent *extent, const GArray *row_numbers,
                     const GArray *column_numbers, struct grid *grid)
{
    guint row = g_array_index(row_numbers, guint, extent->row);
    guint column = g_array_index(column_numbers, guint, extent->column);
    guint end_row = g_array_index(row_numbers, guint, extent->last_row + 1);
    guint end_column = g_array_index(column_numbers, guint, extent->last_column + 1);
    if (row == end_row || column == end_column)
        return;
    struct grid_cell cell = {row,
                             column,
                             end_row - row,
                             end_column - column,
                             {x_of(lattice, extent->column), y_of(lattice, extent->row),
                              x_of(lattice, extent->last_column + 1), y_of(lattice, extent->last_row + 1)}};
    g_array_append_val(grid->cells, cell);
}

/* A cell that is no rectangle is no cell: its places stand alone. */
static void add_cells(const struct lattice *lattice, struct grid *grid)
{
    g_autofree struct extent *extents = extents_of(lattice);
    g_autoptr(GArray) row_numbers = numbers_of(lattice->ys), column_numbers = numbers_of(lattice->xs);
    for (guint i = 0; i < lattice->rows * lattice->columns; i++) {
        const struct extent *extent = &extents[root_of(lattice->cells, i)];
        guint row = i / lattice->columns, column = i % lattice->columns;
        guint area = (extent->last_row - extent->row + 1) * (extent->last_column - extent->column + 1);
        if (area != extent->places) {
            struct extent alone = {row, column, row, column, 1};
            add_cell(lattice, &alone, row_numbers, column_numbers, grid);
        } else if (extent->row == row && extent->column == column) {
            add_cell(lattice, extent, row_numbers, column_numbers, grid);
        }
    }
    grid->rows = g_array_index(row_numbers, guint, lattice->rows);
    grid->columns = g_array_index(column_numbers, guint, lattice->columns);
    grid->sides = g_new0(double, grid->columns + 1);
    for (guint i = lattice->xs->len; i > 0; i--)
        grid->sides[g_array_index(column_numbers, guint, i - 1)] = x_of(lattice, i - 1);
    grid->box = (struct box){x_of(lattice, 0), y_of(lattice, 0), x_of(lattice, lattice->columns),
                             y_of(lattice, lattice->rows)};
}

void grid_free(gpointer data)
{
    struct grid *grid = data;
    g_array_unref(grid->cells);
    g_free(grid->sides);
    g_free(grid);
}

/* The grid of rules that hang together; NULL where they make none. */
static struct grid *grid_of(const GArray *rules)
{
    guint upright = 0;
    for (guint i = 0; i < rules->len; i++)
        upright += g_array_index(rules, struct rule, i).upright;
    if (!upright || upright == rules->len)
        return NULL;
    g_autoptr(GArray) xs = places_of(rules, true), ys = places_of(rules, false);
    if (xs->len < 2 || ys->len < 2 || (xs->len - 1) * (ys->len - 1) > MAX_PLACES)
        return NULL;
    struct lattice lattice = {rules, xs, ys, ys->len - 1, xs->len - 1, NULL};
    g_autofree guint *cells = lattice.cells = g_new(guint, lattice.rows * lattice.columns);
    for (guint i = 0; i < lattice.rows * lattice.columns; i++)
        cells[i] = i;
    merge_places(&lattice);
    struct grid *grid = g_new0(struct grid, 1);
    grid->cells = g_array_new(FALSE, FALSE, sizeof(struct grid_cell));
    add_cells(&lattice, grid);
    if (grid->cells->len < 2)
        g_clear_pointer(&grid, grid_free);
    return grid;
}

/* The rules of each set together, of a side's length at least. Caller unrefs (unrefs its GArrays). */
static GPtrArray *clusters_of(const GArray *rules, double shortest)
{
    g_autoptr(GArray) sides = g_array_new(FALSE, FALSE, sizeof(struct rule));
    for (guint i = 0; i < rules->len && sides->len < MAX_RULES; i++) {
        const struct rule *rule = &g_array_index(rules, struct rule, i);
        if (rule->to - rule->from >= shortest)
            g_array_append_val(sides, *rule);
    }
    GPtrArray *clusters = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    g_autofree guint *sets = sets_of(sides);
    g_autofree GArray **arrays = g_new0(GArray *, sides->len + 1);
    for (guint i = 0; i < sides->len; i++) {
        guint root = root_of(sets, i);
        if (!arrays[root]) {
            arrays[root] = g_array_new(FALSE, FALSE, sizeof(struct rule));
            g_ptr_array_add(clusters, arrays[root]);
        }
        g_array_append_val(arrays[root], g_array_index(sides, struct rule, i));
    }
    return clusters;
}

/* Rows between rules that stand alone and begin and end at the same places; NULL where they are too few. */
static struct grid *open_grid(const GArray *rules, const struct rule *model)
{
    g_autoptr(GArray) ys = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < rules->len; i++) {
        const struct rule *rule = &g_array_index(rules, struct rule, i);
        if (fabs(rule->from - model->from) <= NEAR && fabs(rule->to - model->to) <= NEAR)
            g_array_append_val(ys, rule->at);
    }
    g_array_sort(ys, by_number);
    if (ys->len < 3)
        return NULL;
    struct grid *grid = g_new0(struct grid, 1);
    grid->open = true;
    grid->cells = g_array_new(FALSE, FALSE, sizeof(struct grid_cell));
    grid->columns = 1;
    grid->sides = g_new0(double, 2);
    grid->sides[0] = model->from;
    grid->sides[1] = model->to;
    for (guint i = 0; i + 1 < ys->len; i++) {
        double top = g_array_index(ys, double, i), bottom = g_array_index(ys, double, i + 1);
        if (bottom - top < SLIVER)
            continue;
        struct grid_cell cell = {grid->rows++, 0, 1, 1, {model->from, top, model->to, bottom}};
        g_array_append_val(grid->cells, cell);
    }
    grid->box = (struct box){model->from, g_array_index(ys, double, 0), model->to,
                             g_array_index(ys, double, ys->len - 1)};
    return grid;
}

static void add_open_grids(const GArray *rules, GPtrArray *grids)
{
    for (guint i = 0; i < rules->len; i++) {
        const struct rule *model = &g_array_index(rules, struct rule, i);
        bool known = false;
        for (guint k = 0; k < i && !known; k++) {
            const struct rule *other = &g_array_index(rules, struct rule, k);
            known = fabs(other->from - model->from) <= NEAR && fabs(other->to - model->to) <= NEAR;
        }
        struct grid *grid = known ? NULL : open_grid(rules, model);
        if (grid)
            g_ptr_array_add(grids, grid);
    }
}

/* Whether rules have no upright ones but at their outer sides: a frame around rows, or a coloured row. */
static bool is_frame(const GArray *cluster)
{
    double left = G_MAXDOUBLE, right = -G_MAXDOUBLE;
    for (guint i = 0; i < cluster->len; i++) {
        const struct rule *rule = &g_array_index(cluster, struct rule, i);
        left = MIN(left, rule->upright ? rule->at : rule->from);
        right = MAX(right, rule->upright ? rule->at : rule->to);
    }
    for (guint i = 0; i < cluster->len; i++) {
        const struct rule *rule = &g_array_index(cluster, struct rule, i);
        if (rule->upright && rule->at > left + NEAR && rule->at < right - NEAR)
            return false;
    }
    return true;
}

GPtrArray *grids_of_rules(const GArray *rules)
{
    GPtrArray *grids = g_ptr_array_new_with_free_func(grid_free);
    g_autoptr(GPtrArray) clusters = clusters_of(rules, SIDE);
    g_autoptr(GArray) alone = g_array_new(FALSE, FALSE, sizeof(struct rule));
    for (guint i = 0; i < clusters->len; i++) {
        const GArray *cluster = clusters->pdata[i];
        bool frame = is_frame(cluster);
        struct grid *grid = frame ? NULL : grid_of(cluster);
        if (grid)
            g_ptr_array_add(grids, grid);
        for (guint k = 0; frame && k < cluster->len; k++)
            if (!g_array_index(cluster, struct rule, k).upright)
                g_array_append_val(alone, g_array_index(cluster, struct rule, k));
    }
    add_open_grids(alone, grids);
    return grids;
}

/* Boxes */

static bool is_square(const struct box *box)
{
    double width = box->x2 - box->x1, height = box->y2 - box->y1;
    return width >= BOX_LEAST && width <= BOX_MOST && height >= BOX_LEAST && height <= BOX_MOST &&
           width < 1.4 * height && height < 1.4 * width;
}

static bool is_walled(const GArray *rules, const struct box *box)
{
    struct lattice lattice = {.rules = rules};
    return is_wall(&lattice, true, box->x1, box->y1, box->y2) &&
           is_wall(&lattice, true, box->x2, box->y1, box->y2) &&
           is_wall(&lattice, false, box->y1, box->x1, box->x2) &&
           is_wall(&lattice, false, box->y2, box->x1, box->x2);
}

/* The part of the inside that differs from its middle shade. */
static double ink_in(const struct pdf_page *page, const struct box *box)
{
    double scale = page->picture.scale, margin = (box->x2 - box->x1) / 5;
    guint left = (guint)((box->x1 + margin) * scale), right = (guint)((box->x2 - margin) * scale);
    guint top = (guint)((box->y1 + margin) * scale), bottom = (guint)((box->y2 - margin) * scale);
    guint shades[256] = {0}, dots = 0, paper = 0;
    for (guint y = top; y < MIN(bottom, page->picture.height); y++)
        for (guint x = left; x < MIN(right, page->picture.width); x++, dots++)
            shades[page->picture.grey[(gsize)y * page->picture.width + x]]++;
    for (guint shade = 128; shade < 256; shade++)
        paper += shades[shade];
    return dots ? 1 - (double)paper / dots : 0;
}

static bool has_word(const GPtrArray *words, const struct box *box)
{
    for (guint i = 0; i < words->len; i++)
        if (box_holds(box, &((const struct word *)words->pdata[i])->box))
            return true;
    return false;
}

static struct box box_of_cluster(const GArray *cluster)
{
    struct box box = {G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE};
    for (guint i = 0; i < cluster->len; i++) {
        const struct rule *rule = &g_array_index(cluster, struct rule, i);
        struct box line = rule->upright ? (struct box){rule->at, rule->from, rule->at, rule->to}
                                        : (struct box){rule->from, rule->at, rule->to, rule->at};
        box_join(&box, &line);
    }
    return box;
}

/* The places of the rules from side to side, from the top. Caller unrefs. */
static GArray *levels_of(const GArray *cluster)
{
    GArray *levels = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < cluster->len; i++) {
        const struct rule *rule = &g_array_index(cluster, struct rule, i);
        if (!rule->upright)
            g_array_append_val(levels, rule->at);
    }
    g_array_sort(levels, by_number);
    return levels;
}

GArray *frames_of_rules(const GArray *rules)
{
    GArray *frames = g_array_new(FALSE, FALSE, sizeof(struct box));
    g_autoptr(GPtrArray) clusters = clusters_of(rules, SIDE);
    for (guint i = 0; i < clusters->len; i++) {
        const GArray *cluster = clusters->pdata[i];
        struct box box = box_of_cluster(cluster);
        g_autoptr(GArray) levels = levels_of(cluster);
        for (guint k = 0; is_frame(cluster) && k + 1 < levels->len; k++) {
            box.y1 = g_array_index(levels, double, k);
            box.y2 = g_array_index(levels, double, k + 1);
            if (box.y2 - box.y1 > SLIVER && !is_square(&box) && is_walled(cluster, &box))
                g_array_append_val(frames, box);
        }
    }
    return frames;
}

GArray *drawn_boxes(const struct pdf_page *page, const GArray *rules, const GPtrArray *words)
{
    GArray *boxes = g_array_new(FALSE, FALSE, sizeof(struct drawn_box));
    g_autoptr(GPtrArray) clusters = clusters_of(rules, BOX_LEAST);
    for (guint i = 0; i < clusters->len; i++) {
        const GArray *cluster = clusters->pdata[i];
        struct box box = box_of_cluster(cluster);
        if (cluster->len < 4 || !is_square(&box) || !is_walled(cluster, &box))
            continue;
        struct drawn_box drawn = {box, has_word(words, &box) || ink_in(page, &box) > INK};
        g_array_append_val(boxes, drawn);
    }
    return boxes;
}
