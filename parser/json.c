#include "parser/json.h"

#include "base/text.h"
#include "parser/identity_number.h"
#include "parser/sheet.h"

#include <math.h>
#include <string.h>

static const char *const form_names[] = {[FORM_START] = "start",
                                         [FORM_PRESENCE] = "presence",
                                         [FORM_PROGRAM] = "program",
                                         [FORM_UPDATE] = "update"};

static const char *const group_kinds[] = {
    [GROUP_UNSAID] = NULL,
    [GROUP_SMAGRUPPE] = "smagruppe",
    [GROUP_GRUPPEVEILEDNING] = "gruppeveiledning",
    [GROUP_VEILEDNINGSGRUPPE] = "veiledningsgruppe",
};

static const char *const change_names[] = {
    [CHANGE_JOINED] = "joined", [CHANGE_LEFT] = "left",   [CHANGE_SECRETARY] = "secretary",
    [CHANGE_LEADER] = "leader", [CHANGE_EMAIL] = "email",
};

/* What is left of a text whose cells are struck through in part. Caller owns it. */
static char *without_struck(const char *text)
{
    g_auto(GStrv) pieces = g_strsplit(text, SHEET_STRUCK, -1);
    g_autofree char *rest = g_strjoinv(" ", pieces);
    char *tidy = text_tidy(rest);
    if (g_str_has_suffix(tidy, ":"))
        tidy[strlen(tidy) - 1] = '\0';
    return tidy;
}

void json_set_text(json_t *object, const char *key, const char *text)
{
    g_autofree char *held = text && strstr(text, SHEET_STRUCK) ? without_struck(text) : NULL;
    text = held ? held : text;
    if (!text || !*text)
        return;
    g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);
    json_object_set_new(object, key, json_string(valid ? valid : text));
}

/* An object or array without anything in it is not given, either. */
static void set_filled(json_t *object, const char *key, json_t *value)
{
    if (json_is_array(value) ? json_array_size(value) : json_object_size(value))
        json_object_set(object, key, value);
    json_decref(value);
}

static json_t *json_of_texts(const GPtrArray *texts)
{
    json_t *array = json_array();
    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(array, json_string(g_ptr_array_index(texts, i)));
    return array;
}

static json_t *json_of_person(const struct person *person)
{
    json_t *object = json_object();
    json_set_text(object, "name", person->name);
    json_set_text(object, "hpr", person->hpr);
    json_set_text(object, "email", person->email);
    json_set_text(object, "specialty", person->specialty);
    json_set_text(object, "profession", person->profession);
    json_set_text(object, "workplace", person->workplace);
    return object;
}

json_t *json_of_hours(double hours)
{
    return hours == floor(hours) && hours < 1e6 ? json_integer((json_int_t)hours) : json_real(hours);
}

static json_t *json_of_meeting(const struct meeting *meeting)
{
    json_t *object = json_object();
    json_set_text(object, "date", meeting->date);
    json_set_text(object, "start", meeting->start);
    json_set_text(object, "end", meeting->end);
    if (meeting->minutes >= 0)
        json_object_set_new(object, "minutes", json_integer(meeting->minutes));
    if (meeting->hours >= 0)
        json_object_set_new(object, "hours", json_of_hours(meeting->hours));
    json_set_text(object, "place", meeting->place);
    json_set_text(object, "topic", meeting->topic);
    json_set_text(object, "lecturer", meeting->lecturer);
    if (meeting->present) {
        json_t *present = json_array();
        for (guint i = 0; i < meeting->present->len; i++)
            json_array_append_new(present, json_integer(g_array_index(meeting->present, guint, i)));
        json_object_set_new(object, "present", present);
    }
    return object;
}

static json_t *json_of_change(const struct change *change)
{
    json_t *object = json_object();
    json_set_text(object, "change", change_names[change->kind]);
    set_filled(object, "person", json_of_person(&change->person));
    json_set_text(object, "date", change->date);
    return object;
}

static json_t *json_of_group(const struct form *form)
{
    json_t *object = json_object();
    json_set_text(object, "number", form->group.number);
    json_set_text(object, "name", form->group.name);
    json_set_text(object, "municipality", form->group.municipality);
    json_set_text(object, "kind", group_kinds[form->group.kind]);
    return object;
}

