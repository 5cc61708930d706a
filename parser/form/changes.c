/* Changes of a group: who came, who left, a new secretary or leader, a new address. */
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

bool is_change_label(enum label label)
{
    return label >= LABEL_JOINED && label <= LABEL_NEW_EMAIL;
}

static enum change_kind kind_of(enum label label)
{
    switch (label) {
    case LABEL_JOINED:
        return CHANGE_JOINED;
    case LABEL_LEFT:
        return CHANGE_LEFT;
    case LABEL_NEW_SECRETARY:
        return CHANGE_SECRETARY;
    case LABEL_NEW_LEADER:
        return CHANGE_LEADER;
    default:
        return CHANGE_EMAIL;
    }
}

static char *date_of(struct reader *reader, const char *text)
{
    struct when when;
    when_read(text, WHEN_DATE, &when);
    if (when.state == DAY_NONE && is_placeholder(text))
        return NULL;
    return day_of_change(reader, &when, "endring, dato");
}

void take_change(struct reader *reader, enum label kind, struct someone *someone, const char *date_text)
{
    struct change *change = form_add_change(reader->form, kind_of(kind));
    change->person = someone->person;
    memset(&someone->person, 0, sizeof someone->person);
    if (someone->identity_number)
        doubt(reader, change->person.name ? change->person.name : "endring", "national identity number");
    else if (someone->hpr_doubtful)
        doubt(reader, change->person.name ? change->person.name : "endring", "HPR number not understood");
    /* "Kari Nordmann fra 1.9.2025", "Kari Nordmann, 01.09.2025" */
    g_autoptr(GMatchInfo) match = NULL;
    GRegex *until =
        pattern("\\b(?:til(?: og med)?|t\\.?o\\.?m\\.?)\\s+(?=\\d{1,2}[./]\\s?(?:\\d|\\p{L}{3})|\\d{4}-)(.*)",
                G_REGEX_CASELESS);
    GRegex *date = pattern(
        "(?:fra|frå|per|pr\\.?|den|,|\\(|dato:?)\\s*(?=\\d{1,2}[./]\\s?(?:\\d|\\p{L}{3})|\\d{4}-)(.*)",
        G_REGEX_CASELESS);
    bool dated = date_text && g_regex_match(date, date_text, 0, &match);
    if (date_text && !dated && kind == LABEL_LEFT) {
        g_clear_pointer(&match, g_match_info_unref);
        dated = g_regex_match(until, date_text, 0, &match);
    }
    if (dated) {
        g_autofree char *text = g_match_info_fetch(match, 1);
        change->date = date_of(reader, text);
    }
    reader->change = change;
}

/* The column of a table of changes that says what happened, in words of ours. */
static guint kind_column(const struct line *heading)
{
    return column_of(heading, LABEL_CHANGE);
}

/* "Ny", "Ut" in the column of changes say enough there. */
static enum label change_of_word(const char *text)
{
    if (pattern_found("^(?:nye?|nytt|inn|innmeldt?|begynt|begynner|byrja|starter|\\+)$", G_REGEX_CASELESS,
                      text))
        return LABEL_JOINED;
    if (pattern_found("^(?:ut|utmeldt?|slutter|sluttar|sluttet|slutta|-)$", G_REGEX_CASELESS, text))
        return LABEL_LEFT;
    return change_in_words(text);
}

static bool take_row(struct reader *reader, const struct line *heading, const struct line *line)
{
    guint kind = kind_column(heading);
    enum label what = kind < line->count ? line->places[kind].label : LABEL_NONE;
    if (kind < line->count && !is_change_label(what))
        what = change_of_word(line->places[kind].text);
    g_autofree enum label *labels = g_new0(enum label, MAX(heading->count, 1));
    for (guint i = 0; i < heading->count; i++)
        labels[i] = heading->places[i].covered ? LABEL_NONE : heading->places[i].label;
    struct someone *someone = someone_of_row(line, labels, MIN(line->count, heading->count), false);
    bool named = someone->person.name;
    if (!is_change_label(what)) {
        if (named)
            doubt(reader, someone->person.name, "change not understood");
    } else if (named) {
        take_change(reader, what, someone, NULL);
        guint date = column_of(heading, LABEL_FROM_DATE);
        if (date == G_MAXUINT)
            date = column_of(heading, LABEL_DATE);
        if (date < line->count && *line->places[date].text)
            reader->change->date = date_of(reader, line->places[date].text);
    }
    someone_free(someone);
    return named || is_change_label(what);
}

