/* Meetings under way: where their values come together from tables, matrices and lines. */
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define LONGEST_PLACE 40 /* of what was written, in the name of a place */
#define LONGEST_TOPIC 1000

bool is_meeting_label(enum label label)
{
    switch (label) {
    case LABEL_DATE:
    case LABEL_TIME:
    case LABEL_START:
    case LABEL_END:
    case LABEL_DURATION:
    case LABEL_DURATION_HOURS:
    case LABEL_DURATION_MINUTES:
    case LABEL_COURSE_HOURS:
    case LABEL_HOURS:
    case LABEL_TOPIC:
    case LABEL_PLACE:
    case LABEL_LECTURER:
    case LABEL_PRESENT:
    case LABEL_ABSENT:
        return true;
    default:
        return false;
    }
}

struct draft *draft_new(struct reader *reader)
{
    struct draft *draft = g_new0(struct draft, 1);
    draft->meeting = form_add_meeting(reader->form);
    draft->loose_hours = -1;
    g_ptr_array_add(reader->drafts, draft);
    return draft;
}

/* Two times on one day are two meetings. */
static bool other_time(const struct draft *draft, int start)
{
    if (start < 0 || !draft->meeting->start)
        return false;
    g_autofree char *text = clock_text(start);
    return strcmp(text, draft->meeting->start) != 0;
}

struct draft *draft_of(struct reader *reader, const char *iso, guint number, int start)
{
    struct draft *found = NULL;
    for (guint i = 0; i < reader->drafts->len; i++) {
        struct draft *draft = g_ptr_array_index(reader->drafts, i);
        const char *date = draft->meeting->date;
        bool same_day = iso && date && strcmp(iso, date) == 0 && !other_time(draft, start);
        bool same_number = number && draft->number == number && (!iso || !date || same_day);
        if (!same_day && !same_number)
            continue;
        /* Two numbers, two meetings, even on one day. */
        if (number && draft->number && number != draft->number)
            continue;
        found = draft;
        break;
    }
    if (!found)
        found = draft_new(reader);
    if (iso && !found->meeting->date)
        found->meeting->date = g_strdup(iso);
    if (number)
        found->number = number;
    return found;
}

bool draft_has(const struct draft *draft, enum label label)
{
    const struct meeting *meeting = draft->meeting;
    switch (label) {
    case LABEL_DATE:
        return meeting->date || draft->date_doubtful;
    case LABEL_TIME:
    case LABEL_START:
        return meeting->start;
    case LABEL_END:
        return meeting->end;
    case LABEL_TOPIC:
        return meeting->topic;
    case LABEL_PLACE:
        return meeting->place;
    case LABEL_LECTURER:
        return meeting->lecturer;
    case LABEL_PRESENT:
        return draft->present || draft->has_marks;
    case LABEL_ABSENT:
        return draft->absent;
    default:
        return false;
    }
}

static char *where_of(const struct draft *draft, const char *what)
{
    if (draft->meeting->date)
        return g_strdup_printf("møte %s, %s", draft->meeting->date, what);
    return draft->number ? g_strdup_printf("møte %u, %s", draft->number, what)
                         : g_strdup_printf("et møte, %s", what);
}

static void draft_doubt(struct reader *reader, const struct draft *draft, const char *what, const char *why)
{
    g_autofree char *where = where_of(draft, what);
    doubt(reader, where, why);
}

static void set_clock(struct reader *reader, struct draft *draft, char **to, int minutes)
{
    g_autofree char *text = clock_text(minutes);
    if (!*to)
        *to = g_steal_pointer(&text);
    else if (strcmp(*to, text) != 0)
        draft_doubt(reader, draft, "klokkeslett", "two different times");
}

void draft_take_when(struct reader *reader, struct draft *draft, const struct when *when)
{
    if (when->times_doubtful)
        draft_doubt(reader, draft, "klokkeslett", "time not understood");
    /* With a start alone, the end may stand elsewhere. */
    if (when->start >= 0)
        set_clock(reader, draft, &draft->meeting->start, when->start);
    if (when->end >= 0)
        set_clock(reader, draft, &draft->meeting->end, when->end);
    if (when->minutes >= 0 && draft->meeting->minutes < 0)
        draft->meeting->minutes = when->minutes;
    if (when->hours >= 0 && draft->meeting->hours < 0)
        draft->meeting->hours = when->hours;
    /* Hours beside course hours are those of the clock. */
    bool both = when->loose_hours > 0 && when->hours >= 0;
    if (both && draft->meeting->minutes < 0)
        draft->meeting->minutes = (int)(when->loose_hours * 60 + 0.5);
    else if (!both && when->loose_hours >= 0 && draft->loose_hours < 0)
        draft->loose_hours = when->loose_hours;
    if (when->number && !draft->number)
        draft->number = when->number;
}

