/*
 * Meetings in running text: "22/2-24 kl 18-21: Hypertensjon. Til stede: Live, Kjell", or a headline of
 * a meeting ("Møte 3, 12. mars 2025") with its labels and people below.
 */
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

/* An introduction between time and topic, "hos Kari:", is short. */
#define LONGEST_ASIDE 40

static const char *after_bullet(const char *text)
{
    const char *p = text;
    while (*p == '-' || *p == '*' || *p == ' ' || *p == '>' || *p == '#' ||
           g_str_has_prefix(p, "\xe2\x80\xa2") || g_str_has_prefix(p, "\xe2\x80\x93") ||
           g_str_has_prefix(p, "\xc2\xb7"))
        p = g_utf8_next_char(p);
    /* "1) 12.02.2025 ..." */
    gsize digits = strspn(p, "0123456789");
    if (digits && digits <= 2 && (p[digits] == ')' || (p[digits] == '.' && p[digits + 1] == ' ')) &&
        (g_ascii_isdigit(*(p + digits + 1 + strspn(p + digits + 1, " "))))) {
        const char *after = p + digits + 1 + strspn(p + digits + 1, " ");
        struct when whole, rest;
        when_read(p, WHEN_LINE, &whole);
        when_read(after, WHEN_LINE, &rest);
        if (whole.state == DAY_NONE && rest.state == DAY_READ)
            return after;
    }
    return p;
}

/* True when at least two names are listed and each is one of the members. */
static bool are_members(const struct reader *reader, const char *text)
{
    g_auto(GStrv) pieces = g_regex_split(pattern("\\s*(?:[,;&+/]|\\bog\\b)\\s*", 0), text, 0);
    guint found = 0, index;
    for (char **piece = pieces; *piece; piece++) {
        g_autofree char *tidy = text_tidy(*piece);
        if (!*tidy)
            continue;
        if (members_find(reader->members, tidy, &index) != REFERENCE_ONE)
            return false;
        found++;
    }
    return found >= 2;
}

static const char *const people_marks[] = {"(", " \xe2\x80\x93 ", " - ", ": ", ". ", "; "};

/* Where names of members, or "alle", begin at the end of a text; NULL: nowhere. `tail` becomes the names;
 * caller owns it. */
static const char *people_at_end(const struct reader *reader, const char *rest, char **tail)
{
    for (guint i = 0; i < G_N_ELEMENTS(people_marks); i++) {
        const char *at = g_strrstr(rest, people_marks[i]);
        if (!at || at == rest)
            continue;
        g_autofree char *names = g_strdup(at + strlen(people_marks[i]));
        g_strdelimit(names, ").", ' ');
        g_strstrip(names);
        g_autofree char *folded = text_fold(names);
        bool everybody = strcmp(folded, "alle") != 0 && attendance_is_everybody(names);
        if (!are_members(reader, names) && !everybody &&
            !(*people_marks[i] == '(' && members_count(reader->members) && strcmp(folded, "alle") == 0))
            continue;
        *tail = g_steal_pointer(&names);
        return at;
    }
    return NULL;
}

/* "Diabetes (Kari, Ola)", "Diabetes – Kari, Ola": names of members at the end are who was there. */
static char *take_people_at_end(struct reader *reader, struct draft *draft, const char *rest)
{
    g_autofree char *names = NULL;
    g_autofree char *folded = text_fold(rest);
    bool nothing_else =
        are_members(reader, rest) || (strcmp(folded, "alle") == 0 && members_count(reader->members));
    const char *at = nothing_else ? rest : people_at_end(reader, rest, &names);
    if (!at)
        return g_strdup(rest);
    if (nothing_else)
        names = g_strdup(rest);
    struct place people = {.text = names, .kind = VALUE_TEXT};
    draft_set(reader, draft, LABEL_PRESENT, &people);
    return g_strndup(rest, (gsize)(at - rest));
}

void take_people_behind_topic(struct reader *reader, struct draft *draft)
{
    g_autofree char *whole = g_steal_pointer(&draft->meeting->topic);
    g_autofree char *topic = take_people_at_end(reader, draft, whole);
    g_strstrip(topic);
    if (g_utf8_strlen(topic, -1) > 2)
        draft->meeting->topic = g_steal_pointer(&topic);
}

