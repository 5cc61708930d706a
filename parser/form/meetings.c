/*
 * Tables with a row for every meeting, a row for every attendance, or a row for every meeting and a
 * column for every person.
 */
#include "parser/form/meeting_table.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

/* Rows that say nothing between two that do. */
#define MOST_EMPTY_ROWS 12

static bool tells_of_meetings(const struct line *heading)
{
    guint dates = 0, others = 0;
    for (guint i = 0; i < heading->count; i++) {
        enum label label = heading->places[i].covered ? LABEL_NONE : heading->places[i].label;
        dates += label == LABEL_DATE || label == LABEL_MEETING;
        others += (is_meeting_label(label) && label != LABEL_DATE) || label == LABEL_PARTICIPANTS ||
                  label == LABEL_COUNT || label == LABEL_NAME;
    }
    return dates && others;
}

/* "Tid | Tema", "Møte | Tema": the column of this label that holds the dates where none is headed "Dato";
 * G_MAXUINT: none. */
static guint dates_under(const struct reader *reader, guint at, enum label label)
{
    const struct line *heading = line_at(reader, at);
    for (guint below = at + 1; below <= at + 2; below++) {
        const struct line *next = line_at(reader, below);
        if (!next || next->block != heading->block)
            break;
        for (guint i = 0; i < MIN(heading->count, next->count); i++) {
            struct when when;
            if (heading->places[i].label != label || heading->places[i].covered)
                continue;
            when_read(next->places[i].text, WHEN_DATE, &when);
            if (when.state == DAY_READ)
                return i;
        }
    }
    return G_MAXUINT;
}

static bool is_heading(const struct reader *reader, guint at)
{
    const struct line *heading = line_at(reader, at);
    if (!heading || heading->filled < 2)
        return false;
    guint labels = 0, others = 0;
    bool all_ask = is_heading_row(heading);
    for (guint i = 0; i < heading->count; i++)
        all_ask = all_ask && (!*heading->places[i].text || g_str_has_suffix(heading->places[i].text, ":"));
    for (guint i = 0; i < heading->count; i++) {
        const struct place *place = &heading->places[i];
        if (place->covered || !*place->text)
            continue;
        if (g_str_has_suffix(place->text, ":") && !all_ask)
            return false;
        struct when when;
        when_read(place->text, WHEN_DATE, &when);
        if (when.state != DAY_NONE || when.start >= 0)
            return false;
        place->label ? labels++ : others++;
    }
    return labels >= 2 && (tells_of_meetings(heading) ||
                           (labels > others && dates_under(reader, at, LABEL_TIME) != G_MAXUINT));
}

guint table_end(const struct reader *reader, guint at)
{
    const struct line *first = line_at(reader, at);
    guint end = at + 1;
    for (const struct line *line; (line = line_at(reader, end)); end++)
        if (first->is_row ? line->block != first->block : line->is_row || !line->block || line->count < 2)
            break;
    return end;
}

/* "kl. 18-21" below the date, or nothing but more of those present: more lines of the row above, as a drawing
 * shows them. */
static bool goes_on_with_row(const struct line *line, const struct columns *columns, const struct when *date)
{
    guint present = column_of(columns->heading, LABEL_PRESENT);
    if (columns->date >= line->count || present >= line->count || !*line->places[present].text ||
        line->places[present].from_above)
        return false;
    bool dated = *line->places[columns->date].text != '\0';
    if (dated && (date->state != DAY_NONE || date->number || date->start < 0 || date->end < 0 || *date->rest))
        return false;
    for (guint i = 0; i < line->count; i++)
        if (i != columns->date && i != present && *line->places[i].text && !line->places[i].covered)
            return false;
    return true;
}

