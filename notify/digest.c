#include "notify/digest.h"
#include "base/calendar.h"
#include "store/clock.h"

#include <string.h>

/* So many rows of a list are shown; the rest is counted. */
#define MOST_SHOWN 100

/* What a digest consists of. */
struct digest {
    json_t *open, *undelivered, *unheard; /* news: any of them makes a digest */
    json_t *questions;                    /* no news: each came with a mail of its own */
    json_t *refusals;                     /* news where some were not told one by one */
    json_t *clock;                        /* news where it has made a jump */
    json_t *silent, *week;                /* in a whole one alone, else NULL */
};

static void digest_clear(struct digest *digest)
{
    json_decref(digest->open);
    json_decref(digest->undelivered);
    json_decref(digest->unheard);
    json_decref(digest->questions);
    json_decref(digest->refusals);
    json_decref(digest->clock);
    json_decref(digest->silent);
    json_decref(digest->week);
}

static const char *text(const json_t *row, const char *member)
{
    return json_string_value(json_object_get(row, member));
}

static bool read_news(struct digest *digest, struct store *store, const struct config *config,
                      const char *today, const char *since, GError **error)
{
    return (digest->clock = clock_doubt(store, error)) &&
           (digest->open = store_rows(store, "digest_open", NULL, error)) &&
           (digest->questions =
                store_rows(store, "digest_questions", json_pack("{s:s}", "today", today), error)) &&
           (digest->refusals =
                store_row(store, "refusals_since", json_pack("{s:s}", "since", since), error)) &&
           (digest->undelivered =
                store_rows(store, "digest_undelivered", json_pack("{s:s}", "since", since), error)) &&
           (digest->unheard = store_rows(
                store, "digest_unheard",
                json_pack("{s:s, s:i}", "today", today, "days", (int)config->reminders.answer_days), error));
}

static bool read_rest(struct digest *digest, struct store *store, const struct config *config,
                      const char *today, const char *since, GError **error)
{
    return (digest->silent = store_rows(
                store, "digest_silent",
                json_pack("{s:s, s:i}", "today", today, "months", (int)config->reminders.silent_months),
                error)) &&
           (digest->week = store_row(store, "digest_week", json_pack("{s:s}", "since", since), error));
}

static bool is_news(const struct digest *digest)
{
    return json_array_size(digest->open) + json_array_size(digest->undelivered) +
                   json_array_size(digest->unheard) >
               0 ||
           json_integer_value(json_object_get(digest->refusals, "untold")) > 0 ||
           json_object_get(digest->clock, "last");
}

/* ---- in words ---- */

/* The first rows of a list under a name, with a count of all and of those that are not shown. */
static void show(json_t *data, const struct wording *wording, const char *name, const json_t *rows,
                 const char *noun)
{
    gint64 count = (gint64)json_array_size(rows);
    json_t *shown = json_array();
    for (size_t i = 0; i < json_array_size(rows) && i < MOST_SHOWN; i++)
        json_array_append_new(shown, json_deep_copy(json_array_get(rows, i)));
    g_autofree char *counted = wording_count(wording, count, noun);
    g_autofree char *said = g_strconcat(name, "_said", NULL), *more = g_strconcat(name, "_more", NULL);
    json_object_set_new(data, name, json_pack("{s:I, s:o}", "count", (json_int_t)count, "rows", shown));
    json_object_set_new(data, said, json_string(counted));
    json_object_set_new(data, more, json_integer(MAX(count - MOST_SHOWN, 0)));
    if (count == 0)
        json_object_set_new(data, name, json_false());
}

/* How long the open ones have waited: "3 dager". */
static void say_ages(const struct wording *wording, json_t *rows, const char *today)
{
    size_t index;
    json_t *row;
    json_array_foreach(rows, index, row) {
        int days = calendar_days_between(text(row, "since"), today);
        g_autofree char *age = wording_count(wording, days, "day");
        if (days > 0)
            json_object_set_new(row, "age", json_string(age));
    }
}

