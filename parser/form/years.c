/* The year of dates that are written without one. */
#include "parser/form/reader.h"
#include "parser/form/sentences.h"

#include "base/pattern.h"
#include "base/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A title stands before the first table of people or meetings. */
#define TITLE_LINES 40
/* A change is told of so soon before or after it; the same day a year earlier or later is far away then. */
#define NEAR_DAYS         120
#define LONGEST_TITLE     120
#define LONGEST_PARAGRAPH 2000

static void set_years(struct reader *reader, int first, int last)
{
    g_date_clear(&reader->first_day, 1);
    g_date_clear(&reader->last_day, 1);
    g_date_set_dmy(&reader->first_day, 1, G_DATE_JANUARY, (GDateYear)first);
    g_date_set_dmy(&reader->last_day, 31, G_DATE_DECEMBER, (GDateYear)last);
    reader->years_known = true;
}

/* The field "Periode" of the form. */
static bool from_period(struct reader *reader)
{
    for (guint at = reader->begin; at < reader->end; at++) {
        const struct line *line = line_at(reader, at);
        for (guint i = 0; i < line->count; i++) {
            const struct place *place = &line->places[i];
            bool may_say =
                place->label != LABEL_PERIOD && strlen(place->text) <= 200 && has_digit(place->text);
            g_autoptr(GPtrArray) pairs = may_say ? pairs_of(place->text) : NULL;
            const char *value =
                place->label == LABEL_PERIOD && i + 1 < line->count ? line->places[i + 1].text : NULL;
            for (guint k = 0; pairs && k < pairs->len; k++) {
                const struct pair *pair = g_ptr_array_index(pairs, k);
                if (pair->label == LABEL_PERIOD)
                    value = pair->value;
            }
            int first, last;
            g_date_clear(&reader->first_day, 1);
            g_date_clear(&reader->last_day, 1);
            if (value && period_read(value, &reader->first_day, &reader->last_day))
                return reader->years_known = true;
            if (value && years_named(value, &first, &last)) {
                set_years(reader, first, last);
                return true;
            }
        }
    }
    return false;
}

/* "Vi har møttes tre ganger i 2025:", "Her er møtene i gruppa for 2025." */
static bool tells_of_meetings(const char *text)
{
    return pattern_found(
        "\\bmøt(?:e[nrt]?\\w*|a|tes|test|st)\\b[^.]*\\b(?:i|for|i løpet av|gjennom|året|våren|høsten|"
        "hausten) (?:19|20)\\d\\d\\s*(?:[.,:;(]|$)|\\bmøt(?:e[nrt]?|a)\\b[^.]*\\b(?:våren|høsten|hausten) "
        "(?:19|20)\\d\\d\\b|(?:^|[.!] )(?:våren|høsten|hausten) (?:19|20)\\d\\d[,:]",
        G_REGEX_CASELESS, text);
}

/* "Våren 2025", "Høst 2024:", "2025": nothing but the time of what stands below. */
static bool is_season(const char *text)
{
    return pattern_found(
        "^(?:(?:vår|høst|haust)(?:en|semester(?:et)?|halvår(?:et)?)?\\s+)?(?:19|20)\\d{2}\\s*[:.]?$",
        G_REGEX_CASELESS, text);
}

/* "Oppmøteliste våren 2026 for Elvegruppa. Medlemmer er ...": the years that a sentence of a paragraph names,
 * which says what the letter is. */
static bool years_in_paragraph(const struct line *line, int *first, int *last)
{
    if (line->is_row || line->filled != 1 || strlen(line->whole) > LONGEST_PARAGRAPH ||
        !has_digit(line->whole))
        return false;
    g_auto(GStrv) sentences = sentences_of(line->whole);
    for (char **sentence = sentences; *sentence; sentence++)
        if (strlen(*sentence) <= LONGEST_TITLE && years_named(*sentence, first, last) &&
            (tells_of_meetings(*sentence) || vocabulary_headline(*sentence, NULL) & HEADLINE_PRESENCE))
            return true;
    return false;
}

/* The years that a headline names; it may stand in one cell of a row, beside the name of the group. The first
 * line of all is one, whatever its words. */
static bool years_of_headline(const struct line *line, bool first_line, int *first, int *last)
{
    bool found = false, prose = false;
    if (strlen(line->whole) > LONGEST_TITLE)
        found = years_in_paragraph(line, first, last);
    for (guint i = 0; i < line->count; i++) {
        const struct place *place = &line->places[i];
        const char *text = line->filled == 1 ? line->whole : place->text;
        int a = 0, b = 0;
        struct when when;
        /* Hardly any place names a year: that is asked first. */
        if (place->covered || !*place->text || strlen(text) > LONGEST_TITLE || !years_named(text, &a, &b))
            continue;
        enum label section = line->filled == 1 ? label_of(text) : LABEL_NONE;
        bool title = (!line->block && line->filled == 1) || vocabulary_headline(text, &prose) ||
                     (first_line && line->filled == 1 && !prose) || section == LABEL_PARTICIPANTS ||
                     section == LABEL_MEETINGS || tells_of_meetings(text) ||
                     (line->filled == 1 && is_season(text));
        when_read(text, WHEN_LINE, &when);
        if (!title || when.state != DAY_NONE)
            continue;
        *first = found ? MIN(*first, a) : a;
        *last = found ? MAX(*last, b) : b;
        found = true;
    }
    return found;
}