/* The day in a row, or that of the row above where the cell is merged with it or the row goes on with it. */
static struct draft *draft_of_row(struct reader *reader, const struct line *line,
                                  const struct columns *columns, struct draft *above)
{
    guint number_column = column_of(columns->heading, LABEL_MEETING);
    if (number_column == G_MAXUINT)
        number_column = column_of(columns->heading, LABEL_NUMBER);
    const struct place *date = columns->date < line->count ? &line->places[columns->date] : NULL;
    struct when when;
    when_read(date ? date->text : "", WHEN_DATE, &when);
    if (date && date->from_above && above)
        return above;
    if (above && goes_on_with_row(line, columns, &when)) {
        draft_take_when(reader, above, &when);
        return above;
    }
    if (date && !*date->text && above && columns->name != G_MAXUINT && columns->name < line->count &&
        *line->places[columns->name].text)
        return above;
    guint number = when.number;
    if (!number && number_column < line->count) {
        struct when numbered;
        when_read(line->places[number_column].text, WHEN_LINE, &numbered);
        g_autofree char *digits = text_digits(line->places[number_column].text);
        number = numbered.number                 ? numbered.number
                 : *digits && strlen(digits) < 3 ? (guint)g_ascii_strtoull(digits, NULL, 10)
                                                 : 0;
    }
    g_autofree char *iso = NULL;
    bool doubtful = false;
    if (when.state != DAY_NONE) {
        g_autofree char *where = g_strdup_printf("møtedato %s", date->text);
        iso = day_in_form(reader, &when, where);
        doubtful = !iso;
    } else if (date && *date->text && !is_placeholder(date->text)) {
        g_autofree char *where = g_strdup_printf("møtedato %s", date->text);
        doubt(reader, where, "date not understood");
        doubtful = true;
    }
    if (!iso && !number && !doubtful)
        return draft_new(reader);
    int start = when.start;
    guint time = column_of(columns->heading, LABEL_TIME);
    if (start < 0 && time < line->count) {
        struct when clock;
        when_read(line->places[time].text, WHEN_TIME, &clock);
        start = clock.start;
    }
    struct draft *draft = iso || number ? draft_of(reader, iso, number, start) : draft_new(reader);
    draft->date_doubtful = draft->date_doubtful || doubtful;
    draft_take_when(reader, draft, &when);
    if (when.state != DAY_NONE)
        take_fields_behind_date(reader, draft, when.rest);
    return draft;
}

/* The person of a row of attendance; present unless a square of the row says otherwise. */
static void take_attendance(struct reader *reader, const struct line *line, const struct columns *columns,
                            struct draft *draft)
{
    const char *name = line->places[columns->name].text;
    guint present = column_of(columns->heading, LABEL_PRESENT);
    guint absent = column_of(columns->heading, LABEL_ABSENT);
    g_autofree enum label *labels = g_new0(enum label, columns->heading->count);
    for (guint i = 0; i < columns->heading->count; i++)
        labels[i] = columns->heading->places[i].covered ? LABEL_NONE : columns->heading->places[i].label;
    labels[columns->name] = LABEL_NAME;
    guint number = column_of(columns->heading, LABEL_NUMBER);
    if (number < columns->heading->count)
        labels[number] = LABEL_NONE; /* of the row, or of the meeting */
    struct someone *someone = someone_of_row(line, labels, MIN(line->count, columns->heading->count), false);
    guint participant;
    bool known = members_find(reader->members, name, &participant) == REFERENCE_ONE;
    if (known || (someone->person.name && (someone->person.hpr || name_is_likely(someone->person.name)))) {
        participant = someone->person.name && name_is_likely(someone->person.name)
                          ? take_participant(reader, someone, name)
                          : participant;
        enum mark mark = present < line->count ? mark_of(reader, &line->places[present]) : MARK_PRESENT;
        if (absent < line->count && mark_of(reader, &line->places[absent]) != MARK_BLANK)
            mark = MARK_ABSENT;
        if (mark == MARK_UNKNOWN)
            doubt(reader, name, "mark not understood");
        draft_mark(draft, participant, mark == MARK_PRESENT);
    } else if (*name) {
        doubt(reader, name, "person not recognised");
    }
    someone_free(someone);
}

static void take_row(struct reader *reader, const struct line *line, const struct columns *columns,
                     struct draft *draft, bool goes_on)
{
    for (guint i = 0; i < line->count && i < columns->heading->count; i++) {
        const struct place *place = &line->places[i];
        enum label label = columns->heading->places[i].label;
        if (columns->heading->places[i].covered || i == columns->date || place->covered)
            continue;
        if (label == LABEL_PARTICIPANTS || (label == LABEL_NAME && columns->name == G_MAXUINT))
            label = LABEL_PRESENT;
        if (label == LABEL_ATTESTATION || label == LABEL_SPONSOR)
            field_set(reader, label, place);
        /* Marks for each row of attendance, not a list of names. */
        else if (columns->name != G_MAXUINT && (label == LABEL_PRESENT || label == LABEL_ABSENT))
            continue;
        else if (goes_on && label == LABEL_TOPIC && *place->text && draft->meeting->topic) {
            char *both = strstr(draft->meeting->topic, place->text)
                             ? g_strdup(draft->meeting->topic)
                             : g_strdup_printf("%s; %s", draft->meeting->topic, place->text);
            g_free(draft->meeting->topic);
            draft->meeting->topic = both;
        } else {
            draft_set(reader, draft, label, place);
        }
    }
    meeting_table_take_squares(reader, line, columns, draft);
    if (columns->name != G_MAXUINT && columns->name < line->count && !line->places[columns->name].from_above)
        take_attendance(reader, line, columns, draft);
}