void draft_set_text(struct reader *reader, struct draft *draft, char **to, const char *text, const char *what)
{
    g_autofree char *value = value_of(text);
    gsize length = strlen(value);
    if (!length || length > LONGEST_TOPIC)
        return;
    if (value[length - 1] == '.')
        value[length - 1] = '\0';
    g_autofree char *one = text_fold(value);
    g_autofree char *other = *to ? text_fold(*to) : NULL;
    if (!*to)
        *to = g_steal_pointer(&value);
    else if (strcmp(one, other) != 0 && !strstr(other, one))
        draft_doubt(reader, draft, what, "said twice, differently");
}

static void append_text(GString **to, const char *text)
{
    if (!*to)
        *to = g_string_new(NULL);
    g_string_append_printf(*to, "%s%s", (*to)->len ? "\n" : "", text);
}

char *date_place(const char *text)
{
    g_autofree char *tidy = text_tidy(text);
    g_autofree char *cut =
        g_utf8_strlen(tidy, -1) > LONGEST_PLACE ? g_utf8_substring(tidy, 0, LONGEST_PLACE) : NULL;
    return g_strdup_printf("møtedato %s", cut ? cut : tidy);
}

static void doubt_date(struct reader *reader, const char *text)
{
    g_autofree char *where = date_place(text);
    doubt(reader, where, "date not understood");
}

static void set_date(struct reader *reader, struct draft *draft, const char *text)
{
    struct when when;
    when_read(text, WHEN_DATE, &when);
    if (when.state == DAY_NONE && when.start < 0 && !when.number) {
        if (!is_placeholder(text)) {
            draft->date_doubtful = true;
            doubt_date(reader, text);
        }
        return;
    }
    if (when.state != DAY_NONE) {
        g_autofree char *where = date_place(text);
        g_autofree char *iso = day_in_form(reader, &when, where);
        draft->date_doubtful = draft->date_doubtful || !iso;
        if (iso && draft->meeting->date && strcmp(iso, draft->meeting->date) != 0)
            draft_doubt(reader, draft, "dato", "two different dates");
        else if (iso && !draft->meeting->date)
            draft->meeting->date = g_steal_pointer(&iso);
    }
    draft_take_when(reader, draft, &when);
    draft->called_off = draft->called_off || is_called_off(when.rest);
}

static void set_time(struct reader *reader, struct draft *draft, const char *text)
{
    struct when when;
    when_read(text, WHEN_TIME, &when);
    bool something = when.start >= 0 || when.minutes >= 0 || when.hours >= 0 || when.loose_hours >= 0 ||
                     when.times_doubtful;
    bool length = when.minutes >= 0 || when.hours >= 0 || when.loose_hours >= 0;
    /* A number behind a start may be the end. */
    bool half = when.start >= 0 && when.end < 0 && !length && strpbrk(when.rest, "0123456789");
    /* "2t-3t" */
    half = half || (when.start < 0 && length && g_ascii_isdigit(*when.rest));
    if (when.state != DAY_NONE && !draft_has(draft, LABEL_DATE))
        set_date(reader, draft, text);
    else if (something && !half) {
        /* "kl. 18.00 (3 timer)" speaks of the clock. */
        if (when.start >= 0 && when.end < 0 && when.loose_hours > 0 && when.hours < 0 && when.minutes < 0) {
            when.minutes = (int)(when.loose_hours * 60 + 0.5);
            when.loose_hours = -1;
        }
        draft_take_when(reader, draft, &when);
        /* "kl. 18-21, Helsehuset" */
        if (when.end >= 0 && when.separated && !draft->meeting->place && vocabulary_is_workplace(when.rest))
            draft_set_text(reader, draft, &draft->meeting->place, when.rest, "sted");
        else if (when.end >= 0 && *when.rest)
            take_place_told(reader, draft, when.rest);
    } else if (half || (when.state == DAY_NONE && !is_placeholder(text)))
        draft_doubt(reader, draft, "klokkeslett", "time not understood");
}

