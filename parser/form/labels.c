#include "parser/form/labels.h"

#include "base/pattern.h"
#include "parser/form/wordings.h"
#include "parser/form/wordlist.h"
#include <stdlib.h>
#include <string.h>

/* A label longer than this is a sentence. */
#define LONGEST_LABEL     90
#define SHORTEST_CLOSED   8 /* bytes of a label without its blanks */
#define MOST_ANSWERS      4096
#define SHORTEST_MISSPELT 6 /* letters of a label in which a slip is sure to be one */

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
    [LABEL_BOTH_OFFICERS] = "both_officers",
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
    [LABEL_WHO] = "who",
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

struct labels {
    GHashTable *by_key;        /* key -> enum label */
    GHashTable *by_closed_key; /* key without blanks -> enum label; LABEL_COUNTED where two fields share it */
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

static void add_closed(struct labels *labels, const char *key, guint label)
{
    char *closed = closed_key(key);
    gpointer known = closed ? g_hash_table_lookup(labels->by_closed_key, closed) : NULL;
    if (closed)
        g_hash_table_insert(
            labels->by_closed_key, closed,
            GUINT_TO_POINTER(known && GPOINTER_TO_UINT(known) != label ? LABEL_COUNTED : label));
}

static void add_label(const char *field, const char *wording, void *data)
{
    struct labels *labels = data;
    for (guint i = 1; i < LABEL_COUNTED; i++)
        if (strcmp(label_names[i], field) == 0) {
            char *key = wording_key(wording);
            add_closed(labels, key, i);
            g_hash_table_insert(labels->by_key, key, GUINT_TO_POINTER(i));
            return;
        }
    g_error("labels.txt: there is no field %s", field);
}

static struct labels *labels_new(void)
{
    struct labels *labels = g_new0(struct labels, 1);
    labels->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    labels->by_closed_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    wordlist_read("labels.txt", add_label, labels);
    return labels;
}

/* Made at the first use, constant afterwards, never freed. */
static const struct labels *labels(void)
{
    static const struct labels *read;
    if (g_once_init_enter(&read))
        g_once_init_leave(&read, labels_new());
    return read;
}

static enum label label_of_key(const char *key)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(labels()->by_key, key));
}

static enum label label_of_wording(const char *text)
{
    g_autofree char *key = wording_key(text);
    return label_of_key(key);
}

static enum label label_without_blanks(const char *key)
{
    g_autofree char *closed = closed_key(key);
    guint label =
        closed ? GPOINTER_TO_UINT(g_hash_table_lookup(labels()->by_closed_key, closed)) : LABEL_NONE;
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
        bool word = is_and(text, p);
        if (!word && !strchr("/&+,", *p))
            continue;
        if (sign)
            return LABEL_NONE;
        sign = p;
        after = p + (word ? strlen("og") : 1);
    }
    g_autofree char *front = g_strndup(text, (gsize)(sign - text));
    enum label one = label_of_wording(front), other = label_of_wording(after);
    /* "Tema/kasus": what is behind the sign need not be known. */
    bool enough = one == LABEL_TOPIC || one == LABEL_PLACE || one == LABEL_LECTURER || one == LABEL_PRESENT;
    if (*sign == '/' && enough && !other && pattern_found("^ ?\\p{L}{3,20}:?$", 0, after))
        return one;
    return label_of_two(one, other);
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
    enum label label = label_of_key(key);
    for (guint i = 0; i < G_N_ELEMENTS(plain); i++)
        if (label == plain[i])
            return label;
    return LABEL_NONE;
}

/* One letter more, less or other, or two in the wrong order. */
static bool is_one_slip_apart(const gunichar *one, glong length, const gunichar *other, glong other_length)
{
    glong front = 0, back = 0, shorter = MIN(length, other_length);
    while (front < shorter && one[front] == other[front])
        front++;
    while (back < shorter - front && one[length - 1 - back] == other[other_length - 1 - back])
        back++;
    glong rest = length - front - back, other_rest = other_length - front - back;
    return (rest <= 1 && other_rest <= 1) ||
           (rest == 2 && other_rest == 2 && one[front] == other[front + 1] && one[front + 1] == other[front]);
}

