#include "parser/form/vocabulary.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/form/wordings.h"
#include "parser/form/wordlist.h"
#include <string.h>

/* A label longer than this is a sentence. */
#define LONGEST_LABEL   90
#define SHORT_HEADLINE  5 /* bytes of a headline word that is no part of others */
#define SHORTEST_CLOSED 8 /* bytes of a label without its blanks */
/* Bytes in the name of a month or a day of the week. */
#define LONGEST_DAY_NAME 40

static const char *const label_names[LABEL_COUNTED] = {
    [LABEL_GROUP] = "group",
    [LABEL_GROUP_NUMBER] = "group_number",
    [LABEL_GROUP_NAME] = "group_name",
    [LABEL_MUNICIPALITY] = "municipality",
    [LABEL_GROUP_KIND] = "group_kind",
    [LABEL_LEADER] = "leader",
    [LABEL_LEADER_HPR] = "leader_hpr",
    [LABEL_LEADER_EMAIL] = "leader_email",
    [LABEL_SECRETARY] = "secretary",
    [LABEL_SECRETARY_HPR] = "secretary_hpr",
    [LABEL_SECRETARY_EMAIL] = "secretary_email",
    [LABEL_START_DATE] = "start_date",
    [LABEL_PERIOD] = "period",
    [LABEL_PERIOD_FROM] = "period_from",
    [LABEL_PERIOD_TO] = "period_to",
    [LABEL_PLAN] = "plan",
    [LABEL_NAME] = "name",
    [LABEL_FIRST_NAME] = "first_name",
    [LABEL_LAST_NAME] = "last_name",
    [LABEL_HPR] = "hpr",
    [LABEL_EMAIL] = "email",
    [LABEL_SPECIALTY] = "specialty",
    [LABEL_PROFESSION] = "profession",
    [LABEL_WORKPLACE] = "workplace",
    [LABEL_ROLE] = "role",
    [LABEL_INITIALS] = "initials",
    [LABEL_NUMBER] = "number",
    [LABEL_MEETING] = "meeting",
    [LABEL_DATE] = "date",
    [LABEL_TIME] = "time",
    [LABEL_START] = "start",
    [LABEL_END] = "end",
    [LABEL_DURATION] = "duration",
    [LABEL_DURATION_HOURS] = "duration_hours",
    [LABEL_DURATION_MINUTES] = "duration_minutes",
    [LABEL_COURSE_HOURS] = "course_hours",
    [LABEL_HOURS] = "hours",
    [LABEL_TOPIC] = "topic",
    [LABEL_PLACE] = "place",
    [LABEL_LECTURER] = "lecturer",
    [LABEL_PRESENT] = "present",
    [LABEL_ABSENT] = "absent",
    [LABEL_COUNT] = "count",
    [LABEL_SUM] = "sum",
    [LABEL_ATTESTATION] = "attestation",
    [LABEL_SPONSOR] = "sponsor",
    [LABEL_SIGNATURE] = "signature",
    [LABEL_CHANGE] = "change",
    [LABEL_JOINED] = "joined",
    [LABEL_LEFT] = "left",
    [LABEL_NEW_SECRETARY] = "new_secretary",
    [LABEL_NEW_LEADER] = "new_leader",
    [LABEL_NEW_EMAIL] = "new_email",
    [LABEL_FROM_DATE] = "from_date",
    [LABEL_PARTICIPANTS] = "participants",
    [LABEL_MEETINGS] = "meetings",
    [LABEL_PROGRAM] = "program",
    [LABEL_COMMENT] = "comment",
    [LABEL_CLOSING] = "closing",
};

static const char *const headline_names[] = {
    "update", "start", "presence", "program", "gruppeveiledning", "veiledningsgruppe", "smagruppe"};

