#include "parser/form/sentences.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/form/identifiers.h"
#include "parser/form/labels.h"
#include "parser/form/names.h"
#include "parser/form/vocabulary.h"
#include <string.h>

/* "Kl", "tlf", "spes", the initial of a name. */
static bool is_abbreviation(const char *word)
{
    return g_utf8_strlen(word, -1) < 2 ||
           pattern_found("nr$|^(?:bl\\.a|f\\.eks|f\\.o\\.m|t\\.o\\.m|o\\.l|m\\.m|m\\.fl|d\\.d|ph\\.d|spes|"
                         "allm|allmennmed|kl|ca|tlf|mob|"
                         "dvs|evt|osv|inkl|st|dr|prof|adr|jf|pr|ref|sign|tel|vedr|ang|mht|hhv|etc|cand|kst|"
                         "avd|samf|pers|"
                         "stk|min|maks|ass|adm|dir|hpr|overl|fvr|mvh|vh|jan|feb|mar|apr|jun|jul|aug|sep|sept|"
                         "okt|nov|des|"
                         "man|tir|tirs|ons|tor|tors|fre|lør|søn|frk|hr|sg|smg|gr|grp|sekr|medl|kap|par)$",
                         G_REGEX_CASELESS, word);
}

/* A number behind "og", "møte" or "kl.", in front of no month: it counts, and is no day. */
static bool ends_count(const char *text, const char *number, const char *after)
{
    g_autofree char *front = g_strndup(text, (gsize)(number - text));
    g_autofree char *word = g_strndup(after, strcspn(after, " ,.;:"));
    g_autofree char *folded = text_fold(word);
    return pattern_found("\\b(?:og|møte|kl\\.?) $", G_REGEX_CASELESS, front) &&
           !vocabulary_month(folded, strlen(folded));
}

/* A full stop ends a sentence behind a word that is no abbreviation, number of a day or initial. */
static bool ends_sentence(const char *text, const char *stop)
{
    const char *after = stop + 1;
    if (*after && *after != ' ' && *after != '\n')
        return false;
    if (*stop != '.')
        return true;
    after += strspn(after, " \n");
    if (!*after)
        return true;
    if (!g_unichar_isupper(g_utf8_get_char(after)))
        return false;
    const char *word = stop;
    while (word > text && !strchr(" (\n,", word[-1]))
        word--;
    g_autofree char *last = g_strndup(word, (gsize)(stop - word));
    bool number = *last && strspn(last, "0123456789.:/-") == strlen(last);
    /* "på møte 1, 2 og 4. Kari ...", "til kl. 20. Tema ..." */
    if (number)
        return strlen(last) >= 4 || ends_count(text, word, after);
    return !is_abbreviation(last);
}

char **sentences_of(const char *text)
{
    GPtrArray *sentences = g_ptr_array_new();
    const char *start = text;
    for (const char *p = text;; p++) {
        if (*p && !(strchr(".!?", *p) && ends_sentence(text, p)))
            continue;
        g_autofree char *one = g_strndup(start, (gsize)(p - start) + (*p == '?'));
        g_autofree char *tidy = text_tidy(one);
        if (*tidy)
            g_ptr_array_add(sentences, g_steal_pointer(&tidy));
        if (!*p)
            break;
        start = p + 1;
    }
    g_ptr_array_add(sentences, NULL);
    return (char **)g_ptr_array_free(sentences, FALSE);
}

static void found_name_free(gpointer data)
{
    struct found_name *found = data;
    g_free(found->name);
    g_free(found);
}

/* A word with a capital at the beginning of a sentence, or in front of a name, that is no part of it. */
static bool is_no_name(const char *word)
{
    static const char *const words[] = {
        "ny",       "nytt",      "nye",       "fra",       "frå",   "også",       "dessuten", "videre",
        "samtidig", "men",       "og",        "så",        "nå",    "no",         "kollega",  "vår",
        "medlem",   "medlemmer", "da",        "siden",     "dette", "etter",      "når",      "at",
        "som",      "i",         "på",        "med",       "både",  "det",        "hun",      "han",
        "ho",       "denne",     "melder",    "velkommen", "til",   "fastlegene", "legene",   "kollegene",
        "vikar",    "hpr",       "tidligere", "deltaker",  "per",   "pr",         "dermed",   "heretter",
        "gruppa",   "gruppen"};
    g_autofree char *folded = text_fold(word);
    gsize length = strlen(folded);
    if (length && folded[length - 1] == '.')
        folded[length - 1] = '\0';
    /* "Per Dahl" is somebody; "per 1. mars" has no capital. So is "Dag Vik". */
    if (strcmp(word, "Per") == 0 || strcmp(word, "Dag") == 0)
        return false;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(folded, words[i]) == 0)
            return true;
    bool prose;
    guint headline = vocabulary_headline(folded, &prose);
    return prose || headline || vocabulary_is_title(folded) || label_of(folded) ||
           (strlen(folded) > 4 && vocabulary_weekday(folded, strlen(folded)));
}

