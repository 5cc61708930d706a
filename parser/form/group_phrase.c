#include "parser/form/group_phrase.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/form/group_called.h"
#include "parser/form/identifiers.h"
#include "parser/form/labels.h"
#include "parser/form/names.h"
#include "parser/form/phrases.h"
#include "parser/form/vocabulary.h"
#include "parser/form/wordlist.h"
#include <string.h>

#define LONGEST_PHRASE 240
#define MOST_WORDS     6

/* A number that says of itself that it is a group's. */
#define NUMBER                                                                                               \
    "(?:(?:(?:små)?gruppe\\s*-?\\s*)?(?:nummer|nr\\.?|id)\\s*:?\\s*((?:SG|SMG)?\\s?-?\\s?\\d{2,6})"         \
    "|(?:smågruppe\\s+|gruppe\\s+)?((?:SG|SMG)\\s?-?\\s?\\d{2,6})"                                          \
    "|(?:(?:små)?gruppe|\\bgr\\.?)\\s+(?!(?:199|20[0-3])\\d\\b)(\\d{3,5})"                                  \
    "|grupp(?:a|en)\\s+\\((?!(?:199|20[0-3])\\d\\))(\\d{3,5})(?=\\)))(?![\\d./:-]\\d|\\d)"

#define NUMBER_STOOD_HERE "#"

#define ASCII_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

void group_phrase_clear(struct group_phrase *phrase)
{
    g_clear_pointer(&phrase->number, g_free);
    g_clear_pointer(&phrase->name, g_free);
    g_clear_pointer(&phrase->municipality, g_free);
}

/* The number in a match of NUMBER. Caller owns it. */
static char *matched_number(const GMatchInfo *match)
{
    char *number = NULL;
    for (int i = 1; i <= 4 && (!number || !*number); i++) {
        g_free(number);
        number = g_match_info_fetch(match, i);
    }
    g_strstrip(number);
    return number;
}

/* "Voss", "i Voss", "Voss kommune": the municipality. NULL where it is none. Caller owns it. */
static char *municipality_in(const char *piece)
{
    g_autofree char *bare = text_tidy(piece);
    char *from = bare;
    if (g_str_has_prefix(from, "i ") || g_str_has_prefix(from, "fra "))
        from = strchr(from, ' ') + 1;
    static const char *const endings[] = {" kommune", " Kommune", " kommunie"};
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(from, endings[i]))
            from[strlen(from) - strlen(endings[i])] = '\0';
    return vocabulary_is_municipality(from) && g_unichar_isupper(g_utf8_get_char(from)) ? g_strdup(from)
                                                                                        : NULL;
}

char *group_phrase_municipality(const char *text)
{
    const char *bare = text;
    while (*bare && !g_unichar_isalpha(g_utf8_get_char(bare)))
        bare = g_utf8_next_char(bare);
    return municipality_in(bare);
}

/* Keeps the one that there is; a second, other one makes it uncertain. */
static void keep_one(char **to, bool *several, char *text)
{
    if (*to && strcmp(*to, text) != 0)
        *several = true;
    if (!*to)
        *to = g_strdup(text);
    g_free(text);
}

bool group_phrase_of_value(const char *text, struct group_phrase *phrase)
{
    *phrase = (struct group_phrase){NULL, NULL, NULL};
    if (strlen(text) > LONGEST_PHRASE)
        return false;
    g_autofree char *sentence = g_strndup(text, strlen(text) - g_str_has_suffix(text, "."));
    text = sentence;
    g_auto(GStrv) pieces = g_regex_split(pattern("\\s*[,;(|)]\\s*|\\s+/\\s+", 0), text, 0);
    guint count = 0, others = 0;
    bool several = false;
    for (char **piece = pieces; *piece; piece++) {
        g_autofree char *tidy = text_tidy(*piece);
        if (!*tidy)
            continue;
        count++;
        g_autoptr(GMatchInfo) match = NULL;
        char *municipality = municipality_in(tidy);
        if (g_regex_match(pattern("^(?:" NUMBER ")$", G_REGEX_CASELESS), tidy, 0, &match)) {
            keep_one(&phrase->number, &several, matched_number(match));
            g_free(municipality);
        } else if (municipality && others) {
            keep_one(&phrase->municipality, &several, municipality);
        } else {
            g_free(municipality);
            others++;
            keep_one(&phrase->name, &several, g_steal_pointer(&tidy));
        }
    }
    bool sure = count > 1 && others == 1 && !several && (phrase->number || phrase->municipality);
    if (!sure)
        group_phrase_clear(phrase);
    return sure;
}

