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

static json_t *exception_data(const struct occasion *occasion, const char *reason, bool attached)
{
    json_t *data = occasion_data(occasion, NULL);
    json_object_set_new(data, reason, json_true());
    json_object_set_new(data, "attached", json_boolean(attached));
    return data;
}

bool exceptions_tell(const struct occasion *occasion, const char *reason, const char *serial, GError **error)
{
    GError *fault = NULL;
    g_autoptr(GBytes) original = original_of(occasion, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    json_auto_t *data = exception_data(occasion, reason, original != NULL);
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
    for (char **staff = occasion->answers->config->office.staff; staff && *staff; staff++) {
        letter.recipient = *staff;
        if (!letters_queue(occasion->answers->letters, occasion->store, &letter, error))
            return false;
    }
    return true;
}
