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

void matrix_find_columns(const struct reader *reader, struct matrix *matrix)
{
    const struct line *days = line_at(reader, matrix->days);
    bool counted = counts_meetings(days);
    matrix->count = days->count;
    matrix->labels = g_new0(enum label, days->count);
    matrix->name = G_MAXUINT;
    matrix->first_column = G_MAXUINT;
    for (guint i = 0; i < days->count; i++) {
        struct day_column column = {.column = i};
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

/* Says which columns of marks, up to line `end`, belong to no meeting that is known. */
void matrix_doubt_other_columns(struct reader *reader, const struct matrix *matrix, guint end)
{
    const struct line *days = line_at(reader, matrix->days);
    guint next = 0;
    for (guint i = 0; i < matrix->count; i++) {
        if (next < matrix->columns->len &&
            g_array_index(matrix->columns, struct day_column, next).column == i) {
            next++;
            continue;
        }
        const struct place *head = &days->places[i];
        if (matrix->labels[i] || (head->covered && *head->text) || !is_marked_column(reader, matrix, i, end))
            continue;
        g_autofree char *where =
            *head->text ? g_strdup_printf("kolonne %s", head->text) : g_strdup_printf("kolonne %u", i + 1);
        doubt(reader, where, "marks without a date");
    }
}