/* --- headlines and sentences */

static void add_word(const char *field, const char *wording, void *data)
{
    g_hash_table_insert(data, g_strdup(wording), g_strdup(field));
}

/* Made at the first use, constant afterwards, never freed. */
static GHashTable *words_beside(void)
{
    static GHashTable *read;
    if (g_once_init_enter(&read)) {
        GHashTable *all = g_hash_table_new(g_str_hash, g_str_equal);
        wordlist_read("group_words.txt", add_word, all);
        g_once_init_leave(&read, all);
    }
    return read;
}

static bool is_small(const char *folded)
{
    return g_strcmp0(g_hash_table_lookup(words_beside(), folded), "around") == 0;
}

bool group_phrase_is_beside_name(const char *folded)
{
    return g_hash_table_contains(words_beside(), folded);
}

/* A word that belongs to the headline or the sentence, not to the name. "Gruppe" and "Smågruppe" with a
 * capital may be part of a name. */
static bool is_around_name(const char *word)
{
    g_autofree char *folded = text_fold(word);
    bool capital = g_unichar_isupper(g_utf8_get_char(word));
    if (capital && (strcmp(folded, "gruppe") == 0 || strcmp(folded, "smågruppe") == 0))
        return false;
    return is_small(folded) ||
           (has_digit(word) && pattern_found("^(?:19|20)?\\d\\d(?:[/-]\\d{2,4})?\\.?$", 0, word)) ||
           vocabulary_headline(word, NULL) & HEADLINE_FORMS ||
           (!word[strcspn(word, ASCII_LETTERS)] && !pattern_found("\\p{L}|\\d", 0, word));
}

/* Says itself that it is a group of doctors. */
static bool is_group_like(const char *folded)
{
    return folded &&
           pattern_found("grupp[ae]n?\\b|\\beug\\b|klubb|forum\\b|legane\\b|legene\\b|\\wlaget\\b|kollegi", 0,
                         folded);
}

bool group_phrase_is_group(const char *text)
{
    g_autofree char *folded = text_fold(text);
    return is_group_like(folded);
}

/* "Smågruppe" is a kind of group; "Gruppe Havgapet" a name, or the word in front of one. */
static bool begins_as_kind(const char *name)
{
    return (!strchr(name, ' ') &&
            vocabulary_headline(name, NULL) & (HEADLINE_SMALL_GROUP | HEADLINE_ALIS | HEADLINE_LIS1)) ||
           pattern_found("^(?:Smågruppe|Gruppe|Smågruppa|Gruppa|Gruppen|Smågruppen) \\p{Lu}", 0, name);
}

/* "smågruppe" behind a name, "Midtbyen smågruppe", is a part of it. */
static bool is_kind_behind(char **words, guint from, guint at)
{
    return at > from && (strcmp(words[at], "smågruppe") == 0 || strcmp(words[at], "gruppe") == 0) &&
           g_unichar_isupper(g_utf8_get_char(words[at - 1])) && !is_around_name(words[at - 1]);
}

/* "Legegruppa i Voss" may be called so, or be Legegruppa in Voss. */
static bool ends_with_place(const char *name)
{
    const char *in = g_strrstr(name, " i ");
    g_autofree char *place = in ? municipality_in(in + 1) : NULL;
    return place != NULL;
}

static bool is_preposition(const char *word)
{
    return pattern_found("^(?:i|på|for|ved|hos|om|og)$", 0, word);
}

