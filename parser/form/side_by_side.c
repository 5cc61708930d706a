/*
 * Two tables side by side, with an empty column between them: the members in front, the meetings behind, or a
 * list in two halves. They become two tables below each other, so that nobody else needs to know.
 */
#include "parser/form/reader.h"

#include "base/text.h"
#include <string.h>

struct side {
    guint from, end; /* places */
};

static bool is_empty_place(const struct line *line, guint column)
{
    return column >= line->count || (!*line->places[column].text && !line->places[column].covered);
}

static guint count_labels(const struct line *line, const struct side *side, bool *people, bool *meetings)
{
    guint labels = 0;
    for (guint i = side->from; i < MIN(side->end, line->count); i++) {
        const struct place *place = &line->places[i];
        if (place->covered || !*place->text)
            continue;
        struct when when;
        /* Columns of meetings beside the names. */
        if (!place->label && *people && is_day_place(place, &when))
            continue;
        if (!place->label || g_str_has_suffix(place->text, ":"))
            return 0;
        labels++;
        *people = *people || place->label == LABEL_NAME || place->label == LABEL_PARTICIPANTS ||
                  place->label == LABEL_LAST_NAME || place->label == LABEL_FIRST_NAME;
        *meetings = *meetings || place->label == LABEL_DATE;
    }
    return labels;
}

/* "Navn | 3/2 | 10/3 | | Navn | 3/2 | 10/3": one list in halves. */
static bool are_halves(const struct line *heading, guint gap)
{
    bool names = false;
    for (guint i = 0; i < gap; i++) {
        guint other = gap + 1 + i;
        if (other >= heading->count || strcmp(heading->places[i].text, heading->places[other].text) != 0)
            return false;
        names =
            names || heading->places[i].label == LABEL_NAME || heading->places[i].label == LABEL_PARTICIPANTS;
    }
    return names;
}

/* Headings of people on one side of an empty column, of meetings on the other; the column, or 0. */
static guint find_gap(const struct line *heading)
{
    for (guint gap = 2; heading->is_row && gap + 2 < heading->count; gap++) {
        const struct side left = {0, gap}, right = {gap + 1, heading->count};
        bool people[2] = {false, false}, meetings[2] = {false, false};
        if (is_empty_place(heading, gap) && are_halves(heading, gap))
            return gap;
        if (is_empty_place(heading, gap) && count_labels(heading, &left, &people[0], &meetings[0]) >= 2 &&
            count_labels(heading, &right, &people[1], &meetings[1]) >= 2 &&
            ((people[0] && !meetings[0] && meetings[1]) || (meetings[0] && people[1] && !meetings[1])))
            return gap;
    }
    return 0;
}

/* One past the last row that both tables may have: up to an empty row, or one that fills the gap. */
static guint end_of_both(const GPtrArray *lines, guint heading, guint gap)
{
    const struct line *first = g_ptr_array_index(lines, heading);
    guint end = heading + 1;
    for (; end < lines->len; end++) {
        const struct line *line = g_ptr_array_index(lines, end);
        if (line->block != first->block || !line->filled || !is_empty_place(line, gap) ||
            is_heading_row(line))
            break;
    }
    return end;
}

/* The same day again and again: a row for every attendance, whatever the gap is for. */
static bool repeats_days(const GPtrArray *lines, guint heading, guint end)
{
    guint column = column_of(g_ptr_array_index(lines, heading), LABEL_DATE);
    g_autoptr(GHashTable) days = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = heading + 1; i < end; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        if (column < line->count && *line->places[column].text &&
            (line->places[column].covered || !g_hash_table_add(days, line->places[column].text)))
            return true;
    }
    return false;
}

/* A title for each of the tables above their headings. */
static bool is_row_of_titles(const GPtrArray *lines, guint at, guint gap)
{
    if (at == 0)
        return false;
    const struct line *line = g_ptr_array_index(lines, at - 1), *heading = g_ptr_array_index(lines, at);
    return line->block == heading->block && line->filled && line->filled <= 2 && is_empty_place(line, gap) &&
           gap + 1 < line->count && *line->places[gap + 1].text;
}

/* Lines [from, end) become those of the left table, an empty one, and those of the right table. */
static void part(GPtrArray *lines, guint from, guint end, guint gap)
{
    g_autoptr(GPtrArray) right = g_ptr_array_new();
    for (guint i = from; i < end; i++) {
        struct line **line = (struct line **)&g_ptr_array_index(lines, i);
        g_ptr_array_add(right, line_part(*line, gap + 1, (*line)->count));
        struct line *left = line_part(*line, 0, gap);
        line_free(*line);
        *line = left;
    }
    const struct line *first = g_ptr_array_index(right, 0);
    g_ptr_array_insert(lines, (gint)end, line_part(first, first->count, first->count));
    for (guint i = 0; i < right->len; i++)
        g_ptr_array_insert(lines, (gint)(end + 1 + i), g_ptr_array_index(right, i));
}

void part_side_by_side(GPtrArray *lines)
{
    for (guint at = 0; at < lines->len; at++) {
        guint gap = find_gap(g_ptr_array_index(lines, at));
        guint end = gap ? end_of_both(lines, at, gap) : at;
        if (end > at + 1 && !repeats_days(lines, at, end))
            part(lines, is_row_of_titles(lines, at, gap) ? at - 1 : at, end, gap);
    }
}
