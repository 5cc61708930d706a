/*
 * Meetings in running text: "22/2-24 kl 18-21: Hypertensjon. Til stede: Live, Kjell", or a headline of
 * a meeting ("Møte 3, 12. mars 2025") with its labels and people below.
 */
#include "parser/form/names.h"
#include "parser/form/reader.h"
#include "parser/form/sentences.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

/* An introduction between time and topic, "hos Kari:", is short. */
#define LONGEST_ASIDE  40
#define LONGEST_PEOPLE 600

/* "1 2 3 5", "KN OH": short words, each of which means a member. */
static bool are_references(const struct reader *reader, const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " ,;/", -1);
    guint found = 0, index;
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        if (g_utf8_strlen(*word, -1) > 3 || (members_find(reader->members, *word, &index) != REFERENCE_ONE &&
                                             !members_find_place(reader->members, *word, &index)))
            return false;
        found++;
    }
    return found >= 2;
}

/* "KOLS - Kari, Ola - 3 timer": takes how long the meeting was, and gives what stands in front. Caller owns
 * it.
 */
static char *take_length_behind(struct reader *reader, struct draft *draft, const char *rest)
{
    GRegex *length = pattern("^(.{3,}?)(?:\\s+[\xe2\x80\x93-]\\s+|[,;.]\\s+|\\s*\\()((?:varte |varighet:? "
                             ")?\\d{1,2}(?:[.,:]\\d{1,2})?\\s?"
                             "(?:kurs)?(?:timer|timar|time|t|kurstimer)\\b[^\\d]{0,12})$",
                             G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(length, rest, 0, &match))
        return g_strdup(rest);
    g_autofree char *front = g_match_info_fetch(match, 1);
    g_autofree char *tail = g_match_info_fetch(match, 2);
    struct when when;
    when_read(tail + strcspn(tail, "0123456789"), WHEN_TIME, &when);
    if (when.rest[strspn(when.rest, " ).")] || (when.minutes < 0 && when.hours < 0 && when.loose_hours < 0))
        return g_strdup(rest);
    /* "3 timer" alone may be course hours. */
    if (when.loose_hours > 0 && when.hours < 0 && when.minutes < 0 &&
        pattern_found("^(?:varte|varighet)", G_REGEX_CASELESS, tail)) {
        when.minutes = (int)(when.loose_hours * 60 + 0.5);
        when.loose_hours = -1;
    }
    if (when.hours > 0 || !draft_has(draft, LABEL_TIME))
        draft_take_when(reader, draft, &when);
    return g_steal_pointer(&front);
}

static void take_topic(struct reader *reader, struct draft *draft, const struct when *when, bool plain,
                       bool opened)
{
    const char *rest = after_about(when);
    if (is_place_alone(rest) && take_place_told(reader, draft, rest))
        return;
    if (take_meeting_told(reader, draft, rest, opened) || opened)
        return;
    g_autofree char *names = NULL;
    if (!plain && !when->separated && !people_behind(reader, rest, &names)) {
        const char *colon = strstr(rest, ": ");
        if (!colon || colon - rest > LONGEST_ASIDE)
            return;
        g_autofree char *aside = g_strndup(rest, (gsize)(colon - rest));
        take_place_told(reader, draft, aside);
        rest = colon + 2;
    }
    g_autofree char *bare = take_length_behind(reader, draft, rest);
    g_autofree char *front = take_people_behind(reader, draft, bare);
    g_strstrip(front);
    g_autofree char *topic = take_length_behind(reader, draft, front);
    g_strstrip(topic);
    gsize length = strlen(topic);
    while (length && strchr(".,;-", topic[length - 1]))
        topic[--length] = '\0';
    if (g_utf8_strlen(topic, -1) > 2 || pattern_found("^\\p{Lu}{2}$", 0, topic))
        draft_set_topic(reader, draft, topic);
}

/* A title of a worksheet, a number, or nothing but the date and time: what follows belongs to it. */
static bool is_headline(const struct line *line, const struct when *when, const GPtrArray *pairs)
{
    return !line->block || when->number ||
           (pairs->len <= 1 && (*when->rest == '\0' || (when->start >= 0 && is_place_alone(when->rest))));
}

