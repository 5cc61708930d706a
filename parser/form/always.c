/*
 * What a letter says of all meetings at once: who came to every one of them, and who was away on which day.
 * "Alle var til stede på alle møtene, bortsett fra Kari som manglet 7. oktober."
 */
#include "parser/form/names.h"
#include "parser/form/reader.h"
#include "parser/form/sentences.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define LONGEST_SENTENCE 400
#define EVERY_MEETING                                                                                        \
    "(?:(?:alle|begge|samtlige|samtlege) (?:de |dei |våre |disse |desse )?(?:\\d{1,2} |to |tre |fire |fem " \
    "|seks |sju |syv )?"                                                                                     \
    "(?:møt\\p{L}+|gang\\p{L}+|gong\\p{L}+|samling\\p{L}+|kveld\\p{L}+)|hver gang|kvar gong|hvert "         \
    "møte|kvart møte)"
#define CAME                                                                                                 \
    "(?:til stede|tilstede|til stades|møtte|møtt|møttes|deltok|deltatt|delteke|vært med|vore med|var "   \
    "med|med)"

static bool tells_of_every_meeting(const char *text)
{
    static const char *const words[] = {"alle", "begge", "samtl", "hver", "kvar", NULL};
    return text_holds_any(text, words) && pattern_found(EVERY_MEETING, G_REGEX_CASELESS, text);
}

void always_free(struct always *always)
{
    g_free(always->people);
    if (always->absences)
        g_ptr_array_unref(always->absences);
}

static void absence_free(gpointer data)
{
    struct absence *absence = data;
    g_free(absence->who);
    g_free(absence->iso);
    g_free(absence);
}

/* "Kari Moe manglet 7. oktober", "Kari 7. oktober og 3. november", "at Ola var syk den 7.10": adds who was
 * away when. False where the text says something else. */
static bool take_absence(struct reader *reader, const char *text, bool worded)
{
    GRegex *away = pattern("^(?:(?:kun|bare|berre|at|dessverre|diverre)[ ,]+)*(\\p{Lu}[^\\d,.;:()]*?)"
                           "(,? ?(?:som )?(?:(?:ikk?j?e (?:var|møtte|deltok|kunne)(?: til stede| tilstede| "
                           "til stades| der| med| komme| møte| kome)?)|"
                           "(?:manglet|mangla|var borte|var syk|var sjuk|var forhindret|var forhindra|meldte "
                           "forfall|hadde forfall|hadde meldt "
                           "forfall|var fraværende|var fråverande|uteble|hadde vakt|var bortreist|var på "
                           "kurs|var på ferie|var i permisjon|"
                           "(?:var|møtte|kom|deltok|kunne) ikk?j?e(?: til stede| tilstede| til stades| der| "
                           "med| komme| møte| kome)?)))?"
                           "(?:,? (?:på|ved)(?: møtet| samlingen| samlinga)?)?(?: den)? "
                           "(?:\\()?(?=\\d|(?:man|tir|tys|ons|tor|fre|lør|søn)\\p{L}*dag)",
                           G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(away, text, 0, &match))
        return false;
    int end;
    g_autofree char *who = g_match_info_fetch(match, 1);
    g_autofree char *verb = g_match_info_fetch(match, 2);
    g_match_info_fetch_pos(match, 0, NULL, &end);
    g_strstrip(who);
    if (!*who || !g_unichar_isupper(g_utf8_get_char(who)) || (worded && !*verb))
        return false;
    g_autofree char *bare = g_strdup(text + end);
    for (gsize length = strlen(bare); length && strchr(" .)", bare[length - 1]); length--)
        bare[length - 1] = '\0';
    g_auto(GStrv) days = g_regex_split(pattern("\\s*(?:,|;|\\bog\\b)\\s*(?:den )?", 0), bare, 0);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(absence_free);
    for (char **day = days; *day; day++) {
        struct when when;
        g_autofree char *tidy = text_tidy(*day);
        when_read(tidy, WHEN_DATE, &when);
        if (when.state != DAY_READ || *when.rest)
            return false;
        struct absence *absence = g_new0(struct absence, 1);
        absence->who = g_strdup(who);
        absence->iso = day_in_form(reader, &when, tidy);
        g_ptr_array_add(found, absence);
    }
    if (!reader->always.absences)
        reader->always.absences = g_ptr_array_new_with_free_func(absence_free);
    while (found->len)
        g_ptr_array_add(reader->always.absences, g_ptr_array_steal_index(found, 0));
    return true;
}

