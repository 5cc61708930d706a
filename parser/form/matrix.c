/*
 * Tables with a column for every meeting: rows of people with marks, and rows with the meetings'
 * date, time, topic, hours ... above or below them.
 */
#include "parser/form/matrix.h"

#include "base/pattern.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

#define MOST_EMPTY_ROWS         12
#define MOST_ROWS_BEFORE_PEOPLE 10
#define LONGEST_MARK            10 /* letters */

/* Something short in a square of one of the days: a mark, be it one that nobody knows. */
static bool has_something_short(const struct matrix *matrix, const struct line *line)
{
    for (guint i = 0; i < matrix->columns->len; i++) {
        guint column = g_array_index(matrix->columns, struct day_column, i).column;
        const struct place *place = column < line->count ? &line->places[column] : NULL;
        if (place && !place->covered && *place->text && g_utf8_strlen(place->text, -1) <= LONGEST_MARK)
            return true;
    }
    return false;
}

/* Rows of people with marks below the days, or rows with what was done. */
static bool is_matrix(const struct reader *reader, const struct matrix *matrix)
{
    guint properties = 0, strange = 0;
    for (guint i = matrix->at; i < matrix->end; i++) {
        const struct line *line = line_at(reader, i);
        if (i > matrix->days && matrix_looks_like_person(reader, matrix, line) &&
            matrix_has_marks(reader, matrix, line))
            return true;
        strange += i > matrix->days && matrix->name != G_MAXUINT &&
                   matrix_looks_like_person(reader, matrix, line) && has_something_short(matrix, line);
        const struct place *first = first_filled(line);
        properties +=
            first && first == &line->places[0] && is_meeting_property(first->label) && line->filled >= 2;
    }
    return properties >= 2 || (strange >= 2 && matrix->columns->len >= 2);
}

/* "Høst 2024" above the day, or above the days before it, or "2025" in the corner: its year; 0 where nothing
 * says so. */
static int year_above(const struct reader *reader, const struct matrix *matrix, guint column)
{
    int first, last;
    const struct line *days = line_at(reader, matrix->days);
    for (guint i = 0; i < matrix->first_column; i++)
        if (pattern_found("^20\\d{2}$", 0, days->places[i].text))
            return atoi(days->places[i].text);
    for (guint at = matrix->days; at-- > matrix->at;) {
        const struct line *line = line_at(reader, at);
        guint i = MIN(column, line->count - 1);
        while (i > matrix->first_column && !*line->places[i].text)
            i--;
        if (i >= matrix->first_column && years_named(line->places[i].text, &first, &last))
            return first == last ? first : 0;
    }
    return 0;
}

static void open_drafts(struct reader *reader, struct matrix *matrix)
{
    const struct line *days = line_at(reader, matrix->days);
    for (guint i = 0; i < matrix->columns->len; i++) {
        struct day_column *column = &g_array_index(matrix->columns, struct day_column, i);
        const struct place *place = &days->places[column->column];
        struct when when;
        when_read(day_of_head(place->text), WHEN_DATE, &when);
        if (place->kind == VALUE_NUMBER || (when.state == DAY_NONE && !when.number))
            when.number = number_of_head(place->text);
        if (when.state == DAY_READ && !when.day.year)
            when.day.year = year_above(reader, matrix, column->column);
        g_autofree char *where = g_strdup_printf("kolonne %s", place->text);
        g_autofree char *iso = when.state != DAY_NONE ? day_in_form(reader, &when, where) : NULL;
        column->draft =
            iso || when.number ? draft_of(reader, iso, when.number, when.start) : draft_new(reader);
        column->draft->date_doubtful = column->draft->date_doubtful || (when.state != DAY_NONE && !iso);
        draft_take_when(reader, column->draft, &when);
        /* A narrow cell may have no line end between time and topic. */
        bool timed = when.state != DAY_NONE && when.start >= 0 && when.end >= 0;
        bool read = when.rest > place->text;
        if (read && (when.separated || timed) && g_utf8_strlen(when.rest, -1) > 2)
            draft_set_topic(reader, column->draft, when.rest);
    }
}

/* A row with something of every meeting. */
static void take_property(struct reader *reader, struct matrix *matrix, const struct line *line,
                          enum label label)
{
    if (!stands_below(line_at(reader, matrix->days), line)) {
        doubt(reader, line->whole, "row not understood");
        return;
    }
    for (guint i = 0; i < matrix->columns->len; i++) {
        struct day_column *column = &g_array_index(matrix->columns, struct day_column, i);
        if (column->column < line->count && !line->places[column->column].from_above)
            draft_set(reader, column->draft, label, &line->places[column->column]);
    }
}

