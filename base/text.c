#include "base/text.h"

#include <string.h>

#define LONGEST_FILE_NAME 255 /* bytes, as in most file systems */

/* The printable half of Windows-1252 that differs from Latin-1, 0x80 to 0x9f. */
static const gunichar windows_1252[32] = {
    0x20ac, ' ',    0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, ' ',    0x017d, ' ',    ' ',    0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, ' ',    0x017e, 0x0178,
};

static char *decode_windows_1252(const guint8 *bytes, size_t length)
{
    GString *text = g_string_sized_new(length + length / 8);
    for (size_t i = 0; i < length; i++)
        g_string_append_unichar(text, bytes[i] >= 0x80 && bytes[i] < 0xa0 ? windows_1252[bytes[i] - 0x80]
                                                                          : bytes[i]);
    return g_string_free(text, FALSE);
}

static char *decode_utf16(const guint8 *bytes, size_t length, const char *encoding)
{
    return g_convert_with_fallback((const char *)bytes, (gssize)(length & ~(size_t)1), "UTF-8", encoding, "?",
                                   NULL, NULL, NULL);
}

static void blank_controls(char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        guint8 byte = (guint8)text[i];
        if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f)
            text[i] = ' ';
    }
}

/* Below the combining marks every character is in NFC by itself, and so is any text of them. */
#define FIRST_COMBINING_MARK 0x300
/* The first byte of that, and of none before it, in UTF-8. */
#define LEAD_OF_COMBINING_MARKS 0xcc

/* GLib's normalisation takes quadratic time, and so gets no more than this at once. */
#define COMPOSED_AT_ONCE 2048

/* The end of a piece that can be taken to NFC by itself: before a character of ASCII, which combines with
 * nothing before it; in scripts without one, before any character that is no mark. */
static const char *piece_end(const char *text)
{
    const char *p = text;
    while (*p && p - text < COMPOSED_AT_ONCE)
        p = g_utf8_next_char(p);
    while (*p < 0 && (p - text < 2 * COMPOSED_AT_ONCE || g_unichar_ismark(g_utf8_get_char(p))))
        p = g_utf8_next_char(p);
    return p;
}

char *text_compose(const char *text)
{
    const char *plain = text;
    while (*plain && (guchar)*plain < LEAD_OF_COMBINING_MARKS)
        plain++;
    if (!*plain)
        return g_strdup(text);
    GString *composed = g_string_sized_new(strlen(text));
    for (const char *piece = text, *end; *piece; piece = end) {
        end = piece_end(piece);
        g_autofree char *one = g_utf8_normalize(piece, end - piece, G_NORMALIZE_NFC);
        if (one)
            g_string_append(composed, one);
        else
            g_string_append_len(composed, piece, end - piece);
    }
    return g_string_free(composed, FALSE);
}

