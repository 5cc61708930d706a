/* Sentences that tell who came to a meeting: "Ketil og Sigurd deltok", "Rita var forhindret, de andre kom".
 */
#include "parser/form/names.h"
#include "parser/form/reader.h"
#include "parser/form/sentences.h"
#include "parser/form/wordlist.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define LONGEST_SENTENCE 400
#define PARTS            "\\s*(?:[,;&+/]|\\bog\\b|\\bsamt\\b)\\s*"

struct wordings {
    GRegex *came;        /* 1: who */
    GRegex *came_but;    /* 1: who came, 2: who did not */
    GRegex *others_came; /* 1: who did not come, 2: who came */
    GRegex *stayed;      /* 1: who did not; what follows may say it of the others */
    GRegex *away;        /* 1: who did not, where nothing is said of the others */
    GRegex *everybody;   /* the verb of a sentence on everybody, in front of the exceptions or behind them */
    GRegex *lead;        /* words in front of the names */
};

static void add_wording(const char *field, const char *wording, void *data)
{
    GHashTable *lists = data;
    g_autofree char *escaped = g_regex_escape_string(wording, -1);
    const char *before = g_hash_table_lookup(lists, field);
    g_hash_table_insert(lists, g_strdup(field),
                        before ? g_strdup_printf("%s|%s", before, escaped) : g_strdup(escaped));
}

