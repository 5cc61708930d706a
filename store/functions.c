/* The functions of our own that statements and rules may call; sql.h says what they give. */
#include "store/connection.h"

#include "base/calendar.h"
#include "base/text.h"
#include <gio/gio.h>
#include <string.h>

#define FUNCTION_FLAGS (SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY)
#define MOST_MONTHS    (12 * 1000)
#define MOST_LETTERS   60 /* of texts that are compared letter by letter */
#define MOST_APART     4
#define MUNICIPALITIES "/presens/parser/form/data/municipalities.txt"

static const char *text_argument(sqlite3_value *value)
{
    return (const char *)sqlite3_value_text(value);
}

/* Hands the text over; NULL becomes NULL. */
static void give_text(sqlite3_context *context, char *text)
{
    sqlite3_result_text(context, text, -1, g_free);
}

static void fold(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    give_text(context, text_fold(text_argument(arguments[0])));
}

static void number_key(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    const char *number = text_argument(arguments[0]);
    if (!number)
        return;
    g_autofree char *digits = text_digits(number);
    const char *significant = digits + strspn(digits, "0");
    if (*digits)
        give_text(context, g_strdup(*significant ? significant : "0"));
    else
        give_text(context, text_fold(number));
}

/* A name's folded words without initials: "Kr. A. Vik-Hansen" gives "vik" and "hansen". */
static GHashTable *name_words(const char *name)
{
    GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *folded = text_fold(name);
    for (const char *start = folded; *start;) {
        const char *end = start;
        glong letters = 0;
        for (; g_unichar_isalnum(g_utf8_get_char(end)) || g_unichar_ismark(g_utf8_get_char(end)); letters++)
            end = g_utf8_next_char(end);
        bool initial = letters < 2 || (letters == 2 && *end == '.');
        if (!initial)
            g_hash_table_add(words, g_strndup(start, (gsize)(end - start)));
        start = *end ? g_utf8_next_char(end) : end;
    }
    return words;
}

static void names_agree(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    const char *one = text_argument(arguments[0]), *other = text_argument(arguments[1]);
    bool agree = false;
    if (one && other) {
        g_autoptr(GHashTable) words = name_words(one);
        g_autoptr(GHashTable) others = name_words(other);
        GHashTableIter iterator;
        gpointer word;
        g_hash_table_iter_init(&iterator, words);
        while (!agree && g_hash_table_iter_next(&iterator, &word, NULL))
            agree = g_hash_table_contains(others, word);
    }
    sqlite3_result_int(context, agree);
}

static void month_later(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    const char *date = text_argument(arguments[0]);
    gint64 months = sqlite3_value_int64(arguments[1]);
    if (!date || !calendar_is_date(date) || ABS(months) > MOST_MONTHS)
        return;
    int year = atoi(date), month = atoi(date + 5), day = atoi(date + 8);
    gint64 total = (gint64)year * 12 + month - 1 + months;
    year = (int)(total / 12);
    month = (int)(total % 12) + 1;
    if (total < 12 || year > 9999)
        return;
    int last = g_date_get_days_in_month((GDateMonth)month, (GDateYear)year);
    give_text(context, g_strdup_printf("%04d-%02d-%02d", year, month, MIN(day, last)));
}

static void norwegian_date(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    static const char *const months[] = {"januar", "februar", "mars",      "april",   "mai",      "juni",
                                         "juli",   "august",  "september", "oktober", "november", "desember"};
    const char *date = text_argument(arguments[0]);
    if (!date || !calendar_is_date(date)) {
        sqlite3_result_value(context, arguments[0]);
        return;
    }
    give_text(context, g_strdup_printf("%d. %s %d", atoi(date + 8), months[atoi(date + 5) - 1], atoi(date)));
}

static void words(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    g_autofree char *folded = text_fold(text_argument(arguments[0]));
    if (!folded)
        return;
    GString *text = g_string_new(" ");
    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(text, c);
        else if (text->str[text->len - 1] != ' ')
            g_string_append_c(text, ' ');
    }
    if (text->str[text->len - 1] != ' ')
        g_string_append_c(text, ' ');
    give_text(context, g_string_free(text, FALSE));
}

