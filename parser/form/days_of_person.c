/* Attendance told person by person: "Kari Nordmann (HPR 7440613): alle møtene", "Ola: 12. januar og 13.
 * april". */
#include "parser/form/reader.h"
#include "parser/form/sentences.h"

#include "base/pattern.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

#define LONGEST_LINE 400

void person_days_free(gpointer data)
{
    struct person_days *days = data;
    g_free(days->days);
    g_free(days);
}

/* The meetings that a text counts up: days, or numbers behind "møte"; all of them with "alle". */
static bool counts_up(const char *text)
{
    g_autofree char *folded = text_fold(text);
    const char *rest = folded;
    g_autoptr(GMatchInfo) match = NULL;
    int end;
    if (g_regex_match(
            pattern("^(?:alle|samtlige|samtlege)(?: \\d{1,2})?(?: "
                    "(?:møter|møtene|møta|ganger|gangene|gonger|gongane|samlinger|"
                    "samlingene))?(?:,? (?:unntatt|unnateke|bortsett fr[aå]|utenom|utanom|minus) )?",
                    0),
            folded, 0, &match)) {
        g_match_info_fetch_pos(match, 0, NULL, &end);
        rest = folded + end;
        if (!rest[strspn(rest, " .")])
            return true;
        if (end < 8)
            return false;
    }
    if (pattern_found("^(?:møtene? |møte )(?:nr\\.? ?)?\\d{1,2}(?:\\s*(?:,|og)\\s*\\d{1,2})*\\.?$", 0, rest))
        return true;
    g_auto(GStrv) pieces = g_regex_split(pattern("\\s*(?:[,;]|\\sog\\s)\\s*", 0), rest, 0);
    for (char **piece = pieces; *piece; piece++) {
        struct when when;
        when_read(*piece, WHEN_DATE, &when);
        if (when.state != DAY_READ || when.rest[strspn(when.rest, " .")])
            return false;
    }
    return *pieces != NULL;
}

/* Cuts a line into somebody and the meetings; `days` points into the line. NULL where it is not of that kind.
 */
static struct someone *someone_with_days(const struct reader *reader, const struct line *line,
                                         const char **days)
{
    static const char *const everybody[] = {"alle", "samtl", NULL};
    if (!line || line->is_row || !line->block || line->filled != 1 || strlen(line->whole) > LONGEST_LINE ||
        !(may_hold_day(line->whole) || text_holds_any(line->whole, everybody)))
        return NULL;
    GRegex *parting =
        pattern("(?::| [\xe2\x80\x93-]|,)? (?:(?:har )?(?:møtt|møtte|deltok|deltatt|delteke|var til "
                "stede|til stede|tilstede|oppmøte|var med)"
                "(?: p[åa]| i)?:? )?(?=(?:alle|samtlige|samtlege|møte[nt]?e? "
                "\\d)|\\d|(?:man|tirs?|tys|ons|tors?|fre|lør|søn)\\p{L}*dag)",
                G_REGEX_CASELESS);
    const char *text = line->whole + strspn(line->whole, "-* ");
    g_autoptr(GMatchInfo) match = NULL;
    g_regex_match(parting, text, 0, &match);
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        int from, end;
        g_match_info_fetch_pos(match, 0, &from, &end);
        g_autofree char *front = g_strndup(text, (gsize)from);
        /* "Kari Nordmann fra 1. mars" */
        if (from == 0 ||
            pattern_found("(?:^|[ ,])(?:fr[aå]|til|den|født|siden|per|pr\\.?)$", G_REGEX_CASELESS, front) ||
            !counts_up(text + end))
            continue;
        struct someone *someone = someone_read(front, false);
        guint index;
        const char *name = someone->person.name;
        bool member = name && members_find(reader->members, name, &index) == REFERENCE_ONE;
        if (name && !label_of(name) && (member || name_is_likely(name))) {
            *days = text + end;
            return someone;
        }
        someone_free(someone);
    }
    return NULL;
}

static void add_days(struct reader *reader, guint participant, const char *days)
{
    struct person_days *entry = g_new0(struct person_days, 1);
    entry->participant = participant;
    entry->days = g_strdup(days);
    if (!reader->person_days)
        reader->person_days = g_ptr_array_new_with_free_func(person_days_free);
    g_ptr_array_add(reader->person_days, entry);
}

/* Adds the people of a list, with the days of all of them. */
static void add_days_of_list(struct reader *reader, const char *list, const char *days)
{
    g_auto(GStrv) pieces = g_regex_split(pattern("\\s*(?:[,;]|\\bog\\b|\\bsamt\\b)\\s*", 0), list, 0);
    for (char **piece = pieces; *piece; piece++) {
        guint index;
        struct someone *someone = someone_read(*piece, false);
        if (**piece && members_find(reader->members, *piece, &index) == REFERENCE_ONE)
            add_days(reader, index, days);
        else if (someone->person.name && name_is_likely(someone->person.name))
            add_days(reader, take_participant(reader, someone, "til stede"), days);
        else if (**piece)
            doubt(reader, *piece, "person not recognised");
        someone_free(someone);
    }
}

