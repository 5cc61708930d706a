/* "Dato: 3.2.2025 Kl: 18-21 Tema: Diabetes": a text as labels with what follows them. */
#include "parser/form/names.h"
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define MOST_WORDS       8
#define LONGEST_TEXT     6000
#define LONGEST_QUESTION 60
#define LONGEST_MISSPELT 30

static void pair_free(gpointer data)
{
    struct pair *pair = data;
    g_free(pair->value);
    g_free(pair);
}

static bool is_boundary(const char *text, const char *at)
{
    return at == text || strchr(" ,;.(|\t-", at[-1]) || (guchar)at[-1] >= 0x80;
}

/* "PSA eller ikke? Til stede": a sentence ends in front of a place; "HPR-nr. sekretær" is no end. */
static bool ends_sentence(const char *text, const char *at)
{
    const char *p = at;
    while (p > text && p[-1] == ' ')
        p--;
    if (p == at || p == text)
        return false;
    if (strchr("?!", p[-1]) || (p > text + 1 && p[-1] == '.' && strchr("?!", p[-2])))
        return true;
    const char *end = p - 1, *word = end;
    while (word > text && !strchr(" .,;:(-", word[-1]))
        word--;
    g_autofree char *last = g_strndup(word, (gsize)(end - word));
    return *end == '.' && g_utf8_strlen(last, -1) > 3 && g_ascii_strcasecmp(last, "sign") != 0 &&
           g_ascii_strcasecmp(last, "spes") != 0;
}

/* "Kommune der gruppa holder til:" is not "til:": so short a label begins the text or follows a mark. */
static bool is_inside_phrase(const char *text, const char *at, const char *end)
{
    const char *p = at;
    while (p > text && p[-1] == ' ')
        p--;
    if (end - at > 3 || p == text || p == at || g_ascii_strncasecmp(at, "hpr", 3) == 0)
        return false;
    return g_unichar_isalpha(g_utf8_get_char(g_utf8_prev_char(p)));
}

/* "(4 kurstimer): Astma": a number of hours, not the name of a field. */
static bool is_counted(const char *text, const char *at, enum label label)
{
    if (label != LABEL_COURSE_HOURS && label != LABEL_HOURS && label != LABEL_DURATION_HOURS &&
        label != LABEL_DURATION_MINUTES)
        return false;
    while (at > text && at[-1] == ' ')
        at--;
    return at > text && g_ascii_isdigit(at[-1]);
}

/* "Vi er fire i gruppa: ...": who are in it, not what it is called. */
static bool is_behind_preposition(const char *text, const char *at, enum label label)
{
    if (label != LABEL_GROUP)
        return false;
    g_autofree char *front = g_strndup(text, (gsize)(at - text));
    return pattern_found("\\p{L} (?:i|fra|frå|for|til|av|med|på) $", G_REGEX_CASELESS, front) ||
           (at > text && pattern_found("^(?:i|fra|frå|for|til|av|med|på) ", G_REGEX_CASELESS, at));
}

/* The longest label that ends at `end`; its start, or NULL. */
static const char *label_before(const char *text, const char *end, enum label *label)
{
    const char *found = NULL, *p = end;
    guint words = 0;
    while (p > text && words < MOST_WORDS && end - p < 90) {
        p = g_utf8_prev_char(p);
        /* "18-21. Tema" is no numbered label. */
        if (!is_boundary(text, p) || *p == ' ' || (p != text && g_ascii_isdigit(*p)))
            continue;
        words++;
        g_autofree char *candidate = g_strndup(p, (gsize)(end - p));
        enum label here =
            strpbrk(candidate, ":;") || is_inside_phrase(text, p, end) ? LABEL_NONE : label_of(candidate);
        if (is_counted(text, p, here))
            return NULL;
        if (is_behind_preposition(text, p, here))
            continue;
        if (here && (!found || here == LABEL_SIGNATURE || !strpbrk(candidate, ","))) {
            found = p;
            *label = here;
        }
        if (ends_sentence(text, p))
            break;
    }
    return found;
}