static bool head_is_empty(const struct matrix *matrix, const struct line *line)
{
    for (guint i = 0; i < MIN(matrix->first_column, line->count); i++)
        if (*line->places[i].text && !line->places[i].from_above)
            return false;
    return true;
}

/* Times, the topics, or the dates of numbered meetings, below the days, without a word that says so. */
static void take_unlabelled_values(struct reader *reader, struct matrix *matrix, const struct line *line)
{
    guint times = 0, texts = 0, years = 0, dates = 0, filled = 0;
    for (guint i = 0; i < matrix->columns->len; i++) {
        const struct day_column *day = &g_array_index(matrix->columns, struct day_column, i);
        guint column = g_array_index(matrix->columns, struct day_column, i).column;
        const struct place *place = column < line->count ? &line->places[column] : NULL;
        if (!place || !*place->text)
            continue;
        struct when when;
        when_read(place->text, WHEN_TIME, &when);
        filled++;
        /* The year of the day above, which is known already. */
        const char *date = day->draft->meeting->date;
        years += date && strlen(place->text) == 4 && g_str_has_prefix(date, place->text);
        times += when.start >= 0 && when.end >= 0 && *when.rest == '\0';
        when_read(place->text, WHEN_DATE, &when);
        dates += !date && when.state != DAY_NONE && *when.rest == '\0';
        texts += mark_of(reader, place) == MARK_UNKNOWN && g_utf8_strlen(place->text, -1) > 2 &&
                 !g_ascii_isdigit(*place->text);
    }
    if (filled && years == filled)
        return;
    if (filled && dates == filled)
        take_property(reader, matrix, line, LABEL_DATE);
    else if (filled && times == filled)
        take_property(reader, matrix, line, LABEL_TIME);
    else if (filled && texts == filled && ++matrix->texts == 1)
        take_property(reader, matrix, line, LABEL_TOPIC);
    else if (filled)
        doubt(reader, line->whole, "row not understood");
}

/* A row without a label between the days and the people. */
static bool take_unlabelled(struct reader *reader, struct matrix *matrix, const struct line *line)
{
    if (matrix->people_begun || !head_is_empty(matrix, line))
        return false;
    take_unlabelled_values(reader, matrix, line);
    return true;
}

/* "Navn | HPR" below the days: the heading of the people. In the days' own columns stands nothing, or the
 * times or topics. */
static bool take_late_heading(struct reader *reader, struct matrix *matrix, guint at)
{
    const struct line *line = line_at(reader, at);
    guint labels = 0, filled = 0;
    for (guint i = 0; i < matrix->columns->len && at != matrix->parts; i++) {
        guint column = g_array_index(matrix->columns, struct day_column, i).column;
        const struct place *place = column < line->count ? &line->places[column] : NULL;
        bool used = place && *place->text && !place->from_above;
        filled += used;
        labels += used && place->label;
    }
    if (matrix->people_begun || labels || (filled && filled < matrix->columns->len))
        return false;
    if (filled)
        take_unlabelled_values(reader, matrix, line);
    for (guint i = 0; i < MIN(matrix->count, line->count); i++) {
        enum label label = line->places[i].label;
        if (line->places[i].covered || !label || (at == matrix->parts && i >= matrix->first_column))
            continue;
        bool name = label == LABEL_NAME || label == LABEL_PARTICIPANTS || label == LABEL_PRESENT;
        if (name && i < matrix->first_column && matrix->name == G_MAXUINT)
            matrix->name = i;
        matrix->labels[i] = matrix->name == i ? LABEL_NAME : label;
    }
    for (guint i = 0; i < matrix->first_column && matrix->name == G_MAXUINT; i++)
        if (matrix->labels[i] == LABEL_FIRST_NAME || matrix->labels[i] == LABEL_LAST_NAME)
            matrix->name = i;
    if (matrix->name != G_MAXUINT)
        matrix->surname_first = column_is_surname_first(reader, at + 1, matrix->end, matrix->name);
    return true;
}

/* The days of another matrix. */
static bool names_days(const struct line *line)
{
    struct when when;
    for (guint i = 0; i < line->count; i++)
        if (is_day_place(&line->places[i], &when))
            return true;
    return false;
}

/* "Tema | | Astma | KOLS": something of every meeting. */
static bool tells_of_meetings(const struct matrix *matrix, const struct line *line)
{
    guint values = 0;
    for (guint i = 0; i < matrix->columns->len; i++) {
        guint column = g_array_index(matrix->columns, struct day_column, i).column;
        values += column < line->count && *line->places[column].text;
    }
    const struct place *first = first_filled(line);
    return values >= 2 && first && is_meeting_label(first->label) && first->label != LABEL_DATE;
}

/* People, or what is said of the meetings, go on below a row that nobody understands; before the first of
 * the people, rows of other things may. */
