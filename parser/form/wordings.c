#include "parser/form/wordings.h"

#include "base/text.h"
#include <string.h>

/* Words that make no difference in a label. */
static bool is_small_word(const char *word)
{
    static const char *const small[] = {"på", "for", "av", "i", "om",  "den", "det", "de", "en",
                                        "et", "ev",  "a",  "à", "evt", "vår", "eit", "ein"};
    for (guint i = 0; i < G_N_ELEMENTS(small); i++)
        if (strcmp(small[i], word) == 0)
            return true;
    return false;
}

/* Spellings that people use side by side: tilstede, deltager, fremmøte. */
static char *one_spelling(const char *words)
{
    static const struct {
        const char *from, *to;
    } spellings[] = {{"til stede", "tilstede"}, {"til stades", "tilstede"},  {"tilstades", "tilstede"},
                     {"til stade", "tilstede"}, {"tilstade ", "tilstede "},  {"deltager", "deltaker"},
                     {"deltakar", "deltaker"},  {"deltakerar", "deltakere"}, {"fremmøt", "frammøt"},
                     {"frammøtet", "frammøte"}, {"epost", "e post"},         {"e mail", "e post"}};
    char *text = g_strdup(words);
    for (guint i = 0; i < G_N_ELEMENTS(spellings); i++) {
        g_auto(GStrv) parts = g_strsplit(text, spellings[i].from, -1);
        g_free(text);
        text = g_strjoinv(spellings[i].to, parts);
    }
    return text;
}

static const char *same_word(const char *word)
{
    static const char *const numbers[] = {"nummer", "no", "number", "num", "#"};
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (strcmp(numbers[i], word) == 0)
            return "nr";
    return word;
}

char *wording_words(const char *text)
{
    g_autofree char *folded = text_fold(text);
    GString *words = g_string_new(NULL);
    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c) || c == '%' || c == '#')
            g_string_append_unichar(words, c);
        else
            g_string_append_c(words, ' ');
    }
    return g_string_free(words, FALSE);
}

char *wording_without_brackets(const char *text)
{
    GString *open = g_string_new(NULL);
    int depth = 0;
    for (const char *p = text; *p; p++) {
        if (*p == '(' || *p == '[')
            depth++;
        else if ((*p == ')' || *p == ']') && depth)
            depth--;
        else if (!depth)
            g_string_append_c(open, *p);
    }
    return g_string_free(open, FALSE);
}

char *wording_key(const char *text)
{
    g_autofree char *plain = wording_words(text);
    g_autofree char *words = one_spelling(plain);
    g_auto(GStrv) split = g_strsplit(words, " ", -1);
    GString *key = g_string_new(NULL);
    GString *all = g_string_new(NULL);
    for (char **word = split; *word; word++) {
        if (!**word)
            continue;
        g_string_append_printf(all, "%s%s", all->len ? " " : "", same_word(*word));
        if (!is_small_word(*word))
            g_string_append_printf(key, "%s%s", key->len ? " " : "", same_word(*word));
    }
    /* A wording of small words only ("til") is its own key. */
    GString *chosen = key->len ? key : all;
    GString *other = key->len ? all : key;
    g_string_free(other, TRUE);
    return g_string_free(chosen, FALSE);
}

/* Words that only say whose the field is. */
static bool adorns(const char *word)
{
    static const char *const words[] = {
        "gruppens",     "gruppas",   "gruppa",      "gruppen",    "smågruppens", "smågruppas", "smågruppen",
        "smågruppa",    "møtets",    "møtet",       "deltakers",  "legens",      "registrert", "vår",
        "vårt",         "våre",      "deltakerens", "deltagers",  "fullstendig", "oppgi",      "skriv",
        "hovedsakelig", "eventuelt", "eventuell",   "samlingens", "samlingen",   "medlemmets", "dagens",
        "kveldens",     "sitt",      "si",          "vårs"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

char *wording_bare_key(const char *text)
{
    g_autofree char *words = wording_words(text);
    g_auto(GStrv) split = g_strsplit(words, " ", -1);
    g_autoptr(GString) left = g_string_new(NULL);
    bool taken = false;
    for (char **word = split; *word; word++) {
        if (adorns(*word))
            taken = true;
        else if (**word)
            g_string_append_printf(left, "%s%s", left->len ? " " : "", *word);
    }
    return taken && left->len ? wording_key(left->str) : g_strdup("");
}
