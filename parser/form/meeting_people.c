/* The columns of a table of meetings that are people: who they are, and what their squares say. */
#include "parser/form/meeting_table.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

/* "KL" heads a column of times, or of Knut Lien. */
static bool are_initials_of_member(const struct reader *reader, const char *text)
{
    guint index;
    return pattern_found("^\\p{Lu}{2,4}$", 0, text) &&
           members_find(reader->members, text, &index) == REFERENCE_ONE;
}

/* Whom the heading of a column names, as far as is known. Caller owns it. */
static char *name_of_column(const struct reader *reader, const char *heading)
{
    guint index;
    if (members_find(reader->members, heading, &index) == REFERENCE_ONE)
        return g_strdup(((struct person *)g_ptr_array_index(reader->form->participants, index))->name);
    struct someone *someone = someone_read(heading, false);
    char *name = g_steal_pointer(&someone->person.name);
    someone_free(someone);
    return name ? name : g_strdup(heading);
}

bool meeting_table_is_total(const struct line *line)
{
    for (guint i = 0; i < line->count; i++) {
        const struct place *place = &line->places[i];
        if (!place->covered && *place->text)
            return place->label == LABEL_SUM || place->label == LABEL_COUNT;
    }
    return false;
}

/* "HPR | | 7440613 | 4753504": a row with something of every person. */
static bool tells_of_people(const struct line *line)
{
    const struct place *first = first_filled(line);
    enum label label = first ? first->label : LABEL_NONE;
    return label == LABEL_HPR || label == LABEL_EMAIL || label == LABEL_SPECIALTY || label == LABEL_WORKPLACE;
}

/* A column whose squares hold marks: the person that its heading names. */
static bool holds_marks(const struct reader *reader, guint from, guint end, guint column)
{
    guint marks = 0, unknown = 0;
    g_autofree char *heading = name_of_column(reader, line_at(reader, from - 1)->places[column].text);
    for (guint at = from; at < end; at++) {
        const struct line *line = line_at(reader, at);
        if (column >= line->count || is_heading_row(line))
            break;
        if (is_remark(line))
            continue;
        const struct place *place = &line->places[column];
        if (tells_of_people(line) || meeting_table_is_total(line))
            continue;
        enum mark mark = mark_of_person(reader, place, heading);
        /* Numbers may be of anything, but for those below somebody's name. */
        bool hours =
            mark != MARK_UNKNOWN && mark_of(reader, place) == MARK_UNKNOWN && g_ascii_isdigit(*place->text);
        if ((mark == MARK_UNKNOWN && line->filled > 1) || hours) {
            if (!name_is_likely(heading))
                return false;
            unknown += mark == MARK_UNKNOWN;
        }
        /* Somebody may have been away every time. */
        marks += mark == MARK_PRESENT || (mark == MARK_ABSENT && name_is_likely(heading));
    }
    /* A word among the crosses below somebody's name is reported for itself. */
    return marks > unknown;
}

static bool person_of_heading(struct reader *reader, const struct place *place, guint *participant)
{
    if (members_find(reader->members, place->text, participant) == REFERENCE_ONE)
        return true;
    struct someone *someone = someone_read(place->text, false);
    bool named = someone->person.name &&
                 (name_is_likely(someone->person.name) ||
                  (!members_count(reader->members) && name_may_be(someone->person.name)) ||
                  (someone->person.hpr && !members_has_similar(reader->members, someone->person.name)));
    if (named)
        *participant = take_participant(reader, someone, "deltaker");
    someone_free(someone);
    return named;
}

static bool is_blank_column(const struct reader *reader, guint from, guint end, guint column)
{
    for (guint at = from; at < end && !is_remark(line_at(reader, at)); at++) {
        const struct line *line = line_at(reader, at);
        if (column < line->count && *line->places[column].text && !tells_of_people(line) &&
            !meeting_table_is_total(line))
            return false;
    }
    return true;
}

static int compare_columns(gconstpointer one, gconstpointer other)
{
    return (int)*(const guint *)one - (int)*(const guint *)other;
}

