#include "parser/delivery.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/json.h"

#include <string.h>

enum {
    MOST_BYTES = 1 << 20,
    MOST_RECIPIENTS = 100,
};

static char *part_start(const struct part *part)
{
    gsize length;
    const char *bytes = g_bytes_get_data(part->content, &length);
    g_autofree char *text = text_decode(bytes ? bytes : "", MIN(length, MOST_BYTES));
    /* A folded field is one line. */
    return g_regex_replace_literal(pattern("\\r?\\n[ \\t]+", 0), text, -1, 0, " ", 0, NULL);
}

/* The value of a field in a group of fields; NULL where it is missing. */
static char *field_of(const char *group, const char *source)
{
    g_autoptr(GMatchInfo) match = NULL;
    return g_regex_match(pattern(source, G_REGEX_CASELESS | G_REGEX_MULTILINE), group, 0, &match)
               ? g_match_info_fetch(match, 1)
               : NULL;
}

#define FIELD(name)   "^" name ":[ \\t]*(.*?)[ \\t\\r]*$"
#define ADDRESS(name) "^" name ":[ \\t]*rfc822[ \\t]*;[ \\t]*<?([^\\s<>;]+)>?"

static void set_address(json_t *recipient, const char *key, const char *group, const char *source)
{
    g_autofree char *address = field_of(group, source);
    if (text_is_address(address))
        json_set_text(recipient, key, address);
}

/* The fields of one recipient; NULL for those of the report itself. */
static json_t *recipient_of(const char *group)
{
    g_autofree char *action = field_of(group, FIELD("Action"));
    g_autofree char *status = field_of(group, "^Status:[ \\t]*([245]\\.\\d{1,3}\\.\\d{1,3})");
    if (!action && !status)
        return NULL;
    json_t *recipient = json_object();
    g_autofree char *folded = text_fold(action);
    if (folded)
        folded[strcspn(folded, " (;")] = '\0';
    set_address(recipient, "recipient", group, ADDRESS("Final-Recipient"));
    set_address(recipient, "original_recipient", group, ADDRESS("Original-Recipient"));
    json_set_text(recipient, "action", folded);
    json_set_text(recipient, "status", status);
    return recipient;
}

static void add_recipients(json_t *recipients, const struct part *part)
{
    g_autofree char *text = part_start(part);
    g_auto(GStrv) groups = g_regex_split(pattern("\\r?\\n[ \\t]*\\r?\\n", 0), text, 0);
    for (char **group = groups; *group && json_array_size(recipients) < MOST_RECIPIENTS; group++) {
        json_t *recipient = recipient_of(*group);
        if (recipient)
            json_array_append_new(recipients, recipient);
    }
}

/* The returned headers, where the report has them alone. */
static void add_original(json_t *originals, const struct part *part)
{
    g_autofree char *text = part_start(part);
    g_autofree char *id = field_of(text, "^Message-ID:[ \\t]*(<[^\\s<>]{3,250}>)");
    if (id)
        json_array_append_new(originals, json_string(id));
}

json_t *delivery_read(const struct message *message)
{
    if (!message->bounce)
        return NULL;
    json_t *delivery = json_object(), *recipients = json_array(), *originals = json_array();
    for (guint i = 0; i < message->enclosed->len; i++)
        json_array_append_new(originals, json_string(g_ptr_array_index(message->enclosed, i)));
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = g_ptr_array_index(message->parts, i);
        if (part->mail == 0 && strcmp(part->type, "message/delivery-status") == 0)
            add_recipients(recipients, part);
        else if (part->mail == 0 && strcmp(part->type, "text/rfc822-headers") == 0)
            add_original(originals, part);
    }
    json_object_set_new(delivery, "recipients", recipients);
    json_object_set_new(delivery, "originals", originals);
    return delivery;
}