static GRegex *compiled(char *source)
{
    g_autofree char *owned = source;
    return g_regex_new(owned, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
}

static struct wordings *wordings_new(void)
{
    g_autoptr(GHashTable) lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    wordlist_read("attended.txt", add_wording, lists);
    const char *came = g_hash_table_lookup(lists, "came"), *stayed = g_hash_table_lookup(lists, "stayed"),
               *away = g_hash_table_lookup(lists, "away"), *others = g_hash_table_lookup(lists, "others"),
               *filling = g_hash_table_lookup(lists, "filling"), *lead = g_hash_table_lookup(lists, "lead");
    struct wordings *wordings = g_new0(struct wordings, 1);
    wordings->came = compiled(g_strdup_printf(
        "^(.+?)(?: også)* (?:%s)(?: (?:%s))*(?: (?:sammen|saman) med (.+?))?$", came, filling));
    wordings->came_but = compiled(
        g_strdup_printf("^(.+?) (?:%s)(?: (?:%s))*,? (?:mens|medan|men) (.+?) (?:%s|%s)(?: (?:%s))*$", came,
                        filling, stayed, away, filling));
    wordings->others_came = compiled(
        g_strdup_printf("^(.+?) (?:%s|%s)(?: (?:%s))*,? (?:mens|medan|men) (.+?) (?:%s)(?: (?:%s))*$", stayed,
                        away, filling, came, filling));
    wordings->stayed = compiled(g_strdup_printf(
        "^(.+?) (?:(?:%s)(?: (?:%s))*(?:,? (?:så |men |og |mens |medan )?(?:(?:%s) )?(?:%s)(?: (?:%s))?(?: "
        "(?:%s))*)?"
        "|(?:%s)(?: (?:%s))*,? (?:så |men |og |mens |medan )?(?:(?:%s) )?(?:%s)(?: (?:%s))?(?: (?:%s))*)$",
        stayed, filling, came, others, came, filling, away, filling, came, others, came, filling));
    wordings->away = compiled(g_strdup_printf("^(.+?) (?:%s)(?: (?:%s))*$", away, filling));
    wordings->everybody = compiled(g_strdup_printf(" (%s)(?: (?:%s))*(?=$|,| )", came, filling));
    wordings->lead = compiled(g_strdup_printf("^(?:(?:%s|%s) )+(?=\\p{L})", lead, filling));
    return wordings;
}

/* Made at the first use, constant afterwards, never freed. */
static const struct wordings *wordings(void)
{
    static const struct wordings *read;
    if (g_once_init_enter(&read))
        g_once_init_leave(&read, wordings_new());
    return read;
}

/* Names of members, or of people whom nobody has named before; one member at least where there are members.
 */
static bool are_people(const struct reader *reader, const char *text)
{
    g_auto(GStrv) pieces = g_regex_split(pattern(PARTS, 0), text, 0);
    guint known = 0, others = 0, index;
    for (char **piece = pieces; *piece; piece++) {
        g_autofree char *tidy = text_tidy(*piece);
        if (!*tidy)
            continue;
        if (members_find(reader->members, tidy, &index) == REFERENCE_ONE)
            known++;
        else if (name_is_likely(tidy) && !pattern_found("\\p{L}{2}\\.", 0, tidy))
            others++;
        else if (name_may_be(tidy) && g_unichar_isupper(g_utf8_get_char(tidy)) && !label_of(tidy))
            others++;
        else
            return false;
    }
    return known || (others && !members_count(reader->members));
}

char *attendance_with_digits(const char *text)
{
    static const char *const numbers[] = {"to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti"};
    g_autoptr(GMatchInfo) match = NULL;
    if (!strcasestr(text, "alle") ||
        !g_regex_match(
            pattern("^((?:vi |me )?alle(?: de| dei)?) (to|tre|fire|fem|seks|sju|åtte|ni|ti)\\b(.*)$",
                    G_REGEX_CASELESS),
            text, 0, &match))
        return g_strdup(text);
    g_autofree char *word = g_match_info_fetch(match, 2);
    g_autofree char *rest = g_match_info_fetch(match, 3);
    g_autofree char *folded = text_fold(word);
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (strcmp(folded, numbers[i]) == 0)
            return g_strdup_printf("alle %u%s", i + 2, rest);
    return g_strdup(text);
}

char *attendance_of_everybody(const char *sentence)
{
    /* What the first words of both begin with. */
    if (g_ascii_isalpha(*sentence) && !strchr("iuvmashf", g_ascii_tolower(*sentence)))
        return NULL;
    /* "Ingen fravær" */
    if (pattern_found("^(?:ingen|ikke noe|ikkje noko|uten|utan) (?:meldt |meldte "
                      ")?(?:forfall|fravær|fråvær|frafall|fraværende|fråverande|avbud)[ .!]*$",
                      G_REGEX_CASELESS, sentence))
        return g_strdup("alle");
    if (!pattern_found("^(?:vi |me )?(?:alle|samtlige|samtlege|hele grupp|heile grupp|full)",
                       G_REGEX_CASELESS, sentence))
        return NULL;
    g_autofree char *bare =
        g_regex_replace_literal(pattern("^(?:vi|me) ", G_REGEX_CASELESS), sentence, -1, 0, "", 0, NULL);
    g_autofree char *digits = attendance_with_digits(bare);
    g_autofree char *list = g_regex_replace_literal(wordings()->everybody, digits, -1, 0, "", 0, NULL);
    /* How many is checked when the list is resolved. */
    g_autofree char *uncounted =
        g_regex_replace_literal(pattern("^alle \\d\\b", G_REGEX_CASELESS), list, -1, 0, "alle", 0, NULL);
    return attendance_is_everybody(uncounted) ? g_steal_pointer(&list) : NULL;
}

bool attendance_told(const struct reader *reader, const char *sentence, enum label *label, char **people)
{
    g_autofree char *tidy = text_tidy(sentence);
    gsize length = strlen(tidy);
    if (!length || length > LONGEST_SENTENCE || strchr(tidy, '?'))
        return false;
    if (tidy[length - 1] == '.' || tidy[length - 1] == '!')
        tidy[length - 1] = '\0';
    *label = LABEL_PRESENT;
    if ((*people = attendance_of_everybody(tidy)))
        return true;
    g_autoptr(GMatchInfo) stayed = NULL, but = NULL, came = NULL;
    /* "Kari var dessverre syk" */
    g_autofree char *plain = g_regex_replace_literal(
        pattern("(?<= var| hadde| kunne) (?:dessverre|diverre|også|imidlertid|da)(?= )", G_REGEX_CASELESS),
        tidy, -1, 0, "", 0, NULL);
    g_free(tidy);
    tidy = g_steal_pointer(&plain);
    g_autofree char *bare = g_regex_replace_literal(wordings()->lead, tidy, -1, 0, "", 0, NULL);
    bool led = strcmp(bare, tidy) != 0;
    g_autoptr(GMatchInfo) others = NULL;
    if (g_regex_match(wordings()->others_came, bare, 0, &others)) {
        g_autofree char *absent = g_match_info_fetch(others, 1);
        g_autofree char *present = g_match_info_fetch(others, 2);
        if (are_people(reader, absent) && are_people(reader, present)) {
            *people = g_steal_pointer(&present);
            return true;
        }
    }
    if (g_regex_match(wordings()->stayed, bare, 0, &stayed)) {
        g_autofree char *who = g_match_info_fetch(stayed, 1);
        *label = LABEL_ABSENT;
        if (!are_people(reader, who))
            return false;
        *people = g_steal_pointer(&who);
        return true;
    }
    bool partly = g_regex_match(wordings()->came_but, bare, 0, &but);
    if (!partly && !g_regex_match(wordings()->came, bare, 0, &came)) {
        /* "På møtet deltok Kari og Ola" */
        if (!led || !are_people(reader, bare) ||
            pattern_found("^(?:her|dessverre|diverre) ", G_REGEX_CASELESS, tidy))
            return false;
        *people = g_steal_pointer(&bare);
        return true;
    }
    g_autofree char *who = g_match_info_fetch(partly ? but : came, 1);
    g_autofree char *with = partly ? NULL : g_match_info_fetch(came, 2);
    if (!are_people(reader, who) || (with && *with && !are_people(reader, with)))
        return false;
    *people = with && *with ? g_strdup_printf("%s, %s", who, with) : g_steal_pointer(&who);
    return true;
}

guint take_attendance_told(struct reader *reader, struct draft *draft, const char *text)
{
    guint found = 0;
    g_auto(GStrv) sentences = sentences_of(text);
    for (char **sentence = sentences; *sentence; sentence++) {
        enum label label;
        g_autofree char *people = NULL;
        if (!attendance_told(reader, *sentence, &label, &people))
            continue;
        found++;
        struct place value = {.text = people, .kind = VALUE_TEXT};
        if (!(label == LABEL_ABSENT && draft->present) && !draft->has_marks)
            draft_set(reader, draft, label, &value);
        draft->open = false;
    }
    return found;
}

/* Whether a text begins with a sentence that tells who came, or is one; a full stop may not end it. */
static bool begins_with_attendance(const struct reader *reader, const char *text)
{
    enum label label;
    g_autofree char *whole = NULL, *first = NULL;
    g_auto(GStrv) sentences = sentences_of(text);
    return attendance_told(reader, text, &label, &whole) ||
           (sentences[0] && attendance_told(reader, sentences[0], &label, &first));
}

/* "Fedme. Kari var syk.": says of nobody else whether they came, and is no part of the topic. */
static void cut_absence_behind_topic(struct reader *reader, struct draft *draft)
{
    g_auto(GStrv) sentences = sentences_of(draft->meeting->topic);
    g_autoptr(GMatchInfo) match = NULL;
    if (!sentences[0] || !sentences[1] || sentences[2] ||
        !g_regex_match(wordings()->away, sentences[1], 0, &match))
        return;
    g_autofree char *who = g_match_info_fetch(match, 1);
    if (!are_people(reader, who))
        return;
    doubt(reader, sentences[1], "person not recognised");
    g_free(draft->meeting->topic);
    draft->meeting->topic = g_strdup(sentences[0]);
}

void take_attendance_behind_topic(struct reader *reader, struct draft *draft)
{
    cut_absence_behind_topic(reader, draft);
    g_autofree char *topic = g_strdup(draft->meeting->topic);
    for (char *at = topic; at; at = strpbrk(at, ".!?;")) {
        char *sign = at;
        at += at == topic ? 0 : 1;
        at += strspn(at, " ");
        if (!*at || !begins_with_attendance(reader, at))
            continue;
        take_attendance_told(reader, draft, at);
        g_clear_pointer(&draft->meeting->topic, g_free);
        *sign = *sign == '?' ? *sign : '\0';
        if (*sign)
            sign[1] = '\0';
        if (sign > topic)
            draft->meeting->topic = g_strstrip(g_strdup(topic));
        return;
    }
}