/* A meeting begins here: a date or number in front, and what follows it is not a sentence. */
static bool begins_meeting(const struct reader *reader, const struct line *line, const struct when *when,
                           const GPtrArray *pairs, bool plain)
{
    if (when->state == DAY_NONE && !when->number)
        return false;
    if (when->state != DAY_NONE && tells_of_meeting(reader, when->rest))
        return true;
    /* "01.01.2025–31.12.2025" is a period, or two days. */
    struct when rest;
    when_read(when->rest, WHEN_DATE, &rest);
    if (when->state != DAY_NONE && rest.state != DAY_NONE && *rest.rest == '\0')
        return false;
    bool aside = when->state != DAY_NONE && when->start >= 0 && strstr(when->rest, ": ") &&
                 strstr(when->rest, ": ") - when->rest <= LONGEST_ASIDE;
    g_autofree char *names = NULL;
    bool placed = when->state == DAY_READ && when->start >= 0 && is_place_alone(when->rest);
    if (!plain && !when->separated && !aside && !placed && !says_who_came(pairs) &&
        !(when->state != DAY_NONE && people_behind(reader, when->rest, &names)))
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
    const char *topic = NULL;
    guint texts = 0;
    for (guint i = 1; i < line->count; i++) {
        const struct place *place = &line->places[i];
        struct when when;
        if (place->covered || !*place->text)
            continue;
        when_read(place->text, WHEN_DATE, &when);
        if (when.state != DAY_NONE && *when.rest == '\0' && !draft_has(draft, LABEL_DATE)) {
            draft_set(reader, draft, LABEL_DATE, place);
            continue;
        }
        when_read(place->text, WHEN_TIME, &when);
        g_autoptr(GPtrArray) pairs = pairs_of(place->text);
        const struct pair *first = pairs->len ? g_ptr_array_index(pairs, 0) : NULL;
        if (first && first->label && is_meeting_label(first->label)) {
            struct place value = {.text = first->value, .kind = VALUE_TEXT};
            draft_set(reader, draft, first->label, &value);
        } else if (*when.rest == '\0' && (when.start >= 0 || when.minutes >= 0 || when.hours >= 0)) {
            draft_take_when(reader, draft, &when);
        } else if (are_known_people(reader, place->text) || are_references(reader, place->text)) {
            draft_set(reader, draft, LABEL_PRESENT, place);
        } else {
            /* "18-21 Astma": time and topic in one cell. */
            bool timed = when.start >= 0 && when.end >= 0;
            if (timed)
                draft_take_when(reader, draft, &when);
            texts++;
            topic = timed ? when.rest : place->text;
        }
    }
    if (texts == 1)
        draft_set_topic(reader, draft, topic);
    else if (texts > 1)
        doubt(reader, line->whole, "row not understood");
}

/* Between the date of a meeting and those who came, on a line of its own: the topic. */
static bool take_topic_below(struct reader *reader, guint at, struct draft *draft)
{
    const struct line *line = line_at(reader, at), *next = line_at(reader, at + 1);
    if (!line || !next || line->is_row || line->filled != 1 || line->places[0].label ||
        strlen(line->whole) > 150 || is_people_line(line) || attendance_is_everybody(line->whole) ||
        tells_of_meeting(reader, line->whole))
        return false;
    g_autoptr(GPtrArray) here = pairs_of(line->whole), below = pairs_of(next->whole);
    struct when when;
    when_read(line->whole, WHEN_LINE, &when);
    const struct pair *first = here->len ? g_ptr_array_index(here, 0) : NULL;
    const struct pair *who = below->len ? g_ptr_array_index(below, 0) : NULL;
    bool said = who && says_who_came(below) && (who->label == LABEL_PRESENT || who->label == LABEL_ABSENT);
    bool names = !next->is_row &&
                 (are_known_people(reader, next->whole) || are_whole_names(reader, next->whole) ||
                  is_list_of_short_names(reader, next->whole) || attendance_is_everybody(next->whole));
    if (!first || first->label || here->len > 1 || (!said && !names) ||
        is_list_of_short_names(reader, line->whole) || vocabulary_is_workplace(line->whole) ||
        when.state != DAY_NONE || when.number || when.start >= 0 || are_known_people(reader, line->whole))
        return false;
    draft_set_topic(reader, draft, line->whole);
    return true;
}