/* "Navn på gruppen? Polarnatt": a question that is the name of a field, with its answer behind it. */
static const char *asked_before(const char *text, const char *end, enum label *label)
{
    if (end - text > LONGEST_QUESTION)
        return NULL;
    g_autofree char *words = g_strndup(text, (gsize)(end - text));
    *label = label_of(words);
    bool group = *label >= LABEL_GROUP && *label <= LABEL_PLAN;
    return group || *label == LABEL_DATE || *label == LABEL_TOPIC ? text : NULL;
}

/* "Gruppenvan:" at the beginning of a text: one or two words that are no label but for a slip. */
static const char *misspelt_before(const char *text, const char *end, enum label *label)
{
    const char *front = text + strspn(text, " -*");
    if (end <= front || end - front > LONGEST_MISSPELT)
        return NULL;
    g_autofree char *words = g_strndup(front, (gsize)(end - front));
    *label = label_misspelt(words);
    return *label ? front : NULL;
}

/* "__17.4.2025__": the line that was written on is no part of what was written. */
static void strip_writing_line(char *text)
{
    gsize begin = strspn(text, "_ "), length = strlen(text);
    if (begin == length)
        return;
    while (strchr("_ ", text[length - 1]))
        length--;
    memmove(text, text + begin, length - begin);
    text[length - begin] = '\0';
}

static void add_pair(GPtrArray *pairs, enum label label, const char *start, const char *end)
{
    g_autofree char *part = g_strndup(start, (gsize)(end - start));
    g_autofree char *tidy = NULL;
    g_strstrip(part);
    gsize length = strlen(part);
    while (length && strchr(",;|-(", part[length - 1]))
        part[--length] = '\0';
    g_strstrip(part);
    tidy = strchr(part, '\n') ? g_strdup(part) : text_tidy(part);
    strip_writing_line(tidy);
    if (label == LABEL_NONE && !*tidy)
        return;
    struct pair *pair = g_new0(struct pair, 1);
    pair->label = label;
    pair->value = g_steal_pointer(&tidy);
    g_ptr_array_add(pairs, pair);
}

