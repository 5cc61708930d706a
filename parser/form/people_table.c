/* Tables of people: a row for each, under the name of what the columns hold. */
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define MOST_EMPTY_ROWS 12

static void set_text(char **to, const char *text)
{
    g_autofree char *value = value_of(text);
    if (!*to && *value)
        *to = g_steal_pointer(&value);
}

/* Somebody in training is no specialist yet. */
static bool is_training(const char *text)
{
    return pattern_found(
        "utdanning|spesialisering|kandidat|\\balis\\b|\\blis ?[123]?\\b|turnus|\\bikk(?:e|je) spesialist",
        G_REGEX_CASELESS, text);
}

static void take_specialty(struct person *person, const char *text)
{
    g_autofree char *value = value_of(text);
    if (is_training(value))
        return;
    /* "Ja, allmennmedisin" */
    const char *bare = g_ascii_strncasecmp(value, "ja", 2) == 0 && value[2] && strchr(",: -", value[2])
                           ? value + 3 + strspn(value + 3, " -")
                           : value;
    const char *known = vocabulary_specialty(bare);
    enum mark mark = vocabulary_mark(value);
    g_autofree char *folded = text_fold(bare);
    if (strcmp(folded, "spesialist") == 0)
        return;
    if (known)
        set_text(&person->specialty, known);
    else if (*value && mark == MARK_UNKNOWN && !vocabulary_profession(value) &&
             g_utf8_strlen(value, -1) > 2 && !strpbrk(value, "0123456789"))
        set_text(&person->specialty, bare);
}

bool take_trait(struct person *person, enum label label, const char *text)
{
    g_autofree char *value = value_of(text);
    if (label == LABEL_SPECIALTY)
        take_specialty(person, text);
    else if (label == LABEL_WORKPLACE)
        set_text(&person->workplace, text);
    else if (label != LABEL_PROFESSION)
        return false;
    /* "Dr." is how one is addressed. */
    else if (vocabulary_profession(value) || !vocabulary_is_title(value))
        set_text(&person->profession, vocabulary_profession(value) ? vocabulary_profession(value) : value);
    return true;
}

static void take_cell(struct someone *someone, enum label label, const struct place *place)
{
    bool identity = false, doubtful = false;
    g_autofree char *text = NULL;
    switch (label) {
    case LABEL_HPR:
        text = place->kind == VALUE_NUMBER && place->number >= 0 && place->number < 1e12
                   ? g_strdup_printf("%.0f", place->number)
                   : g_strdup(place->text);
        if (!someone->person.hpr)
            someone->person.hpr = hpr_read(text, &identity, &doubtful);
        someone->identity_number = someone->identity_number || identity;
        someone->hpr_doubtful = someone->hpr_doubtful || (doubtful && !is_placeholder(text));
        break;
    case LABEL_EMAIL:
        if (!someone->person.email)
            someone->person.email = email_read(place->text);
        break;
    case LABEL_ROLE: {
        enum label role = label_of(place->text);
        someone->leads = someone->leads || role == LABEL_LEADER;
        someone->keeps_list = someone->keeps_list || role == LABEL_SECRETARY;
        break;
    }
    case LABEL_INITIALS:
        set_text(&someone->alias, place->text);
        break;
    case LABEL_NUMBER:
        if (!someone->number)
            someone->number = (guint)g_ascii_strtoull(place->text, NULL, 10);
        break;
    default:
        take_trait(&someone->person, label, place->text);
        break;
    }
}

