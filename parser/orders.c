#include "parser/orders.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/json.h"

#include <string.h>

enum {
    MOST_ORDERS = 100,
    MOST_NUMBERS = 100,
    LONGEST_ORDER = 4000, /* bytes; what goes beyond is left out */
};

static const struct {
    const char *word, *order;
} words[] = {{"godkjenn", "approve"}, {"avvis", "return"}, {"spør", "ask"}};

#define LIST    "\\d{1,2}(?:\\s*(?:,|og|&)\\s*\\d{1,2})*"
#define NUMBERS "(?:(?:(?:nr\\.?|sak)\\s*)?(" LIST ")\\s*[:.)–—-]?\\s*)"
#define WORD    "[«\"'*]?(godkjenn|avvis|spør)(?!\\w)[»\"'*]?\\s*"

/* "alle", "1, 3 og 4". */
static void set_numbers(json_t *order, const char *list)
{
    if (g_ascii_strncasecmp(list, "al", 2) == 0) {
        json_object_set_new(order, "all", json_true());
        return;
    }
    g_auto(GStrv) numbers = g_regex_split(pattern("\\D+", 0), list, 0);
    json_t *array = json_array();
    for (char **number = numbers; *number && json_array_size(array) < MOST_NUMBERS; number++)
        if (**number)
            json_array_append_new(array, json_integer(g_ascii_strtoll(*number, NULL, 10)));
    json_object_set_new(order, "numbers", array);
}

/* An order in front of a line; `text` receives what it says. NULL where the line begins with none. */
static json_t *order_of(const char *line, char **text)
{
    static const char written[] =
        /* "2: avvis: grunn" means the same as "avvis 2: grunn" */
        "^" NUMBERS "?" WORD "((?:alle|alt)(?: +sak(?:er|ene))?|(?:(?:nr\\.?|sak)\\s*)?" LIST
        ")?(?!\\w)\\s*([:.,!–—-]*)\\s*(.*)$";
    g_autoptr(GMatchInfo) match = NULL;
    if (strlen(line) > LONGEST_ORDER || !g_regex_match(pattern(written, G_REGEX_CASELESS), line, 0, &match))
        return NULL;
    g_autofree char *before = g_match_info_fetch(match, 1), *word = g_match_info_fetch(match, 2);
    g_autofree char *list = g_match_info_fetch(match, 3), *mark = g_match_info_fetch(match, 4);
    g_autofree char *rest = g_match_info_fetch(match, 5);
    g_autofree char *folded = text_fold(word);
    json_t *order = json_object();
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(folded, words[i].word) == 0)
            json_set_text(order, "order", words[i].order);
    bool numbered = before && *before, listed = list && *list;
    if (numbered || listed)
        set_numbers(order, numbered ? before : list);
    /* "godkjenn men ikke møte 2": words that a colon does not introduce may turn the order round. */
    if ((rest && *rest && !strchr(mark, ':')) || (numbered && listed))
        json_object_set_new(order, "unclear", json_true());
    *text = g_steal_pointer(&rest);
    return order;
}

static void finish(json_t *orders, json_t *order, GString *text)
{
    if (!order)
        return;
    g_autofree char *tidy = text_tidy(text->str);
    json_set_text(order, "text", tidy);
    json_array_append_new(orders, order);
    g_string_truncate(text, 0);
}

static bool is_greeting(const char *line)
{
    g_autofree char *folded = text_fold(line);
    return pattern_found("^(?:hei|heisann|hallo|god dag)[ ,.!]*$", 0, folded);
}

json_t *orders_read(const char *text)
{
    json_t *orders = json_array(), *order = NULL;
    g_autoptr(GString) said = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    for (char **at = lines; *at && json_array_size(orders) < MOST_ORDERS; at++) {
        g_autofree char *line = text_tidy(*at), *rest = NULL;
        json_t *next = order_of(line, &rest);
        if (next) {
            finish(orders, order, said);
            order = next;
            g_string_assign(said, rest);
        } else if (order) {
            /* What stands below an order without a colon is not announced, either. */
            if (*line && !said->len &&
                strcmp(json_string_value(json_object_get(order, "order")), "approve") == 0)
                json_object_set_new(order, "unclear", json_true());
            if (*line && said->len + strlen(line) < LONGEST_ORDER)
                g_string_append_printf(said, " %s", line);
        } else if (*line && !is_greeting(line)) {
            break;
        }
    }
    finish(orders, order, said);
    return orders;
}
