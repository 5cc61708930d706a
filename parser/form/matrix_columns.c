/* The columns of a matrix: which of them are meetings, and what the others hold. */
#include "parser/form/matrix.h"

#include "base/text.h"
#include <string.h>

static enum label label_of_column(const struct reader *reader, const struct matrix *matrix, guint column)
{
    for (guint i = matrix->days + 1; i > matrix->at; i--) {
        const struct line *line = line_at(reader, i - 1);
        enum label label = column < line->count ? line->places[column].label : LABEL_NONE;
        if (label && !(column && line->places[column].covered && !line->places[column].from_above))
            return label;
    }
    return LABEL_NONE;
}

/* One past the last column below a day: its cell may be merged over several, or stand above the first. */
static guint end_of_day(const struct matrix *matrix, const struct line *days, guint column)
{
    guint end = column + 1;
    for (struct when when; end < days->count; end++) {
        const struct place *place = &days->places[end];
        bool below = place->covered
                         ? !place->from_above && strcmp(place->text, days->places[column].text) == 0
                         : !*place->text && matrix->labels[end] == LABEL_NONE;
        if (!below || is_day_place(place, &when))
            break;
    }
    return end;
}

/* "Til stede | Timer" below one day: which of its columns holds the marks, and which the hours. */
static bool part_day(const struct matrix *matrix, const struct line *parts, struct day_column *day, guint end)
{
    guint marks = G_MAXUINT;
    for (guint i = day->column; i < end && i < parts->count; i++) {
        enum label label = parts->places[i].covered ? LABEL_NONE : parts->places[i].label;
        if ((label == LABEL_PRESENT || label == LABEL_SIGNATURE) && marks == G_MAXUINT)
            marks = i;
        else if (label == LABEL_ABSENT && day->absent == G_MAXUINT)
            day->absent = i;
        else if ((label == LABEL_HOURS || label == LABEL_COURSE_HOURS) && day->hours == G_MAXUINT) {
            day->hours = i;
            day->course = label == LABEL_COURSE_HOURS;
        }
    }
    if (marks == G_MAXUINT && day->hours == G_MAXUINT)
        return false;
    /* Hours alone say who was there, too. */
    day->column = marks != G_MAXUINT ? marks : day->hours;
    if (day->hours == day->column)
        day->hours = G_MAXUINT;
    return matrix->count > 0;
}

/* The row below the days, where it says what their several columns hold. */
static void find_parts(const struct reader *reader, struct matrix *matrix)
{
    const struct line *days = line_at(reader, matrix->days), *parts = line_at(reader, matrix->days + 1);
    matrix->parts = G_MAXUINT;
    if (!parts || matrix->days + 1 >= matrix->end)
        return;
    for (guint i = 0; i < matrix->columns->len; i++) {
        struct day_column *day = &g_array_index(matrix->columns, struct day_column, i);
        guint end = end_of_day(matrix, days, day->column);
        if (end > day->column + 1 && part_day(matrix, parts, day, end))
            matrix->parts = matrix->days + 1;
    }
}

void matrix_find_columns(const struct reader *reader, struct matrix *matrix)
{
    const struct line *days = line_at(reader, matrix->days);
    bool counted = counts_meetings(days);
    matrix->count = days->count;
    matrix->labels = g_new0(enum label, days->count);
    matrix->name = G_MAXUINT;
    matrix->first_column = G_MAXUINT;
    for (guint i = 0; i < days->count; i++) {
        struct day_column column = {.column = i, .hours = G_MAXUINT, .absent = G_MAXUINT};
        struct when when;
        bool day =
            i && (is_day_place(&days->places[i], &when) ||
                  (counted && *days->places[i].text && !days->places[i].label && !days->places[i].covered));
        if (day) {
            g_array_append_val(matrix->columns, column);
            matrix->first_column = MIN(matrix->first_column, i);
            continue;
        }
        matrix->labels[i] = label_of_column(reader, matrix, i);
        bool names = matrix->labels[i] == LABEL_NAME || matrix->labels[i] == LABEL_PARTICIPANTS ||
                     matrix->labels[i] == LABEL_PRESENT;
        if (names && matrix->name == G_MAXUINT) {
            matrix->name = i;
            matrix->labels[i] = LABEL_NAME;
        }
    }
    /* "Fornavn | Etternavn": the row as a whole says who it is. */
    for (guint i = 0; i < matrix->first_column && i < matrix->count && matrix->name == G_MAXUINT; i++)
        if (matrix->labels[i] == LABEL_FIRST_NAME || matrix->labels[i] == LABEL_LAST_NAME)
            matrix->name = i;
    /* "Dato" or "Møte" may head the column of the names. */
    for (guint i = 0; i < matrix->first_column && matrix->name == G_MAXUINT; i++)
        if (matrix->labels[i] == LABEL_NONE || is_meeting_property(matrix->labels[i]))
            matrix->labels[i] = LABEL_NONE;
    find_parts(reader, matrix);
}

/* Squares of people in a column that is no meeting's hold marks, and nothing else. */
static bool is_marked_column(const struct reader *reader, const struct matrix *matrix, guint column,
                             guint end)
{
    bool marked = false;
    for (guint i = matrix->days + 1; i < end; i++) {
        const struct line *line = line_at(reader, i);
        const struct place *place = column < line->count ? &line->places[column] : NULL;
        if (!place || place->covered || !matrix_looks_like_person(reader, matrix, line))
            continue;
        enum mark mark = mark_of(reader, place);
        /* In front stand the numbers of a list. */
        if (mark == MARK_UNKNOWN || place == matrix_name_place(matrix, line) ||
            (column < matrix->first_column && is_number_text(place->text)))
            return false;
        marked = marked || mark == MARK_PRESENT;
    }
    return marked;
}

static bool is_of_day(const struct matrix *matrix, guint column)
{
    for (guint i = 0; i < matrix->columns->len; i++) {
        const struct day_column *day = &g_array_index(matrix->columns, struct day_column, i);
        if (day->column == column || day->hours == column || day->absent == column)
            return true;
    }
    return false;
}

/* Says which columns of marks, up to line `end`, belong to no meeting that is known. */
void matrix_doubt_other_columns(struct reader *reader, const struct matrix *matrix, guint end)
{
    const struct line *days = line_at(reader, matrix->days);
    for (guint i = 0; i < matrix->count; i++) {
        const struct place *head = &days->places[i];
        if (matrix->labels[i] || is_of_day(matrix, i) || !is_marked_column(reader, matrix, i, end))
            continue;
        g_autofree char *where =
            *head->text ? g_strdup_printf("kolonne %s", head->text) : g_strdup_printf("kolonne %u", i + 1);
        doubt(reader, where, "marks without a date");
    }
}