struct someone *someone_of_row(const struct line *line, const enum label *labels, guint count,
                               bool surname_first)
{
    struct someone *someone = NULL;
    g_autofree char *given = NULL, *surname = NULL;
    for (guint i = 0; i < count; i++) {
        const struct place *place = &line->places[i];
        if (place->covered || !*place->text)
            continue;
        if (labels[i] == LABEL_NAME && !someone)
            someone = someone_read(place->text, surname_first);
        else if (labels[i] == LABEL_FIRST_NAME && !given)
            given = name_tidy(place->text);
        else if (labels[i] == LABEL_LAST_NAME && !surname)
            surname = name_tidy(place->text);
    }
    if (!someone)
        someone = someone_new();
    /* "Navn" may hold the first name alone beside "Etternavn". */
    if (surname && *surname) {
        g_autofree char *first =
            given ? g_steal_pointer(&given) : g_strdup(someone->person.name ? someone->person.name : "");
        g_free(someone->person.name);
        someone->person.name = *first ? g_strdup_printf("%s %s", first, surname) : g_strdup(surname);
    } else if (given && *given && !someone->person.name) {
        someone->person.name = g_steal_pointer(&given);
    }
    for (guint i = 0; i < count; i++)
        if (!line->places[i].covered && *line->places[i].text)
            take_cell(someone, labels[i], &line->places[i]);
    return someone;
}

static bool is_filled(const char *text)
{
    return text && *text;
}

guint take_participant(struct reader *reader, struct someone *someone, const char *where)
{
    const char *name = is_filled(someone->person.name) ? someone->person.name : where;
    if (someone->identity_number)
        doubt(reader, name, "national identity number");
    else if (someone->hpr_doubtful)
        doubt(reader, name, "HPR number not understood");
    guint index = members_add(reader->members, someone, NULL);
    explain(reader, "    person %u = %s%s%s", index, name, someone->person.hpr ? ", HPR " : "",
            someone->person.hpr ? someone->person.hpr : "");
    if (someone->leads && !reader->form->leader.name)
        reader->form->leader.name = g_strdup(someone->person.name);
    if (someone->keeps_list && !reader->form->secretary.name)
        reader->form->secretary.name = g_strdup(someone->person.name);
    return index;
}

/* --- tables */

struct people_table {
    const struct line *heading;
    enum label *labels;
    guint name;                       /* column */
    guint present, absent, signature; /* columns; G_MAXUINT: none */
    guint days;       /* column that lists the days on which they were there; G_MAXUINT: none */
    guint beside;     /* the second column of names, where people stand in two columns; or G_MAXUINT */
    bool all_present; /* the column of names is headed "til stede" */
    bool surname_first;
};

static bool find_columns(const struct line *heading, struct people_table *table)
{
    guint others = 0;
    table->name = G_MAXUINT;
    table->present = table->absent = table->signature = table->beside = G_MAXUINT;
    for (guint i = 0; i < heading->count; i++) {
        const struct place *place = &heading->places[i];
        enum label label = place->covered ? LABEL_NONE : place->label;
        struct when when;
        when_read(place->text, WHEN_DATE, &when);
        if (label == LABEL_DATE || label == LABEL_TOPIC || label == LABEL_FROM_DATE ||
            when.state != DAY_NONE || g_str_has_suffix(place->text, ":"))
            return false;
        if (label == LABEL_NAME && table->name != G_MAXUINT && table->labels[table->name] == LABEL_NAME)
            table->beside = MIN(table->beside, i);
        table->labels[i] = table->beside == G_MAXUINT ? label : LABEL_NONE;
        if (label == LABEL_HPR || label == LABEL_EMAIL || label == LABEL_SPECIALTY ||
            label == LABEL_PROFESSION || label == LABEL_WORKPLACE || label == LABEL_ROLE ||
            label == LABEL_NUMBER || label == LABEL_INITIALS || label == LABEL_LAST_NAME)
            others++;
        if (label == LABEL_PRESENT || label == LABEL_ABSENT || label == LABEL_SIGNATURE)
            *(label == LABEL_PRESENT  ? &table->present
              : label == LABEL_ABSENT ? &table->absent
                                      : &table->signature) = i;
        if ((label == LABEL_NAME || label == LABEL_PARTICIPANTS || label == LABEL_FIRST_NAME) &&
            table->name == G_MAXUINT)
            table->name = i;
    }
    if (table->name == G_MAXUINT && table->present != G_MAXUINT && others) {
        table->name = table->present;
        table->present = G_MAXUINT;
        table->all_present = true;
    }
    if (table->name == G_MAXUINT)
        return false;
    if (table->labels[table->name] != LABEL_FIRST_NAME)
        table->labels[table->name] = LABEL_NAME;
    return others || table->present != G_MAXUINT || table->absent != G_MAXUINT ||
           table->signature != G_MAXUINT;
}

