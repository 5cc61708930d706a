#include "parser/form/vocabulary.h"

#include "base/text.h"
#include "parser/form/labels.h"
#include "parser/form/wordings.h"
#include "parser/form/wordlist.h"
#include <string.h>

#define SHORT_HEADLINE 5 /* bytes of a headline word that is no part of others */
/* Bytes in the name of a month or a day of the week. */
#define LONGEST_DAY_NAME 40

static const char *const headline_names[] = {
    "update", "start", "presence", "program", "gruppeveiledning", "veiledningsgruppe", "smagruppe"};

/* A word that announces something, and what: 1 << its place in headline_names. */
struct headline_word {
    char *word;
    size_t length;
    guint announces;
};

struct vocabulary {
    GHashTable *marks;          /* folded text -> enum mark */
    GHashTable *specialties;    /* key -> canonical word */
    GHashTable *professions;    /* key -> canonical word */
    GHashTable *municipalities; /* folded name, set */
    GHashTable *titles;         /* folded word, set */
    GPtrArray *workplaces;      /* folded parts of words */
    GHashTable *months;         /* folded name -> number */
    GHashTable *weekdays;       /* folded name -> number */
    GHashTable *prose;          /* folded word, set */
    GArray *headlines[256];     /* of struct headline_word, by their first byte */
    char *month_pattern;
};

static void add_headline(const char *field, const char *wording, void *data)
{
    struct vocabulary *words = data;
    if (strcmp(field, "prose") == 0) {
        g_hash_table_add(words->prose, text_fold(wording));
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS(headline_names); i++)
        if (strcmp(headline_names[i], field) == 0) {
            struct headline_word entry = {.word = text_fold(wording), .announces = 1u << i};
            entry.length = strlen(entry.word);
            g_array_append_val(words->headlines[(guchar)*entry.word], entry);
        }
}

static void add_mark(const char *field, const char *wording, void *data)
{
    struct vocabulary *words = data;
    enum mark mark = strcmp(field, "present") == 0 ? MARK_PRESENT : MARK_ABSENT;
    g_hash_table_insert(words->marks, text_fold(wording), GUINT_TO_POINTER(mark));
}

static void add_specialty(const char *field, const char *wording, void *data)
{
    struct vocabulary *words = data;
    g_hash_table_insert(words->specialties, wording_key(wording), g_strdup(field));
}

static void add_profession(const char *field, const char *wording, void *data)
{
    struct vocabulary *words = data;
    g_hash_table_insert(words->professions, wording_key(wording), g_strdup(field));
}

static void add_municipality(const char *field, const char *wording, void *data)
{
    struct vocabulary *words = data;
    (void)field;
    g_hash_table_add(words->municipalities, text_fold(wording));
}

static void add_title(const char *field, const char *wording, void *data)
{
    struct vocabulary *words = data;
    (void)field;
    g_hash_table_add(words->titles, text_fold(wording));
}

static void add_workplace(const char *field, const char *wording, void *data)
{
    struct vocabulary *words = data;
    (void)field;
    g_ptr_array_add(words->workplaces, text_fold(wording));
}

static void add_month(const char *field, const char *wording, void *data)
{
    struct vocabulary *words = data;
    g_hash_table_insert(words->months, text_fold(wording), GINT_TO_POINTER(atoi(field)));
}

static void add_weekday(const char *field, const char *wording, void *data)
{
    struct vocabulary *words = data;
    g_hash_table_insert(words->weekdays, text_fold(wording), GINT_TO_POINTER(atoi(field)));
}

static int longest_first(gconstpointer a, gconstpointer b)
{
    size_t one = strlen(*(char *const *)a), other = strlen(*(char *const *)b);
    return one == other ? strcmp(*(char *const *)a, *(char *const *)b) : one < other ? 1 : -1;
}

static char *pattern_of(GHashTable *names)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter every;
    gpointer name;
    g_hash_table_iter_init(&every, names);
    while (g_hash_table_iter_next(&every, &name, NULL))
        g_ptr_array_add(sorted, g_regex_escape_string(name, -1));
    g_ptr_array_sort(sorted, longest_first);
    g_ptr_array_add(sorted, NULL);
    return g_strjoinv("|", (char **)sorted->pdata);
}

static struct vocabulary *vocabulary_new(void)
{
    struct vocabulary *vocabulary = g_new0(struct vocabulary, 1);
    vocabulary->marks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->specialties = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    vocabulary->professions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    vocabulary->municipalities = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->titles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->months = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->weekdays = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->prose = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(vocabulary->headlines); i++)
        vocabulary->headlines[i] = g_array_new(FALSE, FALSE, sizeof(struct headline_word));
    wordlist_read("headings.txt", add_headline, vocabulary);
    wordlist_read("marks.txt", add_mark, vocabulary);
    wordlist_read("specialties.txt", add_specialty, vocabulary);
    wordlist_read("professions.txt", add_profession, vocabulary);
    wordlist_read("municipalities.txt", add_municipality, vocabulary);
    wordlist_read("titles.txt", add_title, vocabulary);
    vocabulary->workplaces = g_ptr_array_new();
    wordlist_read("workplaces.txt", add_workplace, vocabulary);
    wordlist_read("months.txt", add_month, vocabulary);
    wordlist_read("weekdays.txt", add_weekday, vocabulary);
    vocabulary->month_pattern = pattern_of(vocabulary->months);
    return vocabulary;
}

/* Made at the first use, constant afterwards, never freed. */
static const struct vocabulary *vocabulary(void)
{
    static const struct vocabulary *words;
    if (g_once_init_enter(&words))
        g_once_init_leave(&words, vocabulary_new());
    return words;
}