/* "3 e-poster", "1 skjema": what came in and went out. */
static void say_counts(const struct wording *wording, json_t *week)
{
    static const struct {
        const char *member, *noun;
    } counts[] = {{"mails", "letter"}, {"accepted", "form"}, {"returned", "form"}, {"sent", "letter"}};
    for (guint i = 0; week && i < G_N_ELEMENTS(counts); i++) {
        g_autofree char *name = g_strconcat(counts[i].member, "_said", NULL);
        g_autofree char *said = wording_count(
            wording, json_integer_value(json_object_get(week, counts[i].member)), counts[i].noun);
        json_object_set_new(week, name, json_string(said));
    }
}

static json_t *digest_data(const struct wording *wording, const struct digest *digest,
                           const struct config *config, const char *today)
{
    json_t *data = json_pack("{s:s, s:O?}", "today", today, "week", digest->week);
    say_ages(wording, digest->open, today);
    say_ages(wording, digest->questions, today);
    show(data, wording, "open", digest->open, "case");
    show(data, wording, "questions", digest->questions, "letter");
    show(data, wording, "undelivered", digest->undelivered, "letter");
    show(data, wording, "unheard", digest->unheard, "group");
    show(data, wording, "silent", digest->silent, "group");
    say_counts(wording, digest->week);
    g_autofree char *months = wording_count(wording, config->reminders.silent_months, "month");
    json_object_set_new(data, "silent_months_said", json_string(months));
    gint64 refused = json_integer_value(json_object_get(digest->refusals, "refused"));
    g_autofree char *refused_said = wording_count(wording, refused, "letter");
    json_object_set_new(data, "refused", json_integer(refused));
    json_object_set_new(data, "refused_said", json_string(refused_said));
    if (json_object_get(digest->clock, "last"))
        json_object_set_new(data, "clock", json_deep_copy(digest->clock));
    json_object_set_new(data, "quiet", json_boolean(!is_news(digest)));
    wording_apply(wording, data);
    return data;
}

static bool write_to_staff(const struct letters *letters, struct store *store, const struct config *config,
                           const json_t *data, const char *today, GError **error)
{
    struct letter letter = {.purpose = "digest", .template = "digest", .occasion = today, .data = data};
    for (char **staff = config->office.staff; staff && *staff; staff++) {
        letter.recipient = *staff;
        if (!letters_queue(letters, store, &letter, error))
            return false;
    }
    return true;
}

static bool queue(const struct letters *letters, struct store *store, const struct config *config,
                  const struct digest *digest, const char *today, json_t **said, GError **error)
{
    json_auto_t *data = digest_data(letters_wording(letters, NULL), digest, config, today);
    if (!write_to_staff(letters, store, config, data, today, error) ||
        !store_run(store, "digest_new",
                   json_pack("{s:s, s:b, s:O}", "today", today, "whole", digest->week != NULL, "silent",
                             digest->unheard),
                   NULL, error))
        return false;
    *said = json_pack("{s:I, s:I, s:I, s:I}", "open", (json_int_t)json_array_size(digest->open),
                      "undelivered", (json_int_t)json_array_size(digest->undelivered), "unheard",
                      (json_int_t)json_array_size(digest->unheard), "silent",
                      (json_int_t)json_array_size(digest->silent));
    return true;
}

bool digest_queue(const struct letters *letters, struct store *store, const struct config *config,
                  const char *today, json_t **said, GError **error)
{
    *said = json_null();
    json_auto_t *last = store_row(store, "digest_last", json_pack("{s:s}", "today", today), error);
    if (!last)
        return false;
    const char *day = text(last, "day"), *whole_on = text(last, "whole_on"), *made_at = text(last, "made_at");
    if (g_strcmp0(day, today) == 0)
        return true;
    bool whole = !whole_on || calendar_days_between(whole_on, today) >= 7;
    struct digest digest = {0};
    bool good = read_news(&digest, store, config, today, made_at ? made_at : "", error) &&
                (!whole || read_rest(&digest, store, config, today, whole_on ? whole_on : "", error)) &&
                (!(whole || is_news(&digest)) || queue(letters, store, config, &digest, today, said, error));
    digest_clear(&digest);
    return good;
}