/* "Gruppenummer – SG-0123", "Gruppenr SG-0123", "Fra kl. 18.00": no colon, but a label in front. */
static bool add_without_colon(GPtrArray *pairs, const char *text)
{
    static const char *const dashes[] = {" - ", " \xe2\x80\x93 ", " = ", " -", "=", "\t"};
    for (guint i = 0; i < G_N_ELEMENTS(dashes); i++) {
        const char *dash = strstr(text, dashes[i]);
        if (!dash || dash == text || dash - text > 60)
            continue;
        g_autofree char *front = g_strndup(text, (gsize)(dash - text));
        enum label label = label_of(front);
        bool equals = strchr(dashes[i], '=');
        if (!label || label == LABEL_CLOSING || (label == LABEL_PARTICIPANTS && !equals) ||
            label == LABEL_MEETING || label == LABEL_MEETINGS)
            continue;
        /* "SMÅGRUPPE – PRESENSLISTE" is a headline. */
        const char *value = dash + strlen(dashes[i]);
        bool named = g_unichar_isupper(g_utf8_get_char(value)) || g_ascii_isdigit(*value);
        if (label == LABEL_PRESENT && vocabulary_headline(value, NULL))
            continue;
        if (label == LABEL_GROUP && (!named || vocabulary_headline(dash, NULL) & HEADLINE_FORMS))
            continue;
        add_pair(pairs, label, dash + strlen(dashes[i]), text + strlen(text));
        return true;
    }
    const char *digits = text + strcspn(text, "0123456789");
    const char *start = digits;
    while (start > text && start[-1] != ' ')
        start--;
    if (*digits && start > text && !strchr(start, ' ') && strlen(start) < 12) {
        g_autofree char *front = g_strndup(text, (gsize)(start - text));
        enum label label = label_of(front);
        if (label == LABEL_GROUP_NUMBER ||
            ((label == LABEL_START || label == LABEL_END) && clock_read(start) >= 0)) {
            add_pair(pairs, label, start, text + strlen(text));
            return true;
        }
    }
    /* "Leder Kari Nordmann HPR 7440613", "Oppstart 04.05.2026", "Plan kveldsmøter hver sjette uke" */
    const char *space = strchr(text, ' ');
    g_autofree char *office = g_strndup(text, space ? (gsize)(space - text) : 0);
    enum label first = space && strlen(text) < 200 ? label_of(office) : LABEL_NONE;
    if (first == LABEL_LEADER || first == LABEL_SECRETARY || first == LABEL_START_DATE ||
        first == LABEL_PLAN) {
        struct someone *someone = someone_read(space + 1, false);
        struct when when;
        when_read(space + 1, WHEN_DATE, &when);
        bool officer = !strstr(space, ". ") && first != LABEL_PLAN && first != LABEL_START_DATE &&
                       someone->person.name && name_is_likely(someone->person.name);
        bool day = first == LABEL_START_DATE && when.state == DAY_READ && !*when.rest;
        bool plan = first == LABEL_PLAN && strlen(space) > 20 &&
                    !pattern_found("^(?:for|om|er|på|i|vår|og) |\\.", 0, space + 1);
        someone_free(someone);
        if (officer || day || plan) {
            add_pair(pairs, first, space + 1, text + strlen(text));
            return true;
        }
    }
    /* "Kommune Molde" */
    const char *blank = strchr(text, ' ');
    g_autofree char *word = g_strndup(text, blank ? (gsize)(blank - text) : 0);
    if (blank && label_of(word) == LABEL_MUNICIPALITY && vocabulary_is_municipality(blank + 1)) {
        add_pair(pairs, LABEL_MUNICIPALITY, blank + 1, text + strlen(text));
        return true;
    }
    /* "Gruppenavn Bekkeblom"; "Navn Bekkeblom", where it is nobody's. */
    enum label front = blank && strlen(blank) < 60 ? label_of(word) : LABEL_NONE;
    if ((front == LABEL_GROUP_NAME || (front == LABEL_NAME && !name_is_likely(blank + 1))) &&
        g_unichar_isupper(g_utf8_get_char(blank + 1))) {
        add_pair(pairs, front, blank + 1, text + strlen(text));
        return true;
    }
    return false;
}

/* Behind words in lower case, in whatever case they stand; NULL: others stand there. */
static const char *after_words(const char *at, const char *words)
{
    for (; *words; words = g_utf8_next_char(words), at = g_utf8_next_char(at))
        if (!*at || g_unichar_tolower(g_utf8_get_char(at)) != g_utf8_get_char(words))
            return NULL;
    return at;
}

/* "kl. 18-20, tema gikt, deltakere Kari og Ola": the name of a list of people without its colon, in front of
 * a name. At the beginning of a text several must follow. */
static const char *after_bare_list(const char *text, const char *at, enum label *label)
{
    const char *front = at;
    while (front > text && front[-1] == ' ')
        front--;
    if ((front > text && (front == at || !strchr(",;.-", front[-1]))) ||
        !g_unichar_isalpha(g_utf8_get_char(at)))
        return NULL;
    const char *end = at;
    for (guint words = 0; words < 4; words++) {
        end += strcspn(end, " ,;.:(");
        if (*end != ' ')
            return NULL;
        if (g_unichar_isupper(g_utf8_get_char(end + 1))) {
            g_autofree char *name = g_strndup(at, (gsize)(end - at));
            enum label here = vocabulary_headline(name, NULL) ? LABEL_NONE : label_of(name);
            bool list =
                here == LABEL_PRESENT || here == LABEL_ABSENT || (here == LABEL_PARTICIPANTS && front > text);
            if (!list || (front == text && !pattern_found("^ \\p{Lu}[^.:]*(?:, | og )\\p{Lu}", 0, end)))
                return NULL;
            *label = here;
            return end + 1;
        }
        end++;
    }
    return NULL;
}

static bool has_digit_before(const char *text, const char *at)
{
    gsize front = strcspn(text, "0123456789");
    return text + front < at;
}

