#include "parser/body.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/flowed.h"
#include "parser/formats/format.h"
#include "parser/html_body.h"
#include "parser/quote.h"

#include <string.h>

/* Charsets beside those that the C library knows by itself. */
static const char *const charsets[] = {
    "ISO-8859-1",  "WINDOWS-1252", "ISO-8859-15",  "ISO-8859-2",   "ISO-8859-4",  "ISO-8859-9", "ISO-8859-10",
    "ISO-8859-13", "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1257", "MACINTOSH",   "IBM437",     "IBM850",
    "IBM865",      "UTF-7",        "UTF-16",       "KOI8-R",       "ISO-2022-JP", "GB18030",    "NS_4551-1",
};

/* A conversion stays loaded as long as one of its descriptors is open; these stay open for good. */
void body_prepare(void)
{
    static GIConv open[G_N_ELEMENTS(charsets)];
    for (guint i = 0; i < G_N_ELEMENTS(charsets); i++)
        if (!open[i])
            open[i] = g_iconv_open("UTF-8", charsets[i]);
}

static bool has_high_byte(const char *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (bytes[i] & 0x80)
            return true;
    return false;
}

/* What is valid UTF-8 beyond ASCII is UTF-8, whatever it is called; Latin-1 is what Windows calls so. */
static char *converted(const char *bytes, gsize length, const char *charset, gsize *written)
{
    if (!charset || !length || (has_high_byte(bytes, length) && g_utf8_validate(bytes, (gssize)length, NULL)))
        return NULL;
    g_autofree char *name = g_ascii_strup(charset, -1);
    if (strcmp(name, "UTF-8") == 0 || strcmp(name, "US-ASCII") == 0 || g_str_has_suffix(name, "8859-1"))
        return NULL;
    return g_convert(bytes, (gssize)length, "UTF-8", charset, NULL, written, NULL);
}

char *part_text(const struct part *part)
{
    gsize length, written = 0;
    const char *bytes = g_bytes_get_data(part->content, &length);
    g_autofree char *utf8 = converted(bytes, length, part->charset, &written);
    return utf8 ? text_decode(utf8, written) : text_decode(bytes ? bytes : "", length);
}

static bool is_html(const struct part *part)
{
    return strcmp(part->type, "text/html") == 0;
}

/* Bytes that no text has, many of them: what calls itself a text is none. */
static bool is_rubbish(const struct part *part)
{
    gsize length, controls = 0;
    const guint8 *bytes = g_bytes_get_data(part->content, &length);
    for (gsize i = 0; i < length; i++)
        controls += bytes[i] < 0x20 && !strchr("\t\n\r\f\v\033", bytes[i]);
    bool wide =
        part->charset && g_ascii_strncasecmp(part->charset, "utf-", 4) == 0 && part->charset[4] != '8';
    return controls > length / 50 && !wide;
}

/* What is left of the limits. */
struct allowance {
    gsize bytes, lines, tags;
};

static gsize count_bytes(const struct part *part, char one, char other)
{
    gsize length, count = 0;
    const char *bytes = g_bytes_get_data(part->content, &length);
    for (gsize i = 0; i < length; i++)
        count += bytes[i] == one || bytes[i] == other;
    return count;
}

static bool take(gsize *left, gsize amount)
{
    bool enough = amount <= *left;
    *left -= enough ? amount : 0;
    return enough;
}

static bool take_part(struct allowance *left, const struct part *part)
{
    if (is_html(part))
        return g_bytes_get_size(part->content) <= HTML_BODY_MAX &&
               take(&left->tags, count_bytes(part, '<', '\n'));
    return take(&left->lines, count_bytes(part, '\n', '\r')) &&
           take(&left->bytes, g_bytes_get_size(part->content));
}

/* Which parts are texts that are read, one entry a part. */
static bool *find_readable(const struct message *message, struct body *body)
{
    struct allowance left = {BODY_MAX_BYTES, BODY_MAX_LINES, BODY_MAX_TAGS};
    bool *readable = g_new0(bool, message->parts->len);
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = g_ptr_array_index(message->parts, i);
        if (!part->body || is_rubbish(part))
            continue;
        readable[i] = take_part(&left, part);
        if (!readable[i] && !body->too_long)
            body->too_long = part;
    }
    return readable;
}

static char *typed_lines(const struct part *part)
{
    g_autofree char *text = part_text(part);
    return part->flowed ? flowed_join(text, part->delsp) : g_steal_pointer(&text);
}

/* A part: the words of its writer, and the text that a form may stand in. All are NULL where nothing is left,
 * or the part is no text that is read. */
struct written {
    char *words;
    GBytes *typed;
    struct html_body *html;
};

/* A plain text without what is marked in it. */
static char *cut(const char *const *lines, struct quotable *text, guint count,
                 const struct quote_rules *rules, bool cautious)
{
    g_autofree bool *drop = g_new0(bool, count);
    quote_mark(text, rules, drop);
    signature_mark(text, cautious, drop);
    GString *left = g_string_new(NULL);
    for (guint i = 0; i < count; i++) {
        if (drop[i])
            continue;
        g_string_append(left, lines[i]);
        g_string_append_c(left, '\n');
    }
    return g_string_free(left, FALSE);
}

/* No mail that is forwarded is in the sender's own words. */
static const struct quote_rules own_words = {0};

static struct written read_typed(const struct part *part, const struct quote_rules *rules)
{
    g_autofree char *typed = typed_lines(part);
    g_auto(GStrv) split = g_strsplit(typed, "\n", -1);
    const char *const *lines = (const char *const *)split;
    guint count = g_strv_length(split);
    g_autoptr(quotable_t) text = quotable_new(lines, count);
    char *left = cut(lines, text, count, rules, true);
    return (struct written){.words = cut(lines, text, count, &own_words, false),
                            .typed = g_bytes_new_take(left, strlen(left))};
}

