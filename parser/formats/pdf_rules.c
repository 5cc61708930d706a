#include "parser/formats/pdf_rules.h"

#include <math.h>
#include <string.h>

#define CONTRAST    14    /* between a dot and the next one, of 255 */
#define HOLE        2     /* dots: so short a break does not end a line */
#define SHORTEST    5.5   /* points */
#define THICK       2.0   /* points: two edges as near to each other are one line */
#define MAX_RUNS    10000 /* of one direction: more is a picture, not a table */
#define MAX_TOUCHED 2000  /* rules that are looked at for letters at their ends */
#define STROKE      30.0  /* points: a longer line is no part of a letter */

/* Edges of a row or column of dots that lie close enough to each other to be one line. */
struct run {
    bool open;
    guint from, last;
};

/* What is sought in a picture, row of dots by row of dots. */
struct search {
    const struct pdf_page *page;
    bool upright;
    struct run *lines; /* the run in hand of every row, or of every column */
    GArray *runs;      /* of struct rule */
};

/* Two edges of one line, or a line drawn in pieces. */
static bool joins(const struct rule *rule, const struct rule *other)
{
    return fabs(rule->at - other->at) <= THICK && overlap(rule->from, rule->to, other->from, other->to) > -1;
}

/* Rules come with growing places; only the last ones may lie near enough. */
static void add_rule(GArray *rules, guint first, struct rule rule)
{
    for (guint i = rules->len; i > first; i--) {
        struct rule *known = &g_array_index(rules, struct rule, i - 1);
        if (!joins(known, &rule))
            continue;
        known->from = MIN(known->from, rule.from);
        known->to = MAX(known->to, rule.to);
        return;
    }
    g_array_append_val(rules, rule);
}

static void close_run(struct search *search, guint line)
{
    struct run *run = &search->lines[line];
    double scale = search->page->picture.scale;
    if (run->open && run->last + 1 - run->from >= SHORTEST * scale) {
        struct rule rule = {search->upright, (line + 1) / scale, run->from / scale, (run->last + 1) / scale,
                            false};
        g_array_append_val(search->runs, rule);
    }
    run->open = false;
}

/* The edge between a row, or column, of dots and the next one. */
static void add_edge(struct search *search, guint line, guint at)
{
    struct run *run = &search->lines[line];
    if (run->open && at - run->last > HOLE + 1)
        close_run(search, line);
    if (!run->open)
        run->from = at;
    run->open = true;
    run->last = at;
}

static void search_level(struct search *search)
{
    guint width = search->page->picture.width, height = search->page->picture.height;
    const guint8 *row = search->page->picture.grey;
    for (guint y = 0; y + 1 < height && search->runs->len <= MAX_RUNS; y++, row += width) {
        const guint8 *below = row + width;
        if (memcmp(row, below, width) == 0)
            continue;
        for (guint x = 0; x < width; x++) {
            /* Paper is white, and most of it can be passed over eight dots at a time. */
            while (x + 8 <= width && memcmp(row + x, below + x, 8) == 0)
                x += 8;
            if (x < width && abs(row[x] - below[x]) >= CONTRAST)
                add_edge(search, y, x);
        }
    }
}

/* The edges between the dots of a row: their places, of which `edges` has room for a row. */
static guint edges_along(const guint8 *row, guint width, guint *edges)
{
    guint count = 0;
    for (guint x = 0; x + 1 < width; x++) {
        while (x + 9 <= width && memcmp(row + x, row + x + 1, 8) == 0)
            x += 8;
        if (x + 1 < width && abs(row[x] - row[x + 1]) >= CONTRAST)
            edges[count++] = x;
    }
    return count;
}

static void search_upright(struct search *search)
{
    guint width = search->page->picture.width, height = search->page->picture.height, count = 0;
    const guint8 *row = search->page->picture.grey;
    g_autofree guint *edges = g_new(guint, width);
    for (guint y = 0; y < height && search->runs->len <= MAX_RUNS; y++, row += width) {
        if (y == 0 || memcmp(row, row - width, width) != 0)
            count = edges_along(row, width, edges);
        for (guint i = 0; i < count; i++)
            add_edge(search, edges[i], y);
    }
}

