#include "parser/form/dates.h"

#include "parser/form/day_scan.h"
#include "parser/form/scan.h"
#include "parser/form/times.h"
#include "parser/form/vocabulary.h"
#include <string.h>

/* Meetings by number, and words before a date */

static const char *after_number_word(const char *at)
{
    const char *behind = scan_text(at, "nummer");
    return behind ? behind : after_text(at, "nr");
}

/* Three letters in a row. */
static bool begins_word(const char *at)
{
    static const char *const norwegian[] = {"æ", "ø", "å"};
    for (guint count = 0; count < 3; count++) {
        const char *next = g_ascii_islower(*at) ? at + 1 : NULL;
        for (guint i = 0; i < G_N_ELEMENTS(norwegian) && !next; i++)
            next = scan_text(at, norwegian[i]);
        if (!next)
            return false;
        at = next;
    }
    return true;
}

/* "Møte nr. 3" */
static const char *scan_meeting_number(const char *at, guint *number)
{
    at = after_text(at, "gruppe");
    const char *behind = scan_text(at, "møte");
    if (!behind)
        behind = scan_text(at, "samling");
    if (!behind)
        return NULL;
    at = after_any_blanks(after_number_word(behind), ".");
    at = after_any_blanks(after_number_word(at), ".");
    int read;
    at = scan_number(at, 1, 3, &read);
    if (!at || (is_one_of(*at, "./") && scan_digits(after_blank(at + 1))) ||
        begins_word(after_blanks(after_any(after_blanks(at), "."))))
        return NULL;
    *number = (guint)read;
    return at;
}

/* "3: 10/2" at the head of a column */
static const char *scan_number_before_day(const char *at, guint *number)
{
    int read;
    const char *end = scan_number(at, 1, 2, &read);
    end = end && is_one_of(*end, ":)") ? after_blanks(end + 1) : NULL;
    if (!end || !begins_day(end) || !read)
        return NULL;
    *number = (guint)read;
    return end;
}

/* "3. møte" */
static const char *scan_ordinal(const char *at, guint *number)
{
    static const char *const names[] = {"møte", "samling", "gruppemøte", "gruppesamling", NULL};
    int read;
    at = scan_number(at, 1, 2, &read);
    const char *end = at && *at == '.' ? scan_word(after_blanks(at + 1), names) : NULL;
    if (end)
        *number = (guint)read;
    return end;
}

/* A date or time begins here. */
static bool begins_when(const char *at)
{
    static const char *const clock[] = {"kl", NULL};
    return begins_day(at) || (scan_digits(at) == 4 && at[4] == '-') || scan_word(at, clock) ||
           vocabulary_weekday(at, (gsize)(after_word(at) - at));
}

/* "Møte" before a date. */
static const char *scan_lead(const char *at)
{
    static const char *const names[] = {"møte",    "møtet", "samling", "møtedato", "dato",
                                        "avholdt", "tema",  "emne",    NULL};
    const char *behind = scan_text(at, "smågruppe");
    behind = scan_word(behind ? behind : after_text(at, "gruppe"), names);
    if (!behind)
        return NULL;
    at = after_blanks(behind);
    at = after_blanks(after_any(after_blanks(at != behind ? after_text(at, "den") : at), ":"));
    return begins_when(at) ? at : NULL;
}

/* All of it */

static const char *scan_date(const struct look *look, const char *at, enum when_context context,
                             struct when *when)
{
    if (when->state != DAY_NONE)
        return NULL;
    if (starts_with_several_days(look, at, context)) {
        when->state = DAY_DOUBTFUL;
        return strchr(at, '\0');
    }
    bool doubtful;
    struct day day;
    const char *end = scan_day(look, at, context, &day, &doubtful);
    if (!end)
        return NULL;
    when->day = day;
    when->state = doubtful || goes_on_to_another_day(look, end) ? DAY_DOUBTFUL : DAY_READ;
    return end;
}

static const char *scan_one(const struct look *look, const char *at, enum when_context context,
                            struct when *when)
{
    const char *end = NULL;
    if (!when->number &&
        ((end = scan_meeting_number(at, &when->number)) || (end = scan_ordinal(at, &when->number))))
        return end;
    if (context == WHEN_DATE && !when->number && when->state == DAY_NONE &&
        (end = scan_number_before_day(at, &when->number)))
        return end;
    if (when->state == DAY_NONE && (end = scan_lead(at)))
        return end;
    if (when->start < 0 && (end = scan_lettered_span(at, when)))
        return end;
    if ((end = scan_length(at, when)))
        return end;
    if (context == WHEN_TIME)
        return (end = scan_times(at, context, when)) ? end : scan_date(look, at, context, when);
    return (end = scan_date(look, at, context, when)) ? end : scan_times(at, context, when);
}

/* White space, punctuation, dashes and bullets between two of them. */
static const char *after_separator(const char *at)
{
    for (;;) {
        const char *next = after_any(after_blank(at), ":;,.|()[]=");
        if (next == at)
            next = after_dash(at);
        if (next == at)
            next = after_text(after_text(at, "•"), "·");
        const char *stroke = after_blank(at);
        if (next == at && *stroke == '/' && after_blank(stroke + 1) != stroke + 1)
            next = stroke + 1;
        if (next == at)
            return at;
        at = next;
    }
}

/* Something more than blanks in a line. */
static bool separates(const char *from, const char *to)
{
    return from + strspn(from, " \t") < to;
}

void when_read(const char *text, enum when_context context, struct when *when)
{
    *when = (struct when){
        .start = -1, .end = -1, .minutes = -1, .hours = -1, .loose_hours = -1, .separated = true};
    struct look look;
    look_at(&look, text, LONGEST_LOOK);
    for (const char *at = look.lower, *next;; at = next) {
        const char *start = after_separator(at);
        when->separated = at == look.lower || separates(at, start) || *start == '\0';
        when->rest = as_written(&look, start);
        next = *start ? scan_one(&look, start, context, when) : NULL;
        if (!next || next == start)
            return;
    }
}