struct vocabulary {
    GHashTable *labels;        /* key -> enum label */
    GHashTable *marks;         /* folded text -> enum mark */
    GHashTable *closed_labels; /* key without blanks -> enum label; LABEL_COUNTED where two fields share it */
    GHashTable *specialties;   /* key -> canonical word */
    GHashTable *professions;   /* key -> canonical word */
    GHashTable *municipalities;                         /* folded name, set */
    GHashTable *titles;                                 /* folded word, set */
    GPtrArray *workplaces;                              /* folded parts of words */
    GHashTable *months;                                 /* folded name -> number */
    GHashTable *weekdays;                               /* folded name -> number */
    GHashTable *prose;                                  /* folded word, set */
    GPtrArray *headlines[G_N_ELEMENTS(headline_names)]; /* of folded words */
    char *month_pattern;
};

/* The key without its blanks: "gruppe nummer" for "gruppenummer", "Antallkurstimer" for "antall kurstimer".
 * NULL where that is too short to be sure. Caller owns it. */
static char *closed_key(const char *key)
{
    char *closed = g_strdup(key), *to = closed;
    for (const char *p = key; *p; p++)
        if (*p != ' ')
            *to++ = *p;
    *to = '\0';
    if (strlen(closed) >= SHORTEST_CLOSED)
        return closed;
    g_free(closed);
    return NULL;
}

static void add_closed(struct vocabulary *words, const char *key, guint label)
{
    char *closed = closed_key(key);
    gpointer known = closed ? g_hash_table_lookup(words->closed_labels, closed) : NULL;
    if (closed)
        g_hash_table_insert(
            words->closed_labels, closed,
            GUINT_TO_POINTER(known && GPOINTER_TO_UINT(known) != label ? LABEL_COUNTED : label));
}

static void add_label(const char *field, const char *wording, void *data)
{
    struct vocabulary *words = data;
    for (guint i = 1; i < LABEL_COUNTED; i++)
        if (strcmp(label_names[i], field) == 0) {
            char *key = wording_key(wording);
            add_closed(words, key, i);
            g_hash_table_insert(words->labels, key, GUINT_TO_POINTER(i));
            return;
        }
    g_error("labels.txt: there is no field %s", field);
}

static void add_headline(const char *field, const char *wording, void *data)
{
    struct vocabulary *words = data;
    if (strcmp(field, "prose") == 0) {
        g_hash_table_add(words->prose, text_fold(wording));
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS(headline_names); i++)
        if (strcmp(headline_names[i], field) == 0)
            g_ptr_array_add(words->headlines[i], text_fold(wording));
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
    vocabulary->labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->closed_labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->marks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->specialties = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    vocabulary->professions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    vocabulary->municipalities = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->titles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->months = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->weekdays = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->prose = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(headline_names); i++)
        vocabulary->headlines[i] = g_ptr_array_new();
    wordlist_read("labels.txt", add_label, vocabulary);
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

void vocabulary_prepare(void)
{
    vocabulary();
}

/* What a table holds under words; NULL: nothing. */
static gpointer find_words(GHashTable *table, const char *words)
{
    g_autofree char *key = wording_key_of_words(words);
    return g_hash_table_lookup(table, key);
}

static enum label label_of_key(const char *key)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(vocabulary()->labels, key));
}

static enum label label_of(const char *text)
{
    g_autofree char *key = wording_key(text);
    return label_of_key(key);
}

static enum label label_without_blanks(const char *key)
{
    g_autofree char *closed = closed_key(key);
    guint label =
        closed ? GPOINTER_TO_UINT(g_hash_table_lookup(vocabulary()->closed_labels, closed)) : LABEL_NONE;
    return label == LABEL_COUNTED ? LABEL_NONE : (enum label)label;
}

/* "1. Gruppenavn", "a) Gruppenavn": the enumeration is no part of the label. */
static const char *after_enumeration(const char *text)
{
    const char *p = text;
    if (g_ascii_isdigit(*p)) {
        while (g_ascii_isdigit(*p))
            p++;
    } else if (g_ascii_isalpha(*p)) {
        p++;
    } else {
        return text;
    }
    if (*p != '.' && *p != ')')
        return text;
    p++;
    while (*p == ' ')
        p++;
    return *p && !g_ascii_isdigit(*p) ? p : text;
}

/* "Sum presens 2025", "Antall leger på møtet": a total, whatever follows. "Antall kurstimer: 4" is a label
 * with its value. */