/* "Ny sekretær fra 01.09.2025: Kari Nordmann" */
static bool take_dated_line(struct reader *reader, const struct line *line)
{
    GRegex *regex = pattern("^(.{2,40}?)\\s+(?:fra|frå|per|pr\\.?|f\\.?o\\.?m\\.?)\\s+([^:]{4,30}):\\s*(.+)$",
                            G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    if (line->is_row || strlen(line->whole) > 300 || !strchr(line->whole, ':') ||
        !g_regex_match(regex, line->whole, 0, &match))
        return false;
    g_autofree char *what = g_match_info_fetch(match, 1);
    g_autofree char *when = g_match_info_fetch(match, 2);
    g_autofree char *who = g_match_info_fetch(match, 3);
    enum label label = label_of(what);
    struct when day;
    when_read(when, WHEN_DATE, &day);
    if (!is_change_label(label) || (day.state == DAY_NONE && !has_digit(when)) ||
        pattern_found("grupp", G_REGEX_CASELESS, when))
        return false;
    struct someone *someone = someone_read(who, false);
    if (someone->person.name) {
        take_change(reader, label, someone, NULL);
        reader->change->date = date_of(reader, when);
    } else {
        doubt(reader, "endring", "person not recognised");
    }
    someone_free(someone);
    return true;
}

/* "Nytt medlem i Elvegruppa (nr. 123):" above fields or names, or with somebody behind it. */
static bool take_heading_of_change(struct reader *reader, const struct line *line)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (line->is_row || line->filled != 1 || strlen(line->whole) > 300 || !strchr(line->whole, ':') ||
        !g_regex_match(
            pattern("^(.{2,30}?) (?:i|for|til|fr[aå]|av) [^:]{0,80}(?:grupp|klubb|SG)[^:]{0,40}:\\s*(.*)$",
                    G_REGEX_CASELESS),
            line->whole, 0, &match))
        return false;
    g_autofree char *front = g_match_info_fetch(match, 1);
    g_autofree char *value = g_match_info_fetch(match, 2);
    enum label label = label_of(front);
    if (!is_change_label(label))
        return false;
    reader->section = *value ? reader->section : label;
    reader->change = NULL;
    reader->person = NULL;
    if (*value)
        take_change_of_value(reader, label, value);
    return true;
}

/* "Navn | Innmeldt | Utmeldt" on an update form: the days on which somebody came or left. */
static bool take_row_of_days(struct reader *reader, const struct line *heading, const struct line *line)
{
    g_autofree enum label *labels = g_new0(enum label, MAX(heading->count, 1));
    for (guint i = 0; i < heading->count; i++)
        labels[i] = heading->places[i].covered || is_change_label(heading->places[i].label)
                        ? LABEL_NONE
                        : heading->places[i].label;
    guint days = 0;
    for (guint i = 0; i < MIN(line->count, heading->count); i++) {
        enum label label = heading->places[i].covered ? LABEL_NONE : heading->places[i].label;
        struct when when;
        when_read(line->places[i].text, WHEN_DATE, &when);
        if ((label != LABEL_JOINED && label != LABEL_LEFT) || when.state == DAY_NONE)
            continue;
        struct someone *someone = someone_of_row(line, labels, MIN(line->count, heading->count), false);
        if (someone->person.name) {
            take_change(reader, label, someone, NULL);
            reader->change->date = date_of(reader, line->places[i].text);
            days++;
        }
        someone_free(someone);
    }
    return days > 0;
}

