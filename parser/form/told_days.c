/* Several meetings in one sentence: "Vi møttes 14. januar kl. 18-21 om diabetes og 18. mars kl. 18-21 om
 * demens." */
#include "parser/form/reader.h"
#include "parser/form/sentences.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define LONGEST_SENTENCE 600
#define MOST_DAYS        12

struct told_day {
    struct when when;
    char *topic; /* NULL: not told */
    char *iso;
};

static void told_day_free(gpointer data)
{
    struct told_day *day = data;
    g_free(day->topic);
    g_free(day->iso);
    g_free(day);
}

/* A sentence on meetings that have been. */
static bool tells_of_the_past(const char *sentence)
{
    return pattern_found("\\b(?:møttes|møttest|møtte|samlet|samla|hatt|hadde|holdt|heldt|avholdt|møter? "
                         "(?:var|vart|ble|blei))\\b",
                         G_REGEX_CASELESS, sentence) &&
           pattern_found("\\bmøt|\\bsaml", G_REGEX_CASELESS, sentence) &&
           !pattern_found(
               "\\?|\\b(?:ikkj?e|avlys\\w*|utsatt|utsett|skulle|neste|skal|vil|planlagt\\w*|planlegger)\\b",
               G_REGEX_CASELESS, sentence);
}

/* "om diabetes", "(diabetes)", "med tema diabetes": what a meeting was about, and nothing else; "" where
 * nothing is said. NULL where the text says something else. Caller owns it. */
static char *topic_of(const char *text)
{
    g_autofree char *bare = g_regex_replace_literal(pattern("^[\\s,;]+|[\\s,;.]+(?:og|samt)?[\\s,;.]*$", 0),
                                                    text, -1, 0, "", 0, NULL);
    g_autofree char *tidy =
        g_regex_replace_literal(pattern("(?:^|\\s)(?:og|samt)$", 0), bare, -1, 0, "", 0, NULL);
    if (!*tidy)
        return g_strdup("");
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(
            pattern(
                "^(?:\\(|:|om |der (?:vi snakket om|vi snakka om|temaet var|tema var) |hvor (?:temaet|tema) "
                "var |med (?:tema(?:et)?|emne(?:t)?):? |tema(?:et)?(?: var)?:? )([^()]+?)\\)?$",
                G_REGEX_CASELESS),
            tidy, 0, &match))
        return NULL;
    g_autofree char *topic = g_match_info_fetch(match, 1);
    return text_tidy(topic);
}

bool take_days_told(struct reader *reader, const char *sentence)
{
    if (strlen(sentence) > LONGEST_SENTENCE || !tells_of_the_past(sentence))
        return false;
    g_autoptr(GPtrArray) days = g_ptr_array_new_with_free_func(told_day_free);
    gsize begin, end = 0, last = 0;
    struct when when;
    while (day_in_text(sentence, end, &when, &begin, &end)) {
        g_autofree char *between = g_strndup(sentence + last, begin - last);
        struct told_day *before = days->len ? g_ptr_array_index(days, days->len - 1) : NULL;
        if (before && !(before->topic = topic_of(between)))
            return false;
        g_autofree char *written = g_strndup(sentence + begin, end - begin);
        struct told_day *day = g_new0(struct told_day, 1);
        g_ptr_array_add(days, day);
        day->when = when;
        if (when.state != DAY_READ || days->len > MOST_DAYS ||
            !(day->iso = day_in_form(reader, &when, written)))
            return false;
        last = end;
    }
    struct told_day *final = days->len ? g_ptr_array_index(days, days->len - 1) : NULL;
    if (days->len < 2 || !(final->topic = topic_of(sentence + last)))
        return false;
    for (guint i = 0; i < days->len; i++) {
        const struct told_day *day = g_ptr_array_index(days, i);
        struct draft *draft = draft_of(reader, day->iso, 0, day->when.start);
        draft_take_when(reader, draft, &day->when);
        if (*day->topic)
            draft_set_topic(reader, draft, day->topic);
        draft->topic_inferred = false;
    }
    reader->meeting = NULL;
    explain(reader, "  %u meetings told in a sentence", days->len);
    return true;
}