/* Below the heading of a table of attendance stand single names; in one of meetings whole lists. */
static bool names_are_single(const struct reader *reader, guint at, guint end, guint column)
{
    guint single = 0, lists = 0;
    for (guint i = at + 1; i < end; i++) {
        const struct line *line = line_at(reader, i);
        if (column >= line->count || !*line->places[column].text)
            continue;
        g_autoptr(GPtrArray) people = people_read(line->places[column].text, false, NULL);
        people->len > 1 ? lists++ : single++;
    }
    return single > lists;
}

static bool is_data_row(const struct reader *reader, guint at, const struct columns *columns)
{
    const struct line *line = line_at(reader, at);
    struct when when;
    when_read(columns->date < line->count ? line->places[columns->date].text : "", WHEN_DATE, &when);
    /* The industry may be the topic of a meeting. */
    bool dated = when.state == DAY_READ && line->filled >= 3;
    /* Another table's heading: "Navn | HPR | 1 | 2". */
    if (columns->date < line->count && line->places[columns->date].label && when.state == DAY_NONE)
        return false;
    if (is_heading_row(line) || (is_industry_text(line->whole) && !dated) || is_remark(line))
        return false;
    /* Members below, without a heading of their own. */
    if (columns->date < line->count && when.state == DAY_NONE &&
        name_is_likely(line->places[columns->date].text))
        return false;
    /* A row of the table says something below its headings; a single cell in front is a heading or a remark.
     */
    guint labelled = 0;
    for (guint i = 0; i < line->count && i < columns->heading->count; i++)
        labelled += *line->places[i].text && !line->places[i].covered &&
                    (columns->heading->places[i].label || columns->heading->places[i].covered);
    if (line->filled == 1 && line->places[0].label && !columns->heading->places[0].covered)
        return false;
    if (when.state == DAY_NONE && !when.number && line->filled <= 2 &&
        (vocabulary_headline(line->whole, NULL) || line->places[0].label))
        return false;
    return labelled > 0;
}

/* "Sommerferie" in a row of its own, where dates or numbers stand. */
static bool is_lone_word(const struct line *line, const struct columns *columns)
{
    const struct place *place = line->filled == 1 ? first_filled(line) : NULL;
    struct when when;
    when_read(place ? place->text : "", WHEN_DATE, &when);
    return place && columns->name == G_MAXUINT && place->kind == VALUE_TEXT && when.state == DAY_NONE &&
           !when.number && place <= &line->places[MIN(columns->date, line->count - 1)] &&
           strpbrk(place->text, "0123456789") == NULL;
}

/* The row below a remark has a date again. */
static bool goes_on_below(const struct reader *reader, guint at, guint end, const struct columns *columns)
{
    const struct line *next = at + 1 < end ? line_at(reader, at + 1) : NULL;
    if (!next || next->filled < 2 || columns->date >= next->count || !is_data_row(reader, at + 1, columns))
        return false;
    struct when when;
    when_read(next->places[columns->date].text, WHEN_DATE, &when);
    return when.state == DAY_READ;
}

/* A table of the meetings of one participant, who was at all of them. */
static bool is_owned(const struct reader *reader, const struct columns *columns)
{
    return reader->owner != G_MAXUINT && !columns->people->len && columns->name == G_MAXUINT &&
           column_of(columns->heading, LABEL_PRESENT) == G_MAXUINT &&
           column_of(columns->heading, LABEL_ABSENT) == G_MAXUINT;
}

static void doubt_others(struct reader *reader, guint at, guint end, const struct columns *columns)
{
    g_autofree bool *taken = g_new0(bool, columns->heading->count);
    for (guint i = 0; i < columns->people->len; i++)
        taken[g_array_index(columns->people, struct person_column, i).column] = true;
    for (guint i = 0; i < columns->heading->count; i++)
        taken[i] = taken[i] || i == columns->date || i == columns->name;
    doubt_left_columns(reader, at, end, taken);
}

