/* "Alle møter kl. 18-21": the time of every meeting that has none of its own. */
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define LONGEST_STATEMENT 120 /* bytes */

/* What is said of all meetings; the time follows. */
static GRegex *opening(void)
{
    return pattern("^(?:(?:klokkeslett|møtetid|tidspunkt|tid|varighet)(?:\\s+(?:for|på)\\s+|\\s*:\\s*))?"
                   "(?:alle|samtlige)\\s+(?:(?:våre|av|gruppe|små\\s?gruppe)\\s*)?(?:møter|møtene|møta|møte|"
                   "samlinger|samlingene)"
                   "(?:\\s+(?:våre|er|var|ble|blei|vart|har|holdt|haldne|holdes|blir|avholdt|avholdes|vært|"
                   "vore|foregikk|"
                   "varte|varer|i\\s+20\\d{2}|fra))*\\s*[:,]?\\s*(?=\\d|kl|fra|frå)",
                   G_REGEX_CASELESS);
}

bool set_common_time(struct reader *reader, const struct when *when)
{
    bool span = when->start >= 0 && when->end >= 0;
    int hours = when->loose_hours > 0 ? (int)(when->loose_hours * 60 + 0.5) : when->minutes;
    const struct common_time said = {.given = true,
                                     .start = span ? when->start : -1,
                                     .end = span ? when->end : -1,
                                     .minutes = span ? -1 : hours,
                                     .hours = when->hours};
    struct common_time *common = &reader->common;
    if (common->given && (common->start != said.start || common->end != said.end ||
                          common->minutes != said.minutes || common->hours != said.hours))
        return false;
    *common = said;
    return true;
}

/* Where a statement about the time of all meetings names the time; NULL where it is none. */
static const char *time_in_statement(const char *text)
{
    g_autoptr(GMatchInfo) match = NULL;
    int end;
    /* Hardly any line is one: the words are asked for first. */
    if (strlen(text) > LONGEST_STATEMENT || !has_digit(text) ||
        !(strcasestr(text, "alle ") || strcasestr(text, "samtlige ")))
        return NULL;
    return g_regex_match(opening(), text, 0, &match) && g_match_info_fetch_pos(match, 0, NULL, &end)
               ? text + end
               : NULL;
}

/* "Møtetid | 18-21" among the fields of the group: before any meeting, and no other field of one beside it.
 * Caller borrows the value; NULL: it is none. */
static const char *time_of_group(const struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at), *next = line_at(reader, at + 1);
    const struct line *above = at > reader->begin ? line_at(reader, at - 1) : NULL;
    const struct place *first = line->is_row && line->filled == 2 ? first_filled(line) : NULL;
    const struct place *beside[] = {above ? first_filled(above) : NULL, next ? first_filled(next) : NULL};
    if (!first || first->label != LABEL_TIME || reader->meeting || reader->drafts->len)
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(beside); i++)
        if (beside[i] && (is_meeting_label(beside[i]->label) || beside[i]->label == LABEL_MEETING))
            return NULL;
    for (const struct place *place = first + 1; place < line->places + line->count; place++)
        if (*place->text && !place->covered) {
            const char *statement = time_in_statement(place->text);
            return statement ? statement : place->text;
        }
    return NULL;
}

/* "Alle møter kl. 18-21 i 2026." */
static bool ends_statement(const char *rest)
{
    return pattern_found(
        "^(?:(?:i|for|gjennom) (?:hele |heile )?(?:(?:19|20)\\d\\d|året|perioden|(?:våren|høsten|hausten)(?: "
        "(?:19|20)\\d\\d)?)|(?:hver|kvar) g[ao]ng)?[ .!]*$",
        G_REGEX_CASELESS, rest);
}

guint read_common_time(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    const char *text = line->block ? time_of_group(reader, at) : NULL;
    if (!text && line->block)
        text = time_in_statement(line->whole);
    if (!text)
        return 0;
    struct when when;
    when_read(text, WHEN_TIME, &when);
    bool span = when.start >= 0 && when.end >= 0;
    bool says = span || when.minutes > 0 || when.loose_hours > 0 || when.hours > 0;
    if (when.state != DAY_NONE || !says || !ends_statement(when.rest) || !set_common_time(reader, &when)) {
        reader->common.unclear = true;
        doubt(reader, line->whole, "time not understood");
        return 1;
    }
    explain(reader, "  line %u: the time of all meetings", at + 1);
    return 1;
}

void take_common_time(const struct reader *reader, struct meeting *meeting)
{
    const struct common_time *common = &reader->common;
    if (reader->common_place && !meeting->place)
        meeting->place = g_strdup(reader->common_place);
    if (!common->given || common->unclear)
        return;
    if (common->hours > 0 && meeting->hours < 0)
        meeting->hours = common->hours;
    if (meeting->start || meeting->end || meeting->minutes >= 0)
        return;
    if (common->start >= 0)
        meeting->start = clock_text(common->start);
    if (common->end >= 0)
        meeting->end = clock_text(common->end);
    meeting->minutes = common->minutes;
}