/* "vår", "smågruppa": the name follows such words, if any does. */
static bool is_in_front(const char *word)
{
    static const char *const words[] = {"vår",        "våre", "vårt", "gruppa", "gruppen", "smågruppa",
                                        "smågruppen", "om",   "fra",  "frå",    "til",     "av"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

/* A word that a name may hold. */
static bool is_of_name(const char *word)
{
    g_autofree char *folded = text_fold(word);
    return !is_in_front(word) && (g_unichar_isupper(g_utf8_get_char(word)) || is_small(folded) ||
                                  is_group_like(folded) || g_ascii_isdigit(*word));
}

/* The name in a piece of a headline or sentence, or at its end; NULL where none stands there for sure. Right
 * behind the number, "SG-0123 Rev i Mosen", it may begin with any word. Caller owns it. */
static char *name_in(const char *piece, bool at_end, bool behind_number)
{
    g_auto(GStrv) words = g_strsplit(piece, " ", -1);
    guint from = 0, end = g_strv_length(words);
    /* "Liten endring i": what follows is the group. */
    if (at_end && end && pattern_found("^(?:i|for|til|fra|frå|av|om)$", 0, words[end - 1]))
        return NULL;
    for (guint i = 0; at_end && i < end; i++)
        from = is_of_name(words[i]) ? from : i + 1;
    while (from < end && is_around_name(words[from]))
        from++;
    while (end > from && is_around_name(words[end - 1]) && !is_kind_behind(words, from, end - 1))
        end--;
    /* "Endringer i Elvegruppa": an ordinary word with the capital of a sentence. */
    g_autofree char *first = text_fold(from < end ? words[from] : NULL);
    bool any_word = behind_number && from < end && !vocabulary_knows(words[from]);
    if (end - from > 2 && is_preposition(words[from + 1]) && !is_group_like(first) && !any_word) {
        g_autofree char *last = text_fold(words[end - 1]);
        if (!is_group_like(last))
            return NULL;
        from += 2;
    }
    if (from == end || end - from > MOST_WORDS || !g_unichar_isupper(g_utf8_get_char(words[from])))
        return NULL;
    g_autoptr(GString) name = g_string_new(NULL);
    for (guint i = from; i < end; i++) {
        if (!is_of_name(words[i]))
            return NULL;
        g_string_append_printf(name, "%s%s", name->len ? " " : "", words[i]);
    }
    /* "Solgruppen smågruppe" may be called by one word or by both. */
    g_autofree char *before = text_fold(end - from > 1 ? words[end - 2] : NULL);
    if (end - from > 1 && is_kind_behind(words, from, end - 1) && is_group_like(before))
        return NULL;
    bool prose;
    vocabulary_headline(name->str, &prose);
    g_autofree char *folded = text_fold(name->str);
    if (prose || vocabulary_knows(name->str) ||
        (vocabulary_is_workplace(name->str) && !is_group_like(folded)) ||
        vocabulary_is_municipality(name->str) || begins_as_kind(name->str) || ends_with_place(name->str) ||
        (name_is_likely(name->str) && !is_group_like(folded)))
        return NULL;
    return g_strdup(name->str);
}

/* "SG-2001 Sjuende himmel,": a few words up to the next mark that are no sentence. */
static char *whole_name(const char *piece)
{
    bool prose;
    guint words = 1;
    for (const char *p = piece; *p; p++)
        words += *p == ' ';
    return !vocabulary_headline(piece, &prose) && !prose && words > 1 && words <= 4 &&
                   g_unichar_isupper(g_utf8_get_char(piece)) && !has_digit(piece) && !name_is_likely(piece) &&
                   !vocabulary_knows(piece) && !ends_with_place(piece) && !vocabulary_is_workplace(piece) &&
                   !pattern_found(
                       "\\b(?:hatt|fått|slutter|slutta|begynner|starter|blir|vert|ble|fra|frå|til)\\b", 0,
                       piece)
               ? g_strdup(piece)
               : NULL;
}

/* "SG-1599 Grensegruppa tar Pia Quale ...": a word that says itself that it is a group. */
static char *name_before_sentence(const char *piece)
{
    g_autofree char *word = g_strndup(piece, strcspn(piece, " "));
    g_autofree char *folded = text_fold(word);
    return piece[strlen(word)] && g_unichar_isupper(g_utf8_get_char(word)) && is_group_like(folded) &&
                   !begins_as_kind(word) && !is_around_name(word) &&
                   g_unichar_islower(g_utf8_get_char(piece + strlen(word) + 1))
               ? g_steal_pointer(&word)
               : NULL;
}

/* Cuts the text at the number, which is taken, and at marks between phrases: the last piece before the number
 * is `beside`, the one that follows it without a mark or in brackets is `behind`. Returns all pieces; caller
 * frees. */
static char **pieces_of(const char *text, struct group_phrase *phrase, guint *beside, guint *behind)
{
    bool goes_on = false;
    g_autoptr(GMatchInfo) match = NULL;
    g_autofree char *cut = NULL;
    *beside = *behind = G_MAXUINT;
    if (g_regex_match(pattern("\\b" NUMBER, G_REGEX_CASELESS), text, 0, &match)) {
        int from, to;
        phrase->number = matched_number(match);
        g_match_info_fetch_pos(match, 0, &from, &to);
        goes_on = pattern_found("^ \\(?[\xc2\xab\"]?\\p{Lu}", 0, text + to);
        cut = g_strdup_printf("%.*s," NUMBER_STOOD_HERE ",%s", from, text, text + to);
    }
    char **pieces = g_regex_split(pattern("\\s*(?:(?:[,;:()|?!\\t\xc2\xab\xc2\xbb\"\xe2\x80\x9c\xe2\x80\x9d]|"
                                          "\\.(?=\\s|$)|(?<=\\s)[-\xe2\x80\x93\xe2\x80\x94](?=\\s|$))\\s*)+",
                                          0),
                                  cut ? cut : text, 0);
    bool passed = false;
    for (guint i = 0, before = G_MAXUINT; pieces[i]; i++) {
        if (strcmp(pieces[i], NUMBER_STOOD_HERE) == 0) {
            *beside = before;
            passed = true;
        } else if (*g_strstrip(pieces[i])) {
            if (passed && goes_on && *behind == G_MAXUINT)
                *behind = i;
            before = i;
        }
    }
    return pieces;
}

/* "Program for smågruppa Strilane": the name stands right behind the word for what it is. */
static bool is_behind_kind(const char *piece, const char *name)
{
    const char *at = strstr(piece, name);
    g_autofree char *before = at ? g_strndup(piece, (gsize)(at - piece)) : g_strdup("");
    return pattern_found("\\b(?:små)?grupp(?:e|a|en)\\s$", G_REGEX_CASELESS, before);
}

/* "i Stord har fått to nye medlemmer": the municipality in front of a sentence's rest. */
static char *municipality_in_front(const char *piece)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(
            pattern("^(i \\p{Lu}\\p{L}+(?: og \\p{Lu}\\p{L}+| \\p{Lu}\\p{L}+)?)(?: kommune)? \\p{Ll}", 0),
            piece, 0, &match))
        return NULL;
    g_autofree char *place = g_match_info_fetch(match, 1);
    return municipality_in(place);
}

