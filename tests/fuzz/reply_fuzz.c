/*
 * Fuzzing of what people write in replies, for libFuzzer: quotes and signatures in plain text and in HTML,
 * answers to numbered questions, orders of the office. What comes of it must be what the store takes.
 */
#include "base/text.h"
#include "parser/answers.h"
#include "parser/html_body.h"
#include "parser/orders.h"
#include "parser/quote.h"
#include "store/reading.h"
#include "tests/fuzz/finding.h"

#include <string.h>

static char *own_words(const char *text)
{
    static const struct quote_rules rules = {0}, forward = {true, true, NULL};
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines);
    g_autoptr(quotable_t) letter = quotable_new((const char *const *)lines, count);
    g_autofree bool *drop = g_new0(bool, count), *other = g_new0(bool, count);
    quote_mark(letter, &forward, other);
    signature_mark(letter, true, other);
    quote_mark(letter, &rules, drop);
    signature_mark(letter, false, drop);
    GString *left = g_string_new(NULL);
    for (guint i = 0; i < count; i++)
        if (!drop[i])
            g_string_append_printf(left, "%s\n", lines[i]);
    return g_string_free(left, FALSE);
}

static void read_html(const char *text)
{
    static const struct quote_rules rules = {0};
    g_autoptr(html_body_t) body = html_body_new(text);
    if (!body)
        return;
    g_free(html_body_text(body, &rules));
    html_body_cut(body, &rules);
    sheet_free(html_body_sheet(body, NULL));
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autofree char *text = text_decode(data, size), *words = own_words(text);
    json_t *reading = json_pack("{s:{}, s:s, s:o, s:o}", "message", "kind", "reply", "answers",
                                answers_read(words), "orders", orders_read(words));
    char *dumped = json_dumps(reading, JSON_COMPACT);
    g_autoptr(GError) fault = NULL;
    g_autofree char *checked = reading_check(dumped, &fault);
    if (!checked)
        finding("%s: %s", fault->message, dumped);
    free(dumped);
    json_decref(reading);
    read_html(text);
    return 0;
}
