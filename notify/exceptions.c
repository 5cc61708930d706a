#include "notify/exceptions.h"
#include "store/messages.h"

enum { ORIGINAL_BYTES = 10 << 20 }; /* of a mail that is attached */

/* NULL without error where it is too large. */
static GBytes *original_of(const struct occasion *occasion, GError **error)
{
    gint64 bytes = json_integer_value(json_object_get(occasion->message, "bytes"));
    return bytes > 0 && bytes <= ORIGINAL_BYTES
               ? message_raw(occasion->store, occasion_message(occasion), error)
               : NULL;
}

/* Numbers what is flagged among the forms shown, and gives the submissions in that order. */
static json_t *number_cases(json_t *forms)
{
    json_t *submissions = json_array(), *form;
    size_t index;
    json_array_foreach(forms, index, form) {
        if (!json_integer_value(json_object_get(form, "flagged")))
            continue;
        json_array_append(submissions, json_object_get(form, "id"));
        json_object_set_new(form, "case", json_integer((json_int_t)json_array_size(submissions)));
    }
    return submissions;
}

/* What the template shows; NULL on error. *cases receives the submissions that can be decided. */
static json_t *exception_data(const struct occasion *occasion, const char *reason, bool attached,
                              json_t **cases, GError **error)
{
    json_t *history =
        store_rows(occasion->store, "mail_history",
                   json_pack("{s:I}", "message", (json_int_t)occasion_message(occasion)), error);
    if (!history)
        return NULL;
    json_t *data = occasion_data(occasion, NULL);
    *cases = number_cases(json_object_get(data, "forms"));
    bool by_mail = occasion->answers->config->trust.authserv_id && json_array_size(*cases) > 0;
    wording_apply(letters_wording(occasion->answers->letters, NULL), history);
    json_object_set_new(data, "any_history", json_boolean(json_array_size(history) > 0));
    json_object_set_new(data, "history", history);
    json_object_set_new(data, reason, json_true());
    json_object_set_new(data, "by_mail", json_boolean(by_mail));
    json_object_set_new(data, "several_cases", json_boolean(json_array_size(*cases) > 1));
    json_object_set_new(data, "attached", json_boolean(attached));
    return data;
}

bool exceptions_tell_of(const struct occasion *occasion, const char *reason, const char *serial,
                        const char *list, json_t *rows, GError **error)
{
    GError *fault = NULL;
    g_autoptr(GBytes) original = original_of(occasion, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    json_auto_t *cases = NULL;
    json_auto_t *data = exception_data(occasion, reason, original != NULL, &cases, error);
    if (!data)
        return false;
    if (list)
        json_object_set(data, list, rows);
    g_autofree char *name = g_strjoin(" ", reason, serial, NULL);
    struct letter letter = {
        .purpose = "exception",
        .template = "exception",
        .message = occasion->message,
        .submission = occasion_submission(occasion),
        .occasion = name,
        .data = data,
        .original = original,
    };
    if (json_is_true(json_object_get(data, "by_mail"))) {
        letter.entitles = "decide";
        letter.decides = cases;
    }
    for (char **staff = occasion->answers->config->office.staff; staff && *staff; staff++) {
        letter.recipient = *staff;
        if (!letters_queue(occasion->answers->letters, occasion->store, &letter, error))
            return false;
    }
    return true;
}

bool exceptions_tell(const struct occasion *occasion, const char *reason, const char *serial, GError **error)
{
    return exceptions_tell_of(occasion, reason, serial, NULL, NULL, error);
}