/* "Navn" alone above a column of names. */
static bool is_single_column(const struct reader *reader, guint at, struct people_table *table)
{
    const struct line *heading = line_at(reader, at), *next = line_at(reader, at + 1);
    if (!heading->is_row || heading->filled != 1 || !next || next->block != heading->block)
        return false;
    for (guint i = 0; i < heading->count; i++) {
        enum label label = heading->places[i].covered ? LABEL_NONE : heading->places[i].label;
        table->labels[i] = LABEL_NONE;
        if (label != LABEL_NAME && label != LABEL_PARTICIPANTS && label != LABEL_PRESENT)
            continue;
        struct someone *someone = next->filled == 1 ? someone_read(next->places[i].text, false) : NULL;
        bool person = someone && someone->person.name && name_is_likely(someone->person.name);
        someone_free(someone);
        table->name = i;
        table->labels[i] = LABEL_NAME;
        table->all_present = label == LABEL_PRESENT;
        return person;
    }
    return false;
}

static bool is_person_row(const struct people_table *table, const struct line *line)
{
    if (table->name >= line->count || is_heading_row(line) || is_industry_text(line->whole))
        return false;
    const struct place *place = &line->places[table->name];
    const struct place *first = first_filled(line);
    if (place->label || !*place->text || place->from_above || (first && is_field_of_form(first->label)))
        return false;
    struct when when;
    when_read(place->text, WHEN_DATE, &when);
    if (when.state != DAY_NONE)
        return false;
    /* Text across the whole table is a heading. */
    struct someone *someone = someone_read(place->text, table->surname_first);
    bool unclear =
        !someone->person.name && line->filled > 1 && strchr(place->text, ',') && strlen(place->text) < 80;
    bool person =
        unclear || (someone->person.name &&
                    (line->filled > 1 || name_is_likely(someone->person.name) || someone->person.hpr) &&
                    label_of(someone->person.name) == LABEL_NONE &&
                    !(line->filled == 1 && vocabulary_headline(place->text, NULL)));
    someone_free(someone);
    return person;
}

/* Whether somebody of the table was there; MARK_UNKNOWN where the table does not say. */
static enum mark mark_of_row(const struct reader *reader, const struct people_table *table,
                             const struct line *line, bool absence_used, bool signed_)
{
    if (table->present < line->count) {
        enum mark mark = mark_of(reader, &line->places[table->present]);
        return mark == MARK_BLANK ? MARK_ABSENT : mark;
    }
    if (table->absent < line->count) {
        enum mark mark = mark_of(reader, &line->places[table->absent]);
        /* "Nei" under "fravær" is there; a cross, "ja", or a reason is not. */
        if (mark == MARK_BLANK)
            return absence_used ? MARK_PRESENT : MARK_UNKNOWN;
        g_autofree char *folded = text_fold(line->places[table->absent].text);
        return strcmp(folded, "nei") == 0 || strcmp(folded, "-") == 0 || strcmp(folded, "0") == 0
                   ? MARK_PRESENT
                   : MARK_ABSENT;
    }
    if (table->signature < line->count && signed_)
        return *line->places[table->signature].text ? MARK_PRESENT : MARK_ABSENT;
    return table->all_present ? MARK_PRESENT : MARK_UNKNOWN;
}

static bool column_is_used(const struct reader *reader, guint at, guint end, guint column)
{
    for (guint i = at + 1; i < end && column != G_MAXUINT; i++) {
        const struct line *line = line_at(reader, i);
        if (is_heading_row(line) || column >= line->count)
            break;
        if (*line->places[column].text)
            return true;
    }
    return false;
}

/* Squares without a meeting in sight wait: they belong to the only meeting of the form, if there is one. */
static void take_lone_mark(struct reader *reader, guint participant, enum mark mark)
{
    reader->has_lone_marks = true;
    if (mark == MARK_PRESENT)
        g_array_append_val(reader->lone_marks, participant);
}

