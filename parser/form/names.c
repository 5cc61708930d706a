#include "parser/form/names.h"

#include "base/text.h"
#include "parser/form/group_phrase.h"
#include "parser/form/vocabulary.h"
#include "parser/form/wordings.h"
#include <string.h>

#define LONGEST_NAME 80

static bool is_particle(const char *word, const char *end)
{
    static const char *const particles[] = {"van", "von", "der", "de",  "den", "af", "av",
                                            "el",  "al",  "bin", "la",  "le",  "di", "da",
                                            "du",  "dos", "ibn", "ter", "til"};
    for (guint i = 0; i < G_N_ELEMENTS(particles); i++)
        if (strncmp(particles[i], word, (gsize)(end - word)) == 0 && particles[i][end - word] == '\0')
            return true;
    return false;
}

bool name_is_particle(const char *word)
{
    return is_particle(word, strchr(word, '\0'));
}

static bool is_name_sign(gunichar c)
{
    return c == '-' || c == 0x2011 || c == 0x2010 || c == '\'' || c == 0x2019 || c == '.' || c == '`';
}

/* Letters, with the signs that names have; the word ends at `end`. */
static bool is_name_word(const char *word, const char *end)
{
    bool letter = false;
    for (const char *p = word; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool alphabetic = g_ascii_isalpha(*p) || g_unichar_isalpha(c);
        letter = letter || alphabetic;
        if (!alphabetic && !is_name_sign(c) && !g_unichar_ismark(c))
            return false;
    }
    return letter;
}

static bool starts_upper(const char *word)
{
    return g_unichar_isupper(g_utf8_get_char(word));
}

/* "KN", "KvD": initials, not a name. */
static bool are_initials(const char *word, const char *end)
{
    guint upper = 0, letters = 0;
    for (const char *p = word; p < end && letters <= 3; p = g_utf8_next_char(p), letters++)
        upper += g_unichar_isupper(g_utf8_get_char(p)) != 0;
    return upper >= 2 && letters <= 3;
}

bool name_may_be(const char *text)
{
    return *text && strlen(text) <= 40 && is_name_word(text, strchr(text, '\0')) && starts_upper(text) &&
           !vocabulary_knows(text);
}

/* "Alle" stands beside names, and is none. */
static bool is_everybody(const char *word, const char *end)
{
    gsize length = (gsize)(end - word);
    return length == strlen("alle") && g_ascii_strncasecmp(word, "alle", length) == 0;
}

bool name_is_likely(const char *text)
{
    if (!*text || strlen(text) > LONGEST_NAME)
        return false;
    guint count = 0, upper = 0, initials = 0;
    for (const char *word = text, *end; word; word = *end ? end + 1 : NULL) {
        end = strchrnul(word, ' ');
        if (!is_name_word(word, end) || is_everybody(word, end))
            return false;
        count++;
        initials += are_initials(word, end);
        if (starts_upper(word))
            upper++;
        else if (!is_particle(word, end))
            return false;
    }
    return count >= 2 && count <= 6 && upper >= 2 && initials < count && !vocabulary_knows(text) &&
           !vocabulary_is_workplace(text) && !group_phrase_is_group(text);
}

char *name_with_capitals(const char *text)
{
    g_autofree char *tidy = text_tidy(text);
    g_auto(GStrv) words = g_strsplit(tidy, " ", -1);
    guint count = g_strv_length(words);
    if (count < 2 || count > 4 || vocabulary_knows(tidy) || vocabulary_is_workplace(tidy))
        return NULL;
    GString *name = g_string_new(NULL);
    for (guint i = 0; i < count; i++) {
        const char *end = strchr(words[i], '\0');
        bool particle = i && i + 1 < count && is_particle(words[i], end);
        bool first = !particle;
        for (const char *p = words[i]; *p; p = g_utf8_next_char(p)) {
            gunichar c = g_utf8_get_char(p);
            if (!g_unichar_islower(c) && !is_name_sign(c)) {
                g_string_free(name, TRUE);
                return NULL;
            }
            g_string_append_unichar(name, first ? g_unichar_toupper(c) : c);
            first = c == '-';
        }
        if (i + 1 < count)
            g_string_append_c(name, ' ');
    }
    char *whole = g_string_free(name, FALSE);
    if (name_is_likely(whole))
        return whole;
    g_free(whole);
    return NULL;
}

/* "Kari Nordmann PhD": cuts titles off, as long as two words of a name are left. */
static void cut_titles_behind(char *name)
{
    for (char *last; (last = strrchr(name, ' ')) && vocabulary_is_title(last + 1);) {
        if (memchr(name, ' ', (gsize)(last - name)) == NULL)
            return;
        *last = '\0';
    }
}

/* A single capital stands in front of a place, behind a blank. */
static bool is_after_initial(const char *name, const char *at)
{
    const char *capital = g_utf8_find_prev_char(name, at);
    return capital && capital > name && capital[-1] == ' ' && g_unichar_isupper(g_utf8_get_char(capital));
}

char *name_tidy(const char *text)
{
    g_autofree char *open = wording_without_brackets(text);
    g_autofree char *tidy = text_tidy(open);
    const char *start = tidy;
    while (*start && !g_unichar_isalpha(g_utf8_get_char(start)))
        start = g_utf8_next_char(start);
    for (;;) {
        const char *blank = strchr(start, ' ');
        g_autofree char *word = blank ? g_strndup(start, (gsize)(blank - start)) : NULL;
        if (!word || !vocabulary_is_title(word))
            break;
        start = blank + 1;
    }
    char *name = g_strdup(start);
    cut_titles_behind(name);
    for (size_t length = strlen(name); length; length--) {
        const char *last = g_utf8_prev_char(name + length);
        gunichar c = g_utf8_get_char(last);
        /* "Kari N." keeps its full stop. */
        bool initial = c == '.' && is_after_initial(name, last);
        if (g_unichar_isalpha(c) || g_unichar_ismark(c) || initial)
            break;
        length = (size_t)(last - name) + 1;
        name[length - 1] = '\0';
    }
    return name;
}

bool names_are_surname_first(const char *const *names, guint count)
{
    guint with = 0, single = 0, filled = 0;
    for (guint i = 0; i < count; i++) {
        if (!*names[i])
            continue;
        filled++;
        g_auto(GStrv) sides = g_strsplit(names[i], ",", -1);
        if (g_strv_length(sides) != 2)
            continue;
        g_autofree char *surname = text_tidy(sides[0]);
        g_autofree char *first = name_tidy(sides[1]);
        if (!is_name_word(first, strchr(first, '\0')) && !strchr(first, ' '))
            continue;
        if (vocabulary_knows(first) || vocabulary_is_workplace(first))
            continue;
        with++;
        single += !strchr(surname, ' ');
    }
    /* One surname of a single word tells the style of the whole list: nobody is called by a surname alone. */
    return filled && with == filled && single;
}
