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
        "^(mvh|m\\.v\\.h|vh|bh|(med )?(aller )?(vennlig|venleg|vennleg|venlig|beste|kjær|kollegial|god)e? "
        "(hilsen|helsing|hilsning|hilsener|hilsninger)|hilsen|helsing|hilsner|(with )?(kind|best|warm) "
        "regards|regards)\\b[.,!: -]*((fra|frå|from) )?([^ :!?]+ ?){0,5}$",
    [SENT_FROM] =
        "^\\*?(sendt (fra|frå|via|med)|sent (from|via)|skickat från|get outlook for|skaff deg outlook for|"
        "hent outlook for|last ned outlook for|få outlook for|outlook for (ios|android|mac))\\b.{0,80}$",
    [POSTSCRIPT] = "^(ps|p\\.s)\\b",
    [FORM_LIKE] = "\\b[0-9]{1,2}[./-] ?[0-9]{1,2}[./-] "
                  "?[0-9]{2,4}\\b|\\bhpr\\b|\\bmøte|\\bdeltak|\\btema\\b|\\bgruppe ?n|"
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

static bool is(enum pattern pattern, const char *folded)
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

/* The lines as the patterns see them. */
static GStrv fold_lines(const char *const *lines, guint count)
{
    GStrv folded = g_new0(char *, count + 1);
    for (guint i = 0; i < count; i++)
        folded[i] = strlen(lines[i]) < 4 * MAX_LINE ? text_fold(lines[i]) : g_strdup("");
    return folded;
}

static guint next_written(char **folded, guint count, guint from)
{
    while (from < count && !*folded[from])
        from++;
    return from;
}

/* How many lines from `at` are the headers of a mail, 0 where none begin there. */
static guint header_block(char **folded, guint count, guint at)
{
    if (is(HEADERS_IN_ONE, folded[at]))
        return 1;
    if (!is(FROM, folded[at]))
        return 0;
    bool sent = false, recipient = false, subject = false;
    guint last = at;
    for (guint i = at + 1; i < count && i <= last + 2; i++) {
        bool is_sent = is(SENT, folded[i]), is_recipient = is(RECIPIENT, folded[i]),
             is_subject = is(SUBJECT, folded[i]);
        sent |= is_sent;
        recipient |= is_recipient;
        subject |= is_subject;
        if (is_sent || is_recipient || is_subject)
            last = i;
    }
    return sent && (subject || (recipient && strchr(folded[at], '@'))) ? last - at + 1 : 0;
}

/* How many lines from `at` introduce a quote, "On ... wrote:", wrapped over up to three; 0 for none, and
 * where the next line introduces it without this one. */
static guint attribution(char **folded, guint count, guint at)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = at; i < count && i < at + 3 && *folded[i] && *folded[i] != '>'; i++) {
        if (joined->len)
            g_string_append_c(joined, ' ');
        g_string_append(joined, folded[i]);
        if (!is(ATTRIBUTION, joined->str))
            continue;
        guint next = next_written(folded, count, i + 1);
        if (strchr(joined->str, '@') || is(DATED, joined->str) || (next < count && *folded[next] == '>'))
            return i > at && attribution(folded, count, at + 1) ? 0 : i - at + 1;
    }
    return 0;
}

/* Says whether what follows the headers was written by us. */
static bool comes_from_us(char **folded, guint at, guint length, const GPtrArray *ours)
{
    for (guint i = at; i < at + length; i++)
        for (guint k = 0; ours && k < ours->len && (is(FROM, folded[i]) || is(HEADERS_IN_ONE, folded[i]));
             k++) {
            g_autofree char *address = text_fold(g_ptr_array_index(ours, k));
            if (strstr(folded[i], address))
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
static void drop_rule_before(char **folded, guint at, bool *drop)
{
    while (at > 0 && (!*folded[at - 1] || is(RULE, folded[at - 1])))
        drop[--at] = true;
}

void quote_mark(const char *const *lines, guint count, const struct quote_rules *rules, bool *drop)
{
    g_auto(GStrv) folded = fold_lines(lines, count);
    bool forwards = rules->keep_forwards;
    for (guint i = 0; i < count; i++) {
        guint length;
        if (*folded[i] == '>') {
            drop[i] = true;
        } else if (is(FORWARD_MARKER, folded[i])) {
            guint next = next_written(folded, count, i + 1);
            length = next < count ? header_block(folded, count, next) : 0;
            guint end = length ? next + length : i + 1;
            bool keep = forwards && !comes_from_us(folded, i, end - i, rules->ours);
            if (keep)
                signature_mark(lines, i, false, drop); /* of the one who forwards it */
            drop_lines(drop, i, keep ? end : count);
            i = keep ? end - 1 : count;
            forwards = false;
        } else if (is(MARKER, folded[i])) {
            drop_lines(drop, i, count);
            i = count;
        } else if ((length = header_block(folded, count, i))) {
            bool keep = forwards && rules->forward && !comes_from_us(folded, i, length, rules->ours);
            if (keep)
                signature_mark(lines, i, false, drop);
            drop_rule_before(folded, i, drop);
            drop_lines(drop, i, keep ? i + length : count);
            i = keep ? i + length - 1 : count;
            forwards = false;
        } else if ((length = attribution(folded, count, i))) {
            guint next = next_written(folded, count, i + length);
            bool marked = next < count && *folded[next] == '>';
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
static guint lines_after(char **folded, guint count, guint at, const bool *drop, bool *form_like)
{
    guint written = 0;
    for (guint i = at + 1; i < count && written <= MAX_SIGNATURE; i++) {
        if (drop[i] || !*folded[i])
            continue;
        written++;
        *form_like = *form_like || is(FORM_LIKE, folded[i]);
    }
    return written;
}

void signature_mark(const char *const *lines, guint count, bool cautious, bool *drop)
{
    g_auto(GStrv) folded = fold_lines(lines, count);
    for (guint i = 0; i < count; i++) {
        if (drop[i])
            continue;
        if (is(SENT_FROM, folded[i])) {
            drop[i] = true;
            continue;
        }
        bool delimiter = is_delimiter(lines[i]);
        if (!delimiter && !is(GREETING, folded[i]))
            continue;
        bool form_like = false;
        guint after = lines_after(folded, count, i, drop, &form_like);
        if (after > MAX_SIGNATURE || (form_like && cautious))
            continue;
        guint end = i + 1;
        while (end < count && !is(POSTSCRIPT, folded[end]))
            end++;
        drop_lines(drop, i, end);
        i = end - 1;
    }
}