/* "Gruppenummer" in every row of an export, the same everywhere: the form's. */
static void take_fields_of_all_rows(struct reader *reader, guint at, guint end)
{
    const struct line *heading = line_at(reader, at);
    for (guint i = 0; i < heading->count; i++) {
        enum label label = heading->places[i].label;
        const struct place *only = NULL;
        bool differ = label < LABEL_GROUP || label > LABEL_MUNICIPALITY || heading->places[i].covered;
        for (guint k = at + 1; k < end && !differ; k++) {
            const struct line *line = line_at(reader, k);
            const struct place *place = i < line->count && *line->places[i].text ? &line->places[i] : NULL;
            differ = place && only && strcmp(place->text, only->text) != 0;
            only = only ? only : place;
        }
        if (only && !differ)
            field_set(reader, label, only);
    }
}

/* "Dato | Program": what was on it, where no other column tells. */
static void settle_topics(const struct reader *reader, guint at)
{
    guint program = column_of(line_at(reader, at), LABEL_PROGRAM);
    if (program != G_MAXUINT && column_of(line_at(reader, at), LABEL_TOPIC) == G_MAXUINT)
        line_at(reader, at)->places[program].label = LABEL_TOPIC;
}

guint read_meeting_table(struct reader *reader, guint at)
{
    /* Dates beside the names of an update form are those of changes. */
    if (!is_heading(reader, at) ||
        (reader->first_headline & HEADLINE_UPDATE && column_of(line_at(reader, at), LABEL_NAME) != G_MAXUINT))
        return 0;
    settle_topics(reader, at);
    guint end = table_end(reader, at);
    struct columns columns = {.heading = line_at(reader, at),
                              .people = g_array_new(FALSE, FALSE, sizeof(struct person_column))};
    columns.date = column_of(columns.heading, LABEL_DATE);
    if (columns.date == G_MAXUINT)
        columns.date = dates_under(reader, at, LABEL_MEETING);
    if (columns.date == G_MAXUINT)
        columns.date = dates_under(reader, at, LABEL_TIME);
    columns.name = column_of(columns.heading, LABEL_NAME);
    if (columns.name != G_MAXUINT && !names_are_single(reader, at, end, columns.name))
        columns.name = G_MAXUINT;
    /* Who answered for a meeting whose row lists those who came. */
    guint present = column_of(columns.heading, LABEL_PRESENT);
    if (columns.name != G_MAXUINT && present != G_MAXUINT && !names_are_single(reader, at, end, present)) {
        line_at(reader, at)->places[columns.name].label = LABEL_COMMENT;
        columns.name = G_MAXUINT;
    }
    meeting_table_find_people(reader, at, end, &columns);
    label_columns_of_meetings(reader, at, end);
    explain(reader, "  line %u: a table of meetings%s", at + 1,
            columns.people->len         ? " with a column for every person"
            : columns.name != G_MAXUINT ? ", a row for every attendance"
                                        : "");
    struct draft *draft = NULL;
    guint read = at + 1, empty = 0, meetings = 0;
    for (guint i = at + 1; i < end; i++) {
        const struct line *line = line_at(reader, i);
        if (!line->filled) {
            if (++empty > MOST_EMPTY_ROWS)
                break;
            continue;
        }
        /* "2025" in a row of its own. */
        if (line->filled == 1 && pattern_found("^20\\d{2}$", 0, line->whole))
            years_of_headline_above(reader, i);
        else if (!meeting_table_is_total(line) && !meeting_table_take_row_of_people(reader, line, &columns)) {
            if ((is_remark(line) || is_lone_word(line, &columns)) &&
                goes_on_below(reader, i, end, &columns)) {
                take_remark(reader, i);
                continue;
            }
            /* Another table, with a column for every meeting, begins behind an empty row. */
            if (!is_data_row(reader, i, &columns) || (empty && count_days(line) >= 2))
                break;
            if (!stands_below(columns.heading, line)) {
                doubt(reader, line->whole, "row not understood");
                empty = 0;
                read = i + 1;
                continue;
            }
            struct draft *before = draft;
            draft = draft_of_row(reader, line, &columns, draft);
            take_row(reader, line, &columns, draft, draft == before);
            if (is_owned(reader, &columns))
                draft_mark(draft, reader->owner, true);
            meetings++;
        }
        empty = 0;
        read = i + 1;
    }
    doubt_others(reader, at, read, &columns);
    take_fields_of_all_rows(reader, at, read);
    g_array_unref(columns.people);
    reader->meeting = NULL;
    reader->section = LABEL_NONE;
    /* A single row may go on below: names of those present, in a list of their own. */
    if (meetings == 1 && draft && !draft->present && !draft->absent && !draft->has_marks) {
        reader->meeting = draft;
        draft->open = true;
    }
    return read - at;
}