/* The exceptions behind "alle": "bortsett fra at Kari manglet 7. oktober, og Ola 3. november". */
static bool take_absences(struct reader *reader, const char *text)
{
    g_auto(GStrv) parts = g_regex_split(pattern("\\s*(?:;|,? og) (?=(?:at )?\\p{Lu})", 0), text, 0);
    for (char **part = parts; *part; part++) {
        g_autofree char *tidy = text_tidy(*part);
        if (*tidy && !take_absence(reader, tidy, false))
            return false;
    }
    return true;
}

/* Names, whole or of members, or "alle": who may have come every time. NULL: neither. Caller owns it. */
static char *list_of_people(const struct reader *reader, const char *text)
{
    g_autofree char *tidy = text_tidy(text);
    g_autofree char *bare =
        g_regex_replace_literal(pattern("^(?:(?:deltakerne|deltakarane|medlemmene|medlemene|legene|vi|"
                                        "følgende|:)[ :]+)+(?=\\p{Lu})|[ ,:.]+$",
                                        G_REGEX_CASELESS),
                                tidy, -1, 0, "", 0, NULL);
    g_autofree char *folded = text_fold(bare);
    if (pattern_found("^(?:vi |me )?(?:alle|samtlige|samtlege)(?: (?:de |dei "
                      ")?(?:\\d{1,2}|to|tre|fire|fem|seks|sju|syv|åtte))?"
                      "(?: (?:deltakere|deltakerne|deltakarane|medlemmer|medlemmene|medlemene|legene|i "
                      "gruppa|i gruppen|på lista|på listen))*$",
                      0, folded))
        return g_strdup("alle");
    return are_whole_names(reader, bare) || are_known_people(reader, bare) ||
                   is_list_of_short_names(reader, bare)
               ? g_steal_pointer(&bare)
               : NULL;
}

/* Where the sentence goes on with those who were away; cut off there. */
static char *cut_exceptions(char *sentence)
{
    g_autoptr(GMatchInfo) match = NULL;
    int from, end;
    if (!g_regex_match(pattern(",? (?:bortsett fr[aå]|unntatt|unnateke|med unntak "
                               "(?:av|for)|utenom|utanom|foruten|men)(?: at)? ",
                               G_REGEX_CASELESS),
                       sentence, 0, &match))
        return NULL;
    g_match_info_fetch_pos(match, 0, &from, &end);
    char *rest = g_strdup(sentence + end);
    sentence[from] = '\0';
    return rest;
}

