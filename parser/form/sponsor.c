/* Who paid, said in a sentence. */
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define LONGEST_SENTENCE 200

/* "Middagen ble dekket av Nordlys AS." */
#define PAID_BY                                                                                              \
    "\\b(?i:dekket|dekka|dekt|betalt|støttet|støtta|sponset|sponsa|finansiert|bekostet|bekosta|spandert)"  \
    "\\s+(?:av|fra|frå)\\s+(\\p{Lu}[^.,;()]{2,80}?)(?:\\s*[,;(].*|\\.)?\\s*$"

/* "Nordlys AS spanderte middagen": names before what was done, and behind it what costs money; who covers a
 * topic is no sponsor. */
#define WHO_PAID                                                                                             \
    "^\\s*(\\p{Lu}[\\p{L}\\d&.-]+(?:\\s+\\p{Lu}[\\p{L}\\d&.-]*){0,4})\\s+"                                   \
    "(?:(?:spanderte|sponset|sponsa|sponserte|støttet|støtta|finansierte|bekostet|bekosta)\\b"             \
    "|(?:betalte|dekket|dekka|dekte)\\s+(?:for\\s+)?(?:\\p{L}+\\s+)?\\p{Ll}*"                                \
    "(?:middag|mat|lunsj|lokale|bevert|server|kaffe|forfrisk|reise|hotell|overnatt|utgift|kostnad|regning))"

/* Those who may pay for themselves. */
#define OURSELVES                                                                                            \
    "^(?:(?:alle|vi|me|jeg|eg|man|han|hun|ho|de|dei|den|det|hver|kvar|selv)\\b"                              \
    "|deltak|grupp|leg[ea]ne|medlem|sekret|leder|leiar)"

/* What was done with the money, however it is written. */
static const char *const paying[] = {"spander", "spons", "finansier", "bekost", "betal",
                                     "dek",     "støtt", "stØtt",     NULL};

/* Who paid, if the sentence says so. Caller owns the result. */
static char *payer_in(const char *text)
{
    static const char *const sentences[] = {PAID_BY, WHO_PAID};
    for (gsize i = 0; i < G_N_ELEMENTS(sentences); i++) {
        g_autoptr(GMatchInfo) match = NULL;
        if (g_regex_match(pattern(sentences[i], 0), text, 0, &match))
            return g_match_info_fetch(match, 1);
    }
    return NULL;
}

guint read_sponsor(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    const struct place *place = line->block && line->filled == 1 ? first_filled(line) : NULL;
    if (!place || place->label || strlen(place->text) > LONGEST_SENTENCE || strchr(place->text, ':'))
        return 0;
    if (!text_holds_any(place->text, paying) ||
        pattern_found("\\b(?:ikke|ikkje|ingen|inga|verken|korkje|aldri|uten|utan)\\b", G_REGEX_CASELESS,
                      place->text))
        return 0;
    g_autofree char *payer = payer_in(place->text);
    guint index;
    /* One of the group who paid is no sponsor. */
    if (!payer || pattern_found(OURSELVES, G_REGEX_CASELESS, payer) ||
        members_find(reader->members, payer, &index) != REFERENCE_NOBODY)
        return 0;
    struct place value = {.text = payer, .kind = VALUE_TEXT};
    field_set(reader, LABEL_SPONSOR, &value);
    explain(reader, "  line %u: somebody paid", at + 1);
    return 1;
}
