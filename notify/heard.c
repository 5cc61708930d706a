#include "notify/heard.h"

/* The outcomes, and the lists and marks of the templates. */
static const struct {
    const char *outcome, *list, *mark;
} lists[] = {{"noted", "noted", "any_noted"},       {"unclear", "unclear", "any_unclear"},
             {"unasked", "unasked", "any_unasked"}, {"remark", "remarks", "any_remark"},
             {"beside", "beside", "any_beside"},    {"aside", "aside", "any_aside"}};

/* "is_group_number": the template says each kind of answer in its own sentence. */
static void mark_kind(json_t *answer, const char *asks)
{
    g_autofree char *mark = g_strdelimit(g_strconcat("is_", asks, NULL), "-", '_');
    json_object_set_new(answer, mark, json_true());
}

static json_t *said_back(const struct wording *wording, const json_t *row)
{
    json_t *answer = json_deep_copy(json_object_get(row, "value"));
    const char *asks = json_string_value(json_object_get(row, "asks"));
    if (!json_is_object(answer)) {
        json_decref(answer);
        answer = json_object();
    }
    json_object_del(answer, "asks");
    if (json_object_get(row, "number"))
        json_object_set(answer, "number", json_object_get(row, "number"));
    json_object_set(answer, "answer", json_object_get(row, "text"));
    if (!asks)
        return answer;
    mark_kind(answer, asks);
    g_autofree char *hint = wording_word(wording, "hint", asks);
    if (hint)
        json_object_set_new(answer, "hint", json_string(hint));
    return answer;
}

bool heard_add(const struct occasion *occasion, const char *language, json_t *data, GError **error)
{
    const struct wording *wording = letters_wording(occasion->answers->letters, language);
    json_auto_t *rows =
        store_rows(occasion->store, "mail_answers",
                   json_pack("{s:I}", "message", (json_int_t)occasion_message(occasion)), error);
    for (guint i = 0; rows && i < G_N_ELEMENTS(lists); i++) {
        json_t *list = json_array();
        size_t k;
        const json_t *row;
        json_array_foreach(rows, k, row)
            if (g_strcmp0(json_string_value(json_object_get(row, "outcome")), lists[i].outcome) == 0)
                json_array_append_new(list, said_back(wording, row));
        wording_apply(wording, list);
        json_object_set_new(data, lists[i].mark, json_boolean(json_array_size(list) > 0));
        json_object_set_new(data, lists[i].list, list);
    }
    return rows != NULL;
}
