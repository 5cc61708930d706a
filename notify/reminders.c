#include "notify/reminders.h"
#include "base/text.h"
#include "notify/compose.h"
#include "notify/enclosures.h"

static const char *text(const json_t *row, const char *member)
{
    return json_string_value(json_object_get(row, member));
}

/* What the letter to a silent group's secretary is filled with. */
static json_t *reminder_data(const struct wording *wording, const struct config *config, const json_t *group)
{
    json_t *data = json_deep_copy(group);
    g_autofree char *patience = wording_count(wording, config->reminders.answer_days, "day");
    json_object_set_new(data, "answer_within", json_string(patience));
    wording_apply(wording, data);
    return data;
}

static bool write_to(const struct letters *letters, struct store *store, const struct config *config,
                     const json_t *group, GError **error)
{
    const char *language = text(group, "language");
    g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
    struct attachment *list = enclosure_of_group(
        letters, store, "presence", json_integer_value(json_object_get(group, "group_id")), language, error);
    if (!list)
        return false;
    g_ptr_array_add(lists, list);
    json_auto_t *data = reminder_data(letters_wording(letters, language), config, group);
    g_autofree char *silence = g_strjoin(" ", text(group, "group_number"), text(group, "heard_on"), NULL);
    const struct letter letter = {
        .purpose = "reminder",
        .language = language,
        .template = "reminder",
        .recipient = text(group, "email"),
        .occasion = silence,
        .data = data,
        .enclosures = lists,
    };
    return letters_queue(letters, store, &letter, error);
}

static bool remember(struct store *store, const json_t *group, bool written, const char *today,
                     GError **error)
{
    return store_run(store, "reminder_new",
                     json_pack("{s:O, s:O, s:s, s:O?}", "group", json_object_get(group, "group_id"),
                               "heard_on", json_object_get(group, "heard_on"), "today", today, "person",
                               written ? json_object_get(group, "person") : json_null()),
                     NULL, error);
}

static bool remind(const struct letters *letters, struct store *store, const struct config *config,
                   const json_t *group, const char *today, GError **error)
{
    const char *address = text(group, "email");
    bool reachable = address && text_is_address(address);
    return (!reachable || write_to(letters, store, config, group, error)) &&
           remember(store, group, reachable, today, error);
}

bool reminders_queue(const struct letters *letters, struct store *store, const struct config *config,
                     const char *today, json_t **reminded, GError **error)
{
    *reminded = NULL;
    json_auto_t *groups = store_rows(store, "silent_groups",
                                     json_pack("{s:s, s:i, s:i}", "today", today, "months",
                                               (int)config->reminders.silent_months, "limit",
                                               config->reminders.send ? (int)config->reminders.a_day : 0),
                                     error);
    if (!groups)
        return false;
    size_t index;
    const json_t *group;
    json_array_foreach(groups, index, group)
        if (!remind(letters, store, config, group, today, error))
            return false;
    *reminded = g_steal_pointer(&groups);
    return true;
}
