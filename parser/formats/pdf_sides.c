/*
 * Columns that no rule parts may touch, and a number that ends at its column's right side may stand far from
 * a heading that begins at the left one. So the sides are sought in the rows, where ways are open between the
 * columns, and the heading must agree in one way alone.
 */
#include "parser/formats/pdf_sides.h"

#include <math.h>

enum {
    SURE_ROWS = 3, /* whose alignment is no accident */
    MOST_COLUMNS = 60,
};

/* Points. */
#define EXACT      0.5  /* letters that are lined up */
#define VERY_EXACT 0.06 /* letters that one program has lined up */
#define WAY        0.6  /* between neighbours that touch nearly */
#define PADDING    6.0  /* between the side of a column and what is lined up at it */

/* Of the height of a letter. */
#define WIDE    0.9
#define PARTING 0.5  /* no gap within one heading is wider */
#define BLANK   0.35 /* no gap between words is wider */

/* Where a column ends and the next one begins: somewhere on a way that no row's letter stands in. */
struct side {
    double from, to;
    double start; /* where the rows' texts right of it begin; NAN: not lined up */
    double end;   /* where those left of it end */
    bool left;    /* those right of it are surely aligned left: they are of several widths */
    bool right;   /* those left of it are surely aligned right */
    bool headed;  /* the heading has a word that begins at `start` */
};

/* Where the heading may be parted. */
struct opening {
    double from, to;
    bool exact;    /* what follows begins where the rows' texts do */
    guint letters; /* of the heading that stand before it */
};

static const struct word *word_at(const struct text_line *line, guint index)
{
    return line->words->pdata[index];
}

static bool is_exact(double one, double other)
{
    return fabs(one - other) <= EXACT;
}

/* ---- the ways between columns ---- */

static int by_start(gconstpointer a, gconstpointer b)
{
    double one = ((const struct opening *)a)->from, other = ((const struct opening *)b)->from;
    return (one > other) - (one < other);
}

/* The ways that all rows leave open, from the left. Of struct side; caller unrefs. */
static GArray *ways_of(const struct stanza *stanza)
{
    g_autoptr(GArray) taken = g_array_new(FALSE, FALSE, sizeof(struct opening));
    for (guint i = 1; i < stanza->count; i++)
        for (guint k = 0; k < stanza->lines[i]->words->len; k++) {
            const struct box *box = &word_at(stanza->lines[i], k)->box;
            struct opening word = {box->x1, box->x2, false, 0};
            g_array_append_val(taken, word);
        }
    g_array_sort(taken, by_start);
    GArray *ways = g_array_new(FALSE, FALSE, sizeof(struct side));
    double end = taken->len ? g_array_index(taken, struct opening, 0).to : 0;
    for (guint i = 1; i < taken->len; i++) {
        struct opening word = g_array_index(taken, struct opening, i);
        struct side way = {.from = end, .to = word.from, .start = NAN, .end = NAN};
        if (word.from - end >= WAY)
            g_array_append_val(ways, way);
        end = MAX(end, word.to);
    }
    return ways;
}

/* Where the rows' texts of one column begin and end. */
struct edges {
    GArray *starts, *ends; /* of double */
};

static struct edges edges_new(void)
{
    return (struct edges){g_array_new(FALSE, FALSE, sizeof(double)),
                          g_array_new(FALSE, FALSE, sizeof(double))};
}

static void edges_free(struct edges *edges)
{
    g_array_unref(edges->starts);
    g_array_unref(edges->ends);
}

static void edges_add(struct edges *edges, double start, double end)
{
    if (start > end)
        return;
    g_array_append_val(edges->starts, start);
    g_array_append_val(edges->ends, end);
}

