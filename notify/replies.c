#include "notify/replies.h"
#include "base/text.h"
#include "notify/enclosures.h"
#include "notify/heard.h"
#include "notify/manners.h"

#include <string.h>

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

/* ---- what goes with it ---- */

static GPtrArray *new_enclosures(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
}

/* `enclosure` is stolen; NULL is an error already reported. */
static bool add_enclosure(GPtrArray *enclosures, struct attachment *enclosure)
{
    if (enclosure)
        g_ptr_array_add(enclosures, enclosure);
    return enclosure != NULL;
}

static bool is_true(const json_t *form, const char *member)
{
    return json_integer_value(json_object_get(form, member)) != 0;
}

static bool same_group_before(const json_t *forms, size_t before)
{
    json_int_t group = json_integer_value(json_object_get(json_array_get(forms, before), "group_id"));
    for (size_t i = 0; i < before; i++)
        if (is_true(json_array_get(forms, i), "accepted") &&
            json_integer_value(json_object_get(json_array_get(forms, i), "group_id")) == group)
            return true;
    return false;
}

/* What is returned comes back filled in as we read it; what is accepted brings the group's next list. */
static bool enclose_for_form(const struct occasion *occasion, size_t index, GPtrArray *enclosures,
                             json_t *shown, GError **error)
{
    const struct letters *letters = occasion->answers->letters;
    const char *language = occasion_text(occasion, "language");
    const json_t *form = json_array_get(occasion->forms, index);
    if (is_true(form, "returned")) {
        json_object_set_new(shown, "enclosed_to_mend", json_true());
        return add_enclosure(enclosures, enclosure_to_mend(letters, occasion->store, form, language, error));
    }
    if (!is_true(form, "accepted") || !is_true(form, "sender_belongs") ||
        same_group_before(occasion->forms, index))
        return true;
    json_object_set_new(shown, "enclosed_next", json_true());
    return add_enclosure(enclosures, enclosure_of_group(letters, occasion->store, "presence",
                                                        json_integer_value(json_object_get(form, "group_id")),
                                                        language, error));
}

static bool enclose_for_forms(const struct occasion *occasion, GPtrArray *enclosures, json_t *data,
                              GError **error)
{
    for (size_t i = 0; i < json_array_size(occasion->forms); i++)
        if (!enclose_for_form(occasion, i, enclosures, data, error))
            return false;
    return true;
}

/* Only a mail that wants a reply carries a token in its subject. */
static bool awaits_reply(const json_t *data, const char *purpose)
{
    return json_is_true(json_object_get(data, "any_question")) || strcmp(purpose, "acknowledgement") != 0;
}

/* Whoever does not belong to a group learns nothing of what the register knows about it: only that the
 * address is unknown. */
static void hide_from_stranger(json_t *form)
{
    json_t *flags = json_object_get(form, "flags"), *flag;
    json_auto_t *own = json_array();
    size_t index;
    json_array_foreach(flags, index, flag)
        if (g_strcmp0(json_string_value(json_object_get(flag, "rule")), "known-sender") == 0)
            json_array_append(own, flag);
    if (json_array_size(own) == 0)
        return;
    json_object_set(form, "flags", own);
    json_object_del(form, "advises");
    json_object_del(form, "any_advice");
}

bool replies_to_forms(const struct occasion *occasion, GError **error)
{
    json_auto_t *data = occasion_data(occasion, occasion_text(occasion, "language"));
    g_autofree char *signature = occasion_signature(occasion);
    g_autoptr(GPtrArray) enclosures = new_enclosures();
    size_t index;
    json_t *form;
    json_array_foreach(json_object_get(data, "forms"), index, form)
        hide_from_stranger(form);
    if (!enclose_for_forms(occasion, enclosures, data, error) ||
        !heard_add(occasion, occasion_text(occasion, "language"), data, error))
        return false;
    struct letter letter = reply(occasion, replies_purpose(occasion), data);
    letter.occasion = signature;
    letter.entitles = awaits_reply(data, letter.purpose) ? "answer" : NULL;
    letter.enclosures = enclosures;
    return letters_queue(occasion->answers->letters, occasion->store, &letter, error);
}

