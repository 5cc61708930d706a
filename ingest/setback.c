#include "ingest/setback.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "ingest/in_hand.h"

#define ATTEMPTS 3 /* at each step of a mail */

/* Where that fails, the mail stands in `presens queue` all the same. */
static bool tell_of_parked(const struct setback *setback, gint64 message, GError **error)
{
    g_autoptr(GError) fault = NULL;
    if (!store_savepoint(setback->store, error))
        return false;
    if (failpoint("mail.parked", message, &fault) &&
        answers_to_parked(setback->answers, setback->store, message, &fault))
        return store_release(setback->store, error);
    store_undo(setback->store);
    if (error_is_of_store(fault)) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    log_given_up(fault, "telling the office of mail %" G_GINT64_FORMAT, message);
    return true;
}

/* A mail that cannot be handled is set aside, where people see it; the others go on. */
static bool park(const struct setback *setback, gint64 message, const GError *reason, GError **error)
{
    log_given_up(reason, "mail %" G_GINT64_FORMAT " is parked", message);
    return message_move(setback->store, message, "parked", reason->message, error) &&
           tell_of_parked(setback, message, error);
}

bool setback_of(const struct setback *setback, gint64 message, const GError *fault, GError **error)
{
    if (g_error_matches(fault, PRESENS_ERROR, ERROR_INPUT))
        return park(setback, message, fault, error);
    int attempts = message_attempt(setback->store, message, fault->message, setback->at_once, error);
    if (attempts < 0)
        return false;
    if (attempts >= ATTEMPTS)
        return park(setback, message, fault, error);
    log_again(fault, "mail %" G_GINT64_FORMAT ", attempt %d", message, attempts);
    return true;
}

bool setback_or_fail(const struct setback *setback, gint64 message, GError *fault, GError **error)
{
    g_autoptr(GError) owned = fault;
    if (!error_is_of_store(fault))
        return setback_of(setback, message, fault, error);
    g_propagate_error(error, g_steal_pointer(&owned));
    return false;
}

static bool is_unfinished(const struct setback *setback, gint64 message, bool *unfinished, GError **error)
{
    json_auto_t *row = store_row(setback->store, "message_unfinished",
                                 json_pack("{s:I}", "message", (json_int_t)message), error);
    *unfinished = json_is_object(row);
    return row != NULL;
}

bool setback_by_end(const struct setback *setback, gint64 message, bool crashed, GError **error)
{
    g_autoptr(GError) crash = NULL;
    if (crashed)
        fail(&crash, ERROR_INTERNAL, "the program crashed on it");
    else
        fail(&crash, ERROR_INPUT, "the program crashed, or was ended, on it %d times in a row", IN_HAND_ENDS);
    bool unfinished = false;
    if (!store_begin(setback->store, error))
        return false;
    if (is_unfinished(setback, message, &unfinished, error) &&
        (!unfinished || setback_of(setback, message, crash, error)) && store_commit(setback->store, error))
        return true;
    store_rollback(setback->store);
    return false;
}

bool setback_tell_of_not_taken_in(const struct setback *setback, GError **error)
{
    json_t *rows = store_rows(setback->store, "messages_untold", NULL, error);
    bool good = rows != NULL;
    size_t index;
    json_t *row;
    json_array_foreach(rows, index, row)
        good = good && tell_of_parked(setback, json_integer_value(json_object_get(row, "id")), error);
    json_decref(rows);
    return good;
}