static void take_topic(struct reader *reader, struct draft *draft, const struct when *when)
{
    const char *rest = when->rest;
    g_autofree char *names = NULL;
    if (!when->separated && !people_at_end(reader, rest, &names)) {
        const char *colon = strstr(rest, ": ");
        if (!colon || colon - rest > LONGEST_ASIDE)
            return;
        rest = colon + 2;
    }
    g_autofree char *topic = take_people_at_end(reader, draft, rest);
    g_strstrip(topic);
    gsize length = strlen(topic);
    while (length && strchr(".,;-", topic[length - 1]))
        topic[--length] = '\0';
    if (g_utf8_strlen(topic, -1) > 2)
        draft_set_topic(reader, draft, topic);
}

/* A title of a worksheet, a number, or nothing but the date and time: what follows belongs to it. */
static bool is_headline(const struct line *line, const struct when *when, const GPtrArray *pairs)
{
    return !line->block || when->number || (*when->rest == '\0' && pairs->len <= 1);
}

static bool says_who_came(const GPtrArray *pairs)
{
    for (guint i = 0; i < pairs->len; i++) {
        const struct pair *pair = g_ptr_array_index(pairs, i);
        if (pair->label == LABEL_PRESENT || pair->label == LABEL_ABSENT || pair->label == LABEL_TOPIC)
            return true;
    }
    return false;
}

/* A meeting begins here: a date or number in front, and what follows it is not a sentence. */
static bool begins_meeting(const struct reader *reader, const struct line *line, const struct when *when,
                           const GPtrArray *pairs)
{
    if (when->state == DAY_NONE && !when->number)
        return false;
    /* "01.01.2025–31.12.2025" is a period, or two days. */
    struct when rest;
    when_read(when->rest, WHEN_DATE, &rest);
    if (when->state != DAY_NONE && rest.state != DAY_NONE && *rest.rest == '\0')
        return false;
    bool aside = when->state != DAY_NONE && when->start >= 0 && strstr(when->rest, ": ") &&
                 strstr(when->rest, ": ") - when->rest <= LONGEST_ASIDE;
    g_autofree char *names = NULL;
    if (!when->separated && !aside && !says_who_came(pairs) &&
        !(when->state != DAY_NONE && people_at_end(reader, when->rest, &names)))
        return false;
    /* "Møte 3" needs nothing; a worksheet "1" is no meeting. */
    return line->block || when->state != DAY_NONE || when->number;
}

/* The line without the columns of a table: cells that follow a date in front. */
static char *text_of(const struct line *line)
{
    if (!line->is_row)
        return g_strdup(line->whole);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < line->count; i++) {
        const struct place *place = &line->places[i];
        if (place->covered || !*place->text)
            continue;
        if (text->len)
            g_string_append(text, g_str_has_suffix(text->str, ":") ? " " : " | ");
        g_string_append(text, place->text);
    }
    return g_string_free(text, FALSE);
}

/* Rows without headings: a date, a time, a topic, names; the topic only where one text is left. */
static void take_cells(struct reader *reader, struct draft *draft, const struct line *line)
{
    const struct place *topic = NULL;
    guint texts = 0;
    for (guint i = 1; i < line->count; i++) {
        const struct place *place = &line->places[i];
        struct when when;
        if (place->covered || !*place->text)
            continue;
        when_read(place->text, WHEN_TIME, &when);
        g_autoptr(GPtrArray) pairs = pairs_of(place->text);
        const struct pair *first = pairs->len ? g_ptr_array_index(pairs, 0) : NULL;
        if (first && first->label && is_meeting_label(first->label)) {
            struct place value = {.text = first->value, .kind = VALUE_TEXT};
            draft_set(reader, draft, first->label, &value);
        } else if (*when.rest == '\0' && (when.start >= 0 || when.minutes >= 0 || when.hours >= 0)) {
            draft_take_when(reader, draft, &when);
        } else if (are_members(reader, place->text)) {
            draft_set(reader, draft, LABEL_PRESENT, place);
        } else {
            texts++;
            topic = place;
        }
    }
    if (texts == 1)
        draft_set_topic(reader, draft, topic->text);
}

