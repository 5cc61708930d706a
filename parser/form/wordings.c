#include "parser/form/wordings.h"

#include "base/text.h"
#include <string.h>

/* A word of a longer text: `length` bytes from `start`. */
struct word {
    const char *start;
    gsize length;
};

/* The next word at or after `text`, which has words of blanks' distance; length 0 at the end. */
static struct word next_word(const char *text)
{
    while (*text == ' ')
        text++;
    return (struct word){text, (gsize)(strchrnul(text, ' ') - text)};
}

static bool word_is(const struct word *word, const char *other)
{
    return *word->start == *other && strncmp(word->start, other, word->length) == 0 &&
           other[word->length] == '\0';
}

/* Words that make no difference in a label. */
static bool is_small_word(const struct word *word)
{
    static const char *const small[] = {"på", "for", "av", "i", "om",  "den", "det", "de", "en",
                                        "et", "ev",  "a",  "à", "evt", "vår", "eit", "ein"};
    for (guint i = 0; word->length <= strlen("vår") && i < G_N_ELEMENTS(small); i++)
        if (word_is(word, small[i]))
            return true;
    return false;
}

/* Spellings that people use side by side: tilstede, deltager, fremmøte. NULL where there is none of them.
 * Caller owns the result. */
static char *one_spelling(const char *words)
{
    static const struct {
        const char *from, *to;
    } spellings[] = {{"til stede", "tilstede"}, {"til stades", "tilstede"},  {"tilstades", "tilstede"},
                     {"til stade", "tilstede"}, {"tilstade ", "tilstede "},  {"deltager", "deltaker"},
                     {"deltakar", "deltaker"},  {"deltakerar", "deltakere"}, {"fremmøt", "frammøt"},
                     {"frammøtet", "frammøte"}, {"epost", "e post"},         {"e mail", "e post"}};
    /* What all of them have: hardly any text does. */
    static const char *const stems[] = {"til st", "tilsta", "delta", "møt", "epost", "e mail"};
    bool found = false;
    for (guint i = 0; i < G_N_ELEMENTS(stems) && !found; i++)
        found = strstr(words, stems[i]);
    char *changed = NULL;
    for (guint i = 0; found && i < G_N_ELEMENTS(spellings); i++) {
        if (!strstr(changed ? changed : words, spellings[i].from))
            continue;
        g_auto(GStrv) parts = g_strsplit(changed ? changed : words, spellings[i].from, -1);
        g_free(changed);
        changed = g_strjoinv(spellings[i].to, parts);
    }
    return changed;
}

static struct word same_word(struct word word)
{
    static const char *const numbers[] = {"nummer", "no", "number", "num", "#"};
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (word_is(&word, numbers[i]))
            return (struct word){"nr", strlen("nr")};
    return word;
}

/* In place: what stays is never longer than what was. */
char *wording_words(const char *text)
{
    char *words = text_fold(text), *to = words;
    for (const char *p = words, *next; *p; p = next) {
        next = g_utf8_next_char(p);
        bool kept =
            *p > 0 ? g_ascii_isalnum(*p) || *p == '%' || *p == '#' : g_unichar_isalnum(g_utf8_get_char(p));
        if (kept)
            while (p < next)
                *to++ = *p++;
        else
            *to++ = ' ';
    }
    *to = '\0';
    return words;
}

bool wording_has_brackets(const char *text)
{
    return strpbrk(text, "([") != NULL;
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

/* The words that count in a label, or all of them. */
static void append_words(GString *key, const char *words, bool small_too)
{
    for (struct word word = next_word(words); word.length; word = next_word(word.start + word.length)) {
        if (!small_too && is_small_word(&word))
            continue;
        struct word same = same_word(word);
        if (key->len)
            g_string_append_c(key, ' ');
        g_string_append_len(key, same.start, (gssize)same.length);
    }
}

char *wording_key_of_words(const char *words)
{
    g_autofree char *respelled = one_spelling(words);
    if (respelled)
        words = respelled;
    GString *key = g_string_sized_new(strlen(words) + 1);
    append_words(key, words, false);
    /* A wording of small words only ("til") is its own key. */
    if (!key->len)
        append_words(key, words, true);
    return g_string_free(key, FALSE);
}

char *wording_key(const char *text)
{
    g_autofree char *words = wording_words(text);
    return wording_key_of_words(words);
}

/* Words that only say whose the field is. */
static bool adorns(const struct word *word)
{
    static const char *const words[] = {
        "gruppens",     "gruppas",   "gruppa",      "gruppen",    "smågruppens", "smågruppas", "smågruppen",
        "smågruppa",    "møtets",    "møtet",       "deltakers",  "legens",      "registrert", "vår",
        "vårt",         "våre",      "deltakerens", "deltagers",  "fullstendig", "oppgi",      "skriv",
        "hovedsakelig", "eventuelt", "eventuell",   "samlingens", "samlingen",   "medlemmets", "dagens",
        "kveldens",     "sitt",      "si",          "vårs"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (word_is(word, words[i]))
            return true;
    return false;
}

char *wording_bare_key(const char *words)
{
    g_autoptr(GString) left = g_string_new(NULL);
    bool taken = false;
    for (struct word word = next_word(words); word.length; word = next_word(word.start + word.length)) {
        if (adorns(&word)) {
            taken = true;
            continue;
        }
        if (left->len)
            g_string_append_c(left, ' ');
        g_string_append_len(left, word.start, (gssize)word.length);
    }
    return taken && left->len ? wording_key_of_words(left->str) : g_strdup("");
}