bool take_always(struct reader *reader, const char *sentence)
{
    if (strlen(sentence) > LONGEST_SENTENCE || strchr(sentence, '?'))
        return false;
    if (!tells_of_every_meeting(sentence))
        return reader->drafts->len && take_absence(reader, sentence, true);
    g_autofree char *text = text_tidy(sentence);
    g_autofree char *but = cut_exceptions(text);
    if (pattern_found("\\b(?:ikkj?e|nesten|vanligvis|skal|vil|bør|må|kan)\\b", G_REGEX_CASELESS, text))
        return false;
    /* "Kari og Ola var til stede på alle møtene", "Til stede begge ganger var Kari og Ola", "På alle møtene
     * møtte Kari og Ola" */
    static const char *const forms[] = {
        "^(.+?) (?:var|har vært|har vore) (?:på|ved|under|i) " EVERY_MEETING "[ .!]*$",
        "^(.+?) (?:var|har vært|har vore) (?:på|ved|under|i) " EVERY_MEETING "[ .!]*$",
        "^(.+?) (?:har |er )?(?:var |vært |vore |vart )?(?:også )?" CAME
        "(?: på| ved| under| i)? " EVERY_MEETING "[ .!]*$",
        "^(?:" CAME "|deltakere|deltakarar)(?: på| ved| i)? " EVERY_MEETING "(?: var| er)?:? (.+)$",
        "^(?:på|ved|i) " EVERY_MEETING " (?:var|deltok|møtte|har)(?: følgende)?(?: til stede| deltatt| "
        "møtt)?:? (.+?)(?: til stede| tilstede| med)?$",
    };
    g_autofree char *people = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(forms) && !people; i++) {
        g_autoptr(GMatchInfo) match = NULL;
        if (!g_regex_match(pattern(forms[i], G_REGEX_CASELESS), text, 0, &match))
            continue;
        g_autofree char *who = g_match_info_fetch(match, 1);
        people = list_of_people(reader, who);
    }
    if (!people)
        return false;
    if (reader->always.people || (but && !take_absences(reader, but))) {
        reader->always.unclear = true;
        doubt(reader, "til stede", "presence without a meeting");
        return true;
    }
    reader->always.people = g_steal_pointer(&people);
    explain(reader, "  came to every meeting: %s", reader->always.people);
    return true;
}

guint read_always(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    if (line->is_row || !line->block || line->filled != 1 || !tells_of_every_meeting(line->whole))
        return 0;
    g_auto(GStrv) sentences = sentences_of(line->whole);
    return sentences[0] && !sentences[1] && take_always(reader, sentences[0]) ? 1 : 0;
}

/* Who was away on the day of a meeting, as a list; NULL: nobody. Caller owns it. */
static char *away_from(const struct always *always, const char *iso)
{
    GString *away = g_string_new(NULL);
    for (guint i = 0; always->absences && i < always->absences->len; i++) {
        const struct absence *absence = g_ptr_array_index(always->absences, i);
        if (g_strcmp0(absence->iso, iso) == 0)
            g_string_append_printf(away, "%s%s", away->len ? ", " : "", absence->who);
    }
    return g_string_free(away, away->len == 0);
}

/* The list without those who were away. Caller owns it; NULL where they are not on it. */
static char *list_without(const char *people, const char *away)
{
    g_auto(GStrv) pieces = g_regex_split(pattern("\\s*(?:,|;|\\bog\\b|\\bsamt\\b)\\s*", 0), people, 0);
    g_auto(GStrv) others = g_regex_split(pattern("\\s*(?:,|;|\\bog\\b)\\s*", 0), away, 0);
    g_autoptr(GString) left = g_string_new(NULL);
    guint dropped = 0;
    for (char **piece = pieces; *piece; piece++) {
        bool gone = false;
        for (char **other = others; *other; other++)
            gone = gone || name_is_meant(*piece, *other);
        dropped += gone;
        if (!gone && **piece)
            g_string_append_printf(left, "%s%s", left->len ? ", " : "", *piece);
    }
    return dropped == g_strv_length(others) ? g_strdup(left->str) : NULL;
}

void take_always_of(struct reader *reader, struct draft *draft)
{
    const struct always *always = &reader->always;
    if (!always->people || always->unclear || draft->present || draft->absent || draft->has_marks)
        return;
    g_autofree char *away = away_from(always, draft->meeting->date);
    bool all = strcmp(always->people, "alle") == 0;
    g_autofree char *list = !away ? g_strdup(always->people)
                            : all ? g_strdup_printf("alle unntatt %s", away)
                                  : list_without(always->people, away);
    if (!list) {
        doubt(reader, away, "person not recognised");
        return;
    }
    struct place value = {.text = list, .kind = VALUE_TEXT};
    draft_set(reader, draft, LABEL_PRESENT, &value);
}
