/* The functions of our own that statements and rules may call; sql.h says what they give. */
#include "store/connection.h"

#include "base/calendar.h"
#include "base/text.h"
#include <string.h>

#define FUNCTION_FLAGS (SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY)
#define MOST_MONTHS    (12 * 1000)

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
    };
    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++)
        if (sqlite3_create_function_v2(store->sqlite, functions[i].name, functions[i].arguments,
                                       FUNCTION_FLAGS, NULL, functions[i].run, NULL, NULL, NULL) != SQLITE_OK)
            return store_fault(store, functions[i].name, error);
    return true;
}