static bool begins_as_total(const char *text, const char *plain)
{
    const char *colon = strchr(text, ':');
    if (colon && colon[1])
        return false;
    static const char *const words[] = {"sum",      "antall",       "total", "totalt",
                                        "totalsum", "gjennomsnitt", "snitt", "ant"};
    gsize length = (gsize)(strchrnul(plain, ' ') - plain);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (length == strlen(words[i]) && strncmp(plain, words[i], length) == 0)
            return true;
    return false;
}

/* What a heading of two labels stands for: the one whose reader finds the other in the same cell. */
static enum label label_of_two(enum label one, enum label other)
{
    static const struct {
        enum label one, other, both;
    } known[] = {
        {LABEL_GROUP_NAME, LABEL_GROUP_NUMBER, LABEL_GROUP},
        {LABEL_NAME, LABEL_HPR, LABEL_NAME},
        {LABEL_NAME, LABEL_EMAIL, LABEL_NAME},
        {LABEL_NAME, LABEL_SPECIALTY, LABEL_NAME},
        {LABEL_NAME, LABEL_WORKPLACE, LABEL_NAME},
        {LABEL_DATE, LABEL_TIME, LABEL_DATE},
        {LABEL_DATE, LABEL_START, LABEL_DATE},
        {LABEL_DATE, LABEL_PLACE, LABEL_DATE},
        {LABEL_DATE, LABEL_DURATION, LABEL_DATE},
        {LABEL_MEETING, LABEL_DATE, LABEL_DATE},
        {LABEL_SIGNATURE, LABEL_DATE, LABEL_SIGNATURE},
        {LABEL_SIGNATURE, LABEL_NAME, LABEL_SIGNATURE},
        {LABEL_PARTICIPANTS, LABEL_DATE, LABEL_NAME},
        {LABEL_NAME, LABEL_DATE, LABEL_NAME},
    };
    for (guint i = 0; i < G_N_ELEMENTS(known); i++)
        if ((known[i].one == one && known[i].other == other) ||
            (known[i].one == other && known[i].other == one))
            return known[i].both;
    return LABEL_NONE;
}

/* "og" as a word of its own at a place in a text. */
static bool is_and(const char *text, const char *at)
{
    if (g_ascii_strncasecmp(at, "og", 2) != 0)
        return false;
    gunichar before = at > text ? g_utf8_get_char(g_utf8_prev_char(at)) : ' ',
             after = g_utf8_get_char(at + 2);
    return !g_unichar_isalnum(before) && before != '_' && !g_unichar_isalnum(after) && after != '_';
}

/* Two labels with one sign between them. */
static enum label label_of_parts(const char *text)
{
    if (!strpbrk(text, "/&+,") && !strstr(text, " og "))
        return LABEL_NONE;
    const char *sign = NULL, *after = NULL;
    for (const char *p = text; *p; p++) {
        bool and = is_and(text, p);
        if (!and&&!strchr("/&+,", *p))
            continue;
        if (sign)
            return LABEL_NONE;
        sign = p;
        after = p + (and? strlen("og") : 1);
    }
    g_autofree char *front = g_strndup(text, (gsize)(sign - text));
    return label_of_two(label_of(front), label_of(after));
}

/* "Registrert gruppenummer", "Møtets innhold": only for fields whose name says enough alone. */
static enum label label_without_adornment(const char *words)
{
    static const enum label plain[] = {
        LABEL_GROUP_NUMBER, LABEL_GROUP_NAME,   LABEL_MUNICIPALITY, LABEL_LEADER,      LABEL_SECRETARY,
        LABEL_START_DATE,   LABEL_HPR,          LABEL_SPECIALTY,    LABEL_WORKPLACE,   LABEL_DATE,
        LABEL_TOPIC,        LABEL_PLACE,        LABEL_LECTURER,     LABEL_PRESENT,     LABEL_ABSENT,
        LABEL_DURATION,     LABEL_COURSE_HOURS, LABEL_SIGNATURE,    LABEL_PARTICIPANTS};
    g_autofree char *key = wording_bare_key(words);
    enum label label = GPOINTER_TO_UINT(g_hash_table_lookup(vocabulary()->labels, key));
    for (guint i = 0; i < G_N_ELEMENTS(plain); i++)
        if (label == plain[i])
            return label;
    return LABEL_NONE;
}

