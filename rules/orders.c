#include "rules/orders.h"

#include "base/calendar.h"
#include "base/log.h"
#include "rules/decide.h"
#include "store/token.h"

#include <string.h>

/* A mail with orders on its way to being obeyed. */
struct office_mail {
    struct rules *rules;
    struct store *store;
    gint64 message;
    json_t *row;       /* office_mail */
    json_t *outcomes;  /* rows of office_order */
    GHashTable *named; /* of number (gint64 *) -> how many orders name it */
};

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static bool is_staff(const struct config *config, const char *address)
{
    for (char **staff = config->office.staff; address && staff && *staff; staff++)
        if (g_ascii_strcasecmp(address, *staff) == 0)
            return true;
    return false;
}

/* Why nothing that the mail says is done; NULL where it may be obeyed. */
static const char *refusal(const json_t *row, const struct config *config)
{
    if (!config->trust.authserv_id)
        return "off";
    if (!json_integer_value(json_object_get(row, "authentic")))
        return "address";
    return json_array_size(json_object_get(row, "cases")) == 0 ? "token" : NULL;
}

static void note(struct office_mail *mail, const json_t *order, const json_t *one, const char *outcome)
{
    json_array_append_new(mail->outcomes,
                          json_pack("{s:s, s:O*, s:O*, s:O*, s:s}", "word", text_of(order, "order"), "number",
                                    json_object_get(one, "number"), "submission",
                                    json_object_get(one, "submission"), "note",
                                    json_object_get(order, "text"), "outcome", outcome));
}

/* A decision that is not possible any more leaves no trace but its outcome. */
static bool decide(struct office_mail *mail, const json_t *order, const json_t *one, GError **error)
{
    g_autoptr(GError) fault = NULL;
    bool approve = strcmp(text_of(order, "order"), "approve") == 0;
    if (!store_savepoint(mail->store, error))
        return false;
    if (decide_by_office(mail->rules, mail->store, json_integer_value(json_object_get(one, "submission")),
                         approve, text_of(order, "text"), text_of(mail->row, "sender"), &fault)) {
        note(mail, order, one, "done");
        return store_release(mail->store, error);
    }
    store_undo(mail->store);
    if (!g_error_matches(fault, PRESENS_ERROR, ERROR_INPUT)) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    note(mail, order, one, "settled");
    return true;
}

static bool carry_out(struct office_mail *mail, const json_t *order, const json_t *one, GError **error)
{
    if (strcmp(text_of(order, "order"), "ask") != 0)
        return decide(mail, order, one, error);
    note(mail, order, one, "done");
    return true;
}

static const json_t *case_of(const struct office_mail *mail, gint64 number)
{
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(mail->row, "cases"), i, one)
        if (json_integer_value(json_object_get(one, "number")) == number)
            return one;
    return NULL;
}

static guint times_named(const struct office_mail *mail, gint64 number)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(mail->named, &number));
}

static void count_named(struct office_mail *mail, const json_t *orders)
{
    size_t i, k;
    const json_t *order, *number;
    json_array_foreach(orders, i, order)
        json_array_foreach(json_object_get(order, "numbers"), k, number) {
            gint64 value = json_integer_value(number);
            guint times = times_named(mail, value);
            g_hash_table_insert(mail->named, g_memdup2(&value, sizeof value), GUINT_TO_POINTER(times + 1));
        }
}

/* Two orders about one case are none. */
static bool obey_numbered(struct office_mail *mail, const json_t *order, GError **error)
{
    size_t i;
    const json_t *number;
    json_array_foreach(json_object_get(order, "numbers"), i, number) {
        const json_t *one = case_of(mail, json_integer_value(number));
        if (!one) {
            json_auto_t *named = json_pack("{s:O}", "number", number);
            note(mail, order, named, "unknown");
        } else if (times_named(mail, json_integer_value(number)) > 1)
            note(mail, order, one, "unclear");
        else if (!carry_out(mail, order, one, error))
            return false;
    }
    return true;
}