bool take_days_of_people(struct reader *reader, const char *sentence)
{
    GRegex *told =
        pattern("^(\\p{Lu}[^.:\\d]{2,120}?) (?:har )?(?:var|deltok|møtte|møtt|vært|vore|deltatt|delteke)(?: "
                "til stede| tilstede| til stades| med)?"
                "(?: på| i)? (?=møte[nt]?e? \\d|\\d{1,2}[./])(.+)$",
                0);
    g_autoptr(GMatchInfo) match = NULL;
    if (strlen(sentence) > LONGEST_LINE || !reader->drafts->len || !g_regex_match(told, sentence, 0, &match))
        return false;
    g_autofree char *list = g_match_info_fetch(match, 1);
    g_autofree char *days = g_match_info_fetch(match, 2);
    guint index;
    bool people = are_whole_names(reader, list) || are_known_people(reader, list) || name_is_likely(list) ||
                  members_find(reader->members, list, &index) == REFERENCE_ONE;
    if (!people || !counts_up(days))
        return false;
    add_days_of_list(reader, list, days);
    return true;
}

static bool is_of_that_kind(const struct reader *reader, guint at)
{
    const char *days;
    struct someone *someone = someone_with_days(reader, line_at(reader, at), &days);
    someone_free(someone);
    return someone != NULL;
}

guint read_days_of_person(struct reader *reader, guint at)
{
    const char *days;
    struct someone *someone =
        is_change_label(reader->section) ? NULL : someone_with_days(reader, line_at(reader, at), &days);
    if (!someone)
        return 0;
    /* One alone may be told of something else. */
    bool near = is_of_that_kind(reader, at + 1) || (at > reader->begin && is_of_that_kind(reader, at - 1));
    guint index;
    bool member = near && members_find(reader->members, someone->person.name, &index) == REFERENCE_ONE;
    if (near) {
        add_days(reader, member && !someone->person.hpr ? index : take_participant(reader, someone, days),
                 days);
        reader->meeting = NULL;
        explain(reader, "  line %u: the meetings of somebody", at + 1);
    }
    someone_free(someone);
    return near ? 1 : 0;
}

static bool is_named(struct reader *reader, const struct draft *draft, guint index, const char *days)
{
    g_auto(GStrv) pieces = g_regex_split(pattern("\\s*(?:[,;]|\\sog\\s)\\s*", 0), days, 0);
    for (char **piece = pieces; *piece; piece++) {
        struct when when;
        when_read(*piece, WHEN_DATE, &when);
        g_autofree char *iso = when.state == DAY_READ ? day_in_form(reader, &when, *piece) : NULL;
        if (iso && g_strcmp0(iso, draft->meeting->date) == 0)
            return true;
        const char *digits = *piece + strcspn(*piece, "0123456789");
        if (when.state != DAY_READ && *digits &&
            (guint)atoi(digits) == (draft->number ? draft->number : index + 1))
            return true;
    }
    return false;
}

/* Days on which no meeting of the form was: nothing is certain then. */
static bool all_days_known(struct reader *reader, const char *days)
{
    g_auto(GStrv) pieces = g_regex_split(pattern("\\s*(?:[,;]|\\sog\\s)\\s*", 0), days, 0);
    for (char **piece = pieces; *piece; piece++) {
        bool found = !**piece;
        for (guint i = 0; i < reader->drafts->len && !found; i++)
            found = is_named(reader, g_ptr_array_index(reader->drafts, i), i, *piece);
        if (!found)
            return false;
    }
    return true;
}

void finish_days_of_people(struct reader *reader)
{
    if (!reader->person_days)
        return;
    for (guint i = 0; i < reader->drafts->len; i++) {
        const struct draft *draft = g_ptr_array_index(reader->drafts, i);
        if (draft->present || draft->absent || draft->has_marks) {
            doubt(reader, "til stede", "said twice, differently");
            return;
        }
    }
    /* "Nils og Ane var på alle møtene", beside others of whom only some meetings are told. */
    if (reader->always.people && strcmp(reader->always.people, "alle") != 0) {
        g_autofree char *list = g_steal_pointer(&reader->always.people);
        add_days_of_list(reader, list, "alle");
    }
    for (guint i = 0; i < reader->person_days->len; i++) {
        const struct person_days *entry = g_ptr_array_index(reader->person_days, i);
        GRegex *all = pattern("^(?:alle|samtlige|samtlege)(?: \\d{1,2})?(?: \\p{L}+)?(?:,? "
                              "(?:unntatt|unnateke|bortsett fr[aå]|utenom|utanom|minus) )?",
                              G_REGEX_CASELESS);
        g_autoptr(GMatchInfo) match = NULL;
        int end = 0;
        bool but = g_regex_match(all, entry->days, 0, &match) && g_match_info_fetch_pos(match, 0, NULL, &end);
        const char *days = entry->days + end;
        days += strspn(days, " .");
        if (*days && !all_days_known(reader, days)) {
            doubt(reader, entry->days, "date not understood");
            continue;
        }
        for (guint k = 0; k < reader->drafts->len; k++) {
            struct draft *draft = g_ptr_array_index(reader->drafts, k);
            bool named = *days && is_named(reader, draft, k, days);
            draft_mark(draft, entry->participant, but ? !named : named);
        }
    }
}