/* The texts of a row on both sides of a way, as far as the ways beside it. */
static void add_texts(const GArray *ways, guint index, const struct text_line *row, struct edges *left,
                      struct edges *right)
{
    const struct side *way = &g_array_index(ways, struct side, index);
    double from = index ? g_array_index(ways, struct side, index - 1).to : -G_MAXDOUBLE;
    double to = index + 1 < ways->len ? g_array_index(ways, struct side, index + 1).from : G_MAXDOUBLE;
    double middle = (way->from + way->to) / 2;
    double first[2] = {G_MAXDOUBLE, G_MAXDOUBLE}, last[2] = {-G_MAXDOUBLE, -G_MAXDOUBLE};
    for (guint i = 0; i < row->words->len; i++) {
        const struct box *box = &word_at(row, i)->box;
        if (box->x1 < from || box->x2 > to)
            continue;
        guint part = box->x1 > middle;
        first[part] = MIN(first[part], box->x1);
        last[part] = MAX(last[part], box->x2);
    }
    edges_add(left, first[0], last[0]);
    edges_add(right, first[1], last[1]);
}

/* Where all of several places are one; NAN where they are not, or are too few to be sure. */
static double common_place(const GArray *places, bool last)
{
    double least = G_MAXDOUBLE, most = -G_MAXDOUBLE;
    for (guint i = 0; i < places->len; i++) {
        least = MIN(least, g_array_index(places, double, i));
        most = MAX(most, g_array_index(places, double, i));
    }
    return places->len >= STANZA_FEWEST_ROWS && is_exact(least, most) ? (last ? most : least) : NAN;
}

/* The widest gap of a line at a way. */
static double gap_at(const struct side *way, const struct text_line *line)
{
    double before = -G_MAXDOUBLE, after = G_MAXDOUBLE, middle = (way->from + way->to) / 2;
    for (guint i = 0; i < line->words->len; i++) {
        const struct box *box = &word_at(line, i)->box;
        if ((box->x1 + box->x2) / 2 < middle)
            before = MAX(before, box->x2);
        else
            after = MIN(after, box->x1);
    }
    return before > -G_MAXDOUBLE && after < G_MAXDOUBLE ? after - before : 0;
}

/* Whether a word of the heading begins in a place, with more than a blank before it. */
static bool begins_at(const struct stanza *stanza, double place)
{
    for (guint i = 1; i < stanza->lines[0]->words->len; i++) {
        double begin = word_at(stanza->lines[0], i)->box.x1;
        if (fabs(begin - place) <= VERY_EXACT &&
            begin - word_at(stanza->lines[0], i - 1)->box.x2 > BLANK * stanza->height)
            return true;
    }
    return false;
}

/* Whether a way parts columns: it is wide, or something is lined up at it that is no word of a text, as those
 * have blanks between them that are the same everywhere. */
static bool is_side(const struct stanza *stanza, const GArray *ways, guint index, struct side *side)
{
    *side = g_array_index(ways, struct side, index);
    struct edges left = edges_new(), right = edges_new();
    double widest = gap_at(side, stanza->lines[0]);
    for (guint i = 1; i < stanza->count; i++) {
        add_texts(ways, index, stanza->lines[i], &left, &right);
        widest = MAX(widest, gap_at(side, stanza->lines[i]));
    }
    side->start = common_place(right.starts, false);
    side->end = common_place(left.ends, true);
    side->left = !isnan(side->start) && isnan(common_place(right.ends, true));
    side->right = !isnan(side->end) && isnan(common_place(left.starts, false));
    double wide = WIDE * stanza->height;
    bool lined_up = (right.starts->len >= SURE_ROWS && !isnan(side->start)) ||
                    (left.ends->len >= SURE_ROWS && !isnan(side->end));
    bool touching = side->left && side->right && MIN(left.ends->len, right.starts->len) >= SURE_ROWS;
    edges_free(&left);
    edges_free(&right);
    return side->to - side->from >= wide || touching ||
           (lined_up && (widest >= wide || begins_at(stanza, side->start)));
}

/* ---- the heading ---- */

/* Where a letter of the heading begins in the very place where the rows' texts of a column do: so does its
 * heading, even where the one before it is cut off there and touches it. */