/* "Til stede: Kari Moe, Ola Lie. Kl 18-21": the time of the meeting behind those who came, cut off there. */
static void take_time_behind_people(struct reader *reader, struct draft *draft, char *people)
{
    GRegex *behind =
        pattern("[.,;(\xe2\x80\x93-]\\s*(kl(?:okk[ae]n)?\\.?\\s*\\d[^,;]*?)\\)?\\.?$", G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    int from;
    if (strlen(people) > LONGEST_PEOPLE || draft_has(draft, LABEL_TIME) ||
        !g_regex_match(behind, people, 0, &match))
        return;
    g_autofree char *tail = g_match_info_fetch(match, 1);
    struct when when;
    when_read(tail, WHEN_TIME, &when);
    if (when.state != DAY_NONE || when.start < 0 || when.end < 0 || *when.rest)
        return;
    draft_take_when(reader, draft, &when);
    g_match_info_fetch_pos(match, 0, &from, NULL);
    people[from] = '\0';
}

/* "... Tema: Astma. Til stede: Kari" behind the day or time of a meeting. */
static void take_pairs_behind(struct reader *reader, struct draft *draft, const GPtrArray *pairs)
{
    for (guint i = 1; i < pairs->len; i++) {
        struct pair *pair = g_ptr_array_index(pairs, i);
        if (pair->label == LABEL_PRESENT || pair->label == LABEL_PARTICIPANTS)
            take_time_behind_people(reader, draft, pair->value);
        struct place value = {.text = pair->value, .kind = VALUE_TEXT};
        /* "Deltakere: ..." behind a date are those who came to that meeting. */
        if (pair->label == LABEL_PARTICIPANTS && !draft_has(draft, LABEL_PRESENT))
            pair->label = LABEL_PRESENT;
        if (pair->label == LABEL_TOPIC && draft->meeting->topic && i == 1)
            draft_give_topic_up(reader, draft);
        if (!draft_set(reader, draft, pair->label, &value))
            field_set(reader, pair->label, &value);
        if ((pair->label == LABEL_PRESENT || pair->label == LABEL_ABSENT) && !*pair->value)
            reader->list = pair->label;
    }
}

/* "- kl. 18.00-21.00, Helsehuset. Tema: Astma" below a meeting that has no time yet. */
static bool take_time_below(struct reader *reader, guint at, const struct when *when, const GPtrArray *pairs)
{
    struct draft *draft = reader->meeting;
    const struct line *line = line_at(reader, at);
    if ((line->is_row && line->filled != 1) || !draft || !draft_has(draft, LABEL_DATE) ||
        draft_has(draft, LABEL_TIME) || when->state != DAY_NONE || when->number || when->start < 0 ||
        when->end < 0)
        return false;
    bool placed = take_place_told(reader, draft, when->rest);
    if (!placed && !when->separated)
        return false;
    draft_take_when(reader, draft, when);
    if (!placed && vocabulary_is_workplace(when->rest) && !draft_has(draft, LABEL_PLACE)) {
        g_autofree char *place = g_strdup(when->rest);
        struct place value = {.text = place, .kind = VALUE_TEXT};
        draft_set(reader, draft, LABEL_PLACE, &value);
    }
    take_pairs_behind(reader, draft, pairs);
    explain(reader, "  line %u: the time of the meeting above", at + 1);
    return true;
}

/* "Til stede 22. januar kl. 18-21: Kari, Ola": what a label says of a day. */
static bool take_label_of_day(struct reader *reader, guint at, const char *start)
{
    const struct line *line = line_at(reader, at);
    GRegex *front = pattern("^(\\p{L}[\\p{L} ]{2,30}?),?\\s+(?:den |på møtet |på møtet den "
                            ")?(?=\\d|(?:man|tirs|tys|ons|tors|fre|lør|laur|søn|sun)[\\p{L}]*dag)",
                            G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    if (line->is_row || line->filled != 1 || !may_hold_day(start) || !g_regex_match(front, start, 0, &match))
        return false;
    g_autofree char *name = g_match_info_fetch(match, 1);
    enum label label = label_of(name);
    if (label != LABEL_PRESENT && label != LABEL_ABSENT)
        return false;
    int end;
    g_match_info_fetch_pos(match, 0, NULL, &end);
    struct when when;
    when_read(start + end, WHEN_LINE, &when);
    const char *sign = when.rest;
    while (sign > start && strchr(" \t", sign[-1]))
        sign--;
    if (when.state != DAY_READ || !*when.rest || sign == start || sign[-1] != ':')
        return false;
    g_autofree char *where = date_place(start + end);
    g_autofree char *iso = day_in_form(reader, &when, where);
    struct draft *draft = iso ? draft_of(reader, iso, 0, when.start) : draft_new(reader);
    draft->date_doubtful = draft->date_doubtful || !iso;
    draft_take_when(reader, draft, &when);
    g_autoptr(GPtrArray) pairs = pairs_of(when.rest);
    struct pair *names = g_ptr_array_index(pairs, 0);
    struct place value = {.text = names->value, .kind = VALUE_TEXT};
    draft_set(reader, draft, names->label ? names->label : label, &value);
    take_pairs_behind(reader, draft, pairs);
    draft->headed = true;
    reader->meeting = draft;
    reader->list = LABEL_NONE;
    explain(reader, "  line %u: who came on a day", at + 1);
    return true;
}

/* "Hos Kari" on a line of its own below the day of a meeting. */
static bool take_place_below(struct reader *reader, const struct line *line)
{
    struct draft *draft = reader->meeting;
    return draft && draft->headed && !draft->present && !line->is_row && line->filled == 1 &&
           pattern_found("^(?:(?:hjemme |heime )?hos|på|ved) \\p{Lu}[^.:,;\\d]{1,50}$", G_REGEX_CASELESS,
                         line->whole) &&
           take_place_told(reader, draft, line->whole);
}

guint read_running(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    if (!line->filled)
        return 0;
    g_autofree char *text = text_of(line);
    bool opened = false;
    const char *front = after_bullet(text), *start = line->is_row ? front : after_opening(front, &opened);
    if (take_label_of_day(reader, at, front) || take_place_below(reader, line))
        return 1;
    g_autoptr(GPtrArray) pairs = pairs_of(start);
    const struct pair *first = pairs->len ? g_ptr_array_index(pairs, 0) : NULL;
    if (!first || first->label != LABEL_NONE)
        return 0;
    struct when when;
    when_read(line->is_row && line->filled > 1 ? line->places[0].text : first->value, WHEN_LINE, &when);
    if (when.state == DAY_NONE && is_in_list_of_days(reader, at))
        when_in_list(first->value, &when);
    /* "Møte 1: 20.1, 3 timer": behind its number stands a day. */
    if (when.state == DAY_NONE && when.number && g_ascii_isdigit(*when.rest) && !line->is_row) {
        guint number = when.number;
        struct when day;
        when_read(when.rest, WHEN_DATE, &day);
        when = day.state == DAY_READ ? day : when;
        when.number = number;
    }
    if (line->is_row && !*line->places[0].text)
        return 0;
    if (take_time_below(reader, at, &when, pairs))
        return 1;
    bool plain = is_plain_meeting(reader, at, &when);
    if (!begins_meeting(reader, line, &when, pairs, plain || opened))
        return 0;
    g_autofree char *where = date_place(start);
    g_autofree char *iso = when.state != DAY_NONE ? day_in_form(reader, &when, where) : NULL;
    struct draft *draft =
        iso || when.number ? draft_of(reader, iso, when.number, when.start) : draft_new(reader);
    draft->date_doubtful = draft->date_doubtful || (when.state != DAY_NONE && !iso);
    draft_take_when(reader, draft, &when);
    if (line->is_row && line->filled > 1)
        take_cells(reader, draft, line);
    else if (!says_who_came(pairs) || !draft_has(draft, LABEL_TOPIC))
        take_topic(reader, draft, &when, plain, opened);
    reader->list = LABEL_NONE;
    if (!(line->is_row && line->filled > 1))
        take_pairs_behind(reader, draft, pairs);
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
