#include "notify/decisions.h"
#include "notify/exceptions.h"
#include "notify/manners.h"
#include "notify/replies.h"

#include <string.h>

static const char *text_of(const json_t *row, const char *member)
{
    return json_string_value(json_object_get(row, member));
}

static bool is_done(const json_t *order)
{
    return g_strcmp0(text_of(order, "outcome"), "done") == 0;
}

/* The whole mail is not to be believed. */
static bool is_refused(const json_t *orders)
{
    static const char *const refusals[] = {"off", "address", "token", NULL};
    return g_strv_contains(refusals, text_of(json_array_get(orders, 0), "outcome"));
}

/* In the case's own mail and language. */
static bool ask_sender(const struct occasion *occasion, const json_t *order, GError **error)
{
    struct occasion asked;
    g_autofree char *serial = g_strdup_printf("%s %" JSON_INTEGER_FORMAT, occasion_text(occasion, "sha256"),
                                              json_integer_value(json_object_get(order, "submission")));
    bool done = occasion_load(&asked, occasion->answers, occasion->store,
                              json_integer_value(json_object_get(order, "message")),
                              json_integer_value(json_object_get(order, "submission")), error) &&
                replies_ask(&asked, text_of(order, "note"), serial, error);
    occasion_clear(&asked);
    return done;
}

/* What became of each order, in words. */
static json_t *order_data(const struct occasion *occasion, const json_t *orders)
{
    const struct wording *wording = letters_wording(occasion->answers->letters, NULL);
    json_t *data = json_object(), *list = json_deep_copy(orders), *order;
    bool all_done = true;
    size_t index;
    json_array_foreach(list, index, order) {
        const char *key = is_done(order) ? text_of(order, "word") : text_of(order, "outcome");
        g_autofree char *said = wording_word(wording, "order", key);
        json_object_set_new(order, "said", json_string(said ? said : ""));
        all_done = all_done && is_done(order);
    }
    wording_apply(wording, list);
    json_object_set_new(data, "orders", list);
    json_object_set_new(data, "all_done", json_boolean(all_done));
    return data;
}

static bool confirm(const struct occasion *occasion, const json_t *orders, GError **error)
{
    json_auto_t *data = order_data(occasion, orders);
    struct letter letter = {
        .purpose = "acknowledgement",
        .template = "ordered",
        .recipient = occasion_text(occasion, "sender"),
        .message = occasion->message,
        .answer = true,
        .occasion = "ordered",
        .data = data,
    };
    return letters_queue(occasion->answers->letters, occasion->store, &letter, error);
}

static bool refuse(const struct occasion *occasion, const json_t *orders, GError **error)
{
    bool allowed;
    if (!manners_bound_refusal(occasion, &allowed, error))
        return false;
    if (!allowed)
        return true;
    json_auto_t *data = order_data(occasion, orders);
    json_auto_t *hindrances = json_pack("[O]", json_array_get(json_object_get(data, "orders"), 0));
    return exceptions_tell_of(occasion, REASON_REFUSED, "hindrances", hindrances, error);
}

bool decisions_answer(const struct occasion *occasion,
                      bool (*decided)(const struct answers *answers, struct store *store, gint64 submission,
                                      GError **error),
                      GError **error)
{
    json_auto_t *orders =
        store_rows(occasion->store, "mail_orders",
                   json_pack("{s:I}", "message", (json_int_t)occasion_message(occasion)), error);
    bool good = orders != NULL;
    if (!good || json_array_size(orders) == 0)
        return good;
    if (is_refused(orders))
        return refuse(occasion, orders, error);
    size_t index;
    const json_t *order;
    json_array_foreach(orders, index, order) {
        if (!good || !is_done(order))
            continue;
        good = strcmp(text_of(order, "word"), "ask") == 0
                   ? ask_sender(occasion, order, error)
                   : decided(occasion->answers, occasion->store,
                             json_integer_value(json_object_get(order, "submission")), error);
    }
    return good && confirm(occasion, orders, error);
}
