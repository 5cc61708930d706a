#include "parser/quote.h"

#include "base/text.h"

#include <string.h>

#define MAX_LINE      1000 /* longer lines introduce nothing */
#define MAX_SIGNATURE 15   /* lines that are not blank */

/* Patterns are matched against folded lines; compiled once, at first use. */
enum pattern {
    MARKER,         /* "-----Opprinnelig melding-----" */
    FORWARD_MARKER, /* "---------- Forwarded message ---------" */
    ATTRIBUTION,    /* "man. 12. jan. 2026 kl. 10:03 skrev Kari <kari@example.no>:" */
    DATED,          /* the moment in an attribution */
    FROM,           /* mail headers inside a text, as Outlook writes them above a quoted mail */
    SENT,
    RECIPIENT,
    SUBJECT,
    HEADERS_IN_ONE,
    GREETING,  /* "Vennlig hilsen", alone or with a name after it */
    SENT_FROM, /* "Sendt fra min iPhone" */
    POSTSCRIPT,
    FORM_LIKE, /* what a form typed below a greeting would have */
    RULE,      /* a line drawn above a quote */
    PATTERNS
};

static const char *const sources[PATTERNS] = {
    [MARKER] = "^-{2,} ?(opprinnelig|opphavleg|original|oprindelig|ursprungligt) "
               "(melding|e-?post|message|meddelelse|"
               "meddelande|appointment|avtale) ?-{2,}",
    [FORWARD_MARKER] =
        "^-{2,} ?(videresendt|vidaresend|forwarded) (melding|e-?post|message) ?-{2,}|"
        "^(start på (den )?videresendte? melding(en)?|begin forwarded message|videresendt melding) ?:",
    [ATTRIBUTION] = "\\b(skrev|skreiv|wrote|schrieb)\\b.*:$",
    [DATED] =
        "^(den|on|på|am) .*\\b(19|20)[0-9]{2}\\b.*[0-9]{1,2}[:.][0-9]{2}.*\\b(skrev|skreiv|wrote|schrieb)\\b",
    [FROM] = "^\\*?(fra|frå|from|från|von) ?:\\*? ?[^ 0-9*].*$",
    [SENT] = "^\\*?(sendt|sent|dato|date|skickat|gesendet) ?:\\*? ?.*[0-9]",
    [RECIPIENT] = "^\\*?(til|to|till|an|kopi|cc|svar til|reply-to) ?:",
    [SUBJECT] = "^\\*?(emne|subject|ämne|betreff|vedlegg|attachments|viktighet|importance) ?:",
    [HEADERS_IN_ONE] =
        "^\\*?(fra|frå|from) ?:.*@.*\\b(sendt|sent|dato|date) ?:.*\\b(til|to) ?:.*\\b(emne|subject) ?:",
    [GREETING] =
        "^(?!bh ?[:=].*\\d{7})(mvh|m\\.v\\.h|vh|bh|(med )?(aller "
        ")?(vennlig|venleg|vennleg|venlig|beste|kjær|kollegial|god)e? "
        "(hilsen|helsing|hilsning|hilsener|hilsninger)|hilsen|helsing|hilsner|(with )?(kind|best|warm) "
        "regards|regards)\\b[.,!: -]*((fra|frå|from) )?([^ :!?]+ ?){0,5}$",
    [SENT_FROM] =
        "^\\*?(sendt (fra|frå|via|med)|sent (from|via)|skickat från|get outlook for|skaff deg outlook for|"
        "hent outlook for|last ned outlook for|få outlook for|outlook for (ios|android|mac))\\b.{0,80}$",
    [POSTSCRIPT] = "^(ps|p\\.s)\\b",
    [FORM_LIKE] = "\\b[0-9]{1,2}[./-] ?[0-9]{1,2}[./-] "
                  "?[0-9]{2,4}\\b|\\bhpr\\b|\\bmøte|\\bdeltak|\\btema\\b|\\bgruppe ?(?:n|\\(|[0-9]|sg)|\\bsg "
                  "?-? ?[0-9]|"
                  "\\bkommune ?:|\\bpresens|\\bfremmøt|\\btil ?stede\\b|\\bindustri|\\bkl\\b",
    [RULE] = "^[-_=* ]+$",
};