/* "alle" are those that no other order names. */
static bool obey_all(struct office_mail *mail, const json_t *order, GError **error)
{
    size_t i, before = json_array_size(mail->outcomes);
    const json_t *one;
    json_array_foreach(json_object_get(mail->row, "cases"), i, one)
        if (times_named(mail, json_integer_value(json_object_get(one, "number"))) == 0 &&
            !carry_out(mail, order, one, error))
            return false;
    if (json_array_size(mail->outcomes) == before)
        note(mail, order, NULL, "which");
    return true;
}

static bool is_numbered(const json_t *order)
{
    return json_array_size(json_object_get(order, "numbers")) > 0;
}

static bool has_another_for_all(const json_t *orders, const json_t *order)
{
    size_t i;
    const json_t *other;
    json_array_foreach(orders, i, other)
        if (other != order && !is_numbered(other))
            return true;
    return false;
}

/* Whether an order without numbers says which cases it means: all must be named where the sender is to hear
 * of it, and two for all contradict each other. */
static bool means_all(const struct office_mail *mail, const json_t *order)
{
    bool named = json_is_true(json_object_get(order, "all")) ||
                 strcmp(text_of(order, "order"), "approve") == 0 ||
                 json_array_size(json_object_get(mail->row, "cases")) == 1;
    return named && !has_another_for_all(json_object_get(mail->row, "orders"), order);
}

static bool obey(struct office_mail *mail, const json_t *order, GError **error)
{
    bool approve = strcmp(text_of(order, "order"), "approve") == 0;
    const char *hindrance = json_is_true(json_object_get(order, "unclear")) ? "unclear"
                            : !approve && !text_of(order, "text")           ? "wordless"
                                                                            : NULL;
    bool numbered = is_numbered(order);
    if (!hindrance && !numbered && !means_all(mail, order))
        hindrance = "which";
    if (hindrance) {
        note(mail, order, NULL, hindrance);
        return true;
    }
    return numbered ? obey_numbered(mail, order, error) : obey_all(mail, order, error);
}

static bool take(struct office_mail *mail, const struct config *config, GError **error)
{
    const json_t *orders = json_object_get(mail->row, "orders"), *order;
    const char *refused = refusal(mail->row, config);
    bool good = true;
    size_t i;
    if (refused)
        log_note("mail %" G_GINT64_FORMAT " decides nothing: %s", mail->message, refused);
    count_named(mail, orders);
    json_array_foreach(orders, i, order) {
        if (refused)
            note(mail, order, NULL, refused);
        else
            good = good && obey(mail, order, error);
    }
    return good &&
           store_run(mail->store, "office_orders",
                     json_pack("{s:I, s:O}", "message", (json_int_t)mail->message, "orders", mail->outcomes),
                     NULL, error);
}

/* The row of office_mail, JSON null for a mail without orders; NULL on error. */
static json_t *read_mail(struct store *store, gint64 message, GError **error)
{
    json_auto_t *row =
        store_row(store, "office_token", json_pack("{s:I}", "message", (json_int_t)message), error);
    if (!row)
        return NULL;
    g_autofree char *hash = token_hash(text_of(row, "token")), *now = calendar_now();
    return store_row(store, "office_mail",
                     json_pack("{s:I, s:s?, s:s}", "message", (json_int_t)message, "hash", hash, "now", now),
                     error);
}

bool orders_obey(struct rules *rules, struct store *store, const struct config *config, gint64 message,
                 GError **error)
{
    struct office_mail mail = {.rules = rules, .store = store, .message = message};
    mail.row = read_mail(store, message, error);
    mail.outcomes = json_array();
    mail.named = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    bool good = mail.row != NULL;
    if (json_is_object(mail.row) && is_staff(config, text_of(mail.row, "sender")) &&
        !json_integer_value(json_object_get(mail.row, "obeyed")))
        good = take(&mail, config, error);
    g_hash_table_unref(mail.named);
    json_decref(mail.outcomes);
    json_decref(mail.row);
    return good;
}