/* One past the last row of people. */
static guint end_of_rows(const struct reader *reader, guint at, guint end, const struct people_table *table)
{
    guint i = at + 1;
    while (i < end && is_person_row(table, line_at(reader, i)))
        i++;
    return i;
}

static void doubt_others(struct reader *reader, guint at, guint end, const struct people_table *table)
{
    g_autofree bool *taken = g_new0(bool, table->heading->count);
    for (guint i = 0; i < table->heading->count; i++)
        taken[i] = table->labels[i] || i == table->name || i == table->days || i == table->present ||
                   i >= table->beside;
    doubt_left_columns(reader, at, end, taken);
}

/* What a column whose name says nothing tells of who was there. */
enum telling { TELLS_NOTHING, TELLS_PRESENCE, TELLS_SOMETHING };

/* A column without a name in which the people have marks says who was there. Marks under a name that is not
 * known may say anything, and so may other words that stand beside some people and not beside others. */
static enum telling telling_of_column(const struct reader *reader, guint from, guint end,
                                      const struct people_table *table, guint column)
{
    guint filled = 0, marks = 0;
    for (guint i = from; i < end; i++) {
        const struct line *line = line_at(reader, i);
        const struct place *place = column < line->count ? &line->places[column] : NULL;
        enum mark mark = place ? mark_of(reader, place) : MARK_BLANK;
        filled += mark != MARK_BLANK;
        marks += mark != MARK_BLANK && mark != MARK_UNKNOWN;
    }
    bool named = *table->heading->places[column].text;
    if (filled == 0 || (named && marks < filled))
        return TELLS_NOTHING;
    if (!named && marks == filled)
        return TELLS_PRESENCE;
    return named || filled < end - from ? TELLS_SOMETHING : TELLS_NOTHING;
}

/* Finds the only column that says who was there though it has no name. False where some column may say so,
 * but not certainly: it is reported, and nobody is taken to have been there then. */
static bool find_unnamed_presence(struct reader *reader, guint at, guint end, struct people_table *table)
{
    guint found = G_MAXUINT;
    bool certain = true;
    for (guint i = 0; i < MIN(table->heading->count, table->beside); i++) {
        if (i == table->name || table->labels[i] || i == table->days)
            continue;
        enum telling telling = telling_of_column(reader, at + 1, end, table, i);
        if (telling == TELLS_PRESENCE && found == G_MAXUINT) {
            found = i;
        } else if (telling != TELLS_NOTHING) {
            doubt_column(reader, at, i);
            certain = false;
        }
    }
    table->present = certain ? found : G_MAXUINT;
    return certain;
}

static guint read_rows(struct reader *reader, guint at, struct people_table *table)
{
    guint end = table_end(reader, at), read = at + 1, empty = 0;
    table->surname_first = column_is_surname_first(reader, at + 1, end, table->name);
    bool absence = column_is_used(reader, at, end, table->absent),
         signatures = column_is_used(reader, at, end, table->signature);
    table->days = G_MAXUINT;
    for (guint i = 0; i < table->heading->count && table->days == G_MAXUINT; i++)
        if (i != table->name && (!table->labels[i] || table->labels[i] == LABEL_PRESENT) &&
            column_lists_days(reader, at + 1, end_of_rows(reader, at, end, table), i))
            table->days = i;
    if (table->days == table->present)
        table->present = G_MAXUINT;
    bool attendance = table->present != G_MAXUINT || absence || signatures || table->all_present,
         certain = true;
    /* Members below a meeting whose list of those present stands above are the members. */
    bool open = reader->meeting && reader->meeting->open && !draft_has(reader->meeting, LABEL_PRESENT);
    if (!attendance && open) {
        certain = find_unnamed_presence(reader, at, end_of_rows(reader, at, end, table), table);
        attendance = table->present != G_MAXUINT;
    }
    struct draft *meeting = reader->meeting && (open || attendance) ? reader->meeting : NULL;
    bool present_used =
        (certain && table->present == G_MAXUINT) || column_is_used(reader, at, end, table->present);
    for (guint i = at + 1; i < end; i++) {
        const struct line *line = line_at(reader, i);
        bool unused = table->name < line->count && !*line->places[table->name].text;
        if (!line->filled || (unused && line->filled <= 1)) {
            if (++empty > MOST_EMPTY_ROWS)
                break;
            continue;
        }
        if (!is_person_row(table, line))
            break;
        empty = 0;
        read = i + 1;
        struct someone *someone = someone_of_row(line, table->labels, MIN(line->count, table->heading->count),
                                                 table->surname_first);
        if (is_change_label(reader->section) && someone->person.name) {
            take_change(reader, reader->section, someone, NULL);
            someone_free(someone);
            continue;
        }
        if (!someone->person.name) {
            doubt(reader, line->places[table->name].text, "person not recognised");
            someone_free(someone);
            continue;
        }
        guint participant = take_participant(reader, someone, line->whole);
        if (table->days < line->count)
            take_days_attended(reader, participant, someone->person.name, line->places[table->days].text);
        enum mark mark = attendance ? mark_of_row(reader, table, line, absence, signatures) : MARK_PRESENT;
        if (attendance && mark == MARK_UNKNOWN)
            doubt(reader, someone->person.name, "mark not understood");
        else if (meeting && present_used) {
            draft_mark(meeting, participant, mark == MARK_PRESENT);
            meeting->listed = !attendance;
        } else if (attendance && present_used)
            take_lone_mark(reader, participant, mark);
        someone_free(someone);
    }
    return read - at;
}