static void set_end_of_clock(struct reader *reader, struct draft *draft, const struct place *value, bool end)
{
    struct when when;
    when_read(value->text, WHEN_TIME, &when);
    if (!end && when.end >= 0 && *when.rest == '\0') {
        draft_take_when(reader, draft, &when);
        return;
    }
    int minutes = clock_read(value->text);
    if (minutes >= 0)
        set_clock(reader, draft, end ? &draft->meeting->end : &draft->meeting->start, minutes);
    else if (!is_placeholder(value->text))
        draft_doubt(reader, draft, "klokkeslett", "time not understood");
}

static void set_duration(struct reader *reader, struct draft *draft, const char *text, int unit)
{
    bool course;
    struct when span;
    when_read(text, WHEN_TIME, &span);
    /* "Varighet: 18.00-21.00" */
    if (span.start >= 0 && span.end >= 0 && *span.rest == '\0') {
        draft_take_when(reader, draft, &span);
        return;
    }
    int minutes = duration_read(text, unit);
    double hours = hours_read(text, &course);
    /* "3 timer = 4 kurstimer" */
    if (course)
        draft->meeting->hours = hours;
    if (minutes > 0)
        draft->meeting->minutes = minutes;
    else if (!course && !is_placeholder(text))
        draft_doubt(reader, draft, "varighet", "duration not understood");
}

/* In rows of attendance everybody's hours are stated; they are the meeting's where they agree. */
static void take_hours(struct reader *reader, struct draft *draft, double *to, double hours)
{
    if (*to < 0)
        *to = hours;
    else if (*to != hours)
        draft_doubt(reader, draft, "timer", "said twice, differently");
}

static void set_hours(struct reader *reader, struct draft *draft, const struct place *value, bool course)
{
    bool says_course;
    int minutes = value->kind == VALUE_DURATION || value->kind == VALUE_TIME || strchr(value->text, ':')
                      ? duration_read(value->text, 0)
                      : -1;
    double hours = hours_read(value->text, &says_course);
    struct when when;
    when_read(value->text, WHEN_LINE, &when);
    if (minutes > 0)
        draft->meeting->minutes = minutes;
    else if (hours < 0 && when.minutes >= 0 && *when.rest == '\0')
        draft->meeting->minutes = when.minutes;
    else if (hours >= 0)
        take_hours(reader, draft, course || says_course ? &draft->meeting->hours : &draft->loose_hours,
                   hours);
    else if (!is_placeholder(value->text))
        draft_doubt(reader, draft, "timer", "hours not understood");
}

bool draft_set(struct reader *reader, struct draft *draft, enum label label, const struct place *value)
{
    if (!is_meeting_label(label))
        return false;
    if (value->kind == VALUE_EMPTY || !*value->text)
        return true;
    explain(reader, "    meeting %s: %s = %s", draft->meeting->date ? draft->meeting->date : "without a date",
            label_name(label), value->text);
    if (label != LABEL_DATE && is_called_off(value->text)) {
        draft->called_off = true;
        return true;
    }
    switch (label) {
    case LABEL_DATE:
        set_date(reader, draft, value->text);
        break;
    case LABEL_TIME:
        set_time(reader, draft, value->text);
        break;
    case LABEL_START:
    case LABEL_END:
        set_end_of_clock(reader, draft, value, label == LABEL_END);
        break;
    case LABEL_DURATION:
    case LABEL_DURATION_HOURS:
        set_duration(reader, draft, value->text, 60);
        break;
    case LABEL_DURATION_MINUTES:
        set_duration(reader, draft, value->text, 1);
        break;
    case LABEL_COURSE_HOURS:
    case LABEL_HOURS:
        set_hours(reader, draft, value, label == LABEL_COURSE_HOURS);
        break;
    case LABEL_TOPIC:
        if (take_fields_in_cell(reader, draft, value->text))
            break;
        if (is_no_topic(value->text))
            draft_doubt(reader, draft, "tema", "row not understood");
        else
            draft_set_labelled_topic(reader, draft, value->text);
        break;
    case LABEL_PLACE:
        draft_set_text(reader, draft, &draft->meeting->place, value->text, "sted");
        break;
    case LABEL_LECTURER:
        draft_set_text(reader, draft, &draft->meeting->lecturer, value->text, "foreleser");
        break;
    case LABEL_PRESENT:
        if (!take_attendance_in_cell(reader, draft, value->text))
            append_text(&draft->present, value->text);
        break;
    default:
        append_text(&draft->absent, value->text);
    }
    return true;
}