/* What a table holds under words; NULL: nothing. */
static gpointer find_words(GHashTable *table, const char *words)
{
    g_autofree char *key = wording_key_of_words(words);
    return g_hash_table_lookup(table, key);
}

/* A headline word may be the last part of a longer word, and stand in the definite form. */
static bool is_headline_word(const struct headline_word *word, const char *words, const char *at)
{
    /* Most places differ in their second letter already. */
    if (at[1] != word->word[1] || strncmp(at, word->word, word->length) != 0)
        return false;
    /* "spesialist" holds "alis": so short a word stands for itself. */
    bool within = at != words && at[-1] != ' ' && word->length <= SHORT_HEADLINE;
    return strcspn(at + word->length, " ") <= 3 && !within;
}

static guint announced_at(const char *words, const char *at)
{
    const GArray *begin = vocabulary()->headlines[(guchar)*at];
    guint announced = 0;
    for (guint i = 0; i < begin->len; i++) {
        const struct headline_word *word = &g_array_index(begin, struct headline_word, i);
        if (is_headline_word(word, words, at))
            announced |= word->announces;
    }
    return announced;
}

/* Whether one of the words is of running text. Cuts the text into its words. */
static bool holds_prose(char *words)
{
    char *rest = words;
    for (char *word; (word = strtok_r(NULL, " ", &rest));)
        if (g_hash_table_contains(vocabulary()->prose, word))
            return true;
    return false;
}

guint vocabulary_headline(const char *text, bool *prose)
{
    g_autofree char *words = wording_words(text);
    g_autofree char *single = text_tidy(words);
    guint announced = 0;
    for (const char *p = single; *p; p++)
        announced |= announced_at(single, p);
    if (prose)
        *prose = holds_prose(single);
    return announced;
}

enum mark vocabulary_mark(const char *text)
{
    g_autofree char *folded = text_fold(text);
    if (!*folded)
        return MARK_BLANK;
    gpointer mark = g_hash_table_lookup(vocabulary()->marks, folded);
    if (!mark) {
        g_autofree char *open = wording_without_brackets(folded);
        g_strstrip(open);
        size_t length = strlen(open);
        if (length > 1 && strchr(".!", open[length - 1]))
            open[length - 1] = '\0';
        mark = g_hash_table_lookup(vocabulary()->marks, open);
        /* "x (digitalt)" is a mark; "(x)" alone is somebody in doubt. */
        if (*open == '\0')
            mark = NULL;
    }
    return mark ? (enum mark)GPOINTER_TO_UINT(mark) : MARK_UNKNOWN;
}

/* The words of a text outside brackets. Caller owns the result. */
static char *open_words(const char *text)
{
    g_autofree char *open = wording_has_brackets(text) ? wording_without_brackets(text) : NULL;
    return wording_words(open ? open : text);
}

static const char *specialty_of(const char *words)
{
    static const char *const before[] = {"spesialist i ",
                                         "spesialist innen ",
                                         "spesialist ",
                                         "spes i ",
                                         "spes ",
                                         "spesialitet ",
                                         "godkjent spesialist i ",
                                         "sp ",
                                         "godkjend spesialist i "};
    g_autofree char *single = text_tidy(words);
    const char *rest = single;
    if (g_str_has_suffix(single, " spesialist"))
        single[strlen(single) - strlen(" spesialist")] = '\0';
    for (guint i = 0; i < G_N_ELEMENTS(before); i++)
        if (g_str_has_prefix(rest, before[i])) {
            rest += strlen(before[i]);
            break;
        }
    return find_words(vocabulary()->specialties, rest);
}

const char *vocabulary_specialty(const char *text)
{
    g_autofree char *words = open_words(text);
    return specialty_of(words);
}

const char *vocabulary_profession(const char *text)
{
    g_autofree char *words = open_words(text);
    return find_words(vocabulary()->professions, words);
}

bool vocabulary_knows(const char *text)
{
    if (label_of(text))
        return true;
    g_autofree char *words = open_words(text);
    return find_words(vocabulary()->professions, words) || specialty_of(words);
}

bool vocabulary_is_municipality(const char *text)
{
    g_autofree char *folded = text_fold(text);
    return g_hash_table_contains(vocabulary()->municipalities, folded);
}

bool vocabulary_is_title(const char *word)
{
    g_autofree char *folded = text_fold(word);
    return g_hash_table_contains(vocabulary()->titles, folded);
}

bool vocabulary_is_workplace(const char *text)
{
    g_autofree char *folded = text_fold(text);
    for (guint i = 0; i < vocabulary()->workplaces->len; i++)
        if (strstr(folded, g_ptr_array_index(vocabulary()->workplaces, i)))
            /* "Legevaktmedisin" is a subject. */
            return !g_str_has_suffix(folded, "medisin");
    return false;
}

const char *vocabulary_month_pattern(void)
{
    return vocabulary()->month_pattern;
}

static int number_of(GHashTable *names, const char *name, gsize length)
{
    char word[LONGEST_DAY_NAME + 1];
    if (!length || length > LONGEST_DAY_NAME)
        return 0;
    memcpy(word, name, length);
    word[length] = '\0';
    return GPOINTER_TO_INT(g_hash_table_lookup(names, word));
}

int vocabulary_month(const char *name, gsize length)
{
    return number_of(vocabulary()->months, name, length);
}

int vocabulary_weekday(const char *name, gsize length)
{
    return number_of(vocabulary()->weekdays, name, length);
}