static bool people_go_on(const struct reader *reader, const struct matrix *matrix, guint at)
{
    guint farthest = at + (matrix->people_begun ? 4 : MOST_ROWS_BEFORE_PEOPLE);
    for (guint i = at + 1; i < MIN(matrix->end, farthest) && !names_days(line_at(reader, i)); i++)
        if ((matrix_looks_like_person(reader, matrix, line_at(reader, i)) &&
             matrix_has_marks(reader, matrix, line_at(reader, i))) ||
            tells_of_meetings(matrix, line_at(reader, i)))
            return true;
    return false;
}

/* A row with a label that nobody knows, and something for the meetings. */
static bool skip_strange_row(struct reader *reader, const struct matrix *matrix, guint at)
{
    const struct line *line = line_at(reader, at);
    const struct place *first = first_filled(line);
    if (line->filled < 2 || head_is_empty(matrix, line) ||
        (first && first->label && !is_change_label(first->label)) || names_days(line) ||
        is_industry_text(line->whole) || !people_go_on(reader, matrix, at))
        return false;
    bool named = first && strcmp(first->text, SHEET_STRUCK) != 0;
    doubt(reader, named ? first->text : line->whole, "row not understood");
    return true;
}

/* "Tema | | |": a label and nothing beside it. */
static bool is_lone_label(const struct line *line, const struct place *first)
{
    for (const struct place *place = first; place && place < line->places + line->count; place++)
        if (place != first && *place->text && !place->from_above)
            return false;
    return first && first->label;
}

/* A row of a property that nobody filled in, or a heading between the properties and the people: says
 * nothing, ends nothing. "Til stede" alone may also begin a list below the matrix. */
static bool skip_lone_label(struct reader *reader, struct matrix *matrix, guint at)
{
    const struct line *line = line_at(reader, at);
    const struct place *first = first_filled(line);
    if (!is_lone_label(line, first))
        return false;
    if (is_meeting_property(first->label) && first->label != LABEL_PRESENT && first->label != LABEL_ABSENT)
        return true;
    bool people =
        first->label == LABEL_PRESENT || first->label == LABEL_NAME || first->label == LABEL_PARTICIPANTS;
    return people && !matrix->people_begun && people_go_on(reader, matrix, at) &&
           take_late_heading(reader, matrix, at);
}

/* "5", "5/7", "5 av 7": so many. */
static bool is_count(const char *text)
{
    return is_number_text(text) ||
           pattern_found("^\\d{1,2}(?:\\s*(?:/|av)\\s*\\d{1,2})?(?:\\s*(?:stk|pers|personer|leger)\\.?)?$", 0,
                         text);
}

/* "Oppmøte | 3 | 5" below the people: how many came. */
static bool counts_people(const struct matrix *matrix, const struct line *line, enum label label)
{
    guint numbers = 0;
    for (guint i = 0; i < matrix->columns->len; i++) {
        guint column = g_array_index(matrix->columns, struct day_column, i).column;
        if (column >= line->count || !*line->places[column].text)
            continue;
        if (!is_count(line->places[column].text))
            return false;
        numbers++;
    }
    return numbers && matrix->people_begun && (label == LABEL_PRESENT || label == LABEL_ABSENT);
}

/* "Deltakere: | HPR: | kl. 18-21", " | HPR | Astma": labels in front of the days' columns and nowhere else,
 * one of them of names, or that of the numbers alone. */
static bool heads_people(const struct matrix *matrix, const struct line *line)
{
    bool names = false, numbers = false;
    guint labels = 0;
    for (guint i = 0; i < line->count; i++) {
        const struct place *place = &line->places[i];
        labels += place->label != LABEL_NONE;
        numbers = numbers || place->label == LABEL_HPR;
        if (!*place->text || place->from_above)
            continue;
        if ((i < matrix->first_column) != (place->label != LABEL_NONE))
            return false;
        names = names || place->label == LABEL_NAME || place->label == LABEL_PARTICIPANTS;
    }
    return labels >= 2 ? names : numbers;
}

/* "Deltakere | Kari Nordmann, Ola Lie | ...": lists of people below the days, and nothing else. */
static bool lists_people(const struct matrix *matrix, const struct line *line)
{
    guint lists = 0;
    for (guint i = 0; i < matrix->columns->len; i++) {
        guint column = g_array_index(matrix->columns, struct day_column, i).column;
        const char *text = column < line->count ? line->places[column].text : "";
        g_autoptr(GPtrArray) people = *text ? people_read(text, false, NULL) : NULL;
        if (people && people->len < 2)
            return false;
        lists += people != NULL;
    }
    return lists > 0;
}