static struct written read_html(const struct part *part, const struct quote_rules *rules)
{
    g_autofree char *html = part_text(part);
    struct html_body *body = html_body_new(html);
    if (!body)
        return (struct written){0};
    struct written written = {.words = html_body_text(body, &own_words), .html = body};
    html_body_cut(body, rules);
    return written;
}

/* One entry a part. Caller frees it, and what is in it. */
static struct written *read_parts(const struct message *message, const struct quote_rules *rules,
                                  struct body *body)
{
    g_autofree bool *readable = find_readable(message, body);
    struct written *written = g_new0(struct written, message->parts->len);
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = g_ptr_array_index(message->parts, i);
        if (readable[i])
            written[i] = is_html(part) ? read_html(part, rules) : read_typed(part, rules);
    }
    return written;
}

/* Lines trimmed at their ends, never two blank ones in a row, none at the ends; NULL where nothing is left.
 */
static char *tidy_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *tidy = g_string_new(NULL);
    bool gap = false;
    for (char **line = lines; *line; line++) {
        g_autofree char *words = text_tidy(*line);
        if (!*words) {
            gap = tidy->len > 0;
            continue;
        }
        g_string_append_printf(tidy, "%s%s", tidy->len ? (gap ? "\n\n" : "\n") : "", words);
        gap = false;
    }
    return g_string_free(tidy, tidy->len == 0);
}

static guint count_words(const char *text)
{
    guint words = 0;
    for (const char *p = text; p && *p; p++)
        words += !g_ascii_isspace(*p) && (p == text || g_ascii_isspace(p[-1]));
    return words;
}

/* The words of one branch of an alternative (of all parts that stand in no alternative, for branch 0). */
static char *branch_words(const struct message *message, const struct written *written, guint alternative,
                          guint branch)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = g_ptr_array_index(message->parts, i);
        if (written[i].words && part->mail == 0 && part->alternative == alternative && part->branch == branch)
            g_string_append_printf(words, "%s\n", written[i].words);
    }
    return g_string_free(words, FALSE);
}

/* The first branch, unless a later one holds far more: "this mail needs an HTML reader". */
static char *alternative_words(const struct message *message, const struct written *written,
                               guint alternative)
{
    char *best = branch_words(message, written, alternative, 1);
    for (guint branch = 2; branch <= 4; branch++) {
        char *other = branch_words(message, written, alternative, branch);
        bool fuller = count_words(other) > 2 * count_words(best);
        g_free(fuller ? best : other);
        best = fuller ? other : best;
    }
    return best;
}

/* Whether the words stand at the end of what is said already: the same text in plain text and in HTML differs
 * in white space at most. `said` is folded; where they do not, they are added to it. */
static bool is_said_already(GString *said, const char *words)
{
    g_autofree char *folded = text_fold(words);
    bool known = *folded && g_str_has_suffix(said->str, folded);
    if (!known && *folded)
        g_string_append_printf(said, "%s%s", said->len ? " " : "", folded);
    return known;
}

static char *sender_words(const struct message *message, const struct written *written, struct body *body)
{
    g_autoptr(GString) words = g_string_new(NULL), said = g_string_new(NULL);
    guint last = 0;
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = g_ptr_array_index(message->parts, i);
        if (!part->body || part->mail != 0)
            continue;
        g_autofree char *chosen = NULL;
        if (part->alternative != 0 && part->alternative != last)
            chosen = alternative_words(message, written, last = part->alternative);
        const char *own = part->alternative == 0 ? written[i].words : chosen;
        if (!own || is_said_already(said, own))
            continue;
        if (words->len + strlen(own) < BODY_MAX_BYTES)
            g_string_append_printf(words, "%s\n", own);
        else if (!body->too_long)
            body->too_long = part;
    }
    return tidy_lines(words->str);
}

static bool says_forward(const char *subject)
{
    g_autofree char *folded = text_fold(subject);
    return pattern_found("^(vs|fw|fwd|videresendt|vidaresend) ?:", 0, folded);
}

static void body_text_free(gpointer data)
{
    struct body_text *text = data;
    if (text->typed)
        g_bytes_unref(text->typed);
    html_body_free(text->html);
    g_free(text);
}

/* Takes over what is written in it, but for the words. */
static void add_text(struct body *body, const struct part *part, const struct written *written)
{
    struct body_text *text = g_new0(struct body_text, 1);
    *text = (struct body_text){part, written->html ? "html" : "text", written->typed, written->html};
    g_ptr_array_add(body->texts, text);
}

struct sheet *body_text_sheet(const struct body_text *text, GError **error)
{
    return text->html ? html_body_sheet(text->html, error) : text_read(text->typed, error);
}

GBytes *body_text_bytes(const struct body_text *text)
{
    return text->html ? html_body_bytes(text->html) : g_bytes_ref(text->typed);
}

struct body *body_read(const struct message *message)
{
    struct body *body = g_new0(struct body, 1);
    body->texts = g_ptr_array_new_with_free_func(body_text_free);
    const struct quote_rules rules = {true, says_forward(message->subject), message->to};
    g_autofree struct written *written = read_parts(message, &rules, body);
    body->text = sender_words(message, written, body);
    for (guint i = 0; i < message->parts->len; i++) {
        if (written[i].typed || written[i].html)
            add_text(body, g_ptr_array_index(message->parts, i), &written[i]);
        g_free(written[i].words);
    }
    return body;
}

void body_free(struct body *body)
{
    if (!body)
        return;
    g_free(body->text);
    g_ptr_array_unref(body->texts);
    g_free(body);
}
