#include "notify/manners.h"
#include "base/calendar.h"
#include "base/text.h"

#include <string.h>

enum {
    DAY_SECONDS = 24 * 60 * 60,
    HELP_SECONDS = 7 * DAY_SECONDS, /* one explanation per sender and week */
    ANSWERS_A_DAY = 20,             /* to one address, of answers that ask for something */
    STRANGERS_ANSWERED = 5,         /* of a domain, a day, that no group has an address in */
    STRANGERS_TOLD = 25,            /* the same, of letters to the office */
    SAME_WORDS = 2,                 /* from strangers, in a week */
    STATEMENTS_A_DAY = 3,           /* to one address */
    REFUSALS_A_DAY = 5,             /* to the office */
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

bool manners_bound_refusal(const struct occasion *occasion, bool *allowed, GError **error)
{
    g_autofree char *since = moment_before(DAY_SECONDS);
    json_auto_t *row =
        store_row(occasion->store, "refusals_since", json_pack("{s:s}", "since", since), error);
    *allowed = row && json_integer_value(json_object_get(row, "refused")) < REFUSALS_A_DAY;
    return row && store_run(occasion->store, "refusal_note",
                            json_pack("{s:I, s:s}", "message", (json_int_t)occasion_message(occasion),
                                      "reason", *allowed ? "is_refused" : "is_refused_more"),
                            NULL, error);
}

/* ---- strangers ---- */

/* How many mails under a key there have been, with this one. */
static bool count(struct store *store, const char *key, gint64 *today, gint64 *week, GError **error)
{
    g_autofree char *date = calendar_today();
    if (!store_run(store, "stranger_counted", json_pack("{s:s, s:s}", "today", date, "key", key), NULL,
                   error))
        return false;
    json_auto_t *row =
        store_row(store, "stranger_counts", json_pack("{s:s, s:s}", "today", date, "key", key), error);
    *today = json_integer_value(json_object_get(row, "today"));
    *week = json_integer_value(json_object_get(row, "week"));
    return row != NULL;
}

/* What a mail says, whatever is counted up in it: its letters, hashed; NULL where it says nothing. */
static char *words_key(const struct occasion *occasion)
{
    g_autofree char *folded = text_fold(occasion_text(occasion, "text"));
    g_autoptr(GString) letters = g_string_new(NULL);
    g_auto(GStrv) words = g_strsplit_set(folded ? folded : "", " \t\n", -1);
    for (char **word = words; *word; word++)
        for (const char *p = strpbrk(*word, "@0123456789") ? "" : *word; *p; p = g_utf8_next_char(p))
            if (g_unichar_isalpha(g_utf8_get_char(p)))
                g_string_append_unichar(letters, g_utf8_get_char(p));
    if (letters->len == 0)
        return NULL;
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, letters->str, -1);
    return g_strconcat("words ", sum, NULL);
}

static bool is_registered(const struct occasion *occasion, bool *registered, GError **error)
{
    json_auto_t *row = store_row(occasion->store, "stranger_known",
                                 json_pack("{s:s}", "address", occasion_text(occasion, "sender")), error);
    *registered = json_is_object(row);
    return row != NULL;
}

bool manners_count_stranger(const struct occasion *occasion, struct manners_stranger *may, GError **error)
{
    bool registered;
    gint64 domain_today, words_week = 0, other;
    *may = (struct manners_stranger){.answer = true, .office = true};
    if (!is_registered(occasion, &registered, error) || registered)
        return registered;
    g_autofree char *domain = g_strconcat("domain ", strrchr(occasion_text(occasion, "sender"), '@'), NULL);
    g_autofree char *words = words_key(occasion);
    if (!count(occasion->store, domain, &domain_today, &other, error) ||
        (words && !count(occasion->store, words, &other, &words_week, error)))
        return false;
    may->answer = domain_today <= STRANGERS_ANSWERED && words_week <= SAME_WORDS;
    may->office = domain_today <= STRANGERS_TOLD && words_week <= SAME_WORDS;
    may->first_refused = domain_today == STRANGERS_TOLD + 1 || words_week == SAME_WORDS + 1;
    return true;
}

bool manners_heard_from(const struct occasion *occasion, GError **error)
{
    return store_run(occasion->store, "address_good",
                     json_pack("{s:s}", "address", occasion_text(occasion, "sender")), NULL, error);
}