bool replies_ask_again(const struct occasion *occasion, bool office_looks, GError **error)
{
    const char *language = occasion_text(occasion, "language");
    json_auto_t *data = occasion_data(occasion, language);
    if (!heard_add(occasion, language, data, error))
        return false;
    json_object_set_new(data, "office_looks", json_boolean(office_looks));
    struct letter letter = reply(occasion, "return", data);
    letter.template = "unclear";
    letter.occasion = "unclear";
    letter.entitles = "answer";
    return letters_queue(occasion->answers->letters, occasion->store, &letter, error);
}

bool replies_ask(const struct occasion *occasion, const char *question, const char *serial, GError **error)
{
    if (!manners_allow(occasion))
        return true;
    json_auto_t *data = occasion_data(occasion, occasion_text(occasion, "language"));
    json_object_set_new(data, "question", json_string(question));
    struct letter letter = reply(occasion, "review", data);
    letter.template = "query";
    letter.occasion = serial;
    letter.answer = false;
    letter.entitles = "answer";
    return letters_queue(occasion->answers->letters, occasion->store, &letter, error);
}

/* ---- a form on request ---- */

/* What in a request tells the form; where none of it is there, all are sent. */
static const struct {
    const char *form, *words[5];
} wishes[] = {
    {"presence", {"presens", "fremmøte", "frammøte", "oppmøte"}},
    {"start", {"oppstart", "ny gruppe", "ny smågruppe", "nye grupper"}},
    {"update", {"oppdatering", "endring", "ny sekretær", "nytt medlem"}},
};

static bool wishes_for(const char *folded, guint number)
{
    for (const char *const *word = wishes[number].words; *word; word++)
        if (strstr(folded, *word))
            return true;
    return false;
}

/* The group that the sender is secretary or leader of; 0: none, or several. -1 on error. */
static gint64 group_of_sender(const struct occasion *occasion, GError **error)
{
    json_auto_t *rows =
        store_rows(occasion->store, "mail_groups_of_sender",
                   json_pack("{s:I}", "message", (json_int_t)occasion_message(occasion)), error);
    if (!rows)
        return -1;
    return json_array_size(rows) == 1
               ? json_integer_value(json_object_get(json_array_get(rows, 0), "group_id"))
               : 0;
}

static bool enclose_wish(const struct occasion *occasion, const char *form, gint64 group,
                         GPtrArray *enclosures, GError **error)
{
    const struct letters *letters = occasion->answers->letters;
    const char *language = occasion_text(occasion, "language");
    bool known = group > 0 && strcmp(form, "start") != 0;
    return add_enclosure(enclosures,
                         known ? enclosure_of_group(letters, occasion->store, form, group, language, error)
                               : enclosure_blank(letters, form, language, error));
}

static bool enclose_wishes(const struct occasion *occasion, gint64 group, GPtrArray *enclosures,
                           GError **error)
{
    const char *subject = occasion_text(occasion, "subject"), *text = occasion_text(occasion, "text");
    g_autofree char *both = g_strjoin(" ", subject ? subject : "", text ? text : "", NULL);
    g_autofree char *folded = text_fold(both);
    bool any = false;
    for (guint i = 0; i < G_N_ELEMENTS(wishes); i++)
        any = any || wishes_for(folded, i);
    for (guint i = 0; i < G_N_ELEMENTS(wishes); i++)
        if ((!any || wishes_for(folded, i)) &&
            !enclose_wish(occasion, wishes[i].form, group, enclosures, error))
            return false;
    return true;
}

bool replies_with_forms(const struct occasion *occasion, GError **error)
{
    gint64 group = group_of_sender(occasion, error);
    g_autoptr(GPtrArray) enclosures = new_enclosures();
    if (group < 0 || !enclose_wishes(occasion, group, enclosures, error))
        return false;
    json_auto_t *data = occasion_data(occasion, occasion_text(occasion, "language")), *files = json_array();
    for (guint i = 0; i < enclosures->len; i++)
        json_array_append_new(files, json_string(((struct attachment *)enclosures->pdata[i])->name));
    json_object_set(data, "files", files);
    json_object_set_new(data, "filled_in", json_boolean(group > 0));
    json_object_set_new(data, "several_files", json_boolean(enclosures->len > 1));
    struct letter letter = reply(occasion, "form", data);
    letter.template = "request";
    letter.enclosures = enclosures;
    return letters_queue(occasion->answers->letters, occasion->store, &letter, error);
}

/* ---- a mail without a form ---- */

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