/* "smågruppe SG-0123 Elvegruppa i Voss": the name, and the place behind it. */
static char *name_in_front(const char *piece, char **municipality, bool *two_places)
{
    const char *in = strstr(piece, " i ");
    g_autofree char *place = in ? municipality_in(in + 1) : NULL;
    g_autofree char *front = place ? g_strndup(piece, (gsize)(in - piece)) : NULL;
    char *name = front ? name_in(front, false, false) : NULL;
    if (name)
        keep_one(municipality, two_places, g_steal_pointer(&place));
    return name;
}

void group_phrase_of_line(const char *text, bool headline, struct group_phrase *phrase)
{
    *phrase = (struct group_phrase){NULL, NULL, NULL};
    if (strlen(text) > LONGEST_PHRASE)
        return;
    guint beside, behind;
    g_auto(GStrv) pieces = pieces_of(text, phrase, &beside, &behind);
    bool two_names = false, two_places = false;
    for (guint i = 0; pieces[i]; i++) {
        g_strstrip(pieces[i]);
        if (!*pieces[i] || strcmp(pieces[i], NUMBER_STOOD_HERE) == 0)
            continue;
        g_auto(GStrv) words = g_strsplit(pieces[i], " ", -1);
        guint end = g_strv_length(words);
        while (end && is_around_name(words[end - 1]))
            g_clear_pointer(&words[--end], g_free);
        g_autofree char *bare = g_strjoinv(" ", words);
        char *municipality = phrase->number || headline ? municipality_in(bare) : NULL;
        bool follows = i > 0 && strcmp(pieces[i - 1], NUMBER_STOOD_HERE) == 0;
        if (!municipality && (follows || (i > 1 && !*pieces[i - 1])))
            municipality = municipality_in_front(pieces[i]);
        if (municipality) {
            keep_one(&phrase->municipality, &two_places, municipality);
            continue;
        }
        char *name = follows ? name_in_front(pieces[i], &phrase->municipality, &two_places) : NULL;
        if (!name)
            name = name_in(pieces[i], i == beside, i == behind);
        if (!name && i == behind)
            name = whole_name(pieces[i]);
        if (!name && i == behind)
            name = name_before_sentence(pieces[i]);
        g_autofree char *folded = text_fold(name);
        bool called = name && headline && is_behind_kind(pieces[i], name);
        if (name &&
            (i == beside || i == behind || called || ((follows || headline) && is_group_like(folded))))
            keep_one(&phrase->name, &two_names, name);
        else
            g_free(name);
    }
    if (two_names)
        g_clear_pointer(&phrase->name, g_free);
    char *called, *place, *number;
    if (phrase->name && !phrase->number && group_called(text, &called, &place, &number)) {
        if (strcmp(called, phrase->name) == 0)
            phrase->number = g_steal_pointer(&number);
        g_free(called);
        g_free(place);
        g_free(number);
    }
    if (!two_names && !phrase->name && group_called(text, &called, &place, &number)) {
        phrase->name = called;
        if (phrase->number)
            g_free(number);
        else
            phrase->number = number;
        if (place)
            keep_one(&phrase->municipality, &two_places, place);
    }
    /* A place alone in a headline may be anything. */
    if (two_places || (!phrase->name && !phrase->number))
        g_clear_pointer(&phrase->municipality, g_free);
}