enum label label_misspelt(const char *text)
{
    static const enum label plain[] = {LABEL_GROUP_NUMBER, LABEL_GROUP_NAME, LABEL_MUNICIPALITY,
                                       LABEL_LEADER,       LABEL_SECRETARY,  LABEL_START_DATE,
                                       LABEL_PARTICIPANTS, LABEL_PRESENT,    LABEL_ABSENT,
                                       LABEL_JOINED,       LABEL_LEFT};
    g_autofree char *key = wording_key(text);
    glong length, other_length;
    g_autofree gunichar *letters = g_utf8_to_ucs4_fast(key, -1, &length);
    if (length < SHORTEST_MISSPELT || length > LONGEST_LABEL || strpbrk(key, "0123456789"))
        return LABEL_NONE;
    enum label found = LABEL_NONE;
    GHashTableIter each;
    gpointer known, label;
    g_hash_table_iter_init(&each, labels()->by_key);
    while (g_hash_table_iter_next(&each, &known, &label)) {
        gsize bytes = strlen(known);
        bool near = *(const char *)known == *key && bytes + 4 > strlen(key) && bytes < strlen(key) + 4;
        bool wanted = false;
        for (guint i = 0; near && i < G_N_ELEMENTS(plain); i++)
            wanted = wanted || GPOINTER_TO_UINT(label) == plain[i];
        if (!wanted)
            continue;
        g_autofree gunichar *other = g_utf8_to_ucs4_fast(known, -1, &other_length);
        if (other_length < SHORTEST_MISSPELT || !is_one_slip_apart(letters, length, other, other_length))
            continue;
        if (found && found != GPOINTER_TO_UINT(label))
            return LABEL_NONE;
        found = GPOINTER_TO_UINT(label);
    }
    return found;
}

/* Four digits behind a blank, before a colon or the end; digits and blanks beyond ASCII count as such. */
static bool may_end_with_year(const char *text)
{
    gsize end = strlen(text);
    while (end && (text[end - 1] == ':' || text[end - 1] == ' '))
        end--;
    if (end <= 4)
        return false;
    guint digits = 0;
    for (gsize i = end - 4; i < end; i++) {
        bool digit = g_ascii_isdigit(text[i]);
        if (text[i] >= 0 && !digit && !g_ascii_isspace(text[i]))
            return false;
        digits += digit;
    }
    char before = text[end - 5];
    return before < 0 || g_ascii_isspace(before) || (digits < 4 && g_ascii_isdigit(before));
}

/* "Møter i 2025", "Medlemmer våren 2025": the heading of a section. */
static enum label label_with_year(const char *text)
{
    GRegex *year = pattern("\\s*,?\\s+(?:i |for )?(?:(?:året|våren|høsten|hausten) )?(?:19|20)\\d{2}\\s*:?$",
                           G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    int from;
    if (!may_end_with_year(text) || !g_regex_match(year, text, 0, &match) ||
        !g_match_info_fetch_pos(match, 0, &from, NULL))
        return LABEL_NONE;
    g_autofree char *front = g_strndup(text, (gsize)from);
    enum label label = label_of_wording(front);
    return label == LABEL_PARTICIPANTS || label == LABEL_MEETINGS ? label : LABEL_NONE;
}

static enum label find_label(const char *text)
{
    g_autofree char *words = wording_words(text);
    g_autofree char *key = wording_key_of_words(words);
    enum label label = label_of_key(key);
    if (label)
        return label;
    g_autofree char *open = wording_has_brackets(text) ? wording_without_brackets(text) : NULL;
    if (open) {
        g_free(words);
        g_free(key);
        words = wording_words(open);
        key = wording_key_of_words(words);
        text = open;
        if (*open && (label = label_of_key(key)))
            return label;
    }
    if ((label = label_with_year(text)))
        return label;
    const char *bare = after_enumeration(text);
    if (bare != text && (label = label_of_wording(bare)))
        return label;
    if ((label = label_of_parts(text)) || (label = label_without_adornment(words)) ||
        (label = label_without_blanks(key)))
        return label;
    return begins_as_total(text, words) ? LABEL_SUM : LABEL_NONE;
}

static _Thread_local GHashTable *answered; /* text -> enum label; NULL: nothing */

void labels_forget(void)
{
    g_clear_pointer(&answered, g_hash_table_unref);
}

enum label label_of(const char *text)
{
    if (!*text || strlen(text) > LONGEST_LABEL)
        return LABEL_NONE;
    if (!answered)
        answered = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    gpointer known;
    if (g_hash_table_lookup_extended(answered, text, NULL, &known))
        return GPOINTER_TO_UINT(known);
    enum label label = find_label(text);
    if (g_hash_table_size(answered) < MOST_ANSWERS)
        g_hash_table_insert(answered, g_strdup(text), GUINT_TO_POINTER(label));
    return label;
}

const char *label_name(enum label label)
{
    return label > LABEL_NONE && label < LABEL_COUNTED ? label_names[label] : "?";
}

enum label label_numbered(const char *text, guint *number)
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
    enum label label = *after ? label_of_wording(after) : label_of_wording(before);
    if (label)
        *number = (guint)atoi(digits);
    return label;
}