static bool has_brackets(const char *text)
{
    return strpbrk(text, "([") != NULL;
}

enum label vocabulary_label(const char *text)
{
    if (!*text || strlen(text) > LONGEST_LABEL)
        return LABEL_NONE;
    g_autofree char *words = wording_words(text);
    g_autofree char *key = wording_key_of_words(words);
    enum label label = label_of_key(key);
    if (label)
        return label;
    g_autofree char *open = has_brackets(text) ? wording_without_brackets(text) : NULL;
    if (open) {
        g_free(words);
        g_free(key);
        words = wording_words(open);
        key = wording_key_of_words(words);
        text = open;
        if (*open && (label = label_of_key(key)))
            return label;
    }
    const char *bare = after_enumeration(text);
    if (bare != text && (label = label_of(bare)))
        return label;
    if ((label = label_of_parts(text)) || (label = label_without_adornment(words)) ||
        (label = label_without_blanks(key)))
        return label;
    return begins_as_total(text, words) ? LABEL_SUM : LABEL_NONE;
}

const char *vocabulary_label_name(enum label label)
{
    return label > LABEL_NONE && label < LABEL_COUNTED ? label_names[label] : "?";
}

enum label vocabulary_numbered_label(const char *text, guint *number)
{
    *number = 0;
    if (strlen(text) > LONGEST_LABEL)
        return LABEL_NONE;
    g_autofree char *words = wording_words(text);
    GRegex *regex = pattern("^(.*?)\\s*(?<!\\d)(\\d{1,2})(?!\\d)\\s*(.*)$", 0);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(regex, words, 0, &match))
        return LABEL_NONE;
    g_autofree char *before = g_match_info_fetch(match, 1);
    g_autofree char *digits = g_match_info_fetch(match, 2);
    g_autofree char *after = g_match_info_fetch(match, 3);
    g_strstrip(after);
    /* "Deltaker 4 HPR" is the HPR number, "Møte 2 dato" the date. */
    enum label label = *after ? label_of(after) : label_of(before);
    if (label)
        *number = (guint)atoi(digits);
    return label;
}

/* A headline word may be the last part of a longer word, and stand in the definite form. */
static bool has_headline_word(const char *words, const char *word)
{
    for (const char *found = strstr(words, word); found; found = strstr(found + 1, word)) {
        const char *after = found + strlen(word);
        size_t rest = strcspn(after, " ");
        /* "spesialist" holds "alis": so short a word stands for itself. */
        bool within = found != words && found[-1] != ' ' && strlen(word) <= SHORT_HEADLINE;
        if (rest <= 3 && !within)
            return true;
    }
    return false;
}

guint vocabulary_headline(const char *text, bool *prose)
{
    g_autofree char *words = wording_words(text);
    g_autofree char *single = text_tidy(words);
    guint announced = 0;
    for (guint i = 0; i < G_N_ELEMENTS(headline_names); i++)
        for (guint k = 0; k < vocabulary()->headlines[i]->len; k++)
            if (has_headline_word(single, g_ptr_array_index(vocabulary()->headlines[i], k)))
                announced |= 1u << i;
    if (prose) {
        *prose = false;
        g_auto(GStrv) split = g_strsplit(single, " ", -1);
        for (char **word = split; *word; word++)
            *prose = *prose || g_hash_table_contains(vocabulary()->prose, *word);
    }
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
    g_autofree char *open = has_brackets(text) ? wording_without_brackets(text) : NULL;
    return wording_words(open ? open : text);
}

static const char *specialty_of(const char *words)
{
    static const char *const before[] = {"spesialist i ", "spesialist innen ", "spesialist ", "spes i ",
                                         "spes ",         "spesialitet "};
    g_autofree char *single = text_tidy(words);
    const char *rest = single;
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
    if (vocabulary_label(text))
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
            return true;
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