static guint read_days_of_changes(struct reader *reader, guint at, guint end)
{
    const struct line *heading = line_at(reader, at);
    bool both = column_of(heading, LABEL_JOINED) != G_MAXUINT && column_of(heading, LABEL_LEFT) != G_MAXUINT;
    if (!both || !(reader->first_headline & HEADLINE_UPDATE) || !is_heading_row(heading))
        return 0;
    guint read = 1;
    for (guint i = at + 1; i < end && take_row_of_days(reader, heading, line_at(reader, i)); i++)
        read = i + 1 - at;
    reader->change = NULL;
    return read > 1 ? read : 0;
}

/* A heading "Endring" with a row for each, or a list of people under "Nye medlemmer" with dates. */
guint read_changes(struct reader *reader, guint at)
{
    const struct line *heading = line_at(reader, at);
    if (take_dated_line(reader, heading) || take_heading_of_change(reader, heading))
        return 1;
    if (!heading->block || heading->count < 2)
        return 0;
    guint end = table_end(reader, at), read = 0;
    bool named = column_of(heading, LABEL_NAME) != G_MAXUINT ||
                 column_of(heading, LABEL_PARTICIPANTS) != G_MAXUINT ||
                 column_of(heading, LABEL_LAST_NAME) != G_MAXUINT;
    if (kind_column(heading) != G_MAXUINT && named && is_heading_row(heading)) {
        for (guint i = at + 1;
             i < end && (!line_at(reader, i)->filled || take_row(reader, heading, line_at(reader, i))); i++)
            read = i + 1 - at;
        explain(reader, "  line %u: a table of changes", at + 1);
        reader->change = NULL;
        return MAX(read, 1);
    }
    if (named && (read = read_days_of_changes(reader, at, end)))
        return read;
    guint date = column_of(heading, LABEL_FROM_DATE);
    /* "Fra", "Til", "Dato": of what, the heading above says. */
    static const enum label others[] = {LABEL_DATE, LABEL_START, LABEL_END, LABEL_START_DATE};
    for (guint i = 0; i < G_N_ELEMENTS(others) && date == G_MAXUINT; i++)
        date = column_of(heading, others[i]);
    /* "Sluttet", below a heading of those who left. */
    if (date == G_MAXUINT)
        date = column_of(heading, reader->section);
    if (!is_change_label(reader->section) || !named || date == G_MAXUINT)
        return 0;
    for (guint i = at + 1; i < end; i++) {
        const struct line *line = line_at(reader, i);
        g_autofree enum label *labels = g_new0(enum label, heading->count);
        for (guint k = 0; k < heading->count; k++)
            labels[k] = heading->places[k].label;
        struct someone *someone =
            line->filled ? someone_of_row(line, labels, MIN(line->count, heading->count), false) : NULL;
        bool person = someone && someone->person.name && !is_heading_row(line) && !first_filled(line)->label;
        if (person) {
            take_change(reader, reader->section, someone, NULL);
            reader->change->date = date < line->count && *line->places[date].text
                                       ? date_of(reader, line->places[date].text)
                                       : NULL;
        }
        someone_free(someone);
        if (line->filled && !person)
            break;
        read = i + 1 - at;
    }
    return read;
}

enum label change_named(const char *text)
{
    enum label label = label_of(text);
    return is_change_label(label) ? label : change_in_words(text);
}

void open_change(struct reader *reader, enum label label)
{
    reader->change = form_add_change(reader->form, kind_of(label));
    reader->person = NULL;
}

void changes_finish(struct reader *reader)
{
    GPtrArray *changes = reader->form->changes;
    if (reader->changes_from && !changes->len)
        doubt(reader, "endring, dato", "date not understood");
    for (guint i = changes->len; i-- > 0;) {
        struct change *change = g_ptr_array_index(changes, i);
        if (!change->date)
            change->date = g_strdup(reader->changes_from);
        if (change->person.name || change->person.hpr || change->person.email)
            continue;
        g_ptr_array_remove_index(changes, i);
        doubt(reader, "endring", "person not recognised");
    }
}