static int compare_rules(gconstpointer a, gconstpointer b)
{
    const struct rule *one = a, *other = b;
    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    return one->from < other->from ? -1 : one->from > other->from;
}

static bool is_stroke(const struct rule *rule, const GPtrArray *words)
{
    if (rule->to - rule->from > STROKE)
        return false;
    for (guint i = 0; i < words->len; i++) {
        const struct box *box = &((const struct word *)words->pdata[i])->box;
        double from = rule->upright ? box->y1 : box->x1, to = rule->upright ? box->y2 : box->x2;
        double low = rule->upright ? box->x1 : box->y1, high = rule->upright ? box->x2 : box->y2;
        if (rule->from > from - 0.7 && rule->to < to + 0.7 && rule->at > low - 0.3 && rule->at < high + 0.3)
            return true;
    }
    return false;
}

/* All rules of one direction, in the order of their places; false where the page is a picture. Strokes of
 * letters go first: one that touches a rule would make it longer. */
static bool find_rules(const struct pdf_page *page, const GPtrArray *words, bool upright, GArray *rules)
{
    guint width = page->picture.width, height = page->picture.height;
    g_autofree struct run *lines = g_new0(struct run, upright ? width : height);
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(struct rule));
    struct search search = {page, upright, lines, runs};
    if (upright)
        search_upright(&search);
    else
        search_level(&search);
    for (guint line = 0; line < (upright ? width : height); line++)
        close_run(&search, line);
    if (runs->len > MAX_RUNS)
        return false;
    g_array_sort(runs, compare_rules);
    guint first = rules->len;
    for (guint i = 0; i < runs->len; i++) {
        struct rule run = g_array_index(runs, struct rule, i);
        if (is_stroke(&run, words))
            continue;
        while (first < rules->len && g_array_index(rules, struct rule, first).at < run.at - THICK)
            first++;
        add_rule(rules, first, run);
    }
    return true;
}

/* Whether the end of an upright rule, from one height to another, is the stroke of a letter beside it. */
static bool is_letter_at_end(double at, double from, double to, const GPtrArray *words)
{
    struct rule end = {true, at, from, to, false};
    return to - from > THICK && is_stroke(&end, words);
}

/* A letter right above or below a grid seems to make its upright rules longer: they end where the last rule
 * crosses them. */
static void cut_letters_off(GArray *rules, const GPtrArray *words)
{
    for (guint i = 0; i < rules->len && rules->len <= MAX_TOUCHED; i++) {
        struct rule *rule = &g_array_index(rules, struct rule, i);
        double top = rule->to, bottom = rule->from;
        for (guint k = 0; rule->upright && k < rules->len; k++) {
            const struct rule *other = &g_array_index(rules, struct rule, k);
            bool crosses = !other->upright && other->from < rule->at + THICK &&
                           other->to > rule->at - THICK && other->at > rule->from - THICK &&
                           other->at < rule->to + THICK;
            top = crosses ? MIN(top, other->at) : top;
            bottom = crosses ? MAX(bottom, other->at) : bottom;
        }
        if (top >= bottom)
            continue;
        if (is_letter_at_end(rule->at, rule->from, top, words))
            rule->from = top;
        if (is_letter_at_end(rule->at, bottom, rule->to, words))
            rule->to = bottom;
    }
}

GArray *rules_of(const struct pdf_page *page, const GPtrArray *words)
{
    GArray *rules = g_array_new(FALSE, FALSE, sizeof(struct rule));
    if (!page->picture.width || !find_rules(page, words, false, rules) ||
        !find_rules(page, words, true, rules))
        g_array_set_size(rules, 0);
    cut_letters_off(rules, words);
    return rules;
}