/* What a folded line that fits begins with, and a sign that it holds: most lines need no closer look. */
static const struct {
    const char *first; /* NULL: anything */
    char holds;        /* 0: nothing of note */
    char ends;         /* with this; 0: with anything */
} marks[PATTERNS] = {
    [MARKER] = {"-", 0, 0},
    [FORWARD_MARKER] = {"-sbv", 0, 0},
    [ATTRIBUTION] = {NULL, 0, ':'},
    [DATED] = {"dopa", 0, 0},
    [FROM] = {"*fv", ':', 0},
    [SENT] = {"*sdg", ':', 0},
    [RECIPIENT] = {"*taksrc", ':', 0},
    [SUBJECT] = {"*es\xc3"
                 "bvai",
                 ':', 0},
    [HEADERS_IN_ONE] = {"*f", '@', 0},
    [GREETING] = {"mvbakghwr", 0, 0},
    [SENT_FROM] = {"*sghlfo", 0, 0},
    [POSTSCRIPT] = {"p", 0, 0},
    [FORM_LIKE] = {NULL, 0, 0},
    [RULE] = {"-_=* ", 0, 0},
};

static GRegex *const *patterns(void)
{
    static GRegex *compiled[PATTERNS];
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        for (guint i = 0; i < PATTERNS; i++)
            compiled[i] = g_regex_new(sources[i], 0, 0, NULL);
        g_once_init_leave(&ready, 1);
    }
    return compiled;
}

/* A line as the patterns see it. What was looked for in it once is known: quotes and signatures are looked
 * for by several rules. */
struct seen {
    char *folded;
    guint16 asked, found; /* 1 << enum pattern */
};

struct quotable {
    const char *const *lines;
    struct seen *seen;
    guint count;
};

G_STATIC_ASSERT(PATTERNS <= 16);

struct quotable *quotable_new(const char *const *lines, guint count)
{
    struct quotable *text = g_new0(struct quotable, 1);
    text->lines = lines;
    text->seen = g_new0(struct seen, count + 1);
    text->count = count;
    for (guint i = 0; i < count; i++)
        text->seen[i].folded = strlen(lines[i]) < 4 * MAX_LINE ? text_fold(lines[i]) : g_strdup("");
    return text;
}

void quotable_free(struct quotable *text)
{
    if (!text)
        return;
    for (guint i = 0; i < text->count; i++)
        g_free(text->seen[i].folded);
    g_free(text->seen);
    g_free(text);
}

static bool fits(enum pattern pattern, const char *folded)
{
    const char *first = marks[pattern].first;
    if (!*folded || (first && !strchr(first, *folded)) ||
        (marks[pattern].holds && !strchr(folded, marks[pattern].holds)))
        return false;
    gsize length = strlen(folded);
    if (marks[pattern].ends && folded[length - 1] != marks[pattern].ends)
        return false;
    return length < MAX_LINE && g_regex_match(patterns()[pattern], folded, 0, NULL);
}

static bool is(const struct quotable *text, enum pattern pattern, guint at)
{
    struct seen *line = &text->seen[at];
    guint16 sign = (guint16)(1u << pattern);
    if (!(line->asked & sign) && fits(pattern, line->folded))
        line->found |= sign;
    line->asked |= sign;
    return line->found & sign;
}

static const char *folded(const struct quotable *text, guint at)
{
    return text->seen[at].folded;
}

static guint next_written(const struct quotable *text, guint from)
{
    while (from < text->count && !*folded(text, from))
        from++;
    return from;
}

/* How many lines from `at` are the headers of a mail, 0 where none begin there. */
static guint header_block(const struct quotable *text, guint at)
{
    if (is(text, HEADERS_IN_ONE, at))
        return 1;
    if (!is(text, FROM, at))
        return 0;
    bool sent = false, recipient = false, subject = false;
    guint last = at;
    for (guint i = at + 1; i < text->count && i <= last + 2; i++) {
        bool is_sent = is(text, SENT, i), is_recipient = is(text, RECIPIENT, i),
             is_subject = is(text, SUBJECT, i);
        sent |= is_sent;
        recipient |= is_recipient;
        subject |= is_subject;
        if (is_sent || is_recipient || is_subject)
            last = i;
    }
    return sent && (subject || (recipient && strchr(folded(text, at), '@'))) ? last - at + 1 : 0;
}

/* Lines [from, last] as one. */
static char *joined(const struct quotable *text, guint from, guint last)
{
    GString *line = g_string_new(folded(text, from));
    for (guint i = from + 1; i <= last; i++)
        g_string_append_printf(line, " %s", folded(text, i));
    return g_string_free(line, FALSE);
}

/* How many lines from `at` introduce a quote, "On ... wrote:", wrapped over up to three; 0 for none, and
 * where the next line introduces it without this one. */