/* The least number of letters to change, add or leave out that makes one text of the other (Levenshtein). */
static glong letters_between(const gunichar *one, glong length, const gunichar *other, glong other_length)
{
    g_autofree glong *row = g_new(glong, other_length + 1);
    for (glong j = 0; j <= other_length; j++)
        row[j] = j;
    for (glong i = 1; i <= length; i++) {
        glong diagonal = row[0];
        row[0] = i;
        for (glong j = 1; j <= other_length; j++) {
            glong changed = diagonal + (one[i - 1] != other[j - 1]);
            diagonal = row[j];
            row[j] = MIN(changed, MIN(row[j], row[j - 1]) + 1);
        }
    }
    return row[other_length];
}

static void letters_apart(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    const char *one = text_argument(arguments[0]), *other = text_argument(arguments[1]);
    if (!one || !other)
        return;
    glong length = 0, other_length = 0;
    g_autofree gunichar *letters = g_utf8_to_ucs4_fast(one, -1, &length);
    g_autofree gunichar *others = g_utf8_to_ucs4_fast(other, -1, &other_length);
    glong apart = ABS(length - other_length);
    if (apart <= MOST_APART && length <= MOST_LETTERS && other_length <= MOST_LETTERS)
        apart = letters_between(letters, length, others, other_length);
    sqlite3_result_int64(context, MAX(apart, ABS(length - other_length)));
}

static void municipalities(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    (void)arguments;
    g_autoptr(GBytes) bytes = g_resources_lookup_data(MUNICIPALITIES, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    if (!bytes)
        return;
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    json_t *names = json_array();
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) spellings = g_strsplit(**line == '#' ? "" : *line, ",", -1);
        for (char **spelling = spellings; *spelling; spelling++) {
            g_autofree char *name = text_fold(*spelling);
            if (*name)
                json_array_append_new(names, json_string(name));
        }
    }
    give_text(context, json_dumps(names, JSON_COMPACT));
    json_decref(names);
}

/* "FKM LM-02", "KLK-009", "ALM-042": as the lists of goals write them. */
static void add_goal(json_t *goals, const char *kind, const char *number)
{
    int value = atoi(number);
    g_autofree char *code = g_ascii_strncasecmp(kind, "klk", 3) == 0 ? g_strdup_printf("KLK-%03d", value)
                            : g_ascii_strncasecmp(kind, "alm", 3) == 0
                                ? g_strdup_printf("ALM-%03d", value)
                                : g_strdup_printf("FKM LM-%02d", value);
    size_t i;
    json_t *known;
    json_array_foreach(goals, i, known)
        if (strcmp(json_string_value(known), code) == 0)
            return;
    json_array_append_new(goals, json_string(code));
}

/* A kind of goal, and the numbers that follow it: "LM-26, 27 og 28". */
static void learning_goals(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    const char *text = text_argument(arguments[0]);
    json_t *goals = json_array();
    g_autoptr(GRegex) named =
        g_regex_new("\\b(FKM[ -]*LM|FKM|LM|KLK|ALM)[ :-]*((?:\\d{1,3}\\b(?:\\s*(?:,|og|/|&)\\s*(?=\\d))?)+)",
                    G_REGEX_CASELESS, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    g_regex_match(named, text ? text : "", 0, &match);
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        g_autofree char *kind = g_match_info_fetch(match, 1), *list = g_match_info_fetch(match, 2);
        g_auto(GStrv) numbers = g_regex_split_simple("\\D+", list, 0, 0);
        for (char **number = numbers; *number; number++)
            if (**number)
                add_goal(goals, kind, *number);
    }
    give_text(context, json_dumps(goals, JSON_COMPACT));
    json_decref(goals);
}

bool functions_register(struct store *store, GError **error)
{
    static const struct {
        const char *name;
        int arguments;
        void (*run)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        {"fold", 1, fold},
        {"number_key", 1, number_key},
        {"names_agree", 2, names_agree},
        {"month_later", 2, month_later},
        {"norwegian_date", 1, norwegian_date},
        {"words", 1, words},
        {"letters_apart", 2, letters_apart},
        {"municipalities", 0, municipalities},
        {"learning_goals", 1, learning_goals},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++)
        if (sqlite3_create_function_v2(store->sqlite, functions[i].name, functions[i].arguments,
                                       FUNCTION_FLAGS, NULL, functions[i].run, NULL, NULL, NULL) != SQLITE_OK)
            return store_fault(store, functions[i].name, error);
    return true;
}
