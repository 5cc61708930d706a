/* Squares of a person and a meeting: marks, hours, initials. */
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <math.h>
#include <string.h>

#define MOST_HOURS     12
#define LONGEST_HOURS  24 /* bytes */
#define LONGEST_REMARK 80

/* "x - kom sent", "ja, digitalt": a mark and a remark, which must not take it back. */
static enum mark mark_before_remark(const char *text)
{
    g_autoptr(GMatchInfo) match = NULL;
    GRegex *regex = pattern("^(x|xx|ja|ok|\\x{2713}|\\x{2714})(?:\\s*[,:;(]|\\s+[-\\x{2013}])\\s*(.+)$",
                            G_REGEX_CASELESS);
    if (!strchr("xXjJoO\xe2", *text) || strlen(text) > LONGEST_REMARK ||
        !g_regex_match(regex, text, 0, &match))
        return MARK_UNKNOWN;
    g_autofree char *remark = g_match_info_fetch(match, 2);
    return vocabulary_mark(remark) == MARK_ABSENT || label_of(remark) == LABEL_ABSENT ||
                   pattern_found("ikk(?:e|je)\\b|fr[aå]v|forfall", G_REGEX_CASELESS, remark)
               ? MARK_UNKNOWN
               : MARK_PRESENT;
}

enum mark mark_of(const struct reader *reader, const struct place *place)
{
    if (place->kind == VALUE_EMPTY || !*place->text)
        return MARK_BLANK;
    const char *text = place->text;
    bool ticked = strstr(text, SHEET_TICKED), unticked = strstr(text, SHEET_UNTICKED);
    if (ticked && unticked) {
        /* "☒ Ja ☐ Nei": the word behind the ticked box. */
        g_autofree char *after = g_strdup(strstr(text, SHEET_TICKED) + strlen(SHEET_TICKED));
        char *next = strstr(after, SHEET_UNTICKED);
        if (next)
            *next = '\0';
        return vocabulary_mark(after);
    }
    enum mark mark = legend_mark(reader, text);
    if (mark == MARK_UNKNOWN)
        mark = vocabulary_mark(text);
    return mark == MARK_UNKNOWN && !reader->legend ? mark_before_remark(text) : mark;
}

bool ends_in_mark(const struct reader *reader, const struct line *line)
{
    if (line->is_row || line->tabbed || line->count < 2)
        return false;
    const char *text = line->places[line->count - 1].text, *blank = strrchr(text, ' ');
    const struct place last = {.text = (char *)(blank ? blank + 1 : text), .kind = VALUE_TEXT};
    enum mark mark = *last.text ? mark_of(reader, &last) : MARK_UNKNOWN;
    return mark == MARK_PRESENT || mark == MARK_ABSENT;
}

/* Hours in a square: "4", "4,0", "4t", "3 kurstimer"; negative: none. */
static double hours_in(const struct place *place, bool *course)
{
    *course = false;
    if (!g_ascii_isdigit(*place->text) || strlen(place->text) > LONGEST_HOURS)
        return -1;
    double hours = hours_read(place->text, course);
    /* "3.2" is a day, "2,5" and "2,25" are hours. */
    return hours <= MOST_HOURS && fmod(hours * 4, 1) == 0 ? hours : -1;
}

/* "180 min" or "18-21" in a square, too, says that somebody was there. */
static enum mark mark_of_length(const struct place *place)
{
    bool course;
    double hours = hours_in(place, &course);
    if (hours >= 0)
        return hours > 0 ? MARK_PRESENT : MARK_ABSENT;
    if (!g_ascii_isdigit(*place->text) || strlen(place->text) > LONGEST_HOURS)
        return MARK_UNKNOWN;
    /* "18-21": from when to when. */
    struct when when;
    when_read(place->text, WHEN_TIME, &when);
    bool span = when.state == DAY_NONE && when.start >= 0 && when.end >= 0 && *when.rest == '\0';
    return span || duration_read(place->text, 0) > 0 ? MARK_PRESENT : MARK_UNKNOWN;
}

enum mark mark_of_person(const struct reader *reader, const struct place *place, const char *name)
{
    enum mark mark = mark_of(reader, place);
    if (mark == MARK_UNKNOWN && mark_of_length(place) != MARK_UNKNOWN)
        return mark_of_length(place);
    if (mark == MARK_BLANK || place->kind == VALUE_NUMBER || !name || !name_is_meant(name, place->text))
        return mark;
    /* The initials NO may be somebody's hand or a no. */
    return mark == MARK_ABSENT ? MARK_UNKNOWN : MARK_PRESENT;
}

void squares_add(struct squares *squares, const struct place *place, enum mark mark)
{
    bool course;
    double hours = hours_in(place, &course);
    /* "1" is a cross, "1t" an hour. */
    bool bare = strspn(place->text, "0123456789.,") == strlen(place->text);
    if (hours <= 0 || (bare && hours <= 1)) {
        squares->plain = squares->plain || mark == MARK_PRESENT;
        return;
    }
    squares->bare = squares->bare || bare;
    squares->differ = squares->differ || (squares->hours > 0 && squares->hours != hours);
    squares->hours = MAX(squares->hours, hours);
    squares->course = squares->course || course;
}

void squares_finish(struct reader *reader, const struct squares *squares, struct draft *draft)
{
    if (squares->differ)
        doubt(reader, draft->meeting->date ? draft->meeting->date : "møte",
              "different hours for different people");
    else if (squares->hours > 0 && !squares->plain && squares->course && draft->meeting->hours < 0)
        draft->meeting->hours = squares->hours;
    else if (squares->hours > 0 && !squares->plain && draft->loose_hours < 0) {
        draft->loose_hours = squares->hours;
        draft->hours_by_clock = !squares->bare;
    }
}