void draft_mark(struct draft *draft, guint participant, bool present)
{
    draft->has_marks = true;
    if (!draft->marked)
        draft->marked = g_array_new(FALSE, FALSE, sizeof(guint));
    if (present)
        g_array_append_val(draft->marked, participant);
}

/* --- finishing */

static int clock_minutes(const char *text)
{
    return (text[0] - '0') * 600 + (text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
}

static void finish_times(struct reader *reader, struct draft *draft)
{
    struct meeting *meeting = draft->meeting;
    if (meeting->start && meeting->end) {
        int start = clock_minutes(meeting->start), end = clock_minutes(meeting->end);
        int minutes = (end ? end : 1440) - start;
        if (minutes <= 0) {
            draft_doubt(reader, draft, "klokkeslett", "time not understood");
            g_clear_pointer(&meeting->end, g_free);
        } else {
            meeting->minutes = minutes;
        }
    }
    if (draft->loose_hours < 0 || meeting->hours >= 0)
        return;
    if (draft->hours_by_clock && meeting->minutes == (int)(draft->loose_hours * 60 + 0.5))
        return;
    if (meeting->start && meeting->end)
        meeting->hours = draft->loose_hours;
    else if (meeting->minutes < 0)
        draft_doubt(reader, draft, "timer", "clock hours or course hours");
}

/* A date alone is the date of the form, not of a meeting. */
static bool is_meeting(const struct draft *draft)
{
    const struct meeting *meeting = draft->meeting;
    bool people = draft->present || draft->absent || draft->has_marks;
    if (!meeting->date && !draft->date_doubtful)
        return people && (meeting->topic || meeting->start);
    return people || meeting->topic || meeting->start || meeting->minutes >= 0 || meeting->hours >= 0;
}

/* What is lost without a date: nothing of it may go unsaid. */
static bool says_something(const struct draft *draft)
{
    const struct meeting *meeting = draft->meeting;
    return meeting->topic || meeting->start || meeting->minutes > 0 || meeting->hours > 0 ||
           draft->loose_hours > 0 || draft->present || draft->absent || (draft->marked && draft->marked->len);
}

/* "Hjertesvikt kl. 18-21": the time of a meeting that has none. */
static void take_time_behind_topic(struct reader *reader, struct draft *draft)
{
    GRegex *behind =
        pattern("^(.*[^\\s,;(\xe2\x80\x93-])[\\s,;(\xe2\x80\x93-]+(kl(?:okk[ae]n?)?\\.?\\s*\\d.*?)\\)?$",
                G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    if (!draft->meeting->topic || draft->meeting->start || draft->meeting->minutes >= 0 ||
        !g_regex_match(behind, draft->meeting->topic, 0, &match))
        return;
    g_autofree char *topic = g_match_info_fetch(match, 1);
    g_autofree char *tail = g_match_info_fetch(match, 2);
    struct when when;
    when_read(tail, WHEN_TIME, &when);
    if (when.start < 0 || when.end < 0 || *when.rest)
        return;
    draft_take_when(reader, draft, &when);
    g_free(draft->meeting->topic);
    draft->meeting->topic = g_steal_pointer(&topic);
}

void drafts_finish(struct reader *reader)
{
    for (guint i = 0; i < reader->drafts->len;) {
        struct draft *draft = g_ptr_array_index(reader->drafts, i);
        bool called_off = leave_called_off(reader, draft);
        if (called_off || !is_meeting(draft)) {
            if (!called_off && says_something(draft))
                draft_doubt(reader, draft, "dato", "meeting without a date");
            g_ptr_array_remove_index(reader->form->meetings, i);
            g_ptr_array_remove_index(reader->drafts, i);
            continue;
        }
        if (!draft->meeting->date && !draft->date_doubtful)
            draft_doubt(reader, draft, "dato", "meeting without a date");
        take_time_behind_topic(reader, draft);
        take_common_time(reader, draft->meeting);
        finish_times(reader, draft);
        if (draft->meeting->topic && !draft->present && !draft->absent && !draft->has_marks)
            take_attendance_behind_topic(reader, draft);
        take_always_of(reader, draft);
        if (draft->meeting->topic && !draft->topic_inferred && !draft->present && !draft->absent &&
            !draft->has_marks)
            take_members_behind_sentence(reader, draft);
        if (draft->topic_inferred && !draft->present && !draft->absent && !draft->has_marks)
            take_people_behind_topic(reader, draft);
        g_autofree char *where = where_of(draft, "til stede");
        attendance_resolve(reader, draft, where);
        i++;
    }
}