static json_t *json_of_people(const GPtrArray *people)
{
    json_t *array = json_array();
    for (guint i = 0; i < people->len; i++)
        json_array_append_new(array, json_of_person(g_ptr_array_index(people, i)));
    return array;
}

static json_t *json_of_meetings(const GPtrArray *meetings)
{
    json_t *array = json_array();
    for (guint i = 0; i < meetings->len; i++)
        json_array_append_new(array, json_of_meeting(g_ptr_array_index(meetings, i)));
    return array;
}

static json_t *json_of_changes(const GPtrArray *changes)
{
    json_t *array = json_array();
    for (guint i = 0; i < changes->len; i++)
        json_array_append_new(array, json_of_change(g_ptr_array_index(changes, i)));
    return array;
}

json_t *json_of_form(const struct form *form)
{
    json_t *object = json_object();
    json_set_text(object, "form", form_names[form->kind]);
    set_filled(object, "group", json_of_group(form));
    set_filled(object, "leader", json_of_person(&form->leader));
    set_filled(object, "secretary", json_of_person(&form->secretary));
    json_set_text(object, "start_date", form->start_date);
    json_t *period = json_object();
    json_set_text(period, "from", form->period_from);
    json_set_text(period, "to", form->period_to);
    set_filled(object, "period", period);
    json_set_text(object, "plan", form->plan);
    set_filled(object, "participants", json_of_people(form->participants));
    set_filled(object, "meetings", json_of_meetings(form->meetings));
    set_filled(object, "changes", json_of_changes(form->changes));
    if (form->industry_free != ATTESTATION_ABSENT)
        json_object_set_new(object, "industry_free", json_boolean(form->industry_free == ATTESTATION_GIVEN));
    json_set_text(object, "sponsor", form->sponsor);
    json_set_text(object, "attested_by", form->attested_by);
    return object;
}

json_t *json_of_message(const struct message *message)
{
    json_t *object = json_object(), *from = json_object(), *authentication = json_object();
    json_set_text(object, "id", message->id);
    json_set_text(from, "name", message->from_name);
    json_set_text(from, "email", message->from_email);
    set_filled(object, "from", from);
    set_filled(object, "to", json_of_texts(message->to));
    json_set_text(object, "subject", message->subject);
    json_set_text(object, "date", message->date);
    set_filled(object, "in_reply_to", json_of_texts(message->in_reply_to));
    json_object_set_new(object, "automatic", json_boolean(message->automatic));
    if (message->reference.token)
        json_object_set_new(object, "reference",
                            json_pack("{s:I, s:s}", "number", (json_int_t)message->reference.number, "token",
                                      message->reference.token));
    json_set_text(authentication, "server", message->authserv_id);
    json_set_text(authentication, "dmarc", message->dmarc);
    json_set_text(authentication, "spf", message->spf);
    json_set_text(authentication, "dkim", message->dkim);
    if (message->aligned)
        json_object_set_new(authentication, "aligned", json_true());
    set_filled(object, "authentication", authentication);
    return object;
}

/* Needed for threads, answers and comparing as they are, and made by programs. */
static bool is_exempt(const char *key)
{
    static const char *const keys[] = {"id",   "in_reply_to",    "email",     "to", "sha256",
                                       "part", "authentication", "reference", NULL};
    return g_strv_contains(keys, key);
}

static bool hide_in_string(json_t *string)
{
    g_autofree char *hidden = identity_numbers_hide(json_string_value(string));
    if (hidden)
        json_string_set(string, hidden);
    return hidden != NULL;
}

bool json_hide_identity_numbers(json_t *value)
{
    bool found = false;
    const char *key;
    json_t *member;
    size_t index;
    if (json_is_string(value))
        return hide_in_string(value);
    json_object_foreach(value, key, member) {
        if (!is_exempt(key))
            found |= json_hide_identity_numbers(member);
    }
    json_array_foreach(value, index, member) {
        found |= json_hide_identity_numbers(member);
    }
    return found;
}
