#include "parser/authentication.h"

#include "base/text.h"

#include <string.h>

#define MAX_HEADER 8000

/* Comments say what they like, also "dmarc=pass": they and quoted strings must not be read. */
static char *without_comments(const char *header)
{
    GString *plain = g_string_new(NULL);
    guint depth = 0;
    bool quoted = false;
    for (const char *p = header; *p; p++) {
        if (*p == '\\' && (quoted || depth) && p[1]) {
            p++;
        } else if (*p == '"' && !depth) {
            quoted = !quoted;
        } else if (quoted) {
            continue;
        } else if (*p == '(') {
            depth++;
        } else if (*p == ')') {
            depth -= depth > 0;
        } else if (!depth) {
            g_string_append_c(plain, *p);
        }
    }
    return g_string_free(plain, FALSE);
}

/* "spf=pass smtp.mailfrom=...", also "spf = pass" and "dkim/1=pass" -> method and result. */
static bool read_result(const char *clause, char **method, char **result)
{
    const char *equals = strchr(clause, '=');
    if (!equals)
        return false;
    g_autofree char *left = g_strstrip(g_strndup(clause, (gsize)(equals - clause)));
    g_autofree char *right = g_strstrip(g_strdup(equals + 1));
    left[strcspn(left, " /")] = '\0';
    right[strcspn(right, " ")] = '\0';
    if (!*left || !*right)
        return false;
    *method = g_ascii_strdown(left, -1);
    *result = g_ascii_strdown(right, -1);
    return true;
}

/* Of several signatures one that passes is enough; of anything else that is said twice, the worse holds. */
static void keep(char **field, const char *result, const char *strongest)
{
    if (*field && (strcmp(*field, strongest) == 0 || strcmp(result, strongest) != 0))
        return;
    g_free(*field);
    *field = g_strdup(result);
}

/* Whether a passing clause speaks of the domain of the From address: DMARC does by itself, unless it names
 * another. */
static bool is_aligned(const char *clause, const char *method, const struct message *message)
{
    static const struct {
        const char *method, *property;
        bool may_be_missing;
    } properties[] = {
        {"dmarc", "header.from", true}, {"dkim", "header.d", false}, {"spf", "smtp.mailfrom", false}};
    const char *at = message->from_email ? strrchr(message->from_email, '@') : NULL;
    g_auto(GStrv) words = g_strsplit(clause, " ", -1);
    for (guint i = 0; at && i < G_N_ELEMENTS(properties); i++) {
        if (strcmp(method, properties[i].method) != 0)
            continue;
        size_t length = strlen(properties[i].property);
        for (char **word = words; *word; word++) {
            if (g_ascii_strncasecmp(*word, properties[i].property, length) != 0 || (*word)[length] != '=')
                continue;
            const char *value = *word + length + 1, *domain = strrchr(value, '@');
            return g_ascii_strcasecmp(domain ? domain + 1 : value, at + 1) == 0;
        }
        return properties[i].may_be_missing;
    }
    return false;
}

void authentication_read(const char *header, struct message *message)
{
    if (!header || strlen(header) > MAX_HEADER)
        return;
    g_autofree char *tidy = text_tidy(header);
    g_autofree char *plain = without_comments(tidy);
    g_auto(GStrv) clauses = g_strsplit(plain, ";", 100);
    if (!clauses[0])
        return;
    g_auto(GStrv) server = g_strsplit(g_strstrip(clauses[0]), " ", 2);
    if (!server[0] || !*server[0] || strchr(server[0], '='))
        return;
    message->authserv_id = g_strdup(server[0]);
    for (char **clause = clauses + 1; *clause; clause++) {
        g_autofree char *method = NULL, *result = NULL;
        if (!read_result(*clause, &method, &result))
            continue;
        message->aligned |= strcmp(result, "pass") == 0 && is_aligned(*clause, method, message);
        if (strcmp(method, "dmarc") == 0)
            keep(&message->dmarc, result, "fail");
        else if (strcmp(method, "spf") == 0)
            keep(&message->spf, result, "fail");
        else if (strcmp(method, "dkim") == 0)
            keep(&message->dkim, result, "pass");
    }
}
