#include "parser/reference.h"

#include "base/pattern.h"
#include "base/text.h"

/* Mail programs may fold a subject and leave a blank where they did. */
#define REFERENCE "\\[\\s*sak\\s+([0-9]{1,9})\\s*-\\s*([0-9a-z]{26})\\s*\\]"

char *reference_take(const char *subject, struct reference *reference)
{
    GRegex *written = pattern(REFERENCE, G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    if (!subject || !g_regex_match(written, subject, 0, &match))
        return NULL;
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        g_autofree char *number = g_match_info_fetch(match, 1), *token = g_match_info_fetch(match, 2);
        g_free(reference->token);
        *reference = (struct reference){g_ascii_strtoll(number, NULL, 10), g_ascii_strup(token, -1)};
    }
    g_autofree char *left = g_regex_replace_literal(written, subject, -1, 0, " ", 0, NULL);
    return text_tidy(left);
}