/* Words with capitals, none of which headlines have anyway. */
static bool is_name_only(const char *name)
{
    g_auto(GStrv) words = g_strsplit(name, " ", -1);
    for (char **word = words; *word; word++) {
        g_autofree char *folded = text_fold(*word);
        bool joined = strcmp(folded, "og") == 0 || strcmp(folded, "i") == 0 || strcmp(folded, "på") == 0;
        if ((!joined && !g_unichar_isupper(g_utf8_get_char(*word))) || phrase_is(PHRASE_NO_NAME, folded) ||
            is_around_name(*word))
            return joined && word != words;
    }
    return true;
}

char *group_phrase_name_in_title(const char *text)
{
    struct group_phrase phrase;
    guint beside, behind;
    g_autofree char *only = NULL;
    if (strlen(text) > LONGEST_PHRASE || !(vocabulary_headline(text, NULL) & HEADLINE_FORMS))
        return NULL;
    group_phrase_of_line(text, true, &phrase);
    bool numbered = phrase.number != NULL;
    group_phrase_clear(&phrase);
    if (numbered)
        return NULL;
    g_auto(GStrv) pieces = pieces_of(text, &phrase, &beside, &behind);
    for (char **piece = pieces; *piece; piece++) {
        g_autofree char *place = municipality_in(*piece);
        g_auto(GStrv) words = g_strsplit(*piece, " ", -1);
        bool empty = true;
        for (char **word = words; *word; word++)
            empty = empty && (!**word || is_around_name(*word));
        if (place || empty)
            continue;
        if (only)
            return NULL;
        only = name_in(*piece, false, false);
        if (!only || !is_name_only(only))
            return NULL;
    }
    return g_steal_pointer(&only);
}
