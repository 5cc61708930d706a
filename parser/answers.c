#include "parser/answers.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/form/attestation.h"
#include "parser/form/clocks.h"
#include "parser/form/dates.h"
#include "parser/form/group_number.h"
#include "parser/form/people.h"
#include "parser/form/vocabulary.h"
#include "parser/json.h"

#include <string.h>

enum {
    MOST_ANSWERS = 100,
    LONGEST_ANSWER = 4000, /* bytes; what goes beyond is cut off, and then it means nothing */
    LONGEST_VALUE = 300,   /* bytes of anything but free words */
    MOST_HOURS = 24,
};

/* One answer under way. */
struct answer {
    guint number;  /* 0: none */
    GString *text; /* lines are joined by blanks */
    bool cut;      /* there was more than anybody answers */
};

static void answer_free(gpointer data)
{
    struct answer *answer = data;
    g_string_free(answer->text, TRUE);
    g_free(answer);
}

/* ---- what a text can mean ---- */

static bool is_yes(const char *folded)
{
    return pattern_found(
        "^(?:ja|japp|jepp|jo|yes|ok|okei|bekreftes|bekreftet|bekrefter|(?:jeg|eg|vi|me) "
        "(?:bekrefter|stadfestar)|(?:jeg|eg|vi|me) bekrefter det|stadfestar|stadfesta|riktig|rett|korrekt|"
        "(?:ja,? )?(?:det|dette|alt|alle|alt sammen|alt saman|lista|listen) "
        "(?:stemmer|er (?:riktig|rett|korrekt|i orden))|stemmer|ja takk|ja,? (?:det|dette) (?:bekreftes|"
        "bekrefter (?:jeg|eg|vi|me)|stadfestar (?:jeg|eg|vi|me)))"
        "(?: bra| fint)?(?:[ ,.!]+(?:takk|mange takk|på forhånd takk)(?: skal du ha)?)?[ .!]*$",
        0, folded);
}

static bool is_no(const char *folded)
{
    return pattern_found(
        "^(?:nei|nope|no|niks|nei takk|(?:nei,? )?(?:det|dette) (?:stemmer|stemmar) (?:ikke|ikkje)|stemmer "
        "(?:ikke|ikkje))[ .!]*$",
        0, folded);
}

/* Words that take the place of an answer. */
static bool is_evasion(const char *folded)
{
    return pattern_found("\\?|^(?:ja|nei|vet ikke|veit ikkje|husker ikke|hugsar ikkje|aner "
                         "ikke|ukjent|usikker|ingen|ikke aktuelt|"
                         "ikkje aktuelt|se|sjå|kommer senere|kjem seinare|samme|det same|som sist|kan "
                         "ikke|kan ikkje|hva|kva|hvem|kven|"
                         "hvorfor|kvifor|(?:jeg|eg|vi|me) "
                         "(?:skal|må|vet|veit|husker|hugsar|kan|vil|tror|trur|sender|kommer|kjem))\\b",
                         0, folded);
}

/* The text without the words that lead to a value: "HPR-nummeret er 1234567". Caller owns it. */
static char *without_lead(const char *text, const char *lead)
{
    return g_regex_replace_literal(pattern(lead, G_REGEX_CASELESS), text, -1, 0, "", 0, NULL);
}

/* "HPR-nummer: 1234567", "Kari Nordmann, HPR 1234567". Digits in groups of which the first may be the number
 * of a question are no HPR number. */
static void read_person(json_t *object, const char *text)
{
    bool identity_number, doubtful;
    g_autofree char *bare = without_lead(
        text, "^hpr(?:[ -]?(?:nr\\.?|nummer(?:et)?))?(?: (?:er|hans|hennes|hennar))*\\s*:?\\s*|[ .!]+$");
    if (pattern_found("^\\d{1,2}[ .:)-]+\\d", 0, bare) && !pattern_found("^\\d{1,3}( \\d{2,3}){2}$", 0, bare))
        return;
    g_autofree char *hpr = hpr_read(bare, &identity_number, &doubtful);
    if (hpr) {
        json_set_text(object, "hpr", hpr);
        return;
    }
    struct someone *someone = someone_read(text, false);
    if (someone->person.name && name_is_likely(someone->person.name)) {
        json_set_text(object, "name", someone->person.name);
        if (!someone->hpr_doubtful && !someone->identity_number)
            json_set_text(object, "hpr", someone->person.hpr);
        json_set_text(object, "email", someone->person.email);
    }
    someone_free(someone);
}

