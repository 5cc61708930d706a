/* Squares of a person and a meeting: marks, hours, initials, and the legend that explains them. */
#include "parser/form/reader.h"

#include "base/text.h"
#include <string.h>

#define MOST_HOURS    12
#define LONGEST_HOURS 24 /* bytes */

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
    if (place->kind == VALUE_NUMBER || place->kind == VALUE_TICK || !reader->legend)
        return vocabulary_mark(text);
    g_autofree char *folded = text_fold(text);
    gpointer mark = g_hash_table_lookup(reader->legend, folded);
    return mark ? (enum mark)GPOINTER_TO_UINT(mark) : vocabulary_mark(text);
}

/* Hours in a square: "4", "4,0", "4t", "3 kurstimer"; negative: none. */
static double hours_in(const struct place *place, bool *course)
{
    *course = false;
    if (!g_ascii_isdigit(*place->text) || strlen(place->text) > LONGEST_HOURS)
        return -1;
    double hours = hours_read(place->text, course);
    return hours <= MOST_HOURS ? hours : -1;
}

/* "180 min" in a square, too, says that somebody was there. */
static enum mark mark_of_length(const struct place *place)
{
    bool course;
    double hours = hours_in(place, &course);
    if (hours >= 0)
        return hours > 0 ? MARK_PRESENT : MARK_ABSENT;
    return g_ascii_isdigit(*place->text) && strlen(place->text) <= LONGEST_HOURS &&
                   duration_read(place->text, 0) > 0
               ? MARK_PRESENT
               : MARK_UNKNOWN;
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
    else if (squares->hours > 0 && !squares->plain && draft->loose_hours < 0)
        draft->loose_hours = squares->hours;
}

/* A line "x = til stede, o = fravær": what the form says of its own marks. */
guint read_legend(struct reader *reader, guint at)
{
    const char *text = line_at(reader, at)->whole;
    guint found = 0;
    if (!strchr(text, '=') || strlen(text) > 300)
        return 0;
    g_auto(GStrv) parts = g_strsplit_set(text, ",;\n/", -1);
    for (char **part = parts; *part; part++) {
        char *equals = strchr(*part, '=');
        if (!equals)
            continue;
        *equals = '\0';
        g_autofree char *left = text_fold(*part);
        char *last = strrchr(left, ' ');
        g_autofree char *sign = g_strdup(last ? last + 1 : left);
        g_strdelimit(sign, "()\"'", ' ');
        g_strstrip(sign);
        char *end = strstr(equals + 1, ". ");
        if (end)
            *end = '\0';
        enum label label = label_of(equals + 1);
        enum mark mark = label == LABEL_PRESENT  ? MARK_PRESENT
                         : label == LABEL_ABSENT ? MARK_ABSENT
                                                 : vocabulary_mark(equals + 1);
        if (!*sign || g_utf8_strlen(sign, -1) > 3 || (mark != MARK_PRESENT && mark != MARK_ABSENT))
            continue;
        if (!reader->legend)
            reader->legend = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_hash_table_insert(reader->legend, g_steal_pointer(&sign), GUINT_TO_POINTER(mark));
        found++;
    }
    return found ? 1 : 0;
}
