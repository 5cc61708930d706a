#include "parser/form/identifiers.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/form/dates.h"
#include "parser/form/people.h"
#include <string.h>

#define HPR_SHORTEST 7
#define HPR_LONGEST  9

#define ANY_CASE (G_REGEX_CASELESS | G_REGEX_OPTIMIZE)

/* A number that is whole in front of another: "7440613 1" in a line is no longer one, while "74 40 613" is
 * one. */
#define WHOLE_NUMBER "\\d{7,9}(?= \\d)"

static GRegex *labelled_hpr(void)
{
    return pattern("\\(?\\b(?:hpr|helsepersonell(?:register)?)\\s*[-.]?\\s*(?:nr|nummer(?:et)?|no|id|"
                   "nummer)?\\s*[.:#=]*\\s*(" WHOLE_NUMBER "|(?:\\d[ .]?){3,13}\\d)?(?!\\d)\\)?",
                   ANY_CASE);
}

static GRegex *bare_number(void)
{
    return pattern("\\(?(?<![\\d.,:/-])(" WHOLE_NUMBER "|\\d(?: ?\\d){5,13})(?![\\d:/.])\\)?", ANY_CASE);
}

/* "kari@example .no" may be broken by a narrow cell. */
static GRegex *email(void)
{
    return pattern(
        "[<(\\[]?(?:mailto:)?([A-Z0-9._%+'-]+@[A-Z0-9.-]+\\.[A-Z]{2,}(?:[ \\n]\\.[A-Z]{2,3}\\b)?)[>)\\]]?",
        ANY_CASE);
}

static GRegex *telephone(void)
{
    return pattern("(?:tlf|tel|telefon|mob|mobil)\\.?\\s*(?:nr)?\\.?\\s*:?\\s*(?:\\+47\\s*)?(?:\\d[ ]?){8}",
                   ANY_CASE);
}

bool has_digit(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        if (g_ascii_isdigit(*p) || (*p < 0 && g_unichar_isdigit(g_utf8_get_char(p))))
            return true;
    return false;
}

bool has_bare_number(const char *text)
{
    return has_digit(text) && g_regex_match(bare_number(), text, 0, NULL);
}

bool has_email(const char *text)
{
    return strchr(text, '@') && g_regex_match(email(), text, 0, NULL);
}

/* Digits that stand where an HPR number should. */
static char *hpr_of_digits(const char *digits, bool *identity_number, bool *doubtful)
{
    size_t length = strlen(digits);
    if (length >= HPR_SHORTEST && length <= HPR_LONGEST)
        return g_strdup(digits);
    if (text_is_national_identity_number(digits))
        *identity_number = true;
    else if (length)
        *doubtful = true;
    return NULL;
}

char *hpr_read(const char *text, bool *identity_number, bool *doubtful)
{
    *identity_number = *doubtful = false;
    g_autofree char *tidy = text_tidy(text);
    /* A number cell that a program wrote as 7440613.0 or 7440613,00. */
    size_t length = strlen(tidy);
    if (length > 2 && (g_str_has_suffix(tidy, ".0") || g_str_has_suffix(tidy, ",0")))
        tidy[length - 2] = '\0';
    else if (length > 3 && (g_str_has_suffix(tidy, ".00") || g_str_has_suffix(tidy, ",00")))
        tidy[length - 3] = '\0';
    g_autofree char *digits = text_digits(tidy);
    *identity_number = text_is_national_identity_number(digits);
    if (*identity_number)
        return NULL;
    *doubtful = pattern_found("(?<!\\d)" WHOLE_NUMBER, 0, tidy);
    if (*doubtful)
        return NULL;
    struct day day;
    gsize taken;
    if (strpbrk(tidy, "./-") && day_read(tidy, &day, &taken) && day.year && tidy[taken] == '\0')
        return NULL;
    for (const char *p = tidy; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isdigit(c) || strchr(" .:-#()'*=", (int)(c < 128 ? c : 'x')))
            continue;
        g_autofree char *rest = g_utf8_casefold(p, -1);
        if (g_str_has_prefix(rest, "hpr") || g_str_has_prefix(rest, "nr") ||
            g_str_has_prefix(rest, "nummer")) {
            p += g_str_has_prefix(rest, "hpr") ? 2 : g_str_has_prefix(rest, "nr") ? 1 : 5;
            continue;
        }
        *doubtful = *digits != '\0';
        return NULL;
    }
    return hpr_of_digits(digits, identity_number, doubtful);
}