static void add_exact(const struct pdf_page *page, const struct word *word, guint letters, GArray *sides,
                      GArray *openings)
{
    for (guint k = 0; k < word->glyphs; k++) {
        double at = g_array_index(page->glyphs, struct glyph, word->first_glyph + k).box.x1;
        for (guint i = 0; i < sides->len; i++) {
            struct side *side = &g_array_index(sides, struct side, i);
            if (!(fabs(at - side->start) <= VERY_EXACT))
                continue;
            struct opening opening = {at - EXACT, at + VERY_EXACT, true, letters + k};
            g_array_append_val(openings, opening);
            side->headed = true;
        }
    }
}

/* The gaps of the heading that are at least so wide, the room in front of it and behind it among them, and
 * the exact places. Of struct opening, from the left; caller unrefs. */
static GArray *openings_of(const struct stanza *stanza, GArray *sides, double least)
{
    const struct text_line *heading = stanza->lines[0];
    GArray *openings = g_array_new(FALSE, FALSE, sizeof(struct opening));
    double end = -G_MAXDOUBLE;
    guint letters = 0;
    for (guint i = 0; i <= heading->words->len; i++) {
        const struct word *word = i < heading->words->len ? word_at(heading, i) : NULL;
        struct opening opening = {end, word ? word->box.x1 : G_MAXDOUBLE, false, letters};
        if (opening.to - opening.from >= least)
            g_array_append_val(openings, opening);
        if (word && i > 0)
            add_exact(stanza->page, word, letters, sides, openings);
        letters += word ? word->glyphs : 0;
        end = word ? MAX(end, word->box.x2) : end;
    }
    g_array_sort(openings, by_start);
    return openings;
}

/* Where side and opening have room in common. What is lined up at a side is near to it. */
static bool may_part(const struct side *side, const struct opening *opening, struct opening *room)
{
    if (side->headed != opening->exact)
        return false;
    double from = side->from - EXACT, to = side->to + EXACT;
    if (side->left && !side->right)
        from = MAX(from, side->start - PADDING);
    if (side->right && !side->left)
        to = MIN(to, side->end + PADDING);
    *room = (struct opening){MAX(from, opening->from), MIN(to, opening->to), false, 0};
    return room->to > room->from;
}

static const struct opening *opening_at(const GArray *openings, guint index)
{
    return &g_array_index(openings, struct opening, index);
}

/* The ways to part the heading at every side, so that each column has words of it: 0, 1, or 2 for more. With
 * `outside` the first column may be without, as that of numbers often is, and the last. `chosen` becomes the
 * openings of one way. */
static guint part_heading(const GArray *sides, const GArray *openings, bool outside, guint *chosen)
{
    guint count = openings->len;
    g_autofree guint *ways = g_new0(guint, (gsize)sides->len * count + 1);
    struct opening room;
    for (guint i = 0; i < sides->len; i++)
        for (guint k = outside && !i ? 0 : 1; k + 1 < count; k++) {
            const struct side *side = &g_array_index(sides, struct side, i);
            if (!may_part(side, &g_array_index(openings, struct opening, k), &room))
                continue;
            guint before = i == 0;
            for (guint j = 0; i && j < k; j++)
                if (opening_at(openings, j)->letters < opening_at(openings, k)->letters)
                    before += ways[(i - 1) * count + j];
            ways[i * count + k] = MIN(before, 2);
        }
    guint found = 0, last = count;
    for (guint i = sides->len; i > 0; i--) {
        guint sum = 0, at = 0;
        for (guint k = 0; k < last; k++)
            if (ways[(i - 1) * count + k] &&
                (last == count || opening_at(openings, k)->letters < opening_at(openings, last)->letters)) {
                sum += ways[(i - 1) * count + k];
                at = k;
            }
        if (i == sides->len)
            found = MIN(sum, 2);
        chosen[i - 1] = last = at;
    }
    return found;
}

static int by_place(gconstpointer a, gconstpointer b)
{
    double one = ((const struct side *)a)->from, other = ((const struct side *)b)->from;
    return (one > other) - (one < other);
}

