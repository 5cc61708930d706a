#include "notify/manners.h"
#include "base/text.h"

#include <string.h>

enum {
    DAY_SECONDS = 24 * 60 * 60,
    HELP_SECONDS = 7 * DAY_SECONDS, /* one explanation per sender and week */
    ANSWERS_A_DAY = 20,             /* to one address, of answers that ask for something */
    STATEMENTS_A_DAY = 3,           /* to one address */
};

/* Addresses behind which nobody reads, or a program answers. */
static bool is_machine(const char *address)
{
    static const char *const names[] = {"mailer-daemon", "postmaster", "noreply",      "no-reply",
                                        "no.reply",      "donotreply", "do-not-reply", "ikke-svar",
                                        "ikkesvar",      "bounce",     "bounces"};
    g_autofree char *local = g_ascii_strdown(address, (gssize)strcspn(address, "@"));
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        size_t length = strlen(names[i]);
        if (g_str_has_prefix(local, names[i]) && !g_ascii_isalnum(local[length]))
            return true;
    }
    return false;
}

static bool is_same(const char *address, const char *other)
{
    return address && other && g_ascii_strcasecmp(address, other) == 0;
}

bool manners_is_staff(const struct config *config, const char *address)
{
    for (char **staff = config->office.staff; staff && *staff; staff++)
        if (is_same(address, *staff))
            return true;
    return false;
}

bool manners_allow(const struct occasion *occasion)
{
    const struct config *config = occasion->answers->config;
    const char *sender = occasion_text(occasion, "sender");
    return sender && text_is_address(sender) && !is_machine(sender) && !occasion_is(occasion, "automatic") &&
           !occasion_is(occasion, "forged") && !occasion_has_kind(occasion, "bounce") &&
           !occasion_has_kind(occasion, "automatic") && !is_same(sender, config->outgoing.from) &&
           !is_same(sender, config->mailbox.at.user);
}

static char *moment_before(gint64 seconds)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autoptr(GDateTime) then = g_date_time_add_seconds(now, -(gdouble)seconds);
    return g_date_time_format(then, "%Y-%m-%dT%H:%M:%SZ");
}

/* How many answers the sender has had lately; of any purpose where that is NULL. -1 on error. */
static gint64 answers_lately(const struct occasion *occasion, const char *purpose, gint64 seconds,
                             GError **error)
{
    g_autofree char *since = moment_before(seconds);
    json_auto_t *row = store_row(occasion->store, "mail_answers_since",
                                 json_pack("{s:s, s:s, s:s?}", "recipient", occasion_text(occasion, "sender"),
                                           "since", since, "purpose", purpose),
                                 error);
    return row ? json_integer_value(json_object_get(row, "answers")) : -1;
}

static bool bound(const struct occasion *occasion, const char *purpose, gint64 seconds, gint64 most,
                  bool *allowed, GError **error)
{
    gint64 lately = answers_lately(occasion, purpose, seconds, error);
    *allowed = lately >= 0 && lately < most;
    return lately >= 0;
}

bool manners_bound(const struct occasion *occasion, bool *allowed, GError **error)
{
    return bound(occasion, NULL, DAY_SECONDS, ANSWERS_A_DAY, allowed, error);
}

bool manners_bound_explanation(const struct occasion *occasion, bool *allowed, GError **error)
{
    return bound(occasion, "form", HELP_SECONDS, 1, allowed, error);
}

bool manners_bound_statement(const struct occasion *occasion, bool *allowed, GError **error)
{
    return bound(occasion, "statement", DAY_SECONDS, STATEMENTS_A_DAY, allowed, error);
}
