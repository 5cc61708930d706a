#include "parser/form/group_called.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/form/group_phrase.h"
#include "parser/form/labels.h"
#include "parser/form/vocabulary.h"
#include <string.h>

#define LONGEST_TEXT 400
#define MOST_WORDS   5

/* A run of words with capitals that ends in a word for a group: with a capital, "Ryegruppa", "Legegruppe
 * Sør", or in small letters, "Solsiden smågruppe". */
#define CAPITAL "\\p{Lu}[\\p{L}\\d'\xe2\x80\x99-]*"
#define KIND    "(?:gruppa|gruppen|gruppe|klubben|klubb)"
#define CALLED                                                                                                \
    "(?<![\\p{L}\\d-])(?:Smågruppe(?: \\p{Lu}\\p{L}+){1,3}"                                                  \
    "|(?:" CAPITAL "(?: (?:og|i|på|av))? ){0,4}" CAPITAL                                                      \
    "(?:(?<=gruppa|gruppe)|(?<=gruppen|klubben)|(?<=klubb))"                                                  \
    "|(?:" CAPITAL "(?: (?:og|på|av))? ){1,4}(?:(?:små|lege|fastlege|kollega)?gruppe|legeklubb|legeforum))" \
    "(?![\\p{L}\\d-])(?: (?:[IVX]{1,3}|\\d)(?![\\p{L}\\d./:-]))?"

/* What CALLED finds does; hardly any other text. */
static bool holds_word_for_group(const char *text)
{
    return strstr(text, "grupp") || strstr(text, "klubb") || strstr(text, "forum");
}

/* A word with a capital that is no part of a name: it begins the sentence, or is the name of a form. */
static bool is_outside(const char *word)
{
    g_autofree char *folded = text_fold(word);
    if (group_phrase_is_beside_name(folded))
        return true;
    bool prose = false;
    guint headline = vocabulary_headline(word, &prose);
    return prose || headline & HEADLINE_FORMS || label_of(word) != LABEL_NONE || vocabulary_knows(word);
}

/* "Gruppa", "Legegruppen", "Kollegagruppa": any group may be called so in a sentence. */
static bool is_any_group(const char *name)
{
    return pattern_found("^(?:små|lege|fastlege|kollega|doktor|veilednings|rettleiings|etterutdannings|kurs|"
                         "arbeids|prosjekt|facebook|whatsapp)?(?:gruppe|gruppa|gruppen)$",
                         G_REGEX_CASELESS, name);
}

/* "(Drammen)", " i Larvik kommune", ", Tromsø": the municipality at the beginning of what follows. Caller
 * owns it. */
static char *place_behind(const char *after)
{
    GRegex *behind =
        pattern("^(?: \\(|, | i | fr[aå] |, i | [\xe2\x80\x93-] )(\\p{Lu}[\\p{L}-]+(?: og \\p{Lu}\\p{L}+| "
                "\\p{Lu}\\p{L}+)?)(?: kommune| herad)?(?=$|[ ,.:;)])",
                0);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(behind, after, 0, &match))
        return NULL;
    g_autofree char *place = g_match_info_fetch(match, 1);
    for (char *blank; !vocabulary_is_municipality(place) && (blank = strrchr(place, ' '));)
        *blank = '\0';
    return vocabulary_is_municipality(place) ? g_steal_pointer(&place) : NULL;
}

/* " (3102)": the number alone in brackets. Caller owns it. */
static char *number_behind(const char *after)
{
    g_autoptr(GMatchInfo) match = NULL;
    return g_regex_match(pattern("^,? \\((?!(?:199|20[0-3])\\d\\))(\\d{3,5})\\)", 0), after, 0, &match)
               ? g_match_info_fetch(match, 1)
               : NULL;
}

/* What stands in front of the group that a letter is about: nothing, or a word that brings it up. */
static bool is_brought_up(const char *text, gsize from)
{
    g_autofree char *front = g_strndup(text, from);
    return pattern_found("^\\W*$|(?:^|[\\s(])(?:for|fra|frå|i|av|til|er|gruppe|gruppa|gruppen|vår|våre|\\d{2,"
                         "5})\\W*$|[:,;\xe2\x80\x93-]\\s*$",
                         G_REGEX_CASELESS, front) &&
           !pattern_found("\\b(?:sammen|saman) med\\b|\\bfellesmøte|\\b(?:kommer|kjem|kom) fr[aå] $",
                          G_REGEX_CASELESS, front);
}

bool group_called(const char *text, char **name, char **municipality, char **number)
{
    *name = *municipality = *number = NULL;
    if (strlen(text) > LONGEST_TEXT || !holds_word_for_group(text))
        return false;
    g_autofree char *found = NULL, *place = NULL, *digits = NULL;
    g_autoptr(GMatchInfo) match = NULL;
    g_regex_match(pattern(CALLED, 0), text, 0, &match);
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        int from, to;
        g_match_info_fetch_pos(match, 0, &from, &to);
        gsize begin = (gsize)from;
        /* Words in front of the name. */
        for (const char *blank; (blank = memchr(text + from, ' ', (gsize)(to - from)));) {
            g_autofree char *word = g_strndup(text + from, (gsize)(blank - (text + from)));
            if (!is_outside(word) || g_str_has_prefix(text + from, "Smågruppe "))
                break;
            from = (int)(blank - text) + 1;
        }
        g_autofree char *here = g_strndup(text + from, (gsize)(to - from));
        if (!g_unichar_isupper(g_utf8_get_char(here)) || is_any_group(here) || is_outside(here) ||
            !(is_brought_up(text, begin) || is_brought_up(text, (gsize)from)))
            continue;
        /* "Solgruppen smågruppe" may be called by one word or by both. */
        if ((found && strcmp(found, here) != 0) || pattern_found("^ (?:små)?gruppe\\b", 0, text + to))
            return false;
        if (!found) {
            found = g_steal_pointer(&here);
            place = place_behind(text + to);
            digits = number_behind(text + to);
        }
    }
    *name = g_steal_pointer(&found);
    *municipality = *name ? g_steal_pointer(&place) : NULL;
    *number = *name ? g_steal_pointer(&digits) : NULL;
    return *name;
}