/* A wide gap of the heading has a side somewhere: where there is none yet, the only way below it. */
static void add_headed(const struct stanza *stanza, const GArray *ways, GArray *sides)
{
    for (guint i = 1; i < stanza->lines[0]->words->len; i++) {
        double from = word_at(stanza->lines[0], i - 1)->box.x2, to = word_at(stanza->lines[0], i)->box.x1;
        bool parted = to - from < WIDE * stanza->height;
        for (guint k = 0; k < sides->len && !parted; k++)
            parted = overlap(g_array_index(sides, struct side, k).from,
                             g_array_index(sides, struct side, k).to, from, to) > 0;
        guint found = 0, only = 0;
        for (guint k = 0; k < ways->len && !parted; k++)
            if (overlap(g_array_index(ways, struct side, k).from, g_array_index(ways, struct side, k).to,
                        from, to) > 0) {
                found++;
                only = k;
            }
        if (found != 1)
            continue;
        struct side side;
        is_side(stanza, ways, only, &side);
        g_array_append_val(sides, side);
    }
    g_array_sort(sides, by_place);
}

/* Sides that part no gap of the heading part nothing, unless they are wide. */
static void drop_unheaded(GArray *sides, const GArray *openings, double wide)
{
    struct opening room;
    for (guint i = sides->len; i > 0; i--) {
        const struct side *side = &g_array_index(sides, struct side, i - 1);
        bool headed = side->to - side->from >= wide;
        for (guint k = 0; !headed && k < openings->len; k++)
            headed = may_part(side, &g_array_index(openings, struct opening, k), &room);
        if (!headed)
            g_array_remove_index(sides, i - 1);
    }
}

/* Whether the heading is parted at every wide gap: what stands beside one is a heading of its own, and where
 * its column has nothing in it that could be seen, no way in the rows tells where it is. */
static bool uses_all(const struct stanza *stanza, const GArray *places)
{
    double wide = PARTING * stanza->height;
    for (guint i = 1, used = 0; i < stanza->lines[0]->words->len; i++) {
        double from = word_at(stanza->lines[0], i - 1)->box.x2, to = word_at(stanza->lines[0], i)->box.x1;
        while (used < places->len && g_array_index(places, double, used) < from)
            used++;
        if (to - from >= wide && (used == places->len || g_array_index(places, double, used) > to))
            return false;
    }
    return true;
}

/* Where the columns of a heading that is parted are parted. Of double; caller unrefs. */
static GArray *places_of(const GArray *sides, const GArray *openings, const guint *chosen)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < sides->len; i++) {
        struct opening room;
        may_part(&g_array_index(sides, struct side, i), &g_array_index(openings, struct opening, chosen[i]),
                 &room);
        double place = (room.from + room.to) / 2;
        g_array_append_val(places, place);
    }
    return places;
}

GArray *stanza_sides(const struct stanza *stanza)
{
    g_autoptr(GArray) ways = ways_of(stanza), sides = g_array_new(FALSE, FALSE, sizeof(struct side));
    if (ways->len > STANZA_MOST_WORDS)
        return NULL;
    for (guint i = 0; i < ways->len; i++) {
        struct side side;
        if (is_side(stanza, ways, i, &side))
            g_array_append_val(sides, side);
    }
    add_headed(stanza, ways, sides);
    double wide = WIDE * stanza->height;
    g_autoptr(GArray) all = openings_of(stanza, sides, WAY), gaps = openings_of(stanza, sides, wide),
                      between = openings_of(stanza, sides, BLANK * stanza->height);
    drop_unheaded(sides, all, wide);
    if (!sides->len || sides->len >= MOST_COLUMNS)
        return NULL;
    const GArray *const tries[] = {gaps, between, all};
    for (guint i = 0; i < 2 * G_N_ELEMENTS(tries); i++) {
        const GArray *openings = tries[i % G_N_ELEMENTS(tries)];
        guint chosen[MOST_COLUMNS];
        if (part_heading(sides, openings, i >= G_N_ELEMENTS(tries), chosen) != 1)
            continue;
        g_autoptr(GArray) places = places_of(sides, openings, chosen);
        if (uses_all(stanza, places))
            return g_steal_pointer(&places);
    }
    return NULL;
}