static guint attribution(const struct quotable *text, guint at)
{
    for (guint i = at; i < text->count && i < at + 3 && *folded(text, i) && *folded(text, i) != '>'; i++) {
        if (!g_str_has_suffix(folded(text, i), ":"))
            continue;
        g_autofree char *line = joined(text, at, i);
        if (!fits(ATTRIBUTION, line))
            continue;
        guint next = next_written(text, i + 1);
        if (strchr(line, '@') || fits(DATED, line) || (next < text->count && *folded(text, next) == '>'))
            return i > at && attribution(text, at + 1) ? 0 : i - at + 1;
    }
    return 0;
}

/* Says whether what follows the headers was written by us. */
static bool comes_from_us(const struct quotable *text, guint at, guint length, const GPtrArray *ours)
{
    for (guint i = at; i < at + length; i++)
        for (guint k = 0; ours && k < ours->len && (is(text, FROM, i) || is(text, HEADERS_IN_ONE, i)); k++) {
            g_autofree char *address = text_fold(g_ptr_array_index(ours, k));
            if (strstr(folded(text, i), address))
                return true;
        }
    return false;
}

static void drop_lines(bool *drop, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        drop[i] = true;
}

/* The line that mail programs draw above a quoted mail goes with it. */
static void drop_rule_before(const struct quotable *text, guint at, bool *drop)
{
    while (at > 0 && (!*folded(text, at - 1) || is(text, RULE, at - 1)))
        drop[--at] = true;
}

/* Of the first `count` lines. */
static void mark_signature(const struct quotable *text, guint count, bool cautious, bool *drop);

void quote_mark(struct quotable *text, const struct quote_rules *rules, bool *drop)
{
    bool forwards = rules->keep_forwards;
    guint count = text->count;
    for (guint i = 0; i < count; i++) {
        guint length;
        if (*folded(text, i) == '>') {
            drop[i] = true;
        } else if (is(text, FORWARD_MARKER, i)) {
            guint next = next_written(text, i + 1);
            length = next < count ? header_block(text, next) : 0;
            guint end = length ? next + length : i + 1;
            bool keep = forwards && !comes_from_us(text, i, end - i, rules->ours);
            if (keep)
                mark_signature(text, i, false, drop); /* of the one who forwards it */
            drop_lines(drop, i, keep ? end : count);
            i = keep ? end - 1 : count;
            forwards = false;
        } else if (is(text, MARKER, i)) {
            drop_lines(drop, i, count);
            i = count;
        } else if ((length = header_block(text, i))) {
            bool keep = forwards && rules->forward && !comes_from_us(text, i, length, rules->ours);
            if (keep)
                mark_signature(text, i, false, drop);
            drop_rule_before(text, i, drop);
            drop_lines(drop, i, keep ? i + length : count);
            i = keep ? i + length - 1 : count;
            forwards = false;
        } else if ((length = attribution(text, i))) {
            guint next = next_written(text, i + length);
            bool marked = next < count && *folded(text, next) == '>';
            drop_lines(drop, i, marked ? i + length : count);
            i = marked ? i + length - 1 : count;
        }
    }
}

static bool is_delimiter(const char *line)
{
    return strcmp(line, "-- ") == 0 || strcmp(line, "--") == 0 || strcmp(line, "--\u00a0") == 0;
}

/* How many lines that are left and not blank follow `at`, and whether one of them could be of a form. Ends
 * its counting where there are too many for a signature. */
static guint lines_after(const struct quotable *text, guint count, guint at, const bool *drop,
                         bool *form_like)
{
    guint written = 0;
    for (guint i = at + 1; i < count && written <= MAX_SIGNATURE; i++) {
        if (drop[i] || !*folded(text, i))
            continue;
        written++;
        *form_like = *form_like || is(text, FORM_LIKE, i);
    }
    return written;
}

static void mark_signature(const struct quotable *text, guint count, bool cautious, bool *drop)
{
    for (guint i = 0; i < count; i++) {
        if (drop[i])
            continue;
        if (is(text, SENT_FROM, i)) {
            drop[i] = true;
            continue;
        }
        if (!is_delimiter(text->lines[i]) && !is(text, GREETING, i))
            continue;
        bool form_like = is(text, FORM_LIKE, i);
        guint after = lines_after(text, count, i, drop, &form_like);
        if (after > MAX_SIGNATURE || (form_like && cautious))
            continue;
        guint end = i + 1;
        while (end < count && !is(text, POSTSCRIPT, end))
            end++;
        drop_lines(drop, i, end);
        i = end - 1;
    }
}

void signature_mark(struct quotable *text, bool cautious, bool *drop)
{
    mark_signature(text, text->count, cautious, drop);
}