/* What a row is called: "Tema", or "Møteinfo | Tema" with a word over several rows in front. */
static const struct place *head_of_row(const struct matrix *matrix, const struct line *line)
{
    const struct place *first = first_filled(line);
    for (guint i = 0; first && !first->label && i < MIN(matrix->first_column, line->count); i++) {
        const struct place *place = &line->places[i];
        if (!place->covered && is_meeting_label(place->label) && place->label != LABEL_PRESENT &&
            place->label != LABEL_ABSENT)
            return place;
    }
    return first;
}

/* What one row is; false where the matrix is over. */
static bool take_row(struct reader *reader, struct matrix *matrix, guint at)
{
    const struct line *line = line_at(reader, at);
    const struct place *first = head_of_row(matrix, line);
    const struct place *name = matrix_name_place(matrix, line);
    enum label label = first ? first->label : LABEL_NONE;
    if (at == matrix->days || label == LABEL_SUM || label == LABEL_COUNT ||
        counts_people(matrix, line, label))
        return true;
    if (name && name != first && (name->label == LABEL_SUM || name->label == LABEL_COUNT))
        return true;
    if (at > matrix->days && (at == matrix->parts || is_heading_row(line) || heads_people(matrix, line)))
        return take_late_heading(reader, matrix, at);
    if (matrix->list && head_is_empty(matrix, line) && line->filled)
        return take_property(reader, matrix, line, matrix->list), true;
    matrix->list = label == LABEL_PRESENT || label == LABEL_ABSENT ? label : LABEL_NONE;
    if (first && is_meeting_property(label) && line->filled >= 2 && !(at > matrix->days && count_days(line)))
        return take_property(reader, matrix, line, label), true;
    if (at > matrix->days && label == LABEL_PARTICIPANTS && !matrix->people_begun &&
        lists_people(matrix, line))
        return take_property(reader, matrix, line, LABEL_PRESENT), true;
    if (at < matrix->days || skip_lone_label(reader, matrix, at))
        return true;
    if (at > matrix->days && label == LABEL_DATE && line->filled >= 2 &&
        count_days(line) == matrix->columns->len)
        return take_property(reader, matrix, line, label), true;
    if (matrix_looks_like_person(reader, matrix, line) && !is_heading_row(line)) {
        matrix->people_begun = true;
        matrix_take_person(reader, matrix, line);
        return true;
    }
    return take_unlabelled(reader, matrix, line) || skip_strange_row(reader, matrix, at);
}

/* "9 | | | |": a row that nobody used. */
static bool is_unused(const struct matrix *matrix, const struct line *line)
{
    for (guint i = 0; i < line->count; i++)
        if (*line->places[i].text && !line->places[i].from_above &&
            !(i < matrix->first_column && is_number_text(line->places[i].text)) &&
            strcmp(line->places[i].text, "0") != 0 && strcmp(line->places[i].text, SHEET_UNTICKED) != 0)
            return false;
    return true;
}

guint read_matrix(struct reader *reader, guint at)
{
    const struct line *first = line_at(reader, at);
    if (first->count < 2 || first->filled == 0)
        return 0;
    struct matrix matrix = {.at = at, .end = table_end(reader, at)};
    matrix.days = find_days(reader, at, matrix.end);
    if (matrix.days == G_MAXUINT)
        return 0;
    matrix.columns = g_array_new(FALSE, FALSE, sizeof(struct day_column));
    matrix_find_columns(reader, &matrix);
    matrix.surname_first =
        matrix.name != G_MAXUINT && column_is_surname_first(reader, matrix.days + 1, matrix.end, matrix.name);
    guint read = 0;
    if (matrix.columns->len && is_matrix(reader, &matrix)) {
        explain(reader, "  line %u: a table with a column for every meeting (%u)", at + 1,
                matrix.columns->len);
        open_drafts(reader, &matrix);
        matrix.full_names = matrix_has_full_names(reader, &matrix);
        matrix.lined_up = matrix_is_lined_up(reader, &matrix);
        read = matrix.days + 1 - at;
        guint empty = 0;
        for (guint i = at; i < matrix.end; i++) {
            if (i != matrix.days && is_unused(&matrix, line_at(reader, i))) {
                if (++empty > MOST_EMPTY_ROWS && i > matrix.days)
                    break;
                continue;
            }
            const struct line *next = i + 1 < matrix.end ? line_at(reader, i + 1) : NULL;
            if (is_remark(line_at(reader, i)) && next && next->filled > 1 &&
                matrix_looks_like_person(reader, &matrix, next)) {
                take_remark(reader, i);
                continue;
            }
            if (!take_row(reader, &matrix, i))
                break;
            empty = 0;
            read = MAX(read, i + 1 - at);
        }
        matrix_finish_columns(reader, &matrix);
        matrix_doubt_other_columns(reader, &matrix, at + read);
        reader->meeting = NULL;
        reader->section = LABEL_NONE;
    }
    g_array_unref(matrix.columns);
    g_free(matrix.labels);
    return read;
}
