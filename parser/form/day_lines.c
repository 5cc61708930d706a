/* Lines that begin with a day: which of them are of a meeting, though no mark parts its topic from the day.
 */
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

/* A topic in a line of its own; longer is a sentence. */
#define LONGEST_TOPIC 120
#define LINES_NEAR    3

/* "hos Kari", "på Helsehuset": where, and nothing else. */
bool is_place_alone(const char *rest)
{
    return pattern_found("^(?:på|i|ved|via|over|(?:hjemme |heime )?hos) \\p{Lu}[^.:,;]{1,50}[.]?$", 0, rest);
}

const char *after_bullet(const char *text)
{
    const char *p = text;
    while (*p == '-' || *p == '*' || *p == ' ' || *p == '>' || *p == '#' ||
           g_str_has_prefix(p, "\xe2\x80\xa2") || g_str_has_prefix(p, "\xe2\x80\x93") ||
           g_str_has_prefix(p, "\xc2\xb7"))
        p = g_utf8_next_char(p);
    /* "1) 12.02.2025 ..." */
    gsize digits = strspn(p, "0123456789");
    if (digits && digits <= 2 && (p[digits] == ')' || (p[digits] == '.' && p[digits + 1] == ' ')) &&
        p[digits + 1 + strspn(p + digits + 1, " ")]) {
        const char *after = p + digits + 1 + strspn(p + digits + 1, " ");
        struct when whole, rest;
        when_read(p, WHEN_LINE, &whole);
        when_read(after, WHEN_LINE, &rest);
        if (whole.state == DAY_NONE && rest.state == DAY_READ)
            return after;
    }
    return p;
}

bool says_who_came(const GPtrArray *pairs)
{
    for (guint i = 0; i < pairs->len; i++) {
        const struct pair *pair = g_ptr_array_index(pairs, i);
        if (pair->label == LABEL_PRESENT || pair->label == LABEL_ABSENT || pair->label == LABEL_TOPIC)
            return true;
    }
    return false;
}

/* "om skiskader": behind the word, what a meeting was about. */
const char *after_about(const struct when *when)
{
    bool about = when->start >= 0 && when->end >= 0 && g_str_has_prefix(when->rest, "om ");
    return when->rest + (about ? strlen("om ") : 0);
}

/* "19. februar kl 18-21 Antibiotikabruk": nothing parts the topic from the time, but it is no sentence. */
static bool is_day_and_topic(const char *text, const struct when *when)
{
    if (when->state != DAY_READ || when->start < 0 || when->end < 0 || strlen(when->rest) > LONGEST_TOPIC ||
        g_utf8_strlen(when->rest, -1) < 3 ||
        (after_about(when) == when->rest && !g_unichar_isupper(g_utf8_get_char(when->rest))))
        return false;
    bool prose;
    vocabulary_headline(text, &prose);
    return !prose;
}

/* "06.03.25 Hypertensjon", of a meeting that is known and has no topic yet. */
static bool is_topic_of_known(const struct reader *reader, const struct line *line)
{
    struct when when;
    if (!line || line->filled != 1)
        return false;
    when_read(after_bullet(line->whole), WHEN_LINE, &when);
    if (when.state != DAY_READ || g_utf8_strlen(when.rest, -1) < 3 || strlen(when.rest) > LONGEST_TOPIC ||
        !g_unichar_isupper(g_utf8_get_char(when.rest)))
        return false;
    g_autofree char *day = g_strdup_printf("-%02d-%02d", when.day.month, when.day.day);
    for (guint i = 0; i < reader->drafts->len; i++) {
        const struct draft *draft = g_ptr_array_index(reader->drafts, i);
        const char *date = draft->meeting->date;
        if (date && !draft->meeting->topic && g_str_has_suffix(date, day) &&
            (!when.day.year || atoi(date) == when.day.year))
            return true;
    }
    return false;
}

/* Two lines of that kind are a list of topics, whatever they say. */
static bool is_in_list_of_topics(const struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    if (!is_topic_of_known(reader, line))
        return false;
    if (is_topic_of_known(reader, line_at(reader, at + 1)))
        return true;
    const struct line *above = at > reader->begin ? line_at(reader, at - 1) : NULL;
    struct when when;
    when_read(above && above->filled == 1 ? after_bullet(above->whole) : "", WHEN_LINE, &when);
    return when.state == DAY_READ && *when.rest;
}

/* "02.09 Hjertesvikt": reads a day, which behind nothing but the beginning of a line may also be a time. */
void when_in_list(const char *text, struct when *when)
{
    gsize length;
    when_read(text, WHEN_LINE, when);
    if (when->state != DAY_NONE || !pattern_found("^\\d{1,2}\\.\\d{1,2}:? \\p{Lu}", 0, text) ||
        !day_read(text, &when->day, &length))
        return;
    *when = (struct when){.state = DAY_READ,
                          .day = when->day,
                          .start = -1,
                          .end = -1,
                          .minutes = -1,
                          .hours = -1,
                          .loose_hours = -1};
    when->separated = text[length] == ':';
    when->rest = text + length + strspn(text + length, ": ");
}

/* "02.09 Hjerterytmeforstyrrelser": a day, and a few words that are no sentence. */
static bool is_day_with_words(const struct line *line)
{
    struct when when;
    bool prose;
    if (!line || line->is_row || line->filled != 1 || strlen(line->whole) > LONGEST_TOPIC)
        return false;
    when_in_list(after_bullet(line->whole), &when);
    vocabulary_headline(line->whole, &prose);
    return when.state == DAY_READ && !prose && g_utf8_strlen(when.rest, -1) > 2 &&
           g_unichar_isupper(g_utf8_get_char(when.rest));
}

/* Three such lines below each other, or two where the time of all meetings is known, are a list of meetings.
 */
bool is_in_list_of_days(const struct reader *reader, guint at)
{
    guint first = at, last = at;
    if (!is_day_with_words(line_at(reader, at)))
        return false;
    while (first > reader->begin && at - first < LINES_NEAR && is_day_with_words(line_at(reader, first - 1)))
        first--;
    while (last - at < LINES_NEAR && is_day_with_words(line_at(reader, last + 1)))
        last++;
    return last - first >= (reader->common.given ? 1 : 2);
}

/* Another line of that kind is near, or the next says who came; with a year it needs no other than a meeting
 * above. */
bool is_plain_meeting(const struct reader *reader, guint at, const struct when *when)
{
    const struct line *line = line_at(reader, at);
    if (is_in_list_of_topics(reader, at) || is_in_list_of_days(reader, at))
        return true;
    if (line->is_row || !is_day_and_topic(line->whole, when))
        return false;
    const struct line *next = line_at(reader, at + 1);
    g_autoptr(GPtrArray) below = next && !next->is_row ? pairs_of(next->whole) : NULL;
    if (below && says_who_came(below))
        return true;
    if (when->day.year && reader->drafts->len)
        return true;
    for (guint i = at > reader->begin + LINES_NEAR ? at - LINES_NEAR : reader->begin; i <= at + LINES_NEAR;
         i++) {
        const struct line *other = line_at(reader, i);
        struct when there;
        if (!other || other == line || other->is_row)
            continue;
        when_read(after_bullet(other->whole), WHEN_LINE, &there);
        if (is_day_and_topic(other->whole, &there))
            return true;
    }
    return false;
}