char *text_decode(const void *bytes, size_t length)
{
    const guint8 *start = bytes;
    g_autofree char *text = NULL;
    if (length >= 3 && memcmp(start, "\xef\xbb\xbf", 3) == 0) {
        start += 3;
        length -= 3;
    } else if (length >= 2 && start[0] == 0xff && start[1] == 0xfe) {
        text = decode_utf16(start + 2, length - 2, "UTF-16LE");
    } else if (length >= 2 && start[0] == 0xfe && start[1] == 0xff) {
        text = decode_utf16(start + 2, length - 2, "UTF-16BE");
    }
    if (!text) {
        /* Invalid sequences would be read as Windows-1252, and so must not be caused by a NUL. */
        text = g_malloc(length + 1);
        if (length)
            memcpy(text, start, length);
        text[length] = '\0';
        for (size_t i = 0; i < length; i++)
            if (text[i] == '\0')
                text[i] = ' ';
        if (!g_utf8_validate(text, (gssize)length, NULL)) {
            char *decoded = decode_windows_1252((const guint8 *)text, length);
            g_free(text);
            text = decoded;
        }
    }
    /* CR LF and CR become LF before the other control characters become blanks. */
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (*from == '\r') {
            *to++ = '\n';
            if (from[1] == '\n')
                from++;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    blank_controls(text, (size_t)(to - text));
    return text_compose(text);
}

static bool is_blank(gunichar c)
{
    return g_unichar_isspace(c) || c == 0xa0 || c == 0x202f || c == 0x2007 || c < 0x20 || c == 0x7f ||
           (c >= 0x80 && c < 0xa0);
}

/* Zero-width characters, soft hyphens, and marks that reverse the direction of what follows. */
static bool is_invisible(gunichar c)
{
    return c == 0x200b || c == 0x200c || c == 0x200d || c == 0xfeff || c == 0xad || c == 0x2060 ||
           (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_valid(const char *text)
{
    while (*text > 0)
        text++;
    return *text == '\0' || g_utf8_validate(text, -1, NULL);
}

/* What plain_tidy makes of a byte. */
enum plain { PLAIN_END, PLAIN_BLANK, PLAIN_KEPT, PLAIN_CAPITAL, PLAIN_LATIN, PLAIN_NOT };

static const guint8 plain_kinds[256] = {
    [0] = PLAIN_END,
    [0x01 ... ' '] = PLAIN_BLANK,
    ['!' ... '@'] = PLAIN_KEPT,
    ['A' ... 'Z'] = PLAIN_CAPITAL,
    ['[' ... '~'] = PLAIN_KEPT,
    [0x7f] = PLAIN_BLANK,
    [0x80 ... 0xc2] = PLAIN_NOT,
    [0xc3] = PLAIN_LATIN, /* of the letters from À on, but for ß */
    [0xc4 ... 0xff] = PLAIN_NOT,
};

/* A text of ASCII and the letters of Latin-1, tidy or also folded, in one walk; NULL where it has others.
 * Reading folds every cell many times over, so that plain letters must cost next to nothing. */
static char *plain_tidy(const char *text, bool fold)
{
    char *tidy = g_malloc(strlen(text) + 1), *to = tidy;
    for (const guchar *from = (const guchar *)text;;) {
        enum plain kind = plain_kinds[*from];
        if (kind == PLAIN_LATIN) {
            if ((from[1] & 0xc0) != 0x80 || from[1] == 0x9f)
                kind = PLAIN_NOT;
            else
                *to++ = (char)*from++;
        }
        switch (kind) {
        case PLAIN_KEPT:
            *to++ = (char)*from++;
            break;
        case PLAIN_CAPITAL:
            *to++ = (char)(fold ? *from + 0x20 : *from);
            from++;
            break;
        case PLAIN_LATIN:
            *to++ = (char)(fold && *from < 0x9f && *from != 0x97 ? *from + 0x20 : *from);
            from++;
            break;
        case PLAIN_BLANK:
            while (plain_kinds[*from] == PLAIN_BLANK)
                from++;
            if (*from && to > tidy)
                *to++ = ' ';
            break;
        case PLAIN_END:
            *to = '\0';
            return tidy;
        case PLAIN_NOT:
            g_free(tidy);
            return NULL;
        }
    }
}

char *text_tidy(const char *text)
{
    if (!text)
        return NULL;
    char *plain = plain_tidy(text, false);
    if (plain)
        return plain;
    g_autofree char *valid = is_valid(text) ? NULL : g_utf8_make_valid(text, -1);
    const char *from = valid ? valid : text;
    char *tidy = g_malloc(strlen(from) + 1), *to = tidy;
    gunichar highest = 0;
    bool gap = false;
    while (*from) {
        const char *next = from + 1;
        bool blank = *from == ' ' || (*from >= 0 && *from < ' ') || *from == 0x7f;
        if (*from < 0) {
            gunichar c = g_utf8_get_char(from);
            next = g_utf8_next_char(from);
            highest = MAX(highest, c);
            if (is_invisible(c)) {
                from = next;
                continue;
            }
            blank = is_blank(c);
        }
        if (!blank && gap && to > tidy)
            *to++ = ' ';
        gap = blank;
        if (!blank && *from >= 0)
            *to++ = *from;
        else if (!blank)
            for (const char *byte = from; byte < next; byte++)
                *to++ = *byte;
        from = next;
    }
    *to = '\0';
    if (highest < FIRST_COMBINING_MARK)
        return tidy;
    char *composed = text_compose(tidy);
    g_free(tidy);
    return composed;
}

char *text_file_name(const char *path)
{
    g_autofree char *tidy = text_tidy(path);
    char *last = tidy;
    for (char *p = tidy; p && *p; p++)
        if ((*p == '/' || *p == '\\') && p[1])
            last = p + 1;
    if (last && strlen(last) > LONGEST_FILE_NAME)
        *g_utf8_find_prev_char(last, last + LONGEST_FILE_NAME) = '\0';
    return last && *last ? g_strdup(last) : NULL;
}

static gunichar plain_punctuation(gunichar c)
{
    switch (c) {
    case 0x2010 ... 0x2015:
    case 0x2212:
        return '-';
    case 0x2018 ... 0x201b:
        return '\'';
    case 0x201c ... 0x201f:
    case 0xab:
    case 0xbb:
        return '"';
    default:
        return c;
    }
}

/* Folding of one character where that is one character again: ASCII, the letters of Latin-1 but for µ and ß,
 * and punctuation, which has no case. 0 for all others. */
static gunichar fold_simple(gunichar c)
{
    if (c < 0x80)
        return (gunichar)g_ascii_tolower((gchar)c);
    if (c >= 0xc0 && c <= 0xde && c != 0xd7)
        return c + 0x20;
    if ((c < 0x100 && c != 0xb5 && c != 0xdf) || (c >= 0x2010 && c <= 0x2027))
        return plain_punctuation(c);
    return 0;
}

/* The whole of Unicode's rules. */
static char *fold_fully(const char *tidy)
{
    g_autofree char *lower = g_utf8_casefold(tidy, -1);
    GString *folded = g_string_sized_new(strlen(lower));
    for (const char *p = lower; *p; p = g_utf8_next_char(p))
        g_string_append_unichar(folded, plain_punctuation(g_utf8_get_char(p)));
    g_autofree char *all = g_string_free(folded, FALSE);
    return text_compose(all);
}

/* True where every character folds by itself. */
static bool folds_simply(const char *tidy)
{
    for (const char *p = tidy; *p; p = g_utf8_next_char(p))
        if (*p < 0 && !fold_simple(g_utf8_get_char(p)))
            return false;
    return true;
}

char *text_fold(const char *text)
{
    char *plain = text ? plain_tidy(text, true) : NULL;
    if (plain || !text)
        return plain;
    char *tidy = text_tidy(text), *to = tidy;
    if (!folds_simply(tidy)) {
        char *folded = fold_fully(tidy);
        g_free(tidy);
        return folded;
    }
    /* In place: no character becomes longer. */
    for (const char *from = tidy; *from;) {
        if (*from > 0) {
            *to++ = g_ascii_tolower(*from++);
            continue;
        }
        gunichar c = fold_simple(g_utf8_get_char(from));
        from = g_utf8_next_char(from);
        to += g_unichar_to_utf8(c, to);
    }
    *to = '\0';
    return tidy;
}

bool text_holds_any(const char *text, const char *const *words)
{
    while (*words && !strcasestr(text, *words))
        words++;
    return *words != NULL;
}

char *text_digits(const char *text)
{
    GString *digits = g_string_new(NULL);
    for (const char *p = text; p && *p; p++)
        if (g_ascii_isdigit(*p))
            g_string_append_c(digits, *p);
    return g_string_free(digits, FALSE);
}

bool text_is_national_identity_number(const char *digits)
{
    static const int first[11] = {3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0};
    static const int second[11] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    if (strlen(digits) != 11)
        return false;
    int one = 0, two = 0;
    for (int i = 0; i < 11; i++) {
        if (!g_ascii_isdigit(digits[i]))
            return false;
        one += first[i] * (digits[i] - '0');
        two += second[i] * (digits[i] - '0');
    }
    int day = (digits[0] - '0') * 10 + digits[1] - '0', month = (digits[2] - '0') * 10 + digits[3] - '0';
    if (day > 40) /* a D-number, for people without a national identity number */
        day -= 40;
    if (month > 80) /* synthetic numbers of the tax authority and of the health service's test people */
        month -= 80;
    else if (month > 40)
        month -= 40;
    return one % 11 == 0 && two % 11 == 0 && day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

char *text_shortened(const char *text, gsize most)
{
    if (!text || strlen(text) <= most)
        return g_strdup(text);
    const char *end = g_utf8_find_prev_char(text, text + most);
    return g_strdup_printf("%.*s …", (int)(end - text), text);
}

bool text_is_address(const char *address)
{
    size_t length = address ? strlen(address) : 0;
    if (length < 3 || length > 254)
        return false;
    const char *at = strchr(address, '@');
    if (!at || at == address || strchr(at + 1, '@') || at - address > 64)
        return false;
    for (const char *p = address; *p; p++)
        if (*p <= ' ' || *p > '~' || strchr("\"'(),:;<>[\\]", *p))
            return false;
    const char *domain = at + 1;
    size_t end = strlen(domain);
    if (end == 0 || domain[0] == '.' || domain[end - 1] == '.' || domain[0] == '-' || strstr(address, ".."))
        return false;
    for (const char *p = domain; *p; p++)
        if (!g_ascii_isalnum(*p) && *p != '.' && *p != '-')
            return false;
    return strchr(domain, '.') || strcmp(domain, "localhost") == 0;
}