/* "Navn | HPR | Navn | HPR": those who stand beside the others. */
static void read_beside(struct reader *reader, guint at, guint end, const struct people_table *table)
{
    guint count = table->heading->count;
    g_autofree enum label *labels = g_new0(enum label, count + 1);
    for (guint i = table->beside; i < count; i++)
        labels[i] = table->heading->places[i].covered ? LABEL_NONE : table->heading->places[i].label;
    labels[table->beside] = LABEL_NAME;
    for (guint i = at + 1; i < end; i++) {
        const struct line *line = line_at(reader, i);
        const struct place *name = table->beside < line->count ? &line->places[table->beside] : NULL;
        if (!name || !*name->text || name->label)
            continue;
        struct someone *someone = someone_of_row(line, labels, MIN(line->count, count), table->surname_first);
        if (someone->person.name)
            take_participant(reader, someone, line->whole);
        else
            doubt(reader, name->text, "person not recognised");
        someone_free(someone);
    }
}

/* Rows below the headline of a meeting within a table: the columns are those of the heading above it. */
static bool goes_on(const struct reader *reader, const struct line *line, struct people_table *table)
{
    const struct line *heading = reader->heading_of_people;
    if (!line->is_row || !heading || heading->block != line->block || heading->count != line->count ||
        !find_columns(heading, table))
        return false;
    table->heading = heading;
    bool attendance =
        table->present != G_MAXUINT || table->absent != G_MAXUINT || table->signature != G_MAXUINT;
    return attendance && is_person_row(table, line);
}

guint read_people_table(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    if (!line->block || line->filled == 0)
        return 0;
    struct people_table table = {
        .heading = line, .beside = G_MAXUINT, .labels = g_new0(enum label, MAX(line->count, 1))};
    bool found = (line->is_row || line->count > 1) && find_columns(line, &table);
    reader->heading_of_people = found ? line : reader->heading_of_people;
    guint read = 0;
    if (!found && at > reader->begin && goes_on(reader, line, &table)) {
        explain(reader, "  line %u: the table of people goes on", at + 1);
        read = read_rows(reader, at - 1, &table) - 1;
    } else if (!found) {
        table.present = table.absent = table.signature = G_MAXUINT;
        table.all_present = false;
        found = is_single_column(reader, at, &table);
    }
    if (found) {
        explain(reader, "  line %u: a table of people", at + 1);
        read = read_rows(reader, at, &table);
        doubt_others(reader, at, at + read, &table);
        if (table.beside != G_MAXUINT && !is_change_label(reader->section))
            read_beside(reader, at, at + read, &table);
        reader->person = NULL;
        reader->list = LABEL_NONE;
        if (reader->meeting)
            reader->meeting->open = false;
    }
    g_free(table.labels);
    return read;
}
