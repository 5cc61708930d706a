/*
 * Tables with a column for every meeting: rows of people with marks, and rows with the meetings'
 * date, time, topic, hours ... above or below them.
 */
#include "parser/form/reader.h"

#include "base/text.h"
#include <string.h>

#define MOST_EMPTY_ROWS 12
#define MOST_HOURS      12

struct day_column {
    guint column;
    struct draft *draft;
    double hours; /* that the squares name; negative: none */
    bool hours_differ, plain_marks;
};

struct matrix {
    guint at, days, end; /* first line, line with the days, one past the last */
    guint first_column;  /* of the days */
    guint name;          /* column; G_MAXUINT: not labelled */
    enum label *labels;  /* of every column; LABEL_NONE where it is a day or has none */
    guint count;
    GArray *columns; /* of struct day_column */
    bool surname_first, people_begun;
    bool full_names; /* nearly all rows of people have first name and surname */
    guint texts;     /* rows without a label, with text for every meeting */
};

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

static void find_columns(const struct reader *reader, struct matrix *matrix)
{
    const struct line *days = line_at(reader, matrix->days);
    bool counted = counts_meetings(days);
    matrix->count = days->count;
    matrix->labels = g_new0(enum label, days->count);
    matrix->name = G_MAXUINT;
    matrix->first_column = G_MAXUINT;
    for (guint i = 0; i < days->count; i++) {
        struct day_column column = {.column = i, .hours = -1};
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
    /* "Dato" or "Møte" may head the column of the names. */
    for (guint i = 0; i < matrix->first_column && matrix->name == G_MAXUINT; i++)
        if (matrix->labels[i] == LABEL_NONE || is_meeting_property(matrix->labels[i]))
            matrix->labels[i] = LABEL_NONE;
}

/* The place in a row that should hold a name. */
static const struct place *name_place(const struct matrix *matrix, const struct line *line)
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

static bool is_number_text(const char *text)
{
    return *text && strspn(text, "0123456789.,") == strlen(text);
}

/* The name in a row, as far as its squares may be signed with it. Caller owns it; NULL: none. */
static char *name_in(const struct matrix *matrix, const struct line *line)
{
    const struct place *place = name_place(matrix, line);
    struct someone *someone = place ? someone_read(place->text, matrix->surname_first) : NULL;
    char *name = someone ? g_steal_pointer(&someone->person.name) : NULL;
    someone_free(someone);
    return name;
}

static bool has_marks(const struct reader *reader, const struct matrix *matrix, const struct line *line)
{
    g_autofree char *name = name_in(matrix, line);
    for (guint i = 0; i < matrix->columns->len; i++) {
        guint column = g_array_index(matrix->columns, struct day_column, i).column;
        if (column < line->count && (mark_of_person(reader, &line->places[column], name) != MARK_UNKNOWN ||
                                     is_number_text(line->places[column].text)))
            continue;
        return false;
    }
    return true;
}

static bool looks_like_person(const struct reader *reader, const struct matrix *matrix,
                              const struct line *line)
{
    const struct place *place = name_place(matrix, line);
    if (!place || !*place->text || place->label || line->count <= matrix->first_column || is_remark(line))
        return false;
    /* "Høstsemesteret 2025" */
    if (line->filled == 1 && strpbrk(place->text, "0123456789") && !strstr(place->text, ","))
        return false;
    bool labelled = matrix->name != G_MAXUINT;
    struct someone *someone = someone_read(place->text, matrix->surname_first);
    bool person = someone->person.name &&
                  (labelled || name_is_likely(someone->person.name) || name_may_be(someone->person.name)) &&
                  label_of(someone->person.name) == LABEL_NONE && !is_industry_text(line->whole);
    someone_free(someone);
    return person && (labelled || has_marks(reader, matrix, line));
}

/* Among full names a single word in front of a row is no name. */
static bool has_full_names(const struct reader *reader, const struct matrix *matrix)
{
    guint full = 0, single = 0;
    for (guint i = matrix->days + 1; i < matrix->end; i++) {
        const struct line *line = line_at(reader, i);
        g_autofree char *name = looks_like_person(reader, matrix, line) ? name_in(matrix, line) : NULL;
        bool likely = name && name_is_likely(name);
        full += likely;
        single += name && !likely;
    }
    return full >= 2 && full > single;
}

/* Rows of people with marks below the days, or rows with what was done. */
static bool is_matrix(const struct reader *reader, const struct matrix *matrix)
{
    guint properties = 0;
    for (guint i = matrix->at; i < matrix->end; i++) {
        const struct line *line = line_at(reader, i);
        if (i > matrix->days && looks_like_person(reader, matrix, line) && has_marks(reader, matrix, line))
            return true;
        const struct place *first = first_filled(line);
        properties +=
            first && first == &line->places[0] && is_meeting_property(first->label) && line->filled >= 2;
    }
    return properties >= 2;
}

static void open_drafts(struct reader *reader, struct matrix *matrix)
{
    const struct line *days = line_at(reader, matrix->days);
    for (guint i = 0; i < matrix->columns->len; i++) {
        struct day_column *column = &g_array_index(matrix->columns, struct day_column, i);
        const struct place *place = &days->places[column->column];
        struct when when;
        when_read(place->text, WHEN_DATE, &when);
        if (place->kind == VALUE_NUMBER || (when.state == DAY_NONE && !when.number))
            when.number = (guint)g_ascii_strtoull(place->text, NULL, 10);
        g_autofree char *where = g_strdup_printf("kolonne %s", place->text);
        g_autofree char *iso = when.state != DAY_NONE ? day_in_form(reader, &when, where) : NULL;
        column->draft =
            iso || when.number ? draft_of(reader, iso, when.number, when.start) : draft_new(reader);
        column->draft->date_doubtful = column->draft->date_doubtful || (when.state != DAY_NONE && !iso);
        draft_take_when(reader, column->draft, &when);
        /* A narrow cell may have no line end between time and topic. */
        bool timed = when.state != DAY_NONE && when.start >= 0 && when.end >= 0;
        if ((when.separated || timed) && g_utf8_strlen(when.rest, -1) > 2)
            draft_set_topic(reader, column->draft, when.rest);
    }
}

/* A row with something of every meeting. */
static void take_property(struct reader *reader, struct matrix *matrix, const struct line *line,
                          enum label label)
{
    for (guint i = 0; i < matrix->columns->len; i++) {
        struct day_column *column = &g_array_index(matrix->columns, struct day_column, i);
        if (column->column < line->count && !line->places[column->column].from_above)
            draft_set(reader, column->draft, label, &line->places[column->column]);
    }
}

/* Squares with hours in them: the person was there, and so many hours are stated. */
static enum mark take_hours(struct day_column *column, const struct place *place, enum mark mark)
{
    double hours = is_number_text(place->text) ? hours_read(place->text, NULL) : -1;
    if (hours <= 1 || hours > MOST_HOURS) {
        column->plain_marks = column->plain_marks || mark == MARK_PRESENT;
        return mark;
    }
    column->hours_differ = column->hours_differ || (column->hours >= 0 && column->hours != hours);
    column->hours = MAX(column->hours, hours);
    return MARK_PRESENT;
}

static void take_marks(struct reader *reader, struct matrix *matrix, const struct line *line,
                       guint participant, const char *name)
{
    for (guint i = 0; i < matrix->columns->len; i++) {
        struct day_column *column = &g_array_index(matrix->columns, struct day_column, i);
        const struct place *place = column->column < line->count ? &line->places[column->column] : NULL;
        if (!place || (place->covered && place->from_above))
            continue;
        const struct person *person = g_ptr_array_index(reader->form->participants, participant);
        enum mark mark = take_hours(column, place, mark_of_person(reader, place, person->name));
        if (mark == MARK_BLANK)
            continue;
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
        if (matrix->labels[i] || place->covered || !is_number_text(place->text))
            continue;
        struct someone *number = someone_read(place->text, false);
        someone->person.hpr = g_steal_pointer(&number->person.hpr);
        someone->identity_number = someone->identity_number || number->identity_number;
        someone_free(number);
    }
}

static void take_person(struct reader *reader, struct matrix *matrix, const struct line *line)
{
    struct someone *someone =
        someone_of_row(line, matrix->labels, MIN(matrix->count, line->count), matrix->surname_first);
    const struct place *place = name_place(matrix, line);
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
    take_marks(reader, matrix, line, participant, place->text);
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

static void finish_columns(struct reader *reader, struct matrix *matrix)
{
    look_for_marks(reader, matrix);
    for (guint i = 0; i < matrix->columns->len; i++) {
        struct day_column *column = &g_array_index(matrix->columns, struct day_column, i);
        if (column->hours < 0)
            continue;
        if (!column->hours_differ && !column->plain_marks && column->draft->loose_hours < 0)
            column->draft->loose_hours = column->hours;
        else if (column->hours_differ)
            doubt(reader, column->draft->meeting->date ? column->draft->meeting->date : "møte",
                  "different hours for different people");
    }
}

/* Squares of people in a column that is no meeting's hold marks, and nothing else. */
static bool is_marked_column(const struct reader *reader, const struct matrix *matrix, guint column,
                             guint end)
{
    bool marked = false;
    for (guint i = matrix->days + 1; i < end; i++) {
        const struct line *line = line_at(reader, i);
        const struct place *place = column < line->count ? &line->places[column] : NULL;
        if (!place || place->covered || !looks_like_person(reader, matrix, line))
            continue;
        enum mark mark = mark_of(reader, place);
        /* In front stand the numbers of a list. */
        if (mark == MARK_UNKNOWN || place == name_place(matrix, line) ||
            (column < matrix->first_column && is_number_text(place->text)))
            return false;
        marked = marked || mark == MARK_PRESENT;
    }
    return marked;
}

/* Says which columns of marks, up to line `end`, belong to no meeting that is known. */
static void doubt_other_columns(struct reader *reader, const struct matrix *matrix, guint end)
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

static bool head_is_empty(const struct matrix *matrix, const struct line *line)
{
    for (guint i = 0; i < MIN(matrix->first_column, line->count); i++)
        if (*line->places[i].text && !line->places[i].from_above)
            return false;
    return true;
}

/* A row without a label between the days and the people: times, or the topics. */
static bool take_unlabelled(struct reader *reader, struct matrix *matrix, const struct line *line)
{
    guint times = 0, texts = 0, filled = 0;
    if (matrix->people_begun || !head_is_empty(matrix, line))
        return false;
    for (guint i = 0; i < matrix->columns->len; i++) {
        guint column = g_array_index(matrix->columns, struct day_column, i).column;
        const struct place *place = column < line->count ? &line->places[column] : NULL;
        if (!place || !*place->text)
            continue;
        struct when when;
        when_read(place->text, WHEN_TIME, &when);
        filled++;
        times += when.start >= 0 && when.end >= 0 && *when.rest == '\0';
        texts += mark_of(reader, place) == MARK_UNKNOWN && g_utf8_strlen(place->text, -1) > 2 &&
                 !g_ascii_isdigit(*place->text);
    }
    if (!filled)
        return true;
    if (times == filled)
        take_property(reader, matrix, line, LABEL_TIME);
    else if (texts == filled && ++matrix->texts == 1)
        take_property(reader, matrix, line, LABEL_TOPIC);
    else
        doubt(reader, line->whole, "row not understood");
    return true;
}

/* "Navn | HPR" below the days, nothing in the days' own columns: the heading of the people. */
static bool take_late_heading(const struct reader *reader, struct matrix *matrix, guint at)
{
    const struct line *line = line_at(reader, at);
    for (guint i = 0; i < matrix->columns->len; i++) {
        guint column = g_array_index(matrix->columns, struct day_column, i).column;
        if (column < line->count && *line->places[column].text && !line->places[column].from_above)
            return false;
    }
    if (matrix->people_begun)
        return false;
    for (guint i = 0; i < MIN(matrix->count, line->count); i++) {
        enum label label = line->places[i].label;
        if (line->places[i].covered || !label)
            continue;
        bool name = label == LABEL_NAME || label == LABEL_PARTICIPANTS || label == LABEL_PRESENT;
        if (name && i < matrix->first_column && matrix->name == G_MAXUINT)
            matrix->name = i;
        matrix->labels[i] = matrix->name == i ? LABEL_NAME : label;
    }
    if (matrix->name != G_MAXUINT)
        matrix->surname_first = column_is_surname_first(reader, at + 1, matrix->end, matrix->name);
    return true;
}

/* People go on below a row that nobody understands. */
static bool people_go_on(const struct reader *reader, const struct matrix *matrix, guint at)
{
    for (guint i = at + 1; i < MIN(matrix->end, at + 4); i++)
        if (looks_like_person(reader, matrix, line_at(reader, i)) &&
            has_marks(reader, matrix, line_at(reader, i)))
            return true;
    return false;
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

/* A row with a label that nobody knows, and something for the meetings. */
static bool skip_strange_row(struct reader *reader, const struct matrix *matrix, guint at)
{
    const struct line *line = line_at(reader, at);
    const struct place *first = first_filled(line);
    if (line->filled < 2 || head_is_empty(matrix, line) || (first && first->label) || names_days(line) ||
        !people_go_on(reader, matrix, at))
        return false;
    doubt(reader, first ? first->text : line->whole, "row not understood");
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
static bool skip_lone_label(const struct reader *reader, struct matrix *matrix, guint at)
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

/* What one row is; false where the matrix is over. */
static bool take_row(struct reader *reader, struct matrix *matrix, guint at)
{
    const struct line *line = line_at(reader, at);
    const struct place *first = first_filled(line);
    const struct place *name = name_place(matrix, line);
    enum label label = first ? first->label : LABEL_NONE;
    if (at == matrix->days || label == LABEL_SUM || label == LABEL_COUNT)
        return true;
    if (name && name != first && (name->label == LABEL_SUM || name->label == LABEL_COUNT))
        return true;
    if (at > matrix->days && is_heading_row(line))
        return take_late_heading(reader, matrix, at);
    if (first && is_meeting_property(label) && line->filled >= 2 && !(at > matrix->days && count_days(line)))
        return take_property(reader, matrix, line, label), true;
    if (at < matrix->days || skip_lone_label(reader, matrix, at))
        return true;
    if (at > matrix->days && label == LABEL_DATE && line->filled >= 2 &&
        count_days(line) == matrix->columns->len)
        return take_property(reader, matrix, line, label), true;
    if (looks_like_person(reader, matrix, line) && !is_heading_row(line)) {
        matrix->people_begun = true;
        take_person(reader, matrix, line);
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
    find_columns(reader, &matrix);
    matrix.surname_first =
        matrix.name != G_MAXUINT && column_is_surname_first(reader, matrix.days + 1, matrix.end, matrix.name);
    guint read = 0;
    if (matrix.columns->len && is_matrix(reader, &matrix)) {
        explain(reader, "  line %u: a table with a column for every meeting (%u)", at + 1,
                matrix.columns->len);
        open_drafts(reader, &matrix);
        matrix.full_names = has_full_names(reader, &matrix);
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
                looks_like_person(reader, &matrix, next)) {
                take_remark(reader, i);
                continue;
            }
            if (!take_row(reader, &matrix, i))
                break;
            empty = 0;
            read = MAX(read, i + 1 - at);
        }
        finish_columns(reader, &matrix);
        doubt_other_columns(reader, &matrix, at + read);
        reader->meeting = NULL;
        reader->section = LABEL_NONE;
    }
    g_array_unref(matrix.columns);
    g_free(matrix.labels);
    return read;
}
