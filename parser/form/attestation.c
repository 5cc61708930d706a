/*
 * The secretary's attestation that the pharmaceutical industry took no part: a sentence, a box, or
 * a question with an answer. A sentence with a box that is not ticked, or above a signature line
 * that is left blank, says nothing.
 */
#include "parser/form/attestation.h"
#include "parser/form/phrases.h"
#include "parser/form/reader.h"
#include "parser/form/signature.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

/* An answer stands within so many lines below its question. */
#define ANSWER_LINES 4

/* "Ingen sponsorer", "Møtene var ikke sponset": a sentence that names nobody. */
static bool denies_sponsors(const char *folded)
{
    return strlen(folded) < 120 && !strchr(folded, ':') && strstr(folded, "spons") &&
           pattern_found("\\b(?:ingen|ikkj?e|uten|utan|verken|hverken)\\b.*spons", 0, folded);
}

/* "Ingen industri", "Ingen legemiddelindustri på møtene" */
static bool denies_industry(const char *folded)
{
    return pattern_found("^(?:helt |heilt )?(?:ingen|uten|utan|ikkj?e) (?:noen |nokon "
                         ")?(?:legemiddel|farmasi)?(?:industri|firma)\\w*"
                         "(?: (?:på|ved|i|til|under) [\\p{L} ]{2,30})?[ .!]*$",
                         0, folded);
}

bool is_industry_text(const char *text)
{
    if (strlen(text) < 12 || strlen(text) > 1500)
        return false;
    g_autofree char *folded = text_fold(text);
    if (phrase_within(PHRASE_INDUSTRY, folded) || denies_sponsors(folded))
        return true;
    /* "Ingen industritilknytning: ja" */
    g_autofree char *front = g_strndup(folded, strcspn(folded, ":?"));
    return denies_industry(front);
}

enum claim { CLAIM_NONE, CLAIM_FREE, CLAIM_INVOLVED };

/* What "ja" to the words would mean. */
static enum claim claim_of(const char *folded)
{
    if (denies_industry(folded) ||
        pattern_found(
            "^(?:legemiddel|farma)?(?:industri|firma)\\p{L}* (?:har|er|var|hadde) [^.]{0,12}\\bikkj?e\\b", 0,
            folded))
        return CLAIM_FREE;
    if (!phrase_within(PHRASE_INVOLVEMENT, folded))
        return CLAIM_NONE;
    return phrase_within(PHRASE_NEGATION, folded) ? CLAIM_FREE : CLAIM_INVOLVED;
}

/* Boxes typed as brackets: "[x]", "( )". */
static char *with_boxes(const char *text)
{
    if (!strpbrk(text, "[(\xe2"))
        return g_strdup(text);
    GRegex *ticked = pattern("[\\[(]\\s*[xX\xe2\x9c\x93\xe2\x9c\x94]\\s*[\\])]|\xe2\x98\x91|"
                             "\xe2\x9c\x93|\xe2\x9c\x94|\xe2\x9c\x85",
                             0);
    GRegex *empty = pattern("\\[\\s*\\]|\\(\\s*\\)|\xe2\x96\xa1|\xe2\x97\xbb", 0);
    g_autofree char *once =
        ticked ? g_regex_replace_literal(ticked, text, -1, 0, SHEET_TICKED, 0, NULL) : NULL;
    char *both = once && empty ? g_regex_replace_literal(empty, once, -1, 0, SHEET_UNTICKED, 0, NULL) : NULL;
    return both ? both : g_strdup(text);
}

/* "Husk at skjemaet må ha attest om ...": what should be said, and nobody has said it. */
static bool is_instruction(const char *folded)
{
    return pattern_found(
        "^husk\\b|\\b(?:må|skal|bør|kreves|krevjast|forutsetter|føreset)\\b|\\bkrav (?:om|til)\\b|"
        "\\b(?:dersom|hvis|viss)\\b",
        0, folded);
}

enum answer { ANSWER_NONE, ANSWER_YES, ANSWER_NO, ANSWER_BLANK, ANSWER_UNCLEAR };

