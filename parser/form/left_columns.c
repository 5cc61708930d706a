/*
 * Columns that no table has a use for: days on which somebody was there are read, and what else says who came
 * is reported, so that it is not lost unsaid.
 */
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define LONGEST_DAYS 600

/* The pieces of "3.2, 10.3 og 7.4". Caller frees. */
static char **days_in(const char *text)
{
    return g_regex_split(pattern("\\s*(?:[,;\\n]|\\s(?:og|&|\\+)\\s)\\s*", 0), text, 0);
}

static bool are_days(const char *text)
{
    guint days = 0;
    if (strlen(text) > LONGEST_DAYS)
        return false;
    g_auto(GStrv) pieces = days_in(text);
    for (char **piece = pieces; *piece; piece++) {
        struct when when;
        if (!**piece)
            continue;
        when_read(*piece, WHEN_DATE, &when);
        if (when.state != DAY_READ || *when.rest != '\0')
            return false;
        days++;
    }
    return days > 0;
}

bool column_lists_days(const struct reader *reader, guint from, guint end, guint column)
{
    guint several = 0;
    for (guint i = from; i < end; i++) {
        const struct line *line = line_at(reader, i);
        const char *text = column < line->count ? line->places[column].text : "";
        if (!*text || is_placeholder(text))
            continue;
        if (!are_days(text))
            return false;
        several += strpbrk(text, ",;\n") != NULL || strstr(text, " og ");
    }
    return several > 0;
}

void take_days_attended(struct reader *reader, guint participant, const char *name, const char *text)
{
    g_auto(GStrv) pieces = days_in(is_placeholder(text) ? "" : text);
    for (char **piece = pieces; *piece; piece++) {
        struct when when;
        if (!**piece)
            continue;
        when_read(*piece, WHEN_DATE, &when);
        g_autofree char *where = g_strdup_printf("%s: %s", name, *piece);
        g_autofree char *iso = day_in_form(reader, &when, where);
        if (iso)
            draft_mark(draft_of(reader, iso, 0, -1), participant, true);
    }
}

/* "Kari, Ola og Per": everybody a member, by whatever they are called. */
static bool are_members(const struct reader *reader, const char *text)
{
    if (strlen(text) > LONGEST_DAYS)
        return false;
    guint index, found = 0;
    g_auto(GStrv) names = days_in(text);
    for (char **name = names; *name; name++) {
        if (!**name)
            continue;
        if (members_find(reader->members, *name, &index) != REFERENCE_ONE)
            return false;
        found++;
    }
    return found > 0;
}

/* What the squares of a column hold, how many of each. */
struct held {
    guint marks, lists, clocks, texts;
};

static bool is_clock(const char *text)
{
    struct when when;
    if (!strpbrk(text, ":.-"))
        return false;
    when_read(text, WHEN_TIME, &when);
    return when.state == DAY_NONE && when.start >= 0 && *when.rest == '\0';
}

/* Words, not a weekday or a month alone. */
static bool is_text(const char *text)
{
    g_autofree char *folded = text_fold(text);
    return g_utf8_strlen(text, -1) > 3 && strpbrk(text, "0123456789@") == NULL &&
           !vocabulary_weekday(folded, strlen(folded)) && !vocabulary_month(folded, strlen(folded));
}

static struct held look_at(const struct reader *reader, guint from, guint end, guint column)
{
    struct held held = {0};
    for (guint i = from; i < end; i++) {
        const struct line *line = line_at(reader, i);
        const struct place *place = column < line->count ? &line->places[column] : NULL;
        if (!place || place->covered || !*place->text || place->kind == VALUE_NUMBER)
            continue;
        enum mark mark = mark_of(reader, place);
        held.marks += mark == MARK_PRESENT && !g_ascii_isdigit(*place->text);
        g_autoptr(GPtrArray) people =
            strpbrk(place->text, ",;\n") ? people_read(place->text, false, NULL) : NULL;
        held.lists += people && (people->len > 1 || are_members(reader, place->text));
        held.clocks += place->kind == VALUE_TIME || is_clock(place->text);
        held.texts += mark == MARK_UNKNOWN && is_text(place->text);
    }
    return held;
}

