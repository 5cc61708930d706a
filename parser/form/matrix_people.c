/* The rows of people in a matrix: who they are, and what their squares say. */
#include "parser/form/matrix.h"

#include "base/text.h"
#include <string.h>

/* The place in a row that should hold a name. */
const struct place *matrix_name_place(const struct matrix *matrix, const struct line *line)
{
    if (matrix->name < line->count)
        return &line->places[matrix->name];
    for (guint i = 0; i < MIN(matrix->first_column, line->count); i++) {
        const struct place *place = &line->places[i];
        if (place->covered || !*place->text || matrix->labels[i])
            continue;
        if (strspn(place->text, "0123456789. ") != strlen(place->text))
            return place;
    }
    return NULL;
}

bool is_number_text(const char *text)
{
    return *text && strspn(text, "0123456789.,") == strlen(text);
}

/* The name in a row, as far as its squares may be signed with it. Caller owns it; NULL: none. */
static char *name_in(const struct matrix *matrix, const struct line *line)
{
    const struct place *place = matrix_name_place(matrix, line);
    struct someone *someone = place ? someone_read(place->text, matrix->surname_first) : NULL;
    char *name = someone ? g_steal_pointer(&someone->person.name) : NULL;
    someone_free(someone);
    return name;
}

bool matrix_has_marks(const struct reader *reader, const struct matrix *matrix, const struct line *line)
{
    g_autofree char *name = name_in(matrix, line);
    guint marks = 0, unknown = 0;
    for (guint i = 0; i < matrix->columns->len; i++) {
        guint column = g_array_index(matrix->columns, struct day_column, i).column;
        if (column >= line->count)
            return false;
        const struct place *place = &line->places[column];
        enum mark mark = mark_of_person(reader, place, name);
        if (mark == MARK_UNKNOWN && !is_number_text(place->text))
            unknown++;
        else if (mark != MARK_BLANK && !is_number_text(place->text))
            marks++;
    }
    /* A word among somebody's crosses is reported, and ends no table. */
    return !unknown || (marks > unknown && name && name_is_likely(name));
}

bool matrix_looks_like_person(const struct reader *reader, const struct matrix *matrix,
                              const struct line *line)
{
    const struct place *place = matrix_name_place(matrix, line);
    if (!place || !*place->text || place->label || line->count <= matrix->first_column || is_remark(line))
        return false;
    /* "Attestert av | Kari Nordmann" */
    const struct place *first = first_filled(line);
    if (first && is_field_of_form(first->label))
        return false;
    bool labelled = matrix->name != G_MAXUINT;
    struct someone *someone = someone_read(place->text, matrix->surname_first);
    /* "Høstsemesteret 2025" */
    bool heading = line->filled == 1 && strpbrk(place->text, "0123456789") && !strstr(place->text, ",") &&
                   !someone->person.hpr;
    bool person = someone->person.name &&
                  (labelled || name_is_likely(someone->person.name) || name_may_be(someone->person.name)) &&
                  label_of(someone->person.name) == LABEL_NONE && !is_industry_text(line->whole);
    someone_free(someone);
    return person && !heading && (labelled || matrix_has_marks(reader, matrix, line));
}

/* Among full names a single word in front of a row is no name. */
bool matrix_has_full_names(const struct reader *reader, const struct matrix *matrix)
{
    guint full = 0, single = 0;
    for (guint i = matrix->days + 1; i < matrix->end; i++) {
        const struct line *line = line_at(reader, i);
        g_autofree char *name = matrix_looks_like_person(reader, matrix, line) ? name_in(matrix, line) : NULL;
        bool likely = name && name_is_likely(name);
        full += likely;
        single += name && !likely;
    }
    return full >= 2 && full > single;
}

/* A row of text that has fewer places than the heading has lost the empty squares between its marks. */
static bool has_lost_squares(const struct reader *reader, const struct matrix *matrix,
                             const struct line *line)
{
    return !line->is_row && !line_at(reader, matrix->days)->is_row && line->count < matrix->count &&
           line->count > matrix->first_column;
}

bool matrix_is_lined_up(const struct reader *reader, const struct matrix *matrix)
{
    const struct line *days = line_at(reader, matrix->days);
    for (guint i = matrix->days + 1; i < matrix->end && !days->is_row; i++) {
        const struct line *line = line_at(reader, i);
        if (matrix_looks_like_person(reader, matrix, line) && !(days->tabbed && line->tabbed) &&
            !stands_below(days, line))
            return false;
    }
    return true;
}