/* "Høsten 2024 og våren 2025": from August on, up to July. */
static void narrow_to_seasons(struct reader *reader, const struct line *line)
{
    if (g_date_get_year(&reader->last_day) != g_date_get_year(&reader->first_day) + 1 ||
        !pattern_found("h(?:ø|au)st.*20\\d{2}.*vår.*20\\d{2}", G_REGEX_CASELESS, line->whole))
        return;
    g_date_set_month(&reader->first_day, G_DATE_AUGUST);
    g_date_set_dmy(&reader->last_day, 31, G_DATE_JULY, g_date_get_year(&reader->last_day));
}

/* Headlines and worksheet titles in the first lines from a place on: "Presensliste 2025". `sheet` ends at the
 * title of another worksheet. */
static bool from_titles(struct reader *reader, guint from, bool sheet)
{
    int first = 0, last = 0;
    bool found = false, begun = false;
    const struct line *both = NULL;
    for (guint at = from; at < MIN(reader->end, from + TITLE_LINES); at++) {
        int a = 0, b = 0;
        if (sheet && at > from && !line_at(reader, at)->block)
            break;
        bool first_line = !begun && line_at(reader, at)->block && line_at(reader, at)->filled;
        begun = begun || first_line;
        if (!years_of_headline(line_at(reader, at), first_line, &a, &b))
            continue;
        first = found ? MIN(first, a) : a;
        last = found ? MAX(last, b) : b;
        found = true;
        both = a != b ? line_at(reader, at) : both;
    }
    if (found)
        set_years(reader, first, last);
    if (both)
        narrow_to_seasons(reader, both);
    return found;
}

/* "14. januar 2026 kl 16-19 ...", "11. mars kl 16-19 ...": only the first of several meetings has its year,
 * and the others follow it in the calendar. */
static bool goes_on_from(const struct reader *reader, const struct day *first)
{
    int last = 0;
    guint others = 0;
    for (guint at = reader->begin; at < reader->end; at++) {
        const struct line *line = line_at(reader, at);
        struct when when;
        when_read(line->is_row || line->filled != 1 ? "" : line->whole, WHEN_LINE, &when);
        if (when.state != DAY_READ || when.start < 0)
            continue;
        int day = when.day.month * 32 + when.day.day;
        if (!last && (day != first->month * 32 + first->day || !when.day.year))
            return false;
        if (day < last)
            return false;
        others += last != 0;
        last = day;
    }
    return others > 0;
}

/* Dates of the form itself that have a year, if it is the same everywhere. A single day may be that of
 * signing. */
static bool from_dates(struct reader *reader)
{
    int year = 0;
    struct day first = {0};
    bool several = false;
    for (guint at = reader->begin; at < reader->end; at++) {
        const struct line *line = line_at(reader, at);
        for (guint i = 0; i < line->count; i++) {
            struct when when;
            when_read(line->places[i].text, WHEN_LINE, &when);
            if (when.state != DAY_READ || !when.day.year)
                continue;
            if (year && year != when.day.year)
                return false;
            several = several || (year && (when.day.month != first.month || when.day.day != first.day));
            first = year ? first : when.day;
            year = when.day.year;
        }
    }
    bool known = several || (year && goes_on_from(reader, &first));
    if (known)
        set_years(reader, year, year);
    return known;
}

/* "... har hatt tre møter i år": the year of the mail; "i vår" and "i høst" only while it is that season or
 * the one behind it. */
static bool from_this_year(struct reader *reader)
{
    int year = 0, month = 0;
    if (!reader->around->sent || sscanf(reader->around->sent, "%4d-%2d", &year, &month) != 2)
        return false;
    for (guint at = reader->begin; at < MIN(reader->end, reader->begin + TITLE_LINES); at++) {
        const struct line *line = line_at(reader, at);
        if (line->is_row || strlen(line->whole) > LONGEST_PARAGRAPH ||
            !pattern_found("\\bmøt|\\bpresens|fr[ea]mmøte|\\boppmøte|\\bsamling", G_REGEX_CASELESS,
                           line->whole))
            continue;
        /* In January many a letter still means the year before; "i vår gruppe" is ours. */
        bool this_year = month > 2 && pattern_found("\\bi år\\b", G_REGEX_CASELESS, line->whole);
        bool spring =
            month > 2 && month <= 8 &&
            pattern_found("\\b(?:i vår(?=\\s*(?:[.,:;!]|$))|denne våren\\b)", G_REGEX_CASELESS, line->whole);
        bool autumn = month >= 8 &&
                      pattern_found("\\b(?:i høst|i haust|denne høsten)\\b", G_REGEX_CASELESS, line->whole);
        if (!this_year && !spring && !autumn)
            continue;
        set_years(reader, year, year);
        return true;
    }
    return false;
}