static enum answer answer_word(const char *text)
{
    g_autofree char *folded = text_fold(text);
    bool yes = phrase_within(PHRASE_YES, folded), no = phrase_within(PHRASE_NO, folded);
    /* "Ja?" */
    bool asks = strchr(folded, '?') && (yes || no);
    return asks || (yes && no) ? ANSWER_UNCLEAR : yes ? ANSWER_YES : no ? ANSWER_NO : ANSWER_NONE;
}

/* A short text at a box that is an answer; a long one is the statement. */
static enum answer word_at_box(const char *text)
{
    g_autofree char *tidy = text_tidy(text);
    return g_utf8_strlen(tidy, -1) <= 12 ? answer_word(tidy) : ANSWER_NONE;
}

/* The last word in front of a box. */
static enum answer word_before_box(const char *text)
{
    g_autofree char *tidy = text_tidy(text);
    const char *last = strrchr(tidy, ' ');
    return answer_word(last ? last : tidy);
}

/* Boxes and the words at them: "☐ Ja ☒ Nei", or "Ja ☐ Nei ☒". A box without a word is the sentence's own. */
static enum answer answer_of_boxes(const char *text)
{
    g_autoptr(GPtrArray) between =
        g_ptr_array_new_with_free_func(g_free); /* texts before, between and behind the boxes */
    g_autoptr(GArray) ticks = g_array_new(FALSE, FALSE, sizeof(bool));
    const char *from = text;
    for (const char *p = text; *p;) {
        bool ticked = g_str_has_prefix(p, SHEET_TICKED);
        if (!ticked && !g_str_has_prefix(p, SHEET_UNTICKED)) {
            p = g_utf8_next_char(p);
            continue;
        }
        g_ptr_array_add(between, g_strndup(from, (gsize)(p - from)));
        g_array_append_val(ticks, ticked);
        from = p = g_utf8_next_char(p);
    }
    if (!ticks->len)
        return ANSWER_NONE;
    g_ptr_array_add(between, g_strdup(from));
    bool behind = word_at_box(g_ptr_array_index(between, ticks->len)) != ANSWER_NONE;
    bool in_front = !behind && word_before_box(g_ptr_array_index(between, 0)) != ANSWER_NONE;
    enum answer answer = ANSWER_NONE;
    for (guint i = 0; i < ticks->len; i++) {
        if (!g_array_index(ticks, bool, i))
            continue;
        enum answer word = behind     ? word_at_box(g_ptr_array_index(between, i + 1))
                           : in_front ? word_before_box(g_ptr_array_index(between, i))
                                      : ANSWER_YES;
        /* One of several boxes without words is no answer. */
        if (word == ANSWER_NONE || (!behind && !in_front && ticks->len > 1))
            word = ANSWER_UNCLEAR;
        answer = answer == ANSWER_NONE || answer == word ? word : ANSWER_UNCLEAR;
    }
    return answer == ANSWER_NONE ? ANSWER_BLANK : answer;
}

static enum answer answer_in(const char *text)
{
    g_autofree char *boxed = with_boxes(text);
    enum answer answer = answer_of_boxes(boxed);
    if (answer != ANSWER_NONE)
        return answer;
    g_autofree char *tidy = text_tidy(text);
    if (!*tidy)
        return ANSWER_NONE;
    if (is_placeholder(tidy))
        return ANSWER_BLANK;
    return g_utf8_strlen(tidy, -1) <= 40 ? answer_word(tidy) : ANSWER_NONE;
}

static void settle(struct reader *reader, enum claim claim, enum answer answer)
{
    struct attested *attested = &reader->attested;
    if (answer == ANSWER_BLANK)
        attested->blank = true;
    else if (answer == ANSWER_UNCLEAR)
        attested->unclear = true;
    else if ((answer == ANSWER_YES) == (claim == CLAIM_FREE))
        attested->given = true;
    else
        attested->denied = true;
}