static void take_marks(struct reader *reader, struct matrix *matrix, const struct line *line,
                       guint participant, const char *name)
{
    if (has_lost_squares(reader, matrix, line)) {
        doubt(reader, line->whole, "row not understood");
        return;
    }
    for (guint i = 0; i < matrix->columns->len; i++) {
        struct day_column *column = &g_array_index(matrix->columns, struct day_column, i);
        const struct place *place = column->column < line->count ? &line->places[column->column] : NULL;
        if (!place || (place->covered && place->from_above))
            continue;
        const struct person *person = g_ptr_array_index(reader->form->participants, participant);
        enum mark mark = mark_of_person(reader, place, person->name);
        /* "Møtt | Ikke møtt": one of them. */
        enum mark away =
            column->absent < line->count ? mark_of(reader, &line->places[column->absent]) : MARK_BLANK;
        if (away == MARK_PRESENT)
            mark = mark == MARK_BLANK ? MARK_ABSENT : MARK_UNKNOWN;
        if (column->hours >= line->count)
            squares_add(&column->squares, place, mark);
        else if (*line->places[column->hours].text)
            squares_add(&column->squares, &line->places[column->hours], MARK_BLANK);
        column->squares.course = column->squares.course || column->course;
        if (mark == MARK_BLANK)
            continue;
        if (mark == MARK_UNKNOWN && is_called_off(place->text)) {
            column->draft->called_off = true;
            continue;
        }
        if (mark == MARK_UNKNOWN) {
            g_autofree char *where = g_strdup_printf(
                "%s, %s: %s", name, column->draft->meeting->date ? column->draft->meeting->date : "møte",
                place->text);
            doubt(reader, where, "mark not understood");
            continue;
        }
        draft_mark(column->draft, participant, mark == MARK_PRESENT);
    }
}

/* An HPR number in a column in front that has no heading. */
static void take_unlabelled_hpr(const struct matrix *matrix, const struct line *line, struct someone *someone)
{
    for (guint i = 0; i < MIN(matrix->first_column, line->count) && !someone->person.hpr; i++) {
        const struct place *place = &line->places[i];
        if (matrix->labels[i] || place->covered || !g_ascii_isdigit(*place->text))
            continue;
        if (!is_number_text(place->text)) {
            bool identity, doubtful;
            g_free(hpr_read(place->text, &identity, &doubtful));
            someone->identity_number = someone->identity_number || identity;
            someone->hpr_doubtful = someone->hpr_doubtful || (!identity && has_bare_number(place->text));
            continue;
        }
        struct someone *number = someone_read(place->text, false);
        someone->person.hpr = g_steal_pointer(&number->person.hpr);
        someone->identity_number = someone->identity_number || number->identity_number;
        someone_free(number);
    }
}

void matrix_take_person(struct reader *reader, struct matrix *matrix, const struct line *line)
{
    struct someone *someone =
        someone_of_row(line, matrix->labels, MIN(matrix->count, line->count), matrix->surname_first);
    const struct place *place = matrix_name_place(matrix, line);
    if (!someone->person.name) {
        /* Without headings the places in front are read as one text: "Eva Moen, 8112233". */
        g_autoptr(GString) head = g_string_new(place->text);
        for (guint i = 0; i < MIN(matrix->first_column, line->count) && matrix->name == G_MAXUINT; i++)
            if (&line->places[i] != place && !line->places[i].covered && !matrix->labels[i] &&
                *line->places[i].text)
                g_string_append_printf(head, ", %s", line->places[i].text);
        struct someone *labelled = someone;
        someone = someone_read(head->str, matrix->surname_first);
        if (!someone->person.hpr)
            someone->person.hpr = g_steal_pointer(&labelled->person.hpr);
        if (!someone->person.email)
            someone->person.email = g_steal_pointer(&labelled->person.email);
        if (!someone->person.specialty)
            someone->person.specialty = g_steal_pointer(&labelled->person.specialty);
        someone->identity_number = someone->identity_number || labelled->identity_number;
        someone->hpr_doubtful = someone->hpr_doubtful || labelled->hpr_doubtful;
        someone_free(labelled);
    }
    take_unlabelled_hpr(matrix, line, someone);
    guint participant;
    bool full = someone->person.name && (name_is_likely(someone->person.name) || someone->person.hpr);
    enum reference known = full ? REFERENCE_NOBODY : members_find(reader->members, place->text, &participant);
    if (full || (known == REFERENCE_NOBODY && someone->person.name && !matrix->full_names &&
                 (!members_count(reader->members) || matrix->name != G_MAXUINT)))
        participant = take_participant(reader, someone, place->text);
    else if (known != REFERENCE_ONE) {
        doubt(reader, place->text, "person not recognised");
        someone_free(someone);
        return;
    }
    if (matrix->lined_up && stands_below(line_at(reader, matrix->days), line))
        take_marks(reader, matrix, line, participant, place->text);
    else
        doubt(reader, place->text, "row not understood");
    someone_free(someone);
}

/* Says what the squares of the whole table do not tell: where nothing but absence is marked, an empty square
 * may mean that somebody came, or that nobody looked. Colours are not read. */
static void look_for_marks(struct reader *reader, const struct matrix *matrix)
{
    bool absence = false;
    for (guint i = 0; i < matrix->columns->len; i++) {
        const struct draft *draft = g_array_index(matrix->columns, struct day_column, i).draft;
        if ((draft->marked && draft->marked->len) || draft->present || draft->absent)
            return;
        absence = absence || draft->has_marks;
    }
    if (absence)
        doubt(reader, "til stede", "only absence is marked");
    else if (matrix->people_begun)
        doubt(reader, "til stede", "nobody is marked");
}

void matrix_finish_columns(struct reader *reader, struct matrix *matrix)
{
    look_for_marks(reader, matrix);
    for (guint i = 0; i < matrix->columns->len; i++) {
        struct day_column *column = &g_array_index(matrix->columns, struct day_column, i);
        squares_finish(reader, &column->squares, column->draft);
    }
}