static bool names_a_group(const char *name)
{
    g_autofree char *folded = text_fold(name);
    return pattern_found("grupp[ae]n?\\b|klubb|legane\\b|legene\\b|\\wlaget\\b|forening", 0, folded);
}

GPtrArray *names_in(const char *text)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(found_name_free);
    GRegex *run =
        pattern("\\p{Lu}[\\p{L}'\xe2\x80\x99-]*\\.?(?:\\s+(?:van|von|der|de|den|af|av|el|al|bin)(?=\\s)|"
                "\\s+\\p{Lu}[\\p{L}'\xe2\x80\x99-]*)+",
                0);
    g_autoptr(GMatchInfo) match = NULL;
    g_regex_match(run, text, 0, &match);
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        int from, to;
        g_match_info_fetch_pos(match, 0, &from, &to);
        while (from < to) {
            gsize length = strcspn(text + from, " ");
            g_autofree char *word = g_strndup(text + from, length);
            if (!is_no_name(word) || from + (int)length >= to)
                break;
            from += (int)(length + strspn(text + from + length, " "));
        }
        /* "Kari Nordmann HPR" */
        const char *last = g_strrstr_len(text + from, to - from, " ");
        if (last && g_ascii_strncasecmp(last + 1, "HPR", 3) == 0)
            to = (int)(last - text);
        g_autofree char *raw = g_strndup(text + from, (gsize)(to - from));
        g_autofree char *name = text_tidy(raw);
        if (!name_is_likely(name) || names_a_group(name) || vocabulary_is_municipality(name) ||
            vocabulary_is_workplace(name) ||
            pattern_found("^\\s+(?:lege|smågrupp|grupp|kontor|senter|kommune)", 0, text + to))
            continue;
        struct found_name *found = g_new0(struct found_name, 1);
        found->name = g_steal_pointer(&name);
        found->from = (gsize)from;
        found->to = (gsize)to;
        g_ptr_array_add(names, found);
    }
    return names;
}

/* "31.12" at the end of a sentence has lost its full stop to it; behind "kl." it is a time. */
static bool is_short_day(const char *text, const char *at, struct when *when)
{
    gsize length;
    g_autofree char *before = g_strndup(text, (gsize)(at - text));
    if (!pattern_found("^\\d{1,2}\\.\\d{1,2}(?=$|[\\s,;)])", 0, at) ||
        pattern_found("\\b(?:kl|klokk[ae]n?|til)\\.?\\s*$", G_REGEX_CASELESS, before) ||
        !day_read(at, &when->day, &length))
        return false;
    when->rest = at + length;
    return true;
}

bool may_hold_day(const char *text)
{
    return has_digit(text) || strcasestr(text, "dag");
}

bool day_in_text(const char *text, gsize from, struct when *when, gsize *begin, gsize *end)
{
    for (const char *p = text + from; *p; p = g_utf8_next_char(p)) {
        bool boundary = p == text || strchr(" (,;\n", p[-1]);
        if (!boundary ||
            !(g_ascii_isdigit(*p) ||
              pattern_found("^(?:man|tir|tys|ons|tor|fre|lør|lau|søn|sun)\\w*dag", G_REGEX_CASELESS, p)))
            continue;
        when_read(p, WHEN_LINE, when);
        if (when->state == DAY_NONE && is_short_day(text, p, when))
            when->state = DAY_READ;
        if (when->state == DAY_NONE || when->rest <= p)
            continue;
        *begin = (gsize)(p - text);
        *end = (gsize)(when->rest - text);
        return true;
    }
    return false;
}