enum attestation attestation_read(const char *text)
{
    if (!is_industry_text(text))
        return ATTESTATION_ABSENT;
    const char *mark = strrchr(text, '?');
    g_autofree char *statement = mark ? g_strndup(text, (gsize)(mark - text)) : g_strdup(text);
    g_autofree char *folded = text_fold(statement);
    enum claim claim = claim_of(folded);
    enum answer answer = mark ? answer_in(mark + 1) : ANSWER_YES;
    /* "Jeg kan ikke bekrefte at ..." denies what it names. */
    if (phrase_within(PHRASE_REFUSAL, folded))
        return ATTESTATION_DENIED;
    if (claim == CLAIM_NONE || is_instruction(folded) || (answer != ANSWER_YES && answer != ANSWER_NO))
        return ATTESTATION_ABSENT;
    return (answer == ANSWER_YES) == (claim == CLAIM_FREE) ? ATTESTATION_GIVEN : ATTESTATION_DENIED;
}

/* "ja/nei" behind a question is what may be answered, not the answer. */
static char *without_choices(const char *text)
{
    static const char *const words[] = {"nei", "kryss", "stryk", NULL};
    if (!text_holds_any(text, words))
        return g_strdup(text);
    GRegex *choices = pattern("[(\\[]?\\s*\\b(?:ja\\s*(?:/|\\|| eller )\\s*nei|kryss av|sett "
                              "kryss|stryk det som ikke passer)\\b[^)\\]]{0,40}[)\\]]?",
                              G_REGEX_CASELESS);
    return g_regex_replace_literal(choices, text, -1, 0, " ", 0, NULL);
}

static bool offers_choices(const char *text)
{
    g_autofree char *rest = without_choices(text);
    return strcmp(rest, text) != 0;
}

/* What stands behind the words on the same line: after the colon or question mark, or in the next cell. */
static enum answer answer_beside(const struct line *line, guint place, char **statement)
{
    g_autofree char *text = without_choices(line->places[place].text);
    enum answer answer = ANSWER_NONE;
    const char *mark = strrchr(text, '?');
    if (!mark)
        mark = strrchr(text, ':');
    if (mark && *mark == ':' && is_industry_text(mark + 1)) {
        /* "Attestasjon: Industrien har ikke deltatt." */
        *statement = g_strdup(mark + 1);
    } else if (mark && strlen(mark + 1) < 60) {
        *statement = g_strndup(text, (gsize)(mark - text));
        answer = answer_in(mark + 1);
    } else {
        *statement = g_strdup(text);
        g_autofree char *boxed = with_boxes(text);
        answer = answer_of_boxes(boxed);
    }
    g_autoptr(GString) beside = g_string_new(NULL);
    for (guint i = place + 1; i < line->count && answer == ANSWER_NONE; i++)
        if (!line->places[i].covered && *line->places[i].text)
            g_string_append_printf(beside, "%s%s", beside->len ? " " : "", line->places[i].text);
    if (beside->len && answer == ANSWER_NONE)
        answer = strcmp(beside->str, "1") == 0 ? ANSWER_YES : answer_in(beside->str);
    /* A box in a cell in front. */
    for (guint i = 0; i < place && answer == ANSWER_NONE; i++)
        if (!line->places[i].covered && strlen(line->places[i].text) < 20)
            answer = answer_in(line->places[i].text);
    return answer;
}

/* "☐ Ja", "Nei" on lines of their own below the question. */
static guint answer_below(const struct reader *reader, guint at, enum answer *answer)
{
    guint read = 1;
    bool boxes = false;
    *answer = ANSWER_NONE;
    for (guint i = 1; i <= ANSWER_LINES; i++) {
        const struct line *line = line_at(reader, at + i);
        if (!line)
            break;
        if (!line->filled)
            continue;
        if (is_industry_text(line->whole))
            break;
        g_autoptr(GPtrArray) pairs = pairs_of(line->whole);
        /* "Attestert av" is the next question, not an answer to this one. */
        if ((pairs->len && ((struct pair *)g_ptr_array_index(pairs, 0))->label) || line->places[0].label)
            break;
        g_autofree char *signer = signature_in(line->whole);
        if (signer)
            break;
        g_autofree char *boxed = with_boxes(line->whole);
        enum answer word = g_utf8_strlen(boxed, -1) <= 40 ? answer_word(boxed) : ANSWER_NONE;
        bool box = strstr(boxed, SHEET_TICKED) || strstr(boxed, SHEET_UNTICKED);
        if (word == ANSWER_NONE && !box)
            break;
        enum answer here = answer_in(line->whole);
        boxes = boxes || box;
        read = i + 1;
        if (!box && boxes)
            break;
        if (here == ANSWER_BLANK)
            continue;
        *answer = *answer == ANSWER_NONE || *answer == here ? here : ANSWER_UNCLEAR;
        if (!box)
            break;
    }
    if (*answer == ANSWER_NONE && boxes)
        *answer = ANSWER_BLANK;
    return read;
}

