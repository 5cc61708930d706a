#include "parser/formats/pdf_rules.h"

#include <math.h>
#include <string.h>

#define CONTRAST 14    /* between a dot and the next one, of 255 */
#define HOLE     2     /* dots: so short a break does not end a line */
#define SHORTEST 5.5   /* points */
#define THICK    2.0   /* points: two edges as near to each other are one line */
#define MAX_RUNS 10000 /* of one direction: more is a picture, not a table */
#define STROKE   30.0  /* points: a longer line is no part of a letter */

/* The picture as it is looked at: rows are columns where upright lines are sought. */
struct raster {
    const struct pdf_page *page;
    bool upright;
    guint length, count; /* dots in a row; rows */
};

static guint8 dot(const struct raster *raster, guint row, guint at)
{
    const struct pdf_page *page = raster->page;
    return raster->upright ? page->picture.grey[(gsize)at * page->picture.width + row]
                           : page->picture.grey[(gsize)row * page->picture.width + at];
}

/* The edge between this row of dots and the next one. */
static bool is_edge(const struct raster *raster, guint row, guint at)
{
    int here = dot(raster, row, at), there = dot(raster, row + 1, at);
    return abs(here - there) >= CONTRAST;
}

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

static bool find_runs(const struct raster *raster, guint row, double shortest, GArray *runs)
{
    guint from = 0, last = 0;
    bool open = false;
    double scale = raster->page->picture.scale;
    for (guint at = 0; at <= raster->length; at++) {
        bool edge = at < raster->length && is_edge(raster, row, at);
        if (edge && !open)
            from = at;
        if (edge) {
            open = true;
            last = at;
        }
        if (!open || (at < raster->length && at - last <= HOLE))
            continue;
        open = false;
        if (last + 1 - from < shortest * scale)
            continue;
        struct rule run = {raster->upright, (row + 1) / scale, from / scale, (last + 1) / scale};
        g_array_append_val(runs, run);
    }
    return runs->len <= MAX_RUNS;
}

/* All rules of one direction, in the order of their places; false where the page is a picture. */
static bool find_rules(const struct pdf_page *page, bool upright, GArray *rules)
{
    struct raster raster = {page, upright, upright ? page->picture.height : page->picture.width,
                            upright ? page->picture.width : page->picture.height};
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(struct rule));
    for (guint row = 0; row + 1 < raster.count; row++)
        if (!find_runs(&raster, row, SHORTEST, runs))
            return false;
    guint first = rules->len;
    for (guint i = 0; i < runs->len; i++) {
        struct rule run = g_array_index(runs, struct rule, i);
        while (first < rules->len && g_array_index(rules, struct rule, first).at < run.at - THICK)
            first++;
        add_rule(rules, first, run);
    }
    return true;
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

GArray *rules_of(const struct pdf_page *page, const GPtrArray *words)
{
    GArray *rules = g_array_new(FALSE, FALSE, sizeof(struct rule));
    if (!page->picture.width || !find_rules(page, false, rules) || !find_rules(page, true, rules)) {
        g_array_set_size(rules, 0);
        return rules;
    }
    GArray *kept = g_array_new(FALSE, FALSE, sizeof(struct rule));
    for (guint i = 0; i < rules->len; i++)
        if (!is_stroke(&g_array_index(rules, struct rule, i), words))
            g_array_append_val(kept, g_array_index(rules, struct rule, i));
    g_array_unref(rules);
    return kept;
}
