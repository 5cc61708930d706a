/* Who paid, said in a sentence: "Middagen ble dekket av Nordlys AS." */
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define LONGEST_SENTENCE 200

guint read_sponsor(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    const struct place *place = line->block && line->filled == 1 ? first_filled(line) : NULL;
    if (!place || place->label || strlen(place->text) > LONGEST_SENTENCE || strchr(place->text, ':'))
        return 0;
    GRegex *paid = pattern("\\b(?:dekket|dekka|dekt|betalt|støttet|støtta|sponset|sponsa|finansiert|bekostet|"
                           "bekosta|spandert)\\s+(?:av|fra|frå)\\s+(\\p{Lu}[^.,;()]{2,80}?)"
                           "(?:\\s*[,;(].*|\\.)?\\s*$",
                           0);
    GRegex *denial =
        pattern("\\b(?:ikke|ikkje|ingen|inga|verken|korkje|aldri|uten|utan)\\b", G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    if (g_regex_match(denial, place->text, 0, NULL) || !g_regex_match(paid, place->text, 0, &match))
        return 0;
    g_autofree char *payer = g_match_info_fetch(match, 1);
    guint index;
    /* One of the group who paid is no sponsor. */
    if (members_find(reader->members, payer, &index) != REFERENCE_NOBODY)
        return 0;
    struct place value = {.text = payer, .kind = VALUE_TEXT};
    field_set(reader, LABEL_SPONSOR, &value);
    explain(reader, "  line %u: somebody paid", at + 1);
    return 1;
}