/* "Jeg, Kari Nordmann, bekrefter ..." */
static void take_name_in_sentence(struct reader *reader, const char *text)
{
    GRegex *regex =
        pattern("\\b(?:jeg|eg|undertegnede|underteikna|sekretær(?:en)?)\\s*[,(]\\s*([^,()]{3,60}?)\\s*[,)]",
                G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    if (reader->form->attested_by || !g_regex_match(regex, text, 0, &match))
        return;
    g_autofree char *written = g_match_info_fetch(match, 1);
    g_autofree char *name = name_tidy(written);
    if (name_is_likely(name)) {
        reader->form->attested_by = g_steal_pointer(&name);
        reader->attested.signed_ = true;
    }
}

/* "Tema: Legemiddelindustrien og vi", "3.2.2025 kl 18-21: ...": the industry is what a meeting was about. */
static bool is_of_meeting(const struct line *line)
{
    if (line->count && line->places[0].label == LABEL_TOPIC)
        return true;
    g_autoptr(GPtrArray) pairs = pairs_of(line->whole);
    for (guint i = 0; i < pairs->len; i++) {
        const struct pair *pair = g_ptr_array_index(pairs, i);
        /* "Industrien har ikke deltatt: ja" lists nobody. */
        bool people = pair->label == LABEL_PRESENT || pair->label == LABEL_ABSENT;
        if (pair->label == LABEL_TOPIC || (people && word_at_box(pair->value) == ANSWER_NONE))
            return true;
    }
    struct when when;
    when_read(line->whole, WHEN_LINE, &when);
    return when.state == DAY_READ && when.start >= 0;
}

guint read_attestation(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    if (is_industry_text(line->whole) && is_of_meeting(line))
        return 0;
    for (guint i = 0; i < line->count; i++) {
        const struct place *place = &line->places[i];
        if (place->covered || !is_industry_text(place->text))
            continue;
        g_autofree char *statement = NULL;
        enum answer answer = answer_beside(line, i, &statement);
        g_autofree char *folded = text_fold(statement);
        enum claim claim = claim_of(folded);
        if (claim == CLAIM_NONE)
            continue;
        guint read = 1;
        bool question = strchr(place->text, '?') != NULL || offers_choices(place->text);
        enum answer below = ANSWER_NONE;
        if (answer == ANSWER_NONE || answer == ANSWER_BLANK)
            read = answer_below(reader, at, &below);
        if (below != ANSWER_NONE && !(answer == ANSWER_BLANK && below == ANSWER_BLANK))
            answer = below;
        explain(reader, "  line %u: about the industry", at + 1);
        take_name_in_sentence(reader, place->text);
        for (const char *end = strstr(place->text, ". "); end; end = strstr(end + 1, ". "))
            signature_told(reader, end + 2);
        if (phrase_within(PHRASE_REFUSAL, folded)) {
            reader->attested.denied = true;
        } else if (answer != ANSWER_NONE) {
            settle(reader, claim, answer);
        } else if (question || claim == CLAIM_INVOLVED || g_str_has_suffix(place->text, ":")) {
            /* A question without an answer; a bare statement that the industry took part is a denial. */
            if (!question && claim == CLAIM_INVOLVED && g_str_has_suffix(place->text, "."))
                reader->attested.denied = true;
            else
                reader->attested.blank = true;
        } else if (is_instruction(folded)) {
            reader->attested.demanded = !g_str_has_prefix(folded, "husk");
        } else {
            reader->attested.sentence = true;
        }
        reader->meeting = NULL;
        reader->list = LABEL_NONE;
        reader->person = NULL;
        return read;
    }
    return 0;
}