/* "Til stede var Kari og Ola": a phrase that needs no colon. */
static const char *after_phrase(const char *text, const char *at, enum label *label)
{
    static const struct {
        const char *phrase;
        enum label label;
    } bare[] = {{"til stede", LABEL_PRESENT}, {"tilstede", LABEL_PRESENT}, {"til stades", LABEL_PRESENT},
                {"forfall", LABEL_ABSENT},    {"fravær", LABEL_ABSENT},    {"tema", LABEL_TOPIC}},
      phrases[] = {{"til stede var", LABEL_PRESENT},
                   {"tilstede var", LABEL_PRESENT},
                   {"til stades var", LABEL_PRESENT},
                   {"til stede er", LABEL_PRESENT},
                   {"følgende var til stede", LABEL_PRESENT},
                   {"disse var til stede", LABEL_PRESENT},
                   {"følgende deltok", LABEL_PRESENT},
                   {"disse deltok", LABEL_PRESENT},
                   {"følgende møtte", LABEL_PRESENT},
                   {"fremmøtte var", LABEL_PRESENT},
                   {"frammøtte var", LABEL_PRESENT},
                   {"forfall fra", LABEL_ABSENT},
                   {"forfall frå", LABEL_ABSENT},
                   {"meldt forfall fra", LABEL_ABSENT},
                   {"fraværende var", LABEL_ABSENT}};
    if (!is_boundary(text, at))
        return NULL;
    /* "... kl. 18-20, tema gikt, til stede Kari og Ola": behind a comma, before what it is about. */
    const char *topic = at == text ? after_words(at, "tema ") : NULL;
    if (topic && g_unichar_isalpha(g_utf8_get_char(topic)) &&
        !pattern_found("^(?:var|er|ble|vart|på|for|i|og|som|til) ", G_REGEX_CASELESS, topic)) {
        *label = LABEL_TOPIC;
        return topic;
    }
    for (guint i = 0; at > text + 1 && (strchr(",;", at[-2]) || g_ascii_isdigit(at[-2])) && at[-1] == ' ' &&
                      i < G_N_ELEMENTS(bare);
         i++) {
        const char *end = after_words(at, bare[i].phrase);
        bool named = end && *end == ' ' && g_unichar_isalpha(g_utf8_get_char(end + 1)) &&
                     !pattern_found("^ (?:var|er|ble|vart|på|for|i|og) ", G_REGEX_CASELESS, end);
        if (named && ((bare[i].label == LABEL_TOPIC && has_digit_before(text, at)) ||
                      g_unichar_isupper(g_utf8_get_char(end + 1)))) {
            *label = bare[i].label;
            return end + 1;
        }
    }
    for (guint i = 0; i < G_N_ELEMENTS(phrases); i++) {
        const char *end = after_words(at, phrases[i].phrase);
        if (end && (*end == ' ' || *end == ':')) {
            *label = phrases[i].label;
            return end + 1;
        }
    }
    return NULL;
}

GPtrArray *pairs_of(const char *text)
{
    GPtrArray *pairs = g_ptr_array_new_with_free_func(pair_free);
    enum label label = LABEL_NONE;
    const char *start = text;
    if (strlen(text) > LONGEST_TEXT) {
        add_pair(pairs, LABEL_NONE, text, text + strlen(text));
        return pairs;
    }
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        enum label next = LABEL_NONE;
        const char *after = strchr("tdfmTDFM", *p) ? after_phrase(text, p, &next) : NULL;
        if (!after && (p == text || p[-1] == ' '))
            after = after_bare_list(text, p, &next);
        const char *from = after ? p : NULL;
        if (*p == ':') {
            from = label_before(start, p, &next);
            if (!from && start == text && !pairs->len)
                from = misspelt_before(text, p, &next);
            after = p + 1;
        } else if (*p == '?' && p[1] == ' ' && start == text && !pairs->len) {
            from = asked_before(text, p, &next);
            after = p + 1;
        }
        if (!from || from < start)
            continue;
        add_pair(pairs, label, start, from);
        label = next;
        start = after;
        p = after > p ? after - 1 : p;
    }
    if (!pairs->len && label == LABEL_NONE && add_without_colon(pairs, text))
        return pairs;
    add_pair(pairs, label, start, text + strlen(text));
    return pairs;
}