void doubt_column(struct reader *reader, guint heading, guint column)
{
    const struct place *head = &line_at(reader, heading)->places[column];
    g_autofree char *where =
        *head->text ? g_strdup_printf("kolonne %s", head->text) : g_strdup_printf("kolonne %u", column + 1);
    doubt(reader, where, "column not understood");
}

void doubt_left_columns(struct reader *reader, guint heading, guint end, const bool *taken)
{
    const struct line *line = line_at(reader, heading);
    bool meetings = column_of(line, LABEL_DATE) != G_MAXUINT;
    bool topics = column_of(line, LABEL_TOPIC) != G_MAXUINT;
    for (guint i = 0; i < line->count; i++) {
        const struct place *head = &line->places[i];
        /* "Begynte" is of a change elsewhere. */
        bool known = head->label && head->label != LABEL_WHO && !(meetings && is_change_label(head->label));
        if (taken[i] || known || (head->covered && !head->from_above))
            continue;
        struct held held = look_at(reader, heading + 1, end, i);
        if (held.marks || held.lists || (meetings && (held.clocks || (!topics && held.texts > 1))))
            doubt_column(reader, heading, i);
    }
}

/* "1, 3 og 5": numbers of members. */
static bool are_numbers(const char *text)
{
    return pattern_found("^\\d{1,2}(?:\\s*(?:[,;]|og|\\+|&)\\s*\\d{1,2})+$", 0, text);
}

/* "Hvem" heads those who came where every row names several. */
static bool names_those_present(const struct reader *reader, guint heading, guint end, guint column)
{
    guint several = 0, others = 0;
    for (guint at = heading + 1; at < end && line_at(reader, at)->filled > 1; at++) {
        const struct line *line = line_at(reader, at);
        const char *text = column < line->count ? line->places[column].text : "";
        g_autoptr(GPtrArray) people = people_read(text, false, NULL);
        bool list = people->len > 1 || attendance_is_everybody(text) || are_numbers(text) ||
                    are_members(reader, text);
        several += list;
        others += *text && !list;
    }
    return several && !others;
}

static bool is_place_of_person(const struct place *place)
{
    guint number;
    return !place->label && has_digit(place->text) && label_numbered(place->text, &number) == LABEL_NAME;
}

/* "Deltaker 1 | Deltaker 2": in each of them somebody who came. */
static void label_places_of_people(struct line *line)
{
    guint count = 0;
    for (guint i = 0; i < line->count; i++)
        count += is_place_of_person(&line->places[i]);
    for (guint i = 0; count >= 2 && i < line->count; i++)
        if (is_place_of_person(&line->places[i]))
            line->places[i].label = LABEL_PRESENT;
}

void label_columns_of_meetings(struct reader *reader, guint heading, guint end)
{
    struct line *line = line_at(reader, heading);
    label_places_of_people(line);
    guint who = column_of(line, LABEL_WHO), title = column_of(line, LABEL_PROFESSION);
    bool people = false;
    for (guint i = 0; i < line->count; i++)
        people = people || line->places[i].label == LABEL_NAME || line->places[i].label == LABEL_FIRST_NAME ||
                 line->places[i].label == LABEL_LAST_NAME || line->places[i].label == LABEL_HPR;
    if (who != G_MAXUINT && column_of(line, LABEL_PRESENT) == G_MAXUINT &&
        column_of(line, LABEL_PARTICIPANTS) == G_MAXUINT && names_those_present(reader, heading, end, who))
        line->places[who].label = LABEL_PRESENT;
    /* Nobody's title, but the meeting's. */
    if (title != G_MAXUINT && !people && column_of(line, LABEL_TOPIC) == G_MAXUINT)
        line->places[title].label = LABEL_TOPIC;
}
