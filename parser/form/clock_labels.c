/*
 * Words that name something else elsewhere, and times of day where times stand beside or below them:
 * "Tidsrom" is no period then, "Begynte" nobody who joined the group; and the municipality Time is no time.
 */
#include "parser/form/reader.h"

#include <string.h>

static bool is_clock(const struct place *place)
{
    struct when when;
    if (place->kind == VALUE_TIME)
        return true;
    if (place->kind != VALUE_TEXT)
        return false;
    when_read(place->text, WHEN_TIME, &when);
    return when.state == DAY_NONE && when.start >= 0 && *when.rest == '\0' &&
           (when.end >= 0 || strpbrk(place->text, ":."));
}

/* The next place in the row that is filled, or the one in the row below. */
static bool has_clock(const GPtrArray *lines, guint at, guint place)
{
    const struct line *line = g_ptr_array_index(lines, at);
    guint next = place + 1;
    while (next < line->count && (line->places[next].covered || !*line->places[next].text))
        next++;
    if (next < line->count && is_clock(&line->places[next]))
        return true;
    const struct line *below = at + 1 < lines->len ? g_ptr_array_index(lines, at + 1) : NULL;
    return below && below->block == line->block && place < below->count && is_clock(&below->places[place]);
}

/* "Kommune | Time": the name of a municipality behind that label is no label. */
static void free_municipality(struct line *line, guint label)
{
    for (guint i = label + 1; i < line->count; i++) {
        struct place *place = &line->places[i];
        if (place->covered || !*place->text)
            continue;
        if (place->label && vocabulary_is_municipality(place->text))
            place->label = LABEL_NONE;
        return;
    }
}

void mend_clock_labels(GPtrArray *lines)
{
    for (guint at = 0; at < lines->len; at++) {
        const struct line *line = g_ptr_array_index(lines, at);
        for (guint i = 0; i < line->count; i++) {
            enum label *label = &line->places[i].label;
            if (*label == LABEL_MUNICIPALITY)
                free_municipality(g_ptr_array_index(lines, at), i);
            if (!line->is_row)
                continue;
            if ((*label == LABEL_PERIOD || *label == LABEL_JOINED || *label == LABEL_LEFT) &&
                has_clock(lines, at, i))
                *label = *label == LABEL_PERIOD   ? LABEL_TIME
                         : *label == LABEL_JOINED ? LABEL_START
                                                  : LABEL_END;
        }
    }
}