/* The file's name, the subject and the covering note, where all that name a year name the same. */
static bool from_surroundings(struct reader *reader)
{
    g_autofree char *file =
        g_strdelimit(g_strdup(reader->around->filename ? reader->around->filename : ""), "_-", ' ');
    const char *const texts[] = {file, reader->around->subject, reader->around->note};
    int year = 0;
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        int first, last;
        if (!texts[i] || !years_named(texts[i], &first, &last))
            continue;
        if (first != last || (year && year != first))
            return false;
        year = first;
    }
    if (year)
        set_years(reader, year, year);
    return year != 0;
}

void years_find(struct reader *reader)
{
    bool found = from_period(reader) || from_titles(reader, reader->begin, false) ||
                 from_surroundings(reader) || from_this_year(reader) || from_dates(reader);
    reader->form_years_known = reader->years_known;
    reader->form_first_day = reader->first_day;
    reader->form_last_day = reader->last_day;
    if (found)
        explain(reader, "  dates without a year lie between %d-%02d and %d-%02d",
                g_date_get_year(&reader->first_day), g_date_get_month(&reader->first_day),
                g_date_get_year(&reader->last_day), g_date_get_month(&reader->last_day));
}

void years_of_worksheet(struct reader *reader, guint at)
{
    reader->years_known = reader->form_years_known;
    reader->first_day = reader->form_first_day;
    reader->last_day = reader->form_last_day;
    from_titles(reader, at, true);
}

void years_of_headline_above(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    int first, last;
    if (line->block && line->filled == 1 && years_of_headline(line, false, &first, &last) && first == last)
        set_years(reader, first, last);
}

static guint day_key(const struct day *day)
{
    return (guint)(day->month * 32 + day->day);
}

/* The years of all days of the form that have one: 0 where the same day stands there with two. */
static GHashTable *dated_days(const struct reader *reader)
{
    GHashTable *days = g_hash_table_new(NULL, NULL);
    for (guint at = reader->begin; at < reader->end; at++) {
        const struct line *line = line_at(reader, at);
        for (guint i = 0; i < line->count; i++) {
            struct when when;
            when_read(line->places[i].text, WHEN_DATE, &when);
            if (when.state != DAY_READ || !when.day.year)
                continue;
            gpointer key = GUINT_TO_POINTER(day_key(&when.day)), other;
            bool known = g_hash_table_lookup_extended(days, key, NULL, &other);
            int year = known && GPOINTER_TO_INT(other) != when.day.year ? 0 : when.day.year;
            g_hash_table_insert(days, key, GINT_TO_POINTER(year));
        }
    }
    return days;
}

/* "3/9" where "3. september 2024" stands elsewhere in the form, and in no other year. */
static int year_elsewhere(struct reader *reader, const struct day *day)
{
    if (!reader->dated_days)
        reader->dated_days = dated_days(reader);
    return GPOINTER_TO_INT(g_hash_table_lookup(reader->dated_days, GUINT_TO_POINTER(day_key(day))));
}

char *day_in_form(struct reader *reader, const struct when *when, const char *where)
{
    if (when->state != DAY_READ) {
        doubt(reader, where, "date not understood");
        return NULL;
    }
    struct day day = when->day;
    if (!day.year) {
        day.year = reader->years_known ? day_year_between(&day, &reader->first_day, &reader->last_day) : 0;
        if (!day.year)
            day.year = year_elsewhere(reader, &day);
        /* A meeting that was held lies before the mail about it. */
        int sent = reader->around->sent ? atoi(reader->around->sent) : 0;
        if (!day.year || (sent && day.year > sent + 1)) {
            doubt(reader, where, "date without a year");
            return NULL;
        }
    }
    char *iso = day_iso(&day);
    if (!iso)
        doubt(reader, where, day.weekday ? "date contradicts its weekday" : "date does not exist");
    return iso;
}

/* The year in which a day without one lies nearest to the mail; 0 where none is near. */
static int year_near_mail(const struct reader *reader, const struct day *day)
{
    GDate sent, date;
    int year, month, of_month;
    if (!reader->around->sent || sscanf(reader->around->sent, "%d-%d-%d", &year, &month, &of_month) != 3 ||
        !g_date_valid_dmy((GDateDay)of_month, month, (GDateYear)year))
        return 0;
    g_date_clear(&sent, 1);
    g_date_set_dmy(&sent, (GDateDay)of_month, month, (GDateYear)year);
    for (int near = year - 1; near <= year + 1; near++) {
        if (!g_date_valid_dmy((GDateDay)day->day, day->month, (GDateYear)near))
            continue;
        g_date_clear(&date, 1);
        g_date_set_dmy(&date, (GDateDay)day->day, day->month, (GDateYear)near);
        if (abs(g_date_days_between(&sent, &date)) <= NEAR_DAYS)
            return near;
    }
    return 0;
}

char *day_of_change(struct reader *reader, const struct when *when, const char *where)
{
    struct when full = *when;
    if (when->state == DAY_READ && !when->day.year)
        full.day.year = year_near_mail(reader, &when->day);
    return day_in_form(reader, &full, where);
}
