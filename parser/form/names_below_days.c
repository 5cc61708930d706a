/*
 * Columns that are meetings, with those who came below: "3.2.2025 | 10.3.2025" above times, topics and names.
 * The rows get the labels that others write in front, so that nobody else needs to know.
 */
#include "parser/form/reader.h"

#include "base/text.h"
#include <string.h>

/* What every filled place of a row is. */
enum content { CONTENT_NONE, CONTENT_DAYS, CONTENT_TIMES, CONTENT_NAMES, CONTENT_TEXTS };

static enum content content_of_place(const struct place *place)
{
    struct when when;
    when_read(place->text, WHEN_DATE, &when);
    if (when.state == DAY_READ && *when.rest == '\0')
        return CONTENT_DAYS;
    when_read(place->text, WHEN_TIME, &when);
    if (when.state == DAY_NONE && when.start >= 0 && *when.rest == '\0')
        return CONTENT_TIMES;
    if (place->label || place->kind == VALUE_NUMBER)
        return CONTENT_NONE;
    return name_is_likely(place->text) ? CONTENT_NAMES : CONTENT_TEXTS;
}

/* CONTENT_NONE where the row is empty, or its places differ. */
static enum content content_of(const struct line *line)
{
    enum content content = CONTENT_NONE;
    for (guint i = 0; i < line->count; i++) {
        const struct place *place = &line->places[i];
        if (!*place->text)
            continue;
        enum content here = place->covered ? CONTENT_NONE : content_of_place(place);
        if (here == CONTENT_NONE || (content && content != here))
            return CONTENT_NONE;
        content = here;
    }
    return content;
}

static bool heads_columns(const struct line *line)
{
    return line->is_row && line->filled >= 2 && has_digit(line->places[0].text) &&
           content_of(line) == CONTENT_DAYS;
}

/* The label of a row below the days; NULL ends the table. */
static const char *label_of_row(enum content content, bool named, bool topics)
{
    switch (content) {
    case CONTENT_TIMES:
        return named ? NULL : "Tid";
    case CONTENT_TEXTS:
        return named || topics ? NULL : "Tema";
    case CONTENT_NAMES:
        return named ? "" : "Til stede";
    default:
        return NULL;
    }
}

static void put_in_front(GPtrArray *lines, guint at, const char *label)
{
    struct line *line = g_ptr_array_index(lines, at);
    lines->pdata[at] = line_with_label(line, label);
    line_free(line);
}

void label_names_below_days(GPtrArray *lines)
{
    for (guint at = 0; at < lines->len; at++) {
        const struct line *days = g_ptr_array_index(lines, at);
        if (!heads_columns(days))
            continue;
        const char *labels[MOST_ROWS_BELOW_DAYS];
        guint rows = 0;
        bool named = false, topics = false;
        for (; rows < MOST_ROWS_BELOW_DAYS && at + 1 + rows < lines->len; rows++) {
            const struct line *line = g_ptr_array_index(lines, at + 1 + rows);
            enum content content = line->block == days->block ? content_of(line) : CONTENT_NONE;
            if (!(labels[rows] = label_of_row(content, named, topics)))
                break;
            named = named || content == CONTENT_NAMES;
            topics = topics || content == CONTENT_TEXTS;
        }
        if (!named)
            continue;
        put_in_front(lines, at, "Dato");
        for (guint i = 0; i < rows; i++)
            put_in_front(lines, at + 1 + i, labels[i]);
        at += rows;
    }
}
