/*
 * Names of people in a row above the heading of their columns: "| | | Kari Nordmann | Ola Lie" above
 * "Dato | Tid | Tema | | ". They become a part of the heading, so that nobody else needs to know.
 */
#include "parser/form/reader.h"

#include "base/text.h"
#include <string.h>

/* Rows with numbers or addresses of everybody may stand between the names and the heading. */
#define MOST_ROWS_BETWEEN 3

static bool tells_of_people(const struct line *line)
{
    const struct place *first = first_filled(line);
    return first && is_person_label(first->label);
}

/* A heading of meetings, with columns behind the last label that it says nothing of. */
static bool has_room(const struct line *line)
{
    if (!line->is_row || line->filled + 2 > line->count)
        return false;
    bool date = column_of(line, LABEL_DATE) != G_MAXUINT || column_of(line, LABEL_MEETING) != G_MAXUINT;
    return date && column_of(line, LABEL_NAME) == G_MAXUINT && is_heading_row(line);
}

/* Names over the empty places of a heading, and nothing else but what the row is called. */
static bool names_columns(const struct line *names, const struct line *heading)
{
    guint people = 0;
    for (guint i = 0; i < names->count; i++) {
        const struct place *place = &names->places[i];
        if (!*place->text)
            continue;
        bool free = i < heading->count && !*heading->places[i].text;
        if (place->label == LABEL_NAME || place->label == LABEL_PARTICIPANTS || place->label == LABEL_COUNT ||
            place->label == LABEL_SUM)
            continue;
        if (!free || place->covered || place->label || !name_is_likely(place->text))
            return false;
        people++;
    }
    return people >= 2;
}

static void move_names(struct line *names, struct line *heading)
{
    for (guint i = 0; i < MIN(names->count, heading->count); i++) {
        struct place *from = &names->places[i], *to = &heading->places[i];
        if (!*from->text || *to->text)
            continue;
        g_free(to->text);
        *to = *from;
        from->text = g_strdup("");
        from->kind = VALUE_EMPTY;
    }
    line_renew(heading);
    line_renew(names);
}

void lower_raised_heads(GPtrArray *lines)
{
    for (guint at = 1; at < lines->len; at++) {
        struct line *heading = g_ptr_array_index(lines, at);
        if (!has_room(heading))
            continue;
        guint above = at - 1;
        while (above && at - above <= MOST_ROWS_BETWEEN && tells_of_people(g_ptr_array_index(lines, above)))
            above--;
        struct line *names = g_ptr_array_index(lines, above);
        if (names->block != heading->block || !names_columns(names, heading))
            continue;
        move_names(names, heading);
        /* What is said of everybody stands below the heading, as elsewhere. */
        for (guint i = at; i > above + 1; i--)
            lines->pdata[i] = lines->pdata[i - 1];
        lines->pdata[above + 1] = heading;
    }
}
