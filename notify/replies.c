#include "notify/replies.h"

/* An answer to the message, in its language. */
static struct letter reply(const struct occasion *occasion, const char *purpose, json_t *data)
{
    return (struct letter){
        .purpose = purpose,
        .language = occasion_text(occasion, "language"),
        .template = purpose,
        .recipient = occasion_text(occasion, "sender"),
        .message = occasion->message,
        .submission = occasion_submission(occasion),
        .answer = true,
        .occasion = "",
        .data = data,
    };
}

const char *replies_purpose(const struct occasion *occasion)
{
    static const struct {
        const char *decision, *purpose;
    } gravest_first[] = {{"return", "return"}, {"flag", "review"}, {"confirm", "confirm"}};
    for (guint i = 0; i < G_N_ELEMENTS(gravest_first); i++)
        if (occasion_decided(occasion, gravest_first[i].decision))
            return gravest_first[i].purpose;
    return "acknowledgement";
}

bool replies_to_forms(const struct occasion *occasion, GError **error)
{
    json_auto_t *data = occasion_data(occasion, occasion_text(occasion, "language"));
    g_autofree char *signature = occasion_signature(occasion);
    struct letter letter = reply(occasion, replies_purpose(occasion), data);
    letter.occasion = signature;
    return letters_queue(occasion->answers->letters, occasion->store, &letter, error);
}

bool replies_explain(const struct occasion *occasion, bool office_looks, GError **error)
{
    const char *text = occasion_text(occasion, "text");
    bool words = text && *text, files = json_array_size(json_object_get(occasion->message, "unread")) > 0;
    json_auto_t *data = occasion_data(occasion, occasion_text(occasion, "language"));
    json_object_set_new(data, "office_looks", json_boolean(office_looks));
    json_object_set_new(data, "linked", json_boolean(occasion_is(occasion, "linked")));
    json_object_set_new(data, "empty", json_boolean(!words && !files));
    struct letter letter = reply(occasion, "form", data);
    return letters_queue(occasion->answers->letters, occasion->store, &letter, error);
}