/* The text as a whole; a day first, and where that is none, times. */
static bool read_whole(const char *text, struct when *when)
{
    for (enum when_context context = WHEN_DATE; context <= WHEN_TIME; context++) {
        when_read(text, context, when);
        if (when->rest[strspn(when->rest, " .!")] == '\0' && !when->number && !when->times_doubtful &&
            when->state != DAY_DOUBTFUL)
            return true;
    }
    return false;
}

/* "kl 18 til 21", "3. februar 2025", "3/2-25 kl 18-21", "90 min", "4 kurstimer". "3:18-21" may answer
 * question 3. */
static void read_when(json_t *object, const char *text)
{
    g_autofree char *bare = without_lead(
        text, "^(?:(?:rett |riktig "
              ")?(?:dato(?:en)?|tid(?:en|a|spunkt)?|klokkeslett(?:et)?|varighet(?:en)?|lengd[ea]?n?|"
              "møtet)|det|den)?(?: (?:er|var|varte|varde|skal være|skal vere))?\\s*:?\\s+");
    struct when when;
    if (!read_whole(bare, &when))
        return;
    g_autofree char *date = when.state == DAY_READ ? day_iso(&when.day) : NULL;
    if (when.state == DAY_READ && !date)
        return;
    json_set_text(object, "date", date);
    if (pattern_found("^\\d:(?:0[6-9]|1\\d|2[0-3])\\s*[-–—]", 0, bare))
        return;
    if (when.start >= 0 && when.end > when.start) {
        g_autofree char *start = clock_text(when.start), *end = clock_text(when.end);
        json_set_text(object, "start", start);
        json_set_text(object, "end", end);
        json_object_set_new(object, "minutes", json_integer(when.end - when.start));
    } else if (when.start < 0 && when.minutes > 0 && when.minutes <= MOST_HOURS * 60) {
        json_object_set_new(object, "minutes", json_integer(when.minutes));
    } else if (when.start < 0 && when.hours > 0 && when.hours <= MOST_HOURS) {
        json_object_set_new(object, "hours", json_of_hours(when.hours));
    }
}

static void read_group(json_t *object, const char *text)
{
    g_autofree char *bare = without_lead(text, "^(?:(?:gruppe(?:n|a)?s? ?)?(?:nummer|nr|no)(?:et)?\\.?(?: "
                                               "(?:er|vårt er))?|gruppe|grp\\.?)\\s*:?\\s*");
    g_autofree char *number = group_number_read(bare);
    json_set_text(object, "group_number", number);
}

static void read_municipality(json_t *object, const char *text)
{
    g_autofree char *bare = without_lead(text, "^kommune(?:n)?(?: er)?\\s*:?\\s+|(?: kommune)?[ .!]*$");
    if (vocabulary_is_municipality(bare))
        json_set_text(object, "municipality", bare);
}

static void read_attested(json_t *object, const char *text)
{
    enum attestation attestation = attestation_read(text);
    if (attestation != ATTESTATION_ABSENT)
        json_object_set_new(object, "industry_free", json_boolean(attestation == ATTESTATION_GIVEN));
}

static json_t *meanings_of(const struct answer *answer)
{
    json_t *object = json_object();
    const char *text = answer->text->str;
    g_autofree char *folded = text_fold(text);
    if (answer->number)
        json_object_set_new(object, "number", json_integer(answer->number));
    json_set_text(object, "text", text);
    if (answer->cut)
        return object;
    if (is_yes(folded) || is_no(folded))
        json_object_set_new(object, "yes", json_boolean(is_yes(folded)));
    else if (!is_evasion(folded))
        json_object_set_new(object, "words", json_true());
    read_attested(object, text);
    if (strlen(text) > LONGEST_VALUE)
        return object;
    read_person(object, text);
    read_when(object, text);
    read_group(object, text);
    read_municipality(object, text);
    return object;
}

/* ---- which lines belong to which answer ---- */

static bool is_day_with_year(const char *text)
{
    struct when when;
    return read_whole(text, &when) && when.state == DAY_READ && when.day.year;
}

static bool is_value(const char *text)
{
    struct when when;
    return read_whole(text, &when);
}