/* Columns without a label of ours, with marks below: people. */
void meeting_table_find_people(struct reader *reader, guint at, guint end, struct columns *columns)
{
    const struct line *heading = columns->heading;
    GArray *candidates = g_array_new(FALSE, FALSE, sizeof(guint));
    bool nobody_known = members_count(reader->members) == 0;
    for (guint i = 0; i < heading->count; i++) {
        const struct place *place = &heading->places[i];
        /* "VH" closes a letter, but heads a column of Vebjørn Haugland's. */
        bool free = place->label == LABEL_NONE || place->label == LABEL_CLOSING ||
                    are_initials_of_member(reader, place->text);
        if (!place->covered && *place->text && free && holds_marks(reader, at + 1, end, i)) {
            line_at(reader, at)->places[i].label = LABEL_NONE;
            g_array_append_val(candidates, i);
        }
    }
    /* Among people somebody may never have come. */
    guint known = candidates->len;
    for (guint i = 0; known >= 2 && i < heading->count; i++) {
        const struct place *place = &heading->places[i];
        if (!place->covered && place->label == LABEL_NONE && name_is_likely(place->text) &&
            is_blank_column(reader, at + 1, end, i))
            g_array_append_val(candidates, i);
    }
    g_array_sort(candidates, compare_columns);
    /* Single first names make a list only where all columns are of that kind. */
    bool single = nobody_known && candidates->len >= 2;
    for (guint i = 0; i < candidates->len; i++) {
        struct person_column column = {g_array_index(candidates, guint, i), 0};
        const struct place *place = &heading->places[column.column];
        struct someone *someone = someone_read(place->text, false);
        bool found = person_of_heading(reader, place, &column.participant);
        if (!found && single && someone->person.name && name_may_be(someone->person.name)) {
            column.participant = take_participant(reader, someone, "deltaker");
            found = true;
        }
        if (found)
            g_array_append_val(columns->people, column);
        else {
            doubt(reader, place->text, "person not recognised");
            line_at(reader, at)->places[column.column].label = LABEL_COMMENT;
        }
        someone_free(someone);
    }
    g_array_unref(candidates);
}

/* The row of numbers, addresses or specialties below the names. */
bool meeting_table_take_row_of_people(struct reader *reader, const struct line *line,
                                      const struct columns *columns)
{
    if (!columns->people->len || !tells_of_people(line))
        return false;
    g_autofree enum label *labels = g_new0(enum label, line->count);
    enum label label = first_filled(line)->label;
    for (guint i = 0; i < columns->people->len; i++) {
        const struct person_column *column = &g_array_index(columns->people, struct person_column, i);
        const struct person *person = g_ptr_array_index(reader->form->participants, column->participant);
        if (column->column >= line->count)
            continue;
        labels[column->column] = label;
        struct someone *someone = someone_of_row(line, labels, line->count, false);
        labels[column->column] = LABEL_NONE;
        g_free(someone->person.name);
        someone->person.name = g_strdup(person->name);
        take_participant(reader, someone, person->name);
        someone_free(someone);
    }
    return true;
}

void meeting_table_take_squares(struct reader *reader, const struct line *line, const struct columns *columns,
                                struct draft *draft)
{
    bool any = false;
    struct squares squares = {0};
    for (guint i = 0; i < columns->people->len; i++) {
        const struct person_column *column = &g_array_index(columns->people, struct person_column, i);
        any = any ||
              (column->column < line->count && mark_of(reader, &line->places[column->column]) != MARK_BLANK);
    }
    for (guint i = 0; any && i < columns->people->len; i++) {
        const struct person_column *column = &g_array_index(columns->people, struct person_column, i);
        const struct person *person = g_ptr_array_index(reader->form->participants, column->participant);
        enum mark mark = column->column < line->count
                             ? mark_of_person(reader, &line->places[column->column], person->name)
                             : MARK_BLANK;
        if (mark == MARK_UNKNOWN) {
            g_autofree char *where = g_strdup_printf("%s, %s: %s", person->name,
                                                     draft->meeting->date ? draft->meeting->date : "møte",
                                                     line->places[column->column].text);
            doubt(reader, where, "mark not understood");
            continue;
        }
        if (column->column < line->count)
            squares_add(&squares, &line->places[column->column], mark);
        draft_mark(draft, column->participant, mark == MARK_PRESENT);
    }
    squares_finish(reader, &squares, draft);
}