char *email_read(const char *text)
{
    g_autoptr(GMatchInfo) match = NULL;
    const char *at = strchr(text, '@');
    /* "kari @example.no", broken in a narrow cell */
    bool broken =
        at && !strchr(at + 1, '@') && ((at > text && strchr(" \n", at[-1])) || strchr(" \n", at[1])) && at[1];
    if (broken) {
        g_auto(GStrv) pieces = g_strsplit_set(text, " \n", -1);
        g_autofree char *whole = g_strjoinv("", pieces);
        return text_is_address(whole) ? g_steal_pointer(&whole) : NULL;
    }
    if (!g_regex_match(email(), text, 0, &match))
        return NULL;
    int start;
    g_match_info_fetch_pos(match, 1, &start, NULL);
    /* "marianne. eira@example.no": the beginning stands on the line above. */
    if (start > 1 && strchr(" \n", text[start - 1]) && strchr("._-", text[start - 2])) {
        g_auto(GStrv) pieces = g_strsplit_set(text, " \n", -1);
        g_autofree char *whole = g_strjoinv("", pieces);
        return text_is_address(whole) ? g_steal_pointer(&whole) : NULL;
    }
    g_autofree char *written = g_match_info_fetch(match, 1);
    g_auto(GStrv) lines = g_strsplit_set(written, " \n", -1);
    char *address = g_strjoinv("", lines);
    size_t length = strlen(address);
    while (length && address[length - 1] == '.')
        address[--length] = '\0';
    if (text_is_address(address))
        return address;
    g_free(address);
    return NULL;
}

/* Cuts the whole match out of the text, leaving a comma. */
static void cut_match(char **text, GMatchInfo *match)
{
    int start, end;
    g_match_info_fetch_pos(match, 0, &start, &end);
    g_autofree char *old = *text;
    old[start] = '\0';
    *text = g_strconcat(old, ",", old + end, NULL);
}

static void take_email(char **text, struct someone *someone)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!strchr(*text, '@') || !g_regex_match(email(), *text, 0, &match))
        return;
    someone->person.email = email_read(*text);
    cut_match(text, match);
}

static void take_labelled_hpr(char **text, struct someone *someone)
{
    g_autoptr(GMatchInfo) match = NULL;
    if ((!strcasestr(*text, "hpr") && !strcasestr(*text, "helsepersonell")) ||
        !g_regex_match(labelled_hpr(), *text, 0, &match))
        return;
    g_autofree char *number = g_match_info_fetch(match, 1);
    g_autofree char *digits = text_digits(number ? number : "");
    someone->person.hpr = hpr_of_digits(digits, &someone->identity_number, &someone->hpr_doubtful);
    cut_match(text, match);
}

/* Digits without a label: an HPR number, unless they may be a telephone number. */
static void take_bare_hpr(char **text, struct someone *someone)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (someone->person.hpr || !has_digit(*text) || !g_regex_match(bare_number(), *text, 0, &match))
        return;
    g_autofree char *number = g_match_info_fetch(match, 1);
    g_autofree char *digits = text_digits(number);
    size_t length = strlen(digits);
    int start;
    g_match_info_fetch_pos(match, 0, &start, NULL);
    const char *before = start ? g_utf8_prev_char(*text + start) : NULL;
    someone->cut = before && g_unichar_isalpha(g_utf8_get_char(before));
    bool telephone = length == 8 && digits[0] != '1';
    if (text_is_national_identity_number(digits))
        someone->identity_number = true;
    else if (length >= HPR_SHORTEST && length <= HPR_LONGEST && !telephone)
        someone->person.hpr = g_strdup(digits);
    else
        someone->hpr_doubtful = !telephone;
    cut_match(text, match);
}

/* "org.nr. 987654321": the number of a company. */
static void drop_company_number(char **text)
{
    g_autoptr(GMatchInfo) match = NULL;
    GRegex *company = pattern(
        "\\borg(?:anisasjons)?\\s*[.-]?\\s*(?:nr|nummer)\\.?\\s*:?\\s*(?:NO\\s*)?\\d(?:[ .]?\\d){8}(?!\\d)",
        ANY_CASE);
    if (has_digit(*text) && strcasestr(*text, "org") && g_regex_match(company, *text, 0, &match))
        cut_match(text, match);
}

static void drop_telephone(char **text)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (has_digit(*text) && g_regex_match(telephone(), *text, 0, &match))
        cut_match(text, match);
}

void identifiers_take(char **text, struct someone *someone)
{
    take_email(text, someone);
    drop_telephone(text);
    drop_company_number(text);
    take_labelled_hpr(text, someone);
    take_bare_hpr(text, someone);
}
