/* Members as a sentence lists them: "Deltakere er Kari Nordmann (7440613) og Ola Hansen (4753504)." */
#include "parser/form/identifiers.h"
#include "parser/form/names.h"
#include "parser/form/reader.h"
#include "parser/form/sentences.h"
#include "parser/form/wordings.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define LONGEST_SENTENCE 2000

/* The text from one name up to the next. Caller owns it. */
static char *text_of_name(const char *sentence, const GPtrArray *names, guint i)
{
    const struct found_name *name = g_ptr_array_index(names, i);
    gsize end =
        i + 1 < names->len ? ((struct found_name *)g_ptr_array_index(names, i + 1))->from : strlen(sentence);
    return g_strndup(sentence + name->from, end - name->from);
}

/* "Kari Nordmann (HPR 7440613), " */
static bool is_numbered(const char *text)
{
    return pattern_found(
        "^[^\\d(]{3,60}[\\s(,\xe2\x80\x93-]*(?:hpr[\\s.:-]*(?:nr\\.?|nummer)?[\\s.:]*)?\\d[\\d ]{5,9}\\d\\b",
        G_REGEX_CASELESS, text);
}

/* "K = Kari Nordmann": the short form in front of a name. NULL where there is none. Caller owns it. */
static char *alias_in_front(const char *sentence, gsize from)
{
    g_autofree char *front = g_strndup(sentence, from);
    g_autoptr(GMatchInfo) match = NULL;
    return g_regex_match(pattern("(?:^|[\\s,;:(])(\\p{Lu}\\p{L}{0,4})\\s*=\\s*$", 0), front, 0, &match)
               ? g_match_info_fetch(match, 1)
               : NULL;
}

/* Those whose numbers stand behind their names, where all do but words in front of the first that look like a
 * name; at least two. */
static bool take_numbered_people(struct reader *reader, const char *sentence)
{
    g_autoptr(GPtrArray) names = names_in(sentence);
    guint first = G_MAXUINT;
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *text = text_of_name(sentence, names, i);
        bool numbered = is_numbered(text);
        if (numbered && first == G_MAXUINT)
            first = i;
        if (!numbered && first != G_MAXUINT)
            return false;
    }
    if (first == G_MAXUINT || names->len - first < 2)
        return false;
    for (guint i = first; i < names->len; i++) {
        g_autofree char *text = text_of_name(sentence, names, i);
        g_autofree char *bare = g_regex_replace_literal(
            pattern("[\\s,]*\\bog\\s*$|[\\s,;]+(?:\\p{L}{1,5}\\s*=\\s*)?$", 0), text, -1, 0, "", 0, NULL);
        struct someone *someone = someone_read(bare, false);
        const struct found_name *name = g_ptr_array_index(names, i);
        if (!someone->alias)
            someone->alias = alias_in_front(sentence, name->from);
        if (someone->person.name)
            take_participant(reader, someone, bare);
        else
            doubt(reader, bare, "person not recognised");
        someone_free(someone);
    }
    return true;
}

/* "Vi er tre leger i gruppa: Kari Nordmann, Ola Hansen og Eva Moen" */
static bool take_listed_people(struct reader *reader, const char *sentence)
{
    GRegex *list = pattern("\\b(?:medlem|deltak|deltag|leg[ea]|kolleg|grupp(?:a|en)|vi er|me er)"
                           "[^:]*?(?::| (?:er|har vært|har vore|består av|er da)(?: følgende| fortsatt| "
                           "framleis)?|(?<=^vi er|^me er)) "
                           "(\\p{Lu}.*)$",
                           G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    g_autofree char *unbracketed = wording_without_brackets(sentence);
    if (!g_regex_match(list, sentence, 0, &match) ||
        pattern_found("(?:\\bmøte[tr]?\\b|\\bsamling|\\bmøtte\\b|\\bdeltok\\b|til "
                      "sted|fråvær|fravær|forfall|sekretær|leder\\b)",
                      G_REGEX_CASELESS, unbracketed))
        return false;
    g_autofree char *tail = g_match_info_fetch(match, 1);
    g_autoptr(GPtrArray) people = NULL;
    g_auto(GStrv) pieces = g_regex_split(pattern("\\s*(?:,|\\bog\\b|\\bsamt\\b)\\s*", 0), tail, 0);
    guint named = 0;
    for (char **piece = pieces; *piece; piece++) {
        g_autofree char *bare = wording_without_brackets(*piece);
        g_autofree char *tidy = text_tidy(bare);
        if (*tidy && !name_is_likely(tidy))
            return false;
        named += *tidy != '\0';
    }
    guint strangers = 0;
    people = people_read(tail, false, &strangers);
    if (named < 2 || strangers || people->len != named)
        return false;
    for (guint i = 0; i < people->len; i++)
        take_participant(reader, g_ptr_array_index(people, i), tail);
    return true;
}

bool take_members_told(struct reader *reader, const char *sentence)
{
    if (strlen(sentence) > LONGEST_SENTENCE || strchr(sentence, '?') || tells_of_change(sentence))
        return false;
    return take_numbered_people(reader, sentence) || take_listed_people(reader, sentence);
}