/* Between the date of a meeting and those who came, on a line of its own: the topic. */
static bool take_topic_below(struct reader *reader, guint at, struct draft *draft)
{
    const struct line *line = line_at(reader, at), *next = line_at(reader, at + 1);
    if (!line || !next || line->is_row || line->filled != 1 || line->places[0].label ||
        strlen(line->whole) > 150 || is_people_line(line) || attendance_is_everybody(line->whole))
        return false;
    g_autoptr(GPtrArray) here = pairs_of(line->whole), below = pairs_of(next->whole);
    struct when when;
    when_read(line->whole, WHEN_LINE, &when);
    const struct pair *first = here->len ? g_ptr_array_index(here, 0) : NULL;
    const struct pair *who = below->len ? g_ptr_array_index(below, 0) : NULL;
    if (!first || first->label || here->len > 1 || !who || !says_who_came(below) ||
        (who->label != LABEL_PRESENT && who->label != LABEL_ABSENT) || when.state != DAY_NONE ||
        when.number || when.start >= 0 || are_members(reader, line->whole))
        return false;
    draft_set_topic(reader, draft, line->whole);
    return true;
}

/* "- kl. 18.00-21.00, Helsehuset" below a meeting that has no time yet. */
static bool take_time_below(struct reader *reader, guint at, const struct when *when)
{
    struct draft *draft = reader->meeting;
    if (line_at(reader, at)->is_row || !draft || !draft_has(draft, LABEL_DATE) ||
        draft_has(draft, LABEL_TIME) || when->state != DAY_NONE || when->number || when->start < 0 ||
        when->end < 0 || !when->separated)
        return false;
    draft_take_when(reader, draft, when);
    explain(reader, "  line %u: the time of the meeting above", at + 1);
    return true;
}

guint read_running(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    if (!line->filled)
        return 0;
    g_autofree char *text = text_of(line);
    const char *start = after_bullet(text);
    g_autoptr(GPtrArray) pairs = pairs_of(start);
    const struct pair *first = pairs->len ? g_ptr_array_index(pairs, 0) : NULL;
    if (!first || first->label != LABEL_NONE)
        return 0;
    struct when when;
    when_read(line->is_row ? line->places[0].text : first->value, WHEN_LINE, &when);
    if (line->is_row && !*line->places[0].text)
        return 0;
    if (take_time_below(reader, at, &when))
        return 1;
    if (!begins_meeting(reader, line, &when, pairs))
        return 0;
    g_autofree char *where = g_strdup_printf("linje \xc2\xab%.40s\xc2\xbb", start);
    g_autofree char *valid = g_utf8_make_valid(where, -1);
    g_autofree char *iso = when.state != DAY_NONE ? day_in_form(reader, &when, valid) : NULL;
    struct draft *draft =
        iso || when.number ? draft_of(reader, iso, when.number, when.start) : draft_new(reader);
    draft->date_doubtful = draft->date_doubtful || (when.state != DAY_NONE && !iso);
    draft_take_when(reader, draft, &when);
    if (line->is_row && line->filled > 1)
        take_cells(reader, draft, line);
    else if (!says_who_came(pairs) || !draft_has(draft, LABEL_TOPIC))
        take_topic(reader, draft, &when);
    reader->list = LABEL_NONE;
    for (guint i = 1; i < pairs->len && !(line->is_row && line->filled > 1); i++) {
        const struct pair *pair = g_ptr_array_index(pairs, i);
        struct place value = {.text = pair->value, .kind = VALUE_TEXT};
        if (pair->label == LABEL_TOPIC && draft->meeting->topic && i == 1)
            g_clear_pointer(&draft->meeting->topic, g_free);
        if (!draft_set(reader, draft, pair->label, &value))
            field_set(reader, pair->label, &value);
        if ((pair->label == LABEL_PRESENT || pair->label == LABEL_ABSENT) && !*pair->value)
            reader->list = pair->label;
    }
    reader->meeting = draft;
    reader->person = NULL;
    draft->headed = is_headline(line, &when, pairs);
    draft->open = !draft_has(draft, LABEL_PRESENT) && !draft->absent &&
                  (draft->headed || is_people_line(line_at(reader, at + 1)));
    explain(reader, "  line %u: a meeting%s", at + 1, draft->headed ? ", in a headline" : "");
    if (draft->headed && when.state == DAY_READ && !draft->meeting->topic &&
        take_topic_below(reader, at + 1, draft))
        return 2;
    return 1;
}
