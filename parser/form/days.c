/* Rows of a table that name days: the heads of the columns where every meeting has one of its own. */
#include "parser/form/reader.h"

#include "base/text.h"
#include <stdlib.h>
#include <string.h>

/* So many rows may stand above the one with the dates. */
#define MOST_ROWS_ABOVE 4
#define LONGEST_LABEL   30

/* Behind "Uke 12": the day in it follows. */
static const char *after_week(const char *text)
{
    static const char *const words[] = {"uke ", "veke "};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_ascii_strncasecmp(text, words[i], strlen(words[i])) != 0)
            continue;
        const char *number = text + strlen(words[i]);
        gsize digits = strspn(number, "0123456789");
        gsize gap = strspn(number + digits, " \n,:-");
        return (digits == 1 || digits == 2) && gap ? number + digits + gap : text;
    }
    return text;
}

const char *day_of_head(const char *text)
{
    text = after_week(text);
    const char *digit = text + strcspn(text, "0123456789");
    if (digit == text || !*digit || digit - text > LONGEST_LABEL)
        return text;
    g_autofree char *front = g_strndup(text, (gsize)(digit - text));
    g_strstrip(front);
    enum label label = label_of(front);
    return label == LABEL_SIGNATURE || label == LABEL_PRESENT || label == LABEL_DATE ? digit : text;
}

bool is_day_place(const struct place *place, struct when *when)
{
    if (place->covered || place->kind == VALUE_NUMBER)
        return false;
    when_read(day_of_head(place->text), WHEN_DATE, when);
    return when->state != DAY_NONE || when->number;
}

guint number_of_head(const char *text)
{
    static const char *const words[] = {"nr", "no", "m", "#"};
    const char *at = text;
    for (guint i = 0; i < G_N_ELEMENTS(words) && at == text; i++)
        if (g_ascii_strncasecmp(text, words[i], strlen(words[i])) == 0)
            at += strlen(words[i]);
    at += strspn(at, ". ");
    gsize digits = strspn(at, "0123456789");
    const char *end = at + digits + (at[digits] == '.');
    return digits >= 1 && digits <= 2 && *end == '\0' ? (guint)atoi(at) : 0;
}

bool counts_meetings(const struct line *line)
{
    guint expected = 1;
    for (guint i = 1; i < line->count; i++) {
        const struct place *place = &line->places[i];
        if (place->covered || !*place->text || place->label)
            continue;
        if (number_of_head(place->text) != expected)
            return false;
        expected++;
    }
    return expected > 2;
}

const struct place *first_filled(const struct line *line)
{
    for (guint i = 0; i < line->count; i++)
        if (*line->places[i].text && !line->places[i].from_above)
            return &line->places[i];
    return NULL;
}

bool is_meeting_property(enum label label)
{
    return (is_meeting_label(label) && label != LABEL_PRESENT) || label == LABEL_MEETING ||
           label == LABEL_NUMBER || label == LABEL_COUNT || label == LABEL_SUM || label == LABEL_PRESENT;
}

/* How many days a row names beside its first column; 0 where it is a row of something else. */
guint count_days(const struct line *line)
{
    guint days = 0, names = 0;
    struct when when;
    /* "Kl. | 19-21.30 | 18-20.15": whatever the numbers look like. "Oppmøte | Møte 1 | Møte 2" says it in
     * words. */
    const struct place *first = first_filled(line);
    bool words = first && first->label == LABEL_PRESENT;
    if (first && is_meeting_label(first->label) && first->label != LABEL_DATE && !words)
        return 0;
    if (line->count && *line->places[0].text && is_day_place(&line->places[0], &when) &&
        when.state != DAY_NONE)
        return 0;
    for (guint i = 1; i < line->count; i++)
        days += is_day_place(&line->places[i], &when) && (!words || when.number);
    for (guint i = 0; i < line->count; i++) {
        enum label label = line->places[i].label;
        names += label == LABEL_NAME || label == LABEL_PARTICIPANTS || label == LABEL_FIRST_NAME ||
                 label == LABEL_LAST_NAME || label == LABEL_HPR;
        if (label == LABEL_PERIOD || label == LABEL_PERIOD_FROM || label == LABEL_START_DATE ||
            label == LABEL_CHANGE)
            return 0;
    }
    if (!days && (names || !*line->places[0].text) && counts_meetings(line))
        return 2;
    return days >= 2 || (days && names && !words) ? days : 0;
}

static bool is_above(const struct line *line)
{
    const struct place *first = first_filled(line);
    if (!first)
        return true;
    return is_meeting_property(first->label) || first->label == LABEL_NAME || first->label == LABEL_HPR ||
           first->label == LABEL_PARTICIPANTS || first->label == LABEL_MEETINGS;
}

/* The row with the days, from `at` on; G_MAXUINT: none. */
guint find_days(const struct reader *reader, guint at, guint end)
{
    for (guint i = at; i < MIN(end, at + MOST_ROWS_ABOVE); i++) {
        const struct line *line = line_at(reader, i);
        if (count_days(line))
            return i;
        if (!is_above(line) ||
            (i == at && line->filled < 2 &&
             !is_meeting_property(first_filled(line) ? first_filled(line)->label : LABEL_NONE)))
            return G_MAXUINT;
    }
    return G_MAXUINT;
}