/* The number of the question in front of a line, and where the answer begins; 0 where there is none. In "3.
 * februar 2025" and "18 - 21" the number is of the answer. */
static guint question_number(const char *line, const char **answer)
{
    static const char numbered[] =
        "^(?:[-*•]\\s*)?(?:(?:svar(?: på)?|spørsmål|punkt|pkt\\.?|ad|til|nr\\.?|nummer|#)\\s*){0,3}"
        "(?<number>[1-9][0-9]?)(?<mark>\\s*[:)]+(?!\\d)\\s*|[:.)](?=\\d{5,})|\\.(?!\\d)\\s*|\\s*=\\s*|\\s+[-"
        "–—]\\s+|"
        "\\s+(?=(?:ja|nei)\\b))(?=\\S)";
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(pattern(numbered, G_REGEX_CASELESS), line, 0, &match))
        return 0;
    int end;
    g_match_info_fetch_pos(match, 0, NULL, &end);
    g_autofree char *mark = g_match_info_fetch_named(match, "mark");
    if (!strpbrk(mark, ":)") && is_value(line) && !is_day_with_year(line + end))
        return 0;
    *answer = line + end;
    return (guint)pattern_number(match, "number");
}

/* Words that only greet, thank, or announce what follows. */
static bool is_courtesy(const char *line)
{
    g_autofree char *folded = text_fold(line);
    return pattern_found(
        "^(?:(?:hei|heisann|hallo|god (?:dag|morgen|morgon|kveld)|goddag|kjære|kjære dere)(?:[ "
        ",][^.?!]{0,40})?[ ,.!:)-]*|"
        "(?:mange |tusen |hjertelig )?takk(?: (?:for|skal)[^?]{0,60})?[ .!:)-]*|på forhånd takk[ .!]*|ha "
        "(?:en|ei) [^?]{0,40}|(?:god|riktig god) (?:helg|jul|påske|sommar|sommer)[ .!]*|"
        "(?:her (?:er|kommer|kjem)|svar(?:ene|a)?\\b|vedr|viser til|ang)[^?]{0,60}:|svar:?)$",
        0, folded);
}

static struct answer *begin(GPtrArray *answers, guint number)
{
    struct answer *answer = g_new0(struct answer, 1);
    *answer = (struct answer){.number = number, .text = g_string_new(NULL)};
    g_ptr_array_add(answers, answer);
    return answer;
}

static void append(struct answer *answer, const char *line)
{
    gsize room = LONGEST_ANSWER - MIN(answer->text->len, LONGEST_ANSWER);
    answer->cut = answer->cut || strlen(line) + 1 > room;
    if (!answer->cut)
        g_string_append_printf(answer->text, "%s%s", answer->text->len ? " " : "", line);
}

/* Several on one line: "1: ja, 2: 1234567" becomes a line each. */
static char *one_a_line(const char *text)
{
    return g_regex_replace(pattern("(?<=\\S)[,;]\\s+(?=[1-9][0-9]?\\s*[:)]\\s*\\S)", 0), text, -1, 0, "\n", 0,
                           NULL);
}

/* A line below an answer goes on with it, up to a blank line. */
static GPtrArray *gather(const char *text)
{
    GPtrArray *answers = g_ptr_array_new_with_free_func(answer_free);
    g_autofree char *lines_text = one_a_line(text);
    g_auto(GStrv) lines = g_strsplit(lines_text ? lines_text : "", "\n", -1);
    struct answer *current = NULL;
    bool any_number = false;
    for (char **at = lines; *at && answers->len < MOST_ANSWERS; at++) {
        g_autofree char *line = text_tidy(*at);
        const char *said = line;
        if (!*line) {
            current = any_number ? NULL : current;
            continue;
        }
        guint number = strlen(line) < LONGEST_ANSWER ? question_number(line, &said) : 0;
        if (!number && is_courtesy(line))
            continue;
        if (number || !current)
            current = begin(answers, number);
        any_number = any_number || number;
        append(current, said);
    }
    return answers;
}

json_t *answers_read(const char *text)
{
    json_t *list = json_array();
    g_autoptr(GPtrArray) answers = gather(text ? text : "");
    for (guint i = 0; i < answers->len; i++)
        json_array_append_new(list, meanings_of(g_ptr_array_index(answers, i)));
    return list;
}
